/**
 * Where the eye stands: an orthographic camera that turns with slow inertia about the middle of a scene, and the
 * frames of flat pictures, which fill a box of the canvas.
 */
import type { Frame } from './painter.ts'

export interface Stand {
  /** of the eye's direction, radians */
  readonly azimuth: number
  readonly elevation: number
  readonly zoom: number
}

export interface Camera {
  turn(yaw: number, pitch: number, zoom: number, home: boolean): void
  /** moves on, to the wall clock's time in milliseconds; true while it is still on its way */
  settle(now: number): boolean
  readonly at: Stand
  /** the frame of a scene of this radius about a point, in the middle of a canvas */
  frame(width: number, height: number, scene: Scene): Frame
}

export interface Scene {
  readonly centre: readonly [number, number, number]
  readonly radius: number
  /** CSS pixels about it */
  readonly margin: number
}

/** Milliseconds in which the eye goes most of its way. */
const inertia = 110
const steepest = 1.55

export function cameraFrom(home: Stand): Camera {
  let goal = home
  let at = home
  let before = Number.NaN
  return {
    turn(yaw, pitch, zoom, back) {
      if (back) {
        goal = home
        return
      }
      goal = {
        azimuth: goal.azimuth - yaw,
        elevation: Math.min(steepest, Math.max(-steepest, goal.elevation + pitch)),
        zoom: Math.min(12, Math.max(0.25, goal.zoom * zoom)),
      }
    },
    settle(now) {
      const share = Number.isNaN(before) ? 1 : 1 - Math.exp(-(now - before) / inertia)
      before = now
      const eased = (of: keyof Stand) => at[of] + (goal[of] - at[of]) * share
      at = { azimuth: eased('azimuth'), elevation: eased('elevation'), zoom: eased('zoom') }
      const way = Math.abs(goal.azimuth - at.azimuth) + Math.abs(goal.elevation - at.elevation)
      if (way + Math.abs(goal.zoom - at.zoom) > 1e-4) return true
      at = goal
      return false
    },
    get at() {
      return at
    },
    frame(width, height, { centre, radius, margin }) {
      const [ca, sa] = [Math.cos(at.azimuth), Math.sin(at.azimuth)]
      const [ce, se] = [Math.cos(at.elevation), Math.sin(at.elevation)]
      const scale = (at.zoom * Math.max(1, Math.min(width, height) / 2 - margin)) / radius
      const right = [-sa, ca, 0] as const
      const up = [-se * ca, -se * sa, ce] as const
      const towards = [ce * ca, ce * sa, se] as const
      // depth 0.5 at the centre; a little room before and behind
      const depth = 1 / (2.2 * radius)
      const rows = [
        ...[right.map((part) => part * scale), up.map((part) => -part * scale)],
        towards.map((part) => -part * depth),
      ]
      const middle = [width / 2, height / 2, 0.5]
      const matrix = new Float32Array(16)
      for (const [i, row] of rows.entries()) {
        for (let j = 0; j < 3; j++) matrix[4 * j + i] = row[j]!
        matrix[12 + i] = middle[i]! - row.reduce((sum, part, j) => sum + part * centre[j]!, 0)
      }
      matrix[15] = 1
      return { matrix, scale, fog: 0.55, clip: [0, 0, width, height] }
    },
  }
}

/** A flat picture: x from -1 to 1 across a box and y from -1 to 1 up it. */
export function flatFrame(box: readonly [left: number, top: number, right: number, bottom: number]): Frame {
  const [left, top, right, bottom] = box
  const matrix = new Float32Array(16)
  matrix[0] = (right - left) / 2
  matrix[5] = -(bottom - top) / 2
  matrix[12] = (left + right) / 2
  matrix[13] = (top + bottom) / 2
  matrix[14] = 0.5
  matrix[15] = 1
  return { matrix, scale: 1, fog: 0, clip: box }
}

/** The largest square in the middle of a canvas, `margin` from its edges. */
export function squareBox(width: number, height: number, margin: number): [number, number, number, number] {
  const half = Math.max(1, Math.min(width, height) / 2 - margin)
  return [width / 2 - half, height / 2 - half, width / 2 + half, height / 2 + half]
}

/** CSS pixels and depth of a point of the scene. */
export function placed(
  { matrix: m }: Frame,
  points: ArrayLike<number>,
  at: number,
): [number, number, number] {
  const [x, y, z] = [points[at]!, points[at + 1]!, points[at + 2]!]
  return [
    m[0]! * x + m[4]! * y + m[8]! * z + m[12]!,
    m[1]! * x + m[5]! * y + m[9]! * z + m[13]!,
    m[2]! * x + m[6]! * y + m[10]! * z + m[14]!,
  ]
}
