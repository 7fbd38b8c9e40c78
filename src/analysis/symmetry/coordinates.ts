/**
 * The coordinates in which continuous symmetries act: for each population those of a field of neurons on the
 * labels that its connections carry. What the connections bring lies in their span.
 */
import { addMatrixVector, addVectorMatrix } from '../../math/matvec.ts'
import type { Network } from '../../model/network.ts'
import type { Space } from '../../spaces/space.ts'
import { largest } from '../vectors.ts'
import type { Couplings } from './couplings.ts'

/** One label of one population. */
export interface Part {
  readonly population: number
  readonly label: string
  /** where it begins in u, and how many coordinates it has */
  readonly offset: number
  readonly size: number
}

export interface Coordinates {
  readonly parts: readonly Part[]
  readonly length: number
  /** where each population begins in a field */
  readonly starts: readonly number[]
  /** u of a field, E^T diag(w) f per population; the field is [neurons] */
  of(field: Float64Array): Float64Array
  /** E u, [neurons] */
  expand(u: Float64Array): Float64Array
}

/** Numbers of harmonics that are kept as columns; beyond, each is transformed by its space. */
const MOST_NUMBERS = 2 ** 23

/** Relative size at which a quotient's columns count as having a part on a label. */
const PRESENT = 1e-10

export function coordinatesOf(network: Network, couplings: Couplings): Coordinates {
  const { populations } = network
  const parts: Part[] = []
  const starts: number[] = []
  let neurons = 0
  let length = 0
  let numbers = 0
  for (const [population, { space }] of populations.entries()) {
    starts.push(neurons)
    neurons += space.size
    for (const label of labelsOf(population, space, couplings)) {
      const { copies, width } = space.harmonic(label)
      parts.push({ population, label, offset: length, size: copies * width })
      length += copies * width
      numbers += copies * width * space.size
    }
  }
  if (numbers > MOST_NUMBERS)
    return {
      parts,
      length,
      starts,
      of(field) {
        const u = new Float64Array(length)
        for (const { population, label, offset } of parts) {
          const { space } = populations[population]!
          const start = starts[population]!
          u.set(space.forward(label, field.subarray(start, start + space.size)), offset)
        }
        return u
      },
      expand(u) {
        const field = new Float64Array(neurons)
        for (const [population, { space }] of populations.entries()) {
          const own = parts.filter((part) => part.population === population)
          const held = new Map(own.map((p) => [p.label, u.subarray(p.offset, p.offset + p.size)]))
          if (held.size > 0) field.set(space.inverse(held), starts[population]!)
        }
        return field
      },
    }
  const columns = parts.map(({ population, label }) => populations[population]!.space.harmonic(label).basis())
  const weights = new Float64Array(neurons)
  for (const [population, { space }] of populations.entries()) weights.set(space.weights, starts[population]!)
  return {
    parts,
    length,
    starts,
    of(field) {
      const u = new Float64Array(length)
      const weighted = field.map((value, i) => weights[i]! * value)
      for (const [k, { population, offset, size }] of parts.entries()) {
        const N = populations[population]!.space.size
        addMatrixVector(columns[k]!, size, N, 0, N, weighted, starts[population]!, u, offset)
      }
      return u
    },
    expand(u) {
      const field = new Float64Array(neurons)
      for (const [k, { population, offset, size }] of parts.entries()) {
        const N = populations[population]!.space.size
        addVectorMatrix(u, offset, columns[k]!, size, N, 0, N, field, starts[population]!)
      }
      return field
    },
  }
}

/** In the order of first mention. */
function labelsOf(population: number, space: Space, { kernels, quotients }: Couplings): Set<string> {
  const labels = new Set<string>()
  for (const { from, to, blocks } of kernels)
    if (from === population || to === population) for (const label of blocks.keys()) labels.add(label)
  for (const { from, to, rank, fromBasis, toBasis } of quotients)
    for (const basis of [
      ...(from === population ? [fromBasis] : []),
      ...(to === population ? [toBasis] : []),
    ])
      for (const label of labelsPresent(space, basis, rank)) labels.add(label)
  return labels
}

/** Labels on which some of the columns have a part. */
function labelsPresent(space: Space, columns: Float64Array, count: number): string[] {
  const { size } = space
  const fields = Array.from({ length: count }, (_, c) => columns.subarray(c * size, (c + 1) * size))
  const cut = PRESENT * largest(columns)
  return space.labels.filter((label) =>
    fields.some((field) => space.forward(label, field).some((x) => Math.abs(x) > cut)),
  )
}
