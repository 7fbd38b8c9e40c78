/** Infinitesimal motions of whole fields of neurons. */
import type { Space } from '../../spaces/space.ts'
import { largest } from '../vectors.ts'
import type { SpaceGenerator } from './generators.ts'

/** xi f of one field, through the labels of the space unless there is a shorter way. */
export function movedField(space: Space, { block, field }: SpaceGenerator, f: Float64Array): Float64Array {
  if (field !== undefined) return field(f)
  const moved = new Map<string, Float64Array>()
  const cut = 1e-14 * largest(f)
  for (const label of space.labels) {
    const u = space.forward(label, f)
    if (largest(u) <= cut) continue
    const matrix = block(label)
    if (matrix === null) continue
    const size = u.length
    const out = new Float64Array(size)
    for (let i = 0, at = 0; i < size; i++) for (let j = 0; j < size; j++, at++) out[i]! += matrix[at]! * u[j]!
    moved.set(label, out)
  }
  return moved.size === 0 ? new Float64Array(space.size) : space.inverse(moved)
}

/** xi f of each column, through the labels of the space. */
export function movedColumns(
  space: Space,
  candidate: SpaceGenerator,
  columns: Float64Array,
  count: number,
): Float64Array {
  const out = new Float64Array(columns.length)
  for (let c = 0; c < count; c++) {
    const at = c * space.size
    out.set(movedField(space, candidate, columns.subarray(at, at + space.size)), at)
  }
  return out
}
