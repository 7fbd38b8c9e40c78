/**
 * How a convolution on a product of cyclic groups is cut into line passes: which axes are lifted to a
 * smooth length, which are too long for workgroup memory and are cut in two (or more), in which order the
 * lines are transformed. Axes go from the last to the first, the parts of a long axis from the outermost
 * to the innermost; the last of them is transformed forth and back in one pass.
 */
import { liftedLength } from '../../../math/lift.ts'
import type { DeviceLimits } from '../device.ts'

/** One line transform: of the array [replica][outer][axis][inner]. */
export interface FftStep {
  /** of the axes of the plan */
  readonly axis: number
  /** complex points of a line */
  readonly length: number
  readonly radices: readonly number[]
  readonly outer: number
  readonly inner: number
  /** numbers per outer index before the transform, and after it */
  readonly before: number
  readonly after: number
  /** indices of the rest of a long axis, inside this part; 1 when there is none */
  readonly rest: number
}

export interface FftPlan {
  /** the group's lengths, those of 1 left out */
  readonly shape: readonly number[]
  /** the lengths that are transformed */
  readonly lifted: readonly number[]
  /** of each axis in complex points, outermost first: one part, or several where it is too long */
  readonly parts: readonly (readonly number[])[]
  /**
   * `packed`: neighbours of a row are one complex number, spectra are halves; `halves`: rows of odd length,
   * complex in the tile, half spectra in memory; `whole`: all is complex, where one pass does it all or the
   * rows are too long to have in one workgroup. Two replicas are never one complex number: when one
   * diverges the others go on.
   */
  readonly packing: 'packed' | 'halves' | 'whole'
  readonly steps: readonly FftStep[]
}

type Limits = Pick<DeviceLimits, 'maxComputeWorkgroupStorageSize'>

/** Complex points that one workgroup holds: 2048 in 16 KiB, never more than 4096. */
export function tileCapacity({ maxComputeWorkgroupStorageSize }: Limits): number {
  return Math.min(4096, Math.floor(maxComputeWorkgroupStorageSize / 8))
}

export function fftPlan(cyclic: readonly number[], limits: Limits): FftPlan {
  const capacity = tileCapacity(limits)
  const long = cyclic.filter((n) => n > 1)
  const shape = long.length === 0 ? [1] : long
  const lifted = shape.map(liftedLength)
  const last = lifted.length - 1
  const row = lifted[last]!
  const even = row % 2 === 0
  const packing =
    even && row / 2 <= capacity ? 'packed' : !even && row <= capacity && last > 0 ? 'halves' : 'whole'
  const parts = lifted.map((m, axis) =>
    packing === 'packed' && axis === last ? [m / 2] : partsOf(m, capacity),
  )
  const steps: FftStep[] = []
  let inner = 1
  for (let axis = last; axis >= 0; axis--) {
    const before = product(shape.slice(0, axis))
    const lengths = parts[axis]!
    const halved = packing !== 'whole' && axis === last
    for (let part = 0; part < lengths.length; part++) {
      const length = lengths[part]!
      const rest = product(lengths.slice(part + 1))
      steps.push({
        axis,
        length,
        radices: radicesOf(length),
        outer: before * product(lengths.slice(0, part)),
        inner: rest * inner,
        before: part === 0 ? shape[axis]! * inner : length * rest * inner,
        after: halved ? halfWidth(row) : length * rest * inner,
        rest,
      })
    }
    inner *= halved ? halfWidth(row) : lifted[axis]!
  }
  return { shape, lifted, parts, packing, steps }
}

/** Frequencies of a half spectrum of n reals. */
export function halfWidth(n: number): number {
  return Math.floor(n / 2) + 1
}

/** A length as a product of nearly equal lengths that fit, outermost first. */
function partsOf(length: number, capacity: number): number[] {
  if (length <= capacity) return [length]
  for (let count = 2; ; count++) {
    const ideal = length ** (1 / count)
    const fitting = divisors(length)
      .filter((d) => d > 1 && d <= capacity && length / d <= capacity ** (count - 1))
      .sort((a, b) => Math.abs(Math.log(a / ideal)) - Math.abs(Math.log(b / ideal)))
    if (fitting.length > 0) return [fitting[0]!, ...partsOf(length / fitting[0]!, capacity)]
  }
}

function divisors(n: number): number[] {
  const found: number[] = []
  for (let d = 1; d * d <= n; d++) if (n % d === 0) found.push(d, n / d)
  return found
}

/** The radices of a smooth length: 8 and 4 for the powers of two (8 x 2 as 4 x 4), then 5, 3, 7, 11, 13. */
export function radicesOf(length: number): number[] {
  const radices: number[] = []
  let rest = length
  for (const radix of [8, 4, 2, 5, 3, 7, 11, 13])
    while (rest % radix === 0) {
      radices.push(radix)
      rest /= radix
    }
  const two = radices.indexOf(2)
  if (two > 0 && radices[two - 1] === 8) radices.splice(two - 1, 2, 4, 4)
  return radices
}

/** The frequency at each place of a line after the forward stages: digits of mixed radix in reverse. */
export function frequencies(length: number): Uint32Array {
  let order = Uint32Array.of(0)
  for (const radix of radicesOf(length).reverse()) {
    // the stage sends output j to block j, whose frequencies k' stand for j + radix k'
    const next = new Uint32Array(order.length * radix)
    for (let j = 0; j < radix; j++)
      for (let p = 0; p < order.length; p++) next[j * order.length + p] = j + radix * order[p]!
    order = next
  }
  return order
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((result, n) => result * n, 1)
}
