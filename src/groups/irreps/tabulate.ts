/**
 * From the matrices of a few generators to those of every element, along a spanning tree of the
 * Cayley graph, so that round-off grows with word length only.
 */
import { InputError } from '../../errors.ts'
import type { ComplexMatrix } from '../../math/complex.ts'
import { identityMatrix, multiply } from '../../math/complex.ts'
import type { FiniteGroup } from '../group.ts'

/** rho as a function of the element */
export type Representation = (element: number) => ComplexMatrix

/** A step of a walk through the group: element = generators[by] * from. */
export interface Step {
  readonly element: number
  readonly from: number
  readonly by: number
}

/** At most this many numbers in one irrep's table of matrices (256 MB). */
const largestTable = 2 ** 25

/** Breadth first from the identity, which itself takes no step; reaches every element once. */
export function walk(group: FiniteGroup, generators: readonly number[]): readonly Step[] {
  const seen = new Uint8Array(group.order)
  seen[group.identity] = 1
  const steps: Step[] = []
  const visit = (from: number): void => {
    for (let by = 0; by < generators.length; by++) {
      const element = group.multiply(generators[by]!, from)
      if (seen[element] === 1) continue
      seen[element] = 1
      steps.push({ element, from, by })
    }
  }
  visit(group.identity)
  for (let next = 0; next < steps.length; next++) visit(steps[next]!.element)
  if (steps.length + 1 !== group.order)
    throw new Error(`${group.name}: the elements do not generate the group`)
  return steps
}

/** The generators and, of those of high order, the powers 8, 64, ..., so that no word is long. */
export function shortening(group: FiniteGroup): readonly number[] {
  const elements = [...group.generators]
  for (const s of group.generators) {
    const powers = [group.identity]
    for (let power = s; power !== group.identity; power = group.multiply(power, s)) powers.push(power)
    for (let reach = 8; 4 * reach < powers.length; reach *= 8) elements.push(powers[reach]!)
  }
  return elements
}

/** Throws InputError when the matrices of all elements would not fit. */
export function requireTable(group: FiniteGroup, dimension: number, isReal: boolean): void {
  const numbers = group.order * dimension * dimension * (isReal ? 1 : 2)
  if (numbers > largestTable)
    throw new InputError(
      '',
      `an irrep whose matrices fit in ${largestTable} numbers`,
      `${numbers} of them (dimension ${dimension}, order ${group.order} of ${group.name})`,
      'Take an irrep of smaller dimension or a smaller group',
    )
}

/** rho everywhere, from the matrices of these generators of the group. */
export function representationFrom(
  group: FiniteGroup,
  generators: readonly number[],
  matrices: readonly ComplexMatrix[],
): Representation {
  const d = matrices[0]!.rows
  const isReal = matrices.every((m) => m.im === null)
  requireTable(group, d, isReal)
  const block = d * d
  const re = new Float64Array(group.order * block)
  const im = isReal ? null : new Float64Array(group.order * block)
  const representation = (g: number): ComplexMatrix => ({
    rows: d,
    columns: d,
    re: re.subarray(g * block, (g + 1) * block),
    im: im?.subarray(g * block, (g + 1) * block) ?? null,
  })
  re.set(identityMatrix(d).re, group.identity * block)
  for (const { element, from, by } of walk(group, generators)) {
    const product = multiply(matrices[by]!, representation(from))
    re.set(product.re, element * block)
    if (product.im !== null) im!.set(product.im, element * block)
  }
  return representation
}
