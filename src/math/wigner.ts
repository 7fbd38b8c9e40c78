/**
 * Wigner's small d functions d^j_mn(beta) = <j m| exp(-i beta J_y) |j n>, integer and half-integer,
 * to high degree: a recurrence upward in j from a seed that carries its own exponent, so that what
 * underflows at the seed still grows to its right value.
 */

const STEP = 256
const DOWN = 2 ** -STEP
const UP = 2 ** STEP

/**
 * Fills `out` with d^j_mn(beta) for j = j0, j0 + 1, ..., where j0 = max(|m|, |n|). Orders are given
 * doubled and are of one parity; beta in [0, pi]. Errors grow like j times 1e-16.
 * Varshalovich, Moskalev, Khersonskii, Quantum Theory of Angular Momentum, 4.8.2; seed 4.3.4.
 */
export function wignerSeries(twiceM: number, twiceN: number, beta: number, out: Float64Array): void {
  const m = twiceM / 2
  const n = twiceN / 2
  const start = Math.max(Math.abs(m), Math.abs(n))
  const x = Math.cos(beta)
  const seed = highestWeight(m, n, start, beta)
  let exponent = seed.exponent
  let current = seed.value
  let previous = 0
  for (let i = 0; i < out.length; i++) {
    out[i] = exponent === 0 ? current : current * 2 ** (STEP * exponent)
    const j = start + i
    const k = j + 1
    const next =
      j === 0
        ? x
        : ((2 * j + 1) * (j * k * x - m * n) * current -
            k * Math.sqrt((j * j - m * m) * (j * j - n * n)) * previous) /
          (j * Math.sqrt((k * k - m * m) * (k * k - n * n)))
    previous = current
    current = next
    if (exponent < 0 && Math.abs(current) > UP) {
      current *= DOWN
      previous *= DOWN
      exponent++
    }
  }
}

/** d^j_mn(beta) for one j, all doubled. */
export function wignerD(twiceJ: number, twiceM: number, twiceN: number, beta: number): number {
  const steps = (twiceJ - Math.max(Math.abs(twiceM), Math.abs(twiceN))) / 2
  const out = new Float64Array(steps + 1)
  wignerSeries(twiceM, twiceN, beta, out)
  return out[steps]!
}

/**
 * d^j_mn where |m| or |n| is j: +- sqrt(binomial(2j, k)) cos(beta/2)^k sin(beta/2)^(2j - k), as
 * value * 2^(256 exponent) with exponent <= 0.
 */
function highestWeight(m: number, n: number, j: number, beta: number): { value: number; exponent: number } {
  const first = Math.abs(m) === j
  const end = first ? m : n
  const other = first ? n : m
  const k = end > 0 || j === 0 ? j + other : j - other
  const odd = first === end > 0 && (2 * j - k) % 2 === 1
  const cosine = Math.cos(beta / 2) ** 2
  const sine = Math.sin(beta / 2) ** 2
  let square = 1
  let exponent = 0
  for (let i = 1; i <= 2 * j; i++) {
    square *= i <= k ? ((2 * j - k + i) / i) * cosine : sine
    if (square > UP) {
      square *= DOWN
      exponent++
    } else if (square < DOWN && square > 0) {
      square *= UP
      exponent--
    }
  }
  if (exponent % 2 !== 0) {
    square *= DOWN
    exponent++
  }
  const value = Math.sqrt(square)
  return { value: odd ? -value : value, exponent: exponent / 2 }
}
