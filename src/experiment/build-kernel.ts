/** A connection's coupling from its entry: a kernel, measured weights, or a common quotient. */
import { InputError, placed, quoted } from '../errors.ts'
import type { ComplexMatrix } from '../groups/group.ts'
import { disordered, heterogeneousCoupling, quotientCoupling } from '../model/couplings.ts'
import type { Kernel } from '../model/kernel.ts'
import {
  kernelFromExpression,
  kernelFromFamily,
  kernelFromSpectrum,
  kernelFromValues,
} from '../model/kernels.ts'
import type { Coupling, PerReplica } from '../model/network.ts'
import { parseExpression } from '../model/parse.ts'
import { randomCoupling, sparseCoupling } from '../model/sparse-coupling.ts'
import type { Expression } from '../model/tree.ts'
import { isList } from '../spaces/list.ts'
import type { Coefficient, Space } from '../spaces/space.ts'
import { LIMITS } from './defaults.ts'
import type {
  CoefficientEntry,
  ConnectionEntry,
  KernelEntry,
  NumberOrReplicas,
  RandomEntry,
} from './experiment.ts'
import { type Files, readNumbers, readSparse } from './files.ts'
import { formatPath } from './path.ts'
import { FAMILIES, KERNEL_KINDS, WEIGHT_KINDS } from './schema-words.ts'

export interface CouplingContext {
  readonly from: Space
  readonly to: Space
  /** indices of the populations */
  readonly ends: { readonly from: number; readonly to: number }
  readonly files: Files
  /** makes the space of a quotient, shared with populations that have the same */
  readonly space: (entry: NonNullable<ConnectionEntry['through']>['space'], place: string) => Promise<Space>
  /** kernels made so far; identical ones are shared */
  readonly kernels: Map<string, Kernel>
}

/** Throws InputError placed under the connection's `place`. */
export async function couplingOf(
  entry: ConnectionEntry,
  place: string,
  context: CouplingContext,
): Promise<Coupling> {
  const { kernel } = entry
  const at = `${place}.kernel`
  const kind = WEIGHT_KINDS.find((key) => kernel[key] !== undefined)
  if (kind !== undefined) {
    checkWeights(entry, kind, at)
    if (kind === 'matrix') return matrixCoupling(entry, kernel.matrix!, at, context)
    return kind === 'random'
      ? randomWeights(kernel.random!, `${at}.random`, context)
      : sparseWeights(kernel.sparse!, `${at}.sparse`, context)
  }
  if (entry.through) return throughQuotient(entry, entry.through, place, context)
  if (isList(context.from) || isList(context.to))
    throw new InputError(
      at,
      'matrix, random or sparse, for a list of neurons has no group',
      `${KERNEL_KINDS.find((key) => kernel[key] !== undefined)}`,
      'Give the populations one space, such as { group: "C(100)" }',
    )
  if (context.from !== context.to) {
    throw new InputError(
      at,
      'populations on one and the same space',
      `${entry.from} on ${described(context.from)} and ${entry.to} on ${described(context.to)}`,
      'Use "matrix", or a common quotient with "through"',
    )
  }
  const made = placed(at, () => sharedKernel(kernel, context.to, context.kernels))
  const gains = placed(`${at}.gains`, () => gainsOf(kernel, made))
  if (kernel.heterogeneity === undefined || kernel.heterogeneity.std === 0)
    return { kind: 'kernel', kernel: made, gains }
  if (Object.keys(gains).length > 0) {
    throw new InputError(
      `${at}.gains`,
      'no gains beside heterogeneity, which leaves no irreps',
      quoted(kernel.gains),
      'Use "scale"',
    )
  }
  return placed(`${at}.heterogeneity`, () => heterogeneousCoupling(made, kernel.heterogeneity!))
}

/** What only kernels on a group have. */
function checkWeights(
  { kernel, through }: ConnectionEntry,
  kind: (typeof WEIGHT_KINDS)[number],
  at: string,
): void {
  const named = kind === 'matrix' ? 'a matrix' : `a ${kind} kernel`
  if (kernel.gains)
    throw new InputError(
      `${at}.gains`,
      `no gains beside ${named}, which has no irreps`,
      quoted(kernel.gains),
      'Use "scale"',
    )
  if (through)
    throw new InputError(
      `${at}.${kind}`,
      'a spectrum on the quotient',
      quoted(kernel[kind]),
      `Remove "through": ${named} joins any two spaces`,
    )
  if (kernel.heterogeneity && kind !== 'matrix')
    throw new InputError(
      `${at}.heterogeneity`,
      `no heterogeneity beside ${named}, most of whose weights are not there`,
      quoted(kernel.heterogeneity),
      'Remove it, or write a "matrix"',
    )
}

function randomWeights(entry: RandomEntry, at: string, { from, to, ends }: CouplingContext): Coupling {
  if (!entry.autapses && ends.from !== ends.to)
    throw new InputError(
      `${at}.autapses`,
      'a population joined to itself, in which alone a neuron could reach itself',
      'two populations',
      'Remove it',
    )
  return placed(at, () => randomCoupling(to.size, from.size, entry, { ...ends, most: LIMITS.weights }))
}

async function sparseWeights(
  file: string,
  at: string,
  { from, to, files }: CouplingContext,
): Promise<Coupling> {
  const { shape, ...rows } = await readSparse(files, file, at)
  if (shape[0] !== to.size || shape[1] !== from.size)
    throw new InputError(
      at,
      `a matrix of shape [${to.size}, ${from.size}] (to, from)`,
      `shape [${shape.join(', ')}] in ${quoted(file)}`,
      shape[0] === from.size && shape[1] === to.size ? 'Transpose it' : '',
    )
  return placed(at, () => sparseCoupling(to.size, from.size, rows))
}

async function matrixCoupling(
  entry: ConnectionEntry,
  file: string,
  at: string,
  { from, to, files }: CouplingContext,
): Promise<Coupling> {
  if (to.size * from.size > LIMITS.weights)
    throw new InputError(`${at}.matrix`, `at most ${LIMITS.weights} weights`, `${to.size} x ${from.size}`)
  const { shape, values } = await readNumbers(files, file, `${at}.matrix`)
  if (shape.length !== 2 || shape[0] !== to.size || shape[1] !== from.size) {
    throw new InputError(
      `${at}.matrix`,
      `an array of shape [${to.size}, ${from.size}] (to, from)`,
      `shape [${shape.join(', ')}] in ${quoted(file)}`,
      shape[0] === from.size && shape[1] === to.size ? 'Transpose it' : '',
    )
  }
  const coupling = { kind: 'matrix', rows: to.size, columns: from.size, weights: values } as const
  const { heterogeneity } = entry.kernel
  return heterogeneity ? disordered(coupling, from, heterogeneity) : coupling
}

async function throughQuotient(
  { kernel }: ConnectionEntry,
  through: NonNullable<ConnectionEntry['through']>,
  place: string,
  context: CouplingContext,
): Promise<Coupling> {
  const other = [...KERNEL_KINDS, 'gains', 'heterogeneity'].find(
    (key) => key !== 'spectrum' && kernel[key as keyof KernelEntry] !== undefined,
  )
  if (other !== undefined) {
    throw new InputError(
      `${place}.kernel.${other}`,
      'a spectrum, in the labels of the quotient, and nothing beside it',
      quoted(other),
      'Write the kernel as { spectrum: ... }',
    )
  }
  const quotient = await context.space(through.space, `${place}.through.space`)
  const map = (side: 'from' | 'to'): Map<string, Expression> =>
    new Map(
      Object.entries(through[side]).map(([name, text]) => [
        name,
        placed(`${place}.through.${side}.${name}`, () => parseExpression(text)),
      ]),
    )
  const [from, to] = [map('from'), map('to')]
  try {
    return quotientCoupling(context.from, context.to, quotient, from, to, spectrumOf(kernel))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw error.at(error.place.startsWith('spectrum') ? `${place}.kernel` : `${place}.through`)
  }
}

function sharedKernel(entry: KernelEntry, space: Space, kernels: Map<string, Kernel>): Kernel {
  const { gains: _, heterogeneity: __, ...own } = entry
  const key = JSON.stringify(own)
  const known = kernels.get(key)
  if (known?.space === space) return known
  const made = kernelOf(entry, space)
  kernels.set(key, made)
  return made
}

function kernelOf(entry: KernelEntry, space: Space): Kernel {
  if (entry.spectrum) return kernelFromSpectrum(space, spectrumOf(entry))
  if (entry.values) return kernelFromValues(space, Float64Array.from(entry.values))
  if (entry.expression !== undefined) {
    const { expression } = entry
    return placed('expression', () => kernelFromExpression(space, parseExpression(expression)))
  }
  const family = FAMILIES.find((name) => entry[name] !== undefined)!
  return placed(family, () => kernelFromFamily(space, family, entry[family]!))
}

function spectrumOf(entry: KernelEntry): Map<string, Coefficient> {
  return new Map(
    Object.entries(entry.spectrum ?? {}).map(([label, coefficient]) => [
      label,
      placed(formatPath(['spectrum', label]), () => coefficientOf(coefficient)),
    ]),
  )
}

/** A number or {re, im} as it is; nested lists as a complex matrix. */
function coefficientOf(entry: CoefficientEntry): Coefficient {
  if (!Array.isArray(entry)) return entry as Exclude<CoefficientEntry, readonly unknown[]>
  const rows = entry as readonly (readonly (number | { readonly re: number; readonly im: number })[])[]
  const columns = rows[0]!.length
  const uneven = rows.findIndex((row) => row.length !== columns)
  if (uneven >= 0)
    throw new InputError(
      `[${uneven}]`,
      `a row of ${columns} numbers, as the first`,
      `${rows[uneven]!.length}`,
    )
  const entries = rows.flat()
  const real = entries.every((value) => typeof value === 'number')
  const matrix: ComplexMatrix = {
    rows: rows.length,
    columns,
    re: Float64Array.from(entries, (value) => (typeof value === 'number' ? value : value.re)),
    im: real ? null : Float64Array.from(entries, (value) => (typeof value === 'number' ? 0 : value.im)),
  }
  return matrix
}

function gainsOf(entry: KernelEntry, kernel: Kernel): Record<string, PerReplica> {
  const gains: Record<string, PerReplica> = {}
  for (const [label, gain] of Object.entries(entry.gains ?? {})) {
    placed(formatPath([label]), () => {
      const canonical = kernel.space.harmonic(label).label
      if (!kernel.spectrum.has(canonical)) {
        const labels = [...kernel.spectrum.keys()].slice(0, 8).join(', ')
        throw new InputError(
          '',
          `a label of the kernel's spectrum (${labels})`,
          quoted(label),
          'A gain multiplies a coefficient that is not zero',
        )
      }
      gains[canonical] = perReplica(gain)
    })
  }
  return gains
}

export function perReplica(value: NumberOrReplicas): PerReplica {
  return typeof value === 'number' ? value : Float64Array.from(value)
}

function described(space: Space): string {
  return `${space.name} (${space.size} points)`
}
