/**
 * Trajectories of an autonomous flow by the embedded pair of Dormand and Prince, orders 5 and 4, with step
 * control (J. Comput. Appl. Math. 6, 19 (1980)).
 */
import { largest } from './vectors.ts'

export interface Trajectory {
  readonly state: Float64Array
  /** time reached: the duration, or earlier when `until` said so or the budget of evaluations ended */
  readonly time: number
  readonly evaluations: number
  /** false when the state stopped being a number or passed 1e12 */
  readonly finite: boolean
  /** true when `until` ended it */
  readonly met: boolean
}

export interface IntegrateOptions {
  /** local error allowed per step, relative to 1 + |z| */
  readonly tolerance?: number
  readonly maximumEvaluations?: number
  /** looked at after every accepted step */
  readonly until?: (state: Float64Array, flow: Float64Array, time: number) => boolean
}

const a = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
] as const
const error = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]

/** z' = evaluate(z) from `start`, which is left as it is, over `duration`. */
export function integrate(
  evaluate: (z: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  duration: number,
  { tolerance = 1e-6, maximumEvaluations = 20_000, until }: IntegrateOptions = {},
): Trajectory {
  const n = start.length
  let z = start.slice()
  let next = new Float64Array(n)
  const k = Array.from({ length: 7 }, () => new Float64Array(n))
  evaluate(z, k[0]!)
  let evaluations = 1
  let time = 0
  let step = Math.min(duration, (0.1 * (1 + largest(z))) / Math.max(1e-6, largest(k[0]!)))
  const end = (finite: boolean, met = false) => ({ state: z, time, evaluations, finite, met })
  if (!Number.isFinite(largest(k[0]!))) return end(false)
  while (time < duration && evaluations + 6 <= maximumEvaluations) {
    const h = Math.min(step, duration - time)
    for (let stage = 1; stage < 7; stage++) {
      const row = a[stage - 1]!
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (let j = 0; j < stage; j++) sum += row[j]! * k[j]![i]!
        next[i] = z[i]! + h * sum
      }
      evaluate(next, k[stage]!)
    }
    evaluations += 6
    let worst = 0
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < 7; j++) sum += error[j]! * k[j]![i]!
      const ratio = Math.abs(h * sum) / (tolerance * (1 + Math.max(Math.abs(z[i]!), Math.abs(next[i]!))))
      if (!(ratio <= worst)) worst = ratio
    }
    const accepted = worst <= 1
    if (accepted) {
      time = h < step ? duration : time + h
      const old = z
      z = next
      next = old
      const first = k[0]!
      k[0] = k[6]!
      k[6] = first
      if (!(largest(z) < 1e12)) return end(false)
      if (until?.(z, k[0]!, time)) return end(true, true)
    } else if (h < 1e-12 * (1 + time)) return end(false)
    const factor = Number.isFinite(worst) ? 0.9 * (worst + 1e-10) ** -0.2 : 0.1
    step = h * Math.min(5, Math.max(0.1, factor))
  }
  return end(true)
}
