/**
 * Places in the order in which paint lies on paper: what is far first. Places do not move, the eye does: they are
 * sorted where it stands anew, into so many layers, in time proportional to their number.
 */
import type { Frame } from './painter.ts'

const layers = 2048

/**
 * A sorter of (x, y, z, any) that stay where they are. It gives all of them, far to near, the fourth number being
 * which one it is; null where the eye has not turned since it was asked last.
 */
export function depthOrder(places: Float32Array): (frame: Frame) => Float32Array | null {
  const count = places.length / 4
  const ordered = new Float32Array(places.length)
  const layer = new Uint32Array(count)
  const starts = new Uint32Array(layers + 1)
  let seen: readonly number[] = []
  return ({ matrix: m }) => {
    const eye = [m[2]!, m[6]!, m[10]!]
    if (eye.every((part, k) => part === seen[k])) return null
    seen = eye
    // the scene is between depths 0 and 1
    starts.fill(0)
    for (let i = 0; i < count; i++) {
      const depth =
        eye[0]! * places[4 * i]! + eye[1]! * places[4 * i + 1]! + eye[2]! * places[4 * i + 2]! + m[14]!
      layer[i] = Math.min(layers - 1, Math.max(0, Math.floor((1 - depth) * layers)))
      starts[layer[i]! + 1]!++
    }
    for (let k = 0; k < layers; k++) starts[k + 1]! += starts[k]!
    for (let i = 0; i < count; i++) {
      const at = 4 * starts[layer[i]!]!++
      ordered[at] = places[4 * i]!
      ordered[at + 1] = places[4 * i + 1]!
      ordered[at + 2] = places[4 * i + 2]!
      ordered[at + 3] = i
    }
    return ordered
  }
}
