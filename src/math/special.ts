/**
 * Special functions of the model text in float64, written for the inner loop. At kinks and jumps the value
 * is the one from the right: heaviside(0) = 1. All of them pass NaN on, so that divergence is seen.
 */

/** Cells of width 1/16 centred at k/16, k = 0 ... 96, ten Taylor coefficients each. */
const cells = 16
const order = 10
const last = 6
const taylor = erfTaylor()

/**
 * erf by its Taylor series around the nearest k/16: the n-th derivative of erf is
 * (2 / sqrt pi) (-1)^(n-1) H_(n-1)(c) exp(-c^2) (DLMF 7.10.1), and the coefficients t_n = erf^(n) / n! obey
 * (n + 1) n t_(n+1) = -2 (n c t_n + (n - 1) t_(n-1)), from (erf')' = -2 x erf'. The values at the
 * centres are summed cell by cell, with compensation.
 */
function erfTaylor(): Float64Array {
  const table = new Float64Array((last * cells + 1) * order)
  let value = 0
  let carry = 0
  for (let k = 0; k <= last * cells; k++) {
    const c = k / cells
    const t = new Float64Array(24)
    t[0] = value
    t[1] = (2 / Math.sqrt(Math.PI)) * Math.exp(-c * c)
    for (let n = 1; n < 23; n++)
      t[n + 1] = (-2 * (c * t[n]! * n + t[n - 1]! * (n > 1 ? n - 1 : 0))) / (n * (n + 1))
    table.set(t.subarray(0, order), k * order)
    let step = 0
    for (let n = 23; n >= 1; n--) step = (step + t[n]!) / cells
    const increment = step - carry
    const next = value + increment
    carry = next - value - increment
    value = next
  }
  return table
}

/** The error function, (2 / sqrt pi) times the integral of exp(-s^2) from 0 to x; error <= 2 ulp. */
export function erf(x: number): number {
  const a = Math.abs(x)
  if (!(a < last)) return x > 0 ? 1 : x < 0 ? -1 : x
  const k = (a * cells + 0.5) | 0
  const t = a - k / cells
  const o = k * order
  const t2 = t * t
  const t4 = t2 * t2
  const high =
    taylor[o + 5]! + t * taylor[o + 6]! + t2 * (taylor[o + 7]! + t * taylor[o + 8]! + t2 * taylor[o + 9]!)
  const low = taylor[o + 1]! + t * taylor[o + 2]! + t2 * (taylor[o + 3]! + t * taylor[o + 4]!)
  const y = taylor[o]! + t * (low + t4 * high)
  return x < 0 ? -y : y
}

/** max(x, 0). */
export function relu(x: number): number {
  return x < 0 ? 0 : x
}

/** 0 for x < 0, 1 from x = 0 on. */
export function heaviside(x: number): number {
  return x >= 0 ? 1 : x < 0 ? 0 : x
}

/** log(1 + exp x) = max(x, 0) + log(1 + exp -|x|). */
export function softplus(x: number): number {
  return (x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x)))
}

/** 1 / (1 + exp -x), the logistic function, with full relative accuracy on both sides. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Remainder of the floored quotient, a - b floor(a / b): it has the sign of b. */
export function mod(a: number, b: number): number {
  return a - b * Math.floor(a / b)
}

/** log cosh x without overflow; absolute error 3e-16 max(1, |x|). */
export function logCosh(x: number): number {
  const a = Math.abs(x)
  const z = a * a
  return a < 0.02
    ? z * (0.5 - z * (1 / 12 - z * (1 / 45 - (17 / 2520) * z)))
    : a + Math.log1p(Math.exp(-2 * a)) - Math.LN2
}

/**
 * The integral of softplus from 0 to x: -Li2(-exp x) - pi^2 / 12 for x <= 0, and by
 * softplus(s) = s + softplus(-s) beyond. With u = log(1 + y), the dilogarithm is
 * -Li2(-y) = u + u^2/4 + sum_n B_2n u^(2n+1) / (2n+1)!, u <= log 2 (absolute error 5e-16 max(1, x^2)).
 */
export function softplusIntegral(x: number): number {
  if (x > 0) return 0.5 * x * x - softplusIntegral(-x)
  const u = Math.log1p(Math.exp(x))
  const z = u * u
  const series =
    1 / 36 +
    z *
      (-1 / 3600 +
        z *
          (1 / 211680 +
            z * (-1 / 10886400 + z * (1 / 526901760 + z * (-691 / 16999766784000 + z / 1120863744000)))))
  return u * (1 + z * series) + 0.25 * z - (Math.PI * Math.PI) / 12
}
