/** From the `space` entry of an experiment to the space, with every complaint at its place. */
import { InputError, placed, quoted } from '../errors.ts'
import { groupFromCayleyTable } from '../groups/cayley.ts'
import { largestOrder } from '../groups/families.ts'
import { groupByName } from '../groups/names.ts'
import { groupFromGenerators } from '../groups/permutation.ts'
import { circleSpace, mirrorCircleSpace } from './circle.ts'
import { finiteSpace } from './finite.ts'
import { rotationSpace } from './rotation.ts'
import type { Space } from './space.ts'
import { sphereSpace } from './sphere.ts'
import { spinSpace } from './spin.ts'
import { type Lattice, torusSpace } from './torus.ts'

/** A `space` entry; of group, sphere, generators and cayley exactly one is given. */
export interface SpaceDescription {
  readonly group?: string | undefined
  readonly samples?: number | readonly number[] | undefined
  readonly lattice?: Lattice | undefined
  readonly degree?: number | undefined
  readonly sphere?: number | undefined
  readonly generators?: readonly (readonly number[])[] | undefined
  /** the table itself: who calls has read the file */
  readonly cayley?: string | readonly (readonly number[])[] | undefined
}

type Option = 'samples' | 'lattice' | 'degree'

/** Throws InputError, placed relative to the entry, for anything but one well-formed space of at most 2^24 points. */
export function makeSpace(entry: SpaceDescription): Space {
  const kinds = (['group', 'sphere', 'generators', 'cayley'] as const).filter(
    (key) => entry[key] !== undefined,
  )
  if (kinds.length !== 1)
    throw new InputError(
      '',
      'exactly one of group, sphere, generators, cayley',
      kinds.length === 0 ? 'none of them' : kinds.join(' and '),
    )
  if (entry.group !== undefined) return groupSpace(entry, entry.group)
  if (entry.sphere !== undefined) {
    if (entry.sphere !== 2)
      throw new InputError(
        'sphere',
        '2, the sphere S2',
        quoted(entry.sphere),
        'Write { sphere: 2, degree: 16 }',
      )
    return quadratureSpace(entry, 'the sphere', sphereSpace, (l) => (l + 1) * (2 * l + 1))
  }
  refuse(entry, ['samples', 'lattice', 'degree'], 'a finite group')
  const { generators, cayley } = entry
  if (generators !== undefined) return finiteSpace(groupFromGenerators(generators))
  if (typeof cayley === 'string' || cayley === undefined)
    throw new InputError('cayley', 'the table read from its file', quoted(cayley))
  return finiteSpace(groupFromCayleyTable(cayley))
}

function groupSpace(entry: SpaceDescription, group: string): Space {
  const name = group.replace(/\s+/g, '')
  const torus = /^T\((.*)\)$/.exec(name)
  if (torus !== null) return torusOf(entry, Number(torus[1]), group)
  if (name === 'SO(2)' || name === 'O(2)') {
    refuse(entry, ['lattice', 'degree'], name)
    const [m] = samplesOf(entry, 1, name)
    checkSize('samples', name, name === 'O(2)' ? 2 * m! : m!)
    return name === 'O(2)' ? mirrorCircleSpace(m!) : circleSpace(m!)
  }
  if (name === 'SO(3)') return quadratureSpace(entry, name, rotationSpace, (l) => (l + 1) * (2 * l + 1) ** 2)
  if (name === 'SU(2)') return quadratureSpace(entry, name, spinSpace, (l) => 2 * (l + 1) * (2 * l + 1) ** 2)
  if (/^(SO|SU|O|U|Spin)\(\d+\)$/.test(name))
    throw new InputError('group', 'SO(2), O(2), T(k), SO(3) or SU(2), or a finite group', quoted(group))
  const compact = ['SO(2)', 'O(2)', 'T(2)', 'SO(3)', 'SU(2)']
  const meant = compact.find((known) => known.toLowerCase() === name.toLowerCase())
  if (meant !== undefined)
    throw new InputError(
      'group',
      `a group such as ${compact.join(', ')}`,
      quoted(group),
      `Did you mean "${meant}"`,
    )
  const finite = placed('group', () => orCompact(() => groupByName(group)))
  refuse(entry, ['samples', 'lattice', 'degree'], `the finite group ${finite.name}`)
  return finiteSpace(finite)
}

/** A name that is no finite group's is told what else a space may be. */
function orCompact<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof InputError) || !error.expected.startsWith('a group: ')) throw error
    const expected = error.expected.replace('a group: ', 'a group: SO(2), O(2), T(k), SO(3), SU(2), ')
    throw new InputError(error.place, expected, error.received, error.remedy)
  }
}

function torusOf(entry: SpaceDescription, k: number, group: string): Space {
  if (!Number.isInteger(k) || k < 1)
    throw new InputError('group', 'T(k) with k = 1, 2, ... circles', quoted(group), 'Write for example T(2)')
  const name = `T(${k})`
  refuse(entry, ['degree'], name)
  const samples = samplesOf(entry, k, name)
  checkSize(
    'samples',
    name,
    samples.reduce((size, n) => size * n, 1),
  )
  const { lattice = 'rectangular' } = entry
  if (lattice !== 'rectangular' && lattice !== 'hexagonal')
    throw new InputError('lattice', 'rectangular or hexagonal', quoted(lattice))
  return torusSpace(samples, lattice)
}

/** `samples` as k positive integers; one number stands for a list of one. */
function samplesOf({ samples }: SpaceDescription, k: number, name: string): readonly number[] {
  const example = k === 1 ? 'samples: 64' : `samples: [${new Array(k).fill(48).join(', ')}]`
  if (samples === undefined)
    throw new InputError('samples', `samples of ${name}`, 'nothing', `Add ${example}`)
  const list = typeof samples === 'number' ? [samples] : samples
  if (!Array.isArray(list) || list.length !== k)
    throw new InputError(
      'samples',
      k === 1
        ? `one number of samples for ${name}`
        : `${k} numbers of samples, one for each circle of ${name}`,
      quoted(samples),
      `Write for example ${example}`,
    )
  for (const [i, n] of list.entries())
    if (!Number.isInteger(n) || n < 1)
      throw new InputError(
        typeof samples === 'number' ? 'samples' : `samples[${i}]`,
        'a positive integer number of samples',
        quoted(n),
      )
  return list
}

function quadratureSpace(
  entry: SpaceDescription,
  name: string,
  make: (degree: number) => Space,
  sizeOf: (degree: number) => number,
): Space {
  const { degree } = entry
  if (entry.samples !== undefined)
    throw new InputError(
      'samples',
      `no samples for ${name}, whose quadrature has a degree`,
      quoted(entry.samples),
      'Write degree: 8 instead, exact for products of two harmonics of degree up to 8',
    )
  refuse(entry, ['lattice'], name)
  if (degree === undefined)
    throw new InputError('degree', `the degree of the quadrature on ${name}`, 'nothing', 'Add degree: 8')
  if (!Number.isInteger(degree) || degree < 0)
    throw new InputError('degree', 'a degree 0, 1, 2, ...', quoted(degree))
  checkSize('degree', name, sizeOf(degree))
  return make(degree)
}

function checkSize(place: Option, name: string, size: number): void {
  if (size > largestOrder)
    throw new InputError(
      place,
      `at most ${largestOrder} points on ${name}`,
      `${size} points`,
      place === 'degree' ? 'Take a smaller degree' : 'Take fewer samples',
    )
}

function refuse(entry: SpaceDescription, options: readonly Option[], what: string): void {
  for (const option of options) {
    if (entry[option] === undefined) continue
    const instead =
      option === 'samples' && /C\(|D\(/.test(what)
        ? ', or sample a Lie group: { group: "SO(2)", samples: 64 }'
        : ''
    throw new InputError(option, `no ${option} for ${what}`, quoted(entry[option]), `Remove it${instead}`)
  }
}
