/**
 * Where a slider's thumb stands for which number: about zero linearly, above zero by the logarithm, and from zero,
 * which is a place of its own, by the logarithm above it.
 */
export type Range =
  | { readonly scale: 'linear'; readonly from: number; readonly to: number }
  | { readonly scale: 'log'; readonly from: number; readonly to: number }
  /** 0 at the left end, then `from` ... `to` by the logarithm */
  | { readonly scale: 'log0'; readonly from: number; readonly to: number }

/** The share of a slider that 0 takes for itself on a scale that begins with it. */
const zeroShare = 0.04

/** A number of the kind 1, 2, 5 times a power of ten, at least `value`. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((digit) => digit * power >= value * (1 - 1e-12))!
  return Number((step * power).toPrecision(1))
}

/** Linear, as far to the left of zero as to the right; at least `least` each way. */
export function symmetric(value: number, least = 1): Range {
  const to = roundUp(Math.max(least, 2 * Math.abs(value)))
  return { scale: 'linear', from: -to, to }
}

export function aboveZero(from: number, to: number): Range {
  return from <= 0 ? { scale: 'linear', from, to } : { scale: 'log', from, to }
}

export function fromZero(from: number, to: number): Range {
  return { scale: 'log0', from, to }
}

/** 0 ... 1 for a number; numbers outside stand at the ends. */
export function placeOf(range: Range, value: number): number {
  const { scale, from, to } = range
  if (scale === 'linear') return clamp((value - from) / (to - from))
  if (scale === 'log') return value <= 0 ? 0 : clamp(Math.log(value / from) / Math.log(to / from))
  if (value < from) return 0
  return clamp(zeroShare + (1 - zeroShare) * (Math.log(value / from) / Math.log(to / from)))
}

/** The number at a place, with as many digits as a slider can mean: three. */
export function valueAt(range: Range, place: number, whole = false): number {
  const { scale, from, to } = range
  const share = clamp(place)
  let value: number
  if (scale === 'linear') {
    const step = roundUp((to - from) / 1000)
    value = Math.round((from + share * (to - from)) / step) * step
  } else {
    const within = scale === 'log' ? share : (share - zeroShare) / (1 - zeroShare)
    if (within < 0) return 0
    value = Number((from * (to / from) ** within).toPrecision(2))
  }
  const held = Math.min(to, Math.max(from, value))
  return whole ? Math.round(held) : Number(held.toPrecision(9))
}

/** One press of an arrow key: a thousandth or (`coarse`) a twentieth of the slider, whole numbers by one at least. */
export function nudged(range: Range, value: number, by: number, whole = false, coarse = false): number {
  if (whole) return Math.max(range.scale === 'log0' ? 0 : range.from, value + by * (coarse ? 10 : 1))
  if (range.scale === 'linear') {
    const step = roundUp((range.to - range.from) / (coarse ? 20 : 200))
    return Number((value + by * step).toPrecision(9))
  }
  const place = placeOf(range, value)
  for (let k = 1; k < 400; k++) {
    const next = valueAt(range, place + (by * k) / (coarse ? 20 : 200))
    if (next !== value) return next
    if (place + by * k < -1 || place + by * k > 2) break
  }
  return value
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}
