/** What a person should know of a network's symmetry: what was not searched, and samples that spoil it. */
import { axesOf } from '../../spaces/axis.ts'
import type { Flow } from '../flow.ts'
import type { Couplings, MatrixPair } from './couplings.ts'
import { type Elements, mostElements } from './elements.ts'
import { largestSearched } from './sample-maps.ts'

export function notesOf({ network }: Flow, { matrices }: Couplings, { complete }: Elements): string[] {
  const notes: string[] = []
  if (!complete)
    notes.push(
      `the symmetry beyond motions has more than ${mostElements} elements: its generators alone are used`,
    )
  for (const { name, space } of network.populations)
    if (space.sample !== null && axesOf(space.sample).length === 0 && space.sample.order > largestSearched)
      notes.push(`${name}: automorphisms of groups of more than ${largestSearched} elements are not searched`)
  for (const matrix of matrices) {
    const twice = duplicates(matrix, network.populations[matrix.from]!.space.size)
    if (matrix.from === matrix.to && twice !== null) notes.push(`${matrix.place}: ${twice}`)
  }
  return notes
}

/** Two points with the same weights in and out are one point sampled twice. */
function duplicates({ weights }: MatrixPair, size: number): string | null {
  const scale = weights.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  if (scale === 0) return null
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * scale
  const alike = (i: number, j: number): boolean => {
    for (let k = 0; k < size; k++)
      if (
        !close(weights[i * size + k]!, weights[j * size + k]!) ||
        !close(weights[k * size + i]!, weights[k * size + j]!)
      )
        return false
    return true
  }
  const pairs: [number, number][] = []
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) if (alike(i, j)) pairs.push([i, j])
  if (pairs.length === 0 || pairs.length > size / 4) return null
  const [i, j] = pairs[0]!
  const ends = i === 0 && j === size - 1 && pairs.length === 1
  return ends
    ? `the first and the last point have the same weights: the end point of the circle was sampled twice (both -pi and pi). Leave one out, take ${size - 1} points, and translations are a symmetry again`
    : `points ${i} and ${j} have the same weights${pairs.length > 1 ? ` (and ${pairs.length - 1} more pairs)` : ''}: one place was sampled twice, which breaks translations`
}
