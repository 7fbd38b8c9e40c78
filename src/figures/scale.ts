/** Linear scales, few round ticks, and numbers as they are printed beside them. */

export interface Scale {
  (value: number): number
  readonly domain: readonly [number, number]
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0]
  const factor = span === 0 ? 0 : (range[1] - range[0]) / span
  return Object.assign((value: number) => range[0] + (value - domain[0]) * factor, { domain })
}

/** At most about `count` multiples of 1, 2 or 5 times a power of ten inside [from, to]. */
export function ticks(from: number, to: number, count: number): number[] {
  const span = to - from
  if (!(span > 0) || !Number.isFinite(span)) return [from]
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10)
  const result: number[] = []
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) result.push(k * step + 0)
  return result
}

/** A number for an axis: a true minus sign, no more digits than it takes to tell it from its neighbour. */
export function printed(value: number, step = 0): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) < step * 1e-6 || value === 0) return '0'
  const size = Math.abs(value)
  const text =
    size >= 1e5 || size < 1e-3
      ? value.toExponential(0).replace('e+', 'e')
      : String(Number(value.toFixed(step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 3)))
  return text.replace(/-/g, '−')
}

/** The smallest and largest finite value; [0, 1] when there is none. */
export function extent(values: ArrayLike<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : [0, 1]
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 10 to a whole power, as type. */
export function powerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => superscripts[Number(digit)]!)
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}
