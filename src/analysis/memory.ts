/**
 * How long memories last on a closed curve whose points drift: the law c' = y(c) along it, y known at equally spaced
 * places and between them by its trigonometric interpolation. A memory goes to the next zero of y; where y has none
 * it goes round.
 */
import { integrate } from './integrate.ts'

/** The part of its way to rest after which a memory counts as lost: that of one time constant of a linear law. */
export const LOST = 1 - Math.exp(-1)

export interface Fates {
  /** of each place the time in which a memory loses `LOST` of its way to rest; 0 at rest, infinite where there is no rest */
  readonly times: Float64Array
  /** the time of one turn where y has no zero, else null */
  readonly turn: number | null
}

/** Points between two places among which zeros are looked for. */
const FINE = 16

/** @param drift y at c = 2 pi k / n, radians per unit of time */
export function fatesOn(drift: Float64Array): Fates {
  const n = drift.length
  const y = interpolated(drift)
  const step = (2 * Math.PI) / (n * FINE)
  const fine = Float64Array.from({ length: n * FINE }, (_, k) =>
    k % FINE === 0 ? drift[k / FINE]! : y(k * step),
  )
  const isTurning = fine.every((value) => value > 0) || fine.every((value) => value < 0)
  return {
    times: Float64Array.from(drift, (here, k) => {
      if (here === 0) return 0
      if (isTurning) return Number.POSITIVE_INFINITY
      const sign = Math.sign(here)
      let ahead = 0
      while (sign * fine.at((k * FINE + sign * (ahead + 1)) % fine.length)! > 0) ahead++
      const from = k * FINE * step
      const way = sign * bisected((s) => sign * y(from + sign * s), ahead * step, (ahead + 1) * step)
      return timeOf(y, from, LOST * way)
    }),
    turn: isTurning ? Math.abs(timeOf(y, 0, 2 * Math.PI)) : null,
  }
}

/** Of n samples the trigonometric polynomial of least degree through them. */
function interpolated(samples: Float64Array): (c: number) => number {
  const n = samples.length
  const most = Math.floor(n / 2)
  const [cosines, sines] = [new Float64Array(most + 1), new Float64Array(most + 1)]
  for (let m = 0; m <= most; m++) {
    const factor = (m === 0 || 2 * m === n ? 1 : 2) / n
    for (let k = 0; k < n; k++) {
      cosines[m]! += factor * samples[k]! * Math.cos((2 * Math.PI * k * m) / n)
      sines[m]! += factor * samples[k]! * Math.sin((2 * Math.PI * k * m) / n)
    }
  }
  return (c) => {
    let sum = 0
    for (let m = 0; m <= most; m++) sum += cosines[m]! * Math.cos(m * c) + sines[m]! * Math.sin(m * c)
    return sum
  }
}

/** The zero of f between a point where it is positive and one where it is not. */
function bisected(f: (s: number) => number, low: number, high: number): number {
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (f(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The integral of dc / y from a point over a way on which y has one sign. */
function timeOf(y: (c: number) => number, from: number, way: number): number {
  // the unknown s runs along the way, the other is time
  const { state } = integrate(
    ([s], out) => {
      out[0] = way
      out[1] = way / y(from + s!)
    },
    new Float64Array(2),
    1,
    { tolerance: 1e-8 },
  )
  return state[1]!
}
