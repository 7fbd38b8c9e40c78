/**
 * A character value as a person writes it: integers, roots of unity, (a + b√d)/c and the same with i√d;
 * decimals where none of these fits.
 */
import type { Complex } from '../groups/group.ts'
import { gcd } from '../math/integers.ts'

const tolerance = 1e-9
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `eigenvalues[k]` is how often exp(2 pi i k / n) is an eigenvalue; it settles roots of unity exactly. */
export function algebraic(value: Complex, eigenvalues: readonly number[]): string {
  const { re, im } = value
  if (Math.abs(im) < tolerance) return real(re)
  const single = eigenvalues.reduce((sum, m) => sum + m, 0) === 1 ? eigenvalues.indexOf(1) : -1
  if (single >= 0) return rootOfUnity(single, eigenvalues.length)
  return gaussian(re, im) ?? imaginaryQuadratic(re, im) ?? decimals(re, im)
}

function isWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) < tolerance
}

function minus(text: string): string {
  return text.replace(/-/g, '−')
}

function real(x: number): string {
  if (isWhole(x)) return minus(String(Math.round(x)))
  for (const denominator of [1, 2])
    for (let whole = -8; whole <= 8; whole++) {
      const rest = denominator * x - whole
      const square = rest * rest
      if (!isWhole(square) || square > 200) continue
      const surd = root(Math.round(square), rest < 0, whole !== 0)
      const sum = whole === 0 ? surd : `${whole}${surd}`
      return minus(denominator === 1 ? sum : whole === 0 ? `${sum}/2` : `(${sum})/2`)
    }
  return minus(x.toFixed(4))
}

/** `√d` or `b√d` with its sign. */
function root(square: number, negative: boolean, signed: boolean): string {
  let factor = 1
  for (let f = Math.floor(Math.sqrt(square)); f > 1; f--)
    if (square % (f * f) === 0) {
      factor = f
      break
    }
  const rest = square / (factor * factor)
  const sign = negative ? '-' : signed ? '+' : ''
  return `${sign}${factor === 1 && rest !== 1 ? '' : factor}${rest === 1 ? '' : `√${rest}`}`
}

function power(base: string, exponent: number): string {
  if (exponent === 1) return base
  return base + String(exponent).replace(/\d/g, (digit) => superscripts[Number(digit)]!)
}

/** exp(2 pi i k / n) with i, ω = exp(2 pi i / 3) and ζn. */
function rootOfUnity(k: number, n: number): string {
  const divisor = gcd(k, n)
  const [p, q] = [k / divisor, n / divisor]
  if (q === 4) return p === 1 ? 'i' : '−i'
  if (q === 3) return power('ω', p)
  if (q === 6) return p === 1 ? '−ω²' : '−ω'
  return power(`ζ${subscript(q)}`, p)
}

function subscript(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!)
}

function gaussian(re: number, im: number): string | null {
  if (!isWhole(re) || !isWhole(im)) return null
  const part = Math.abs(Math.round(im)) === 1 ? 'i' : `${Math.abs(Math.round(im))}i`
  const whole = Math.round(re)
  if (whole === 0) return minus(im < 0 ? `-${part}` : part)
  return minus(`${whole}${im < 0 ? '-' : '+'}${part}`)
}

/** (a + i√d)/c with c 1 or 2. */
function imaginaryQuadratic(re: number, im: number): string | null {
  for (const denominator of [1, 2]) {
    const square = (denominator * im) ** 2
    if (!isWhole(denominator * re) || !isWhole(square)) continue
    const whole = Math.round(denominator * re)
    const surd = root(Math.round(square), false, false)
    const part = surd === '1' ? 'i' : /^\d+$/.test(surd) ? `${surd}i` : `i${surd}`
    const sum = `${whole === 0 ? '' : whole}${im < 0 ? '-' : whole === 0 ? '' : '+'}${part}`
    return minus(denominator === 1 ? sum : whole === 0 ? `${sum}/2` : `(${sum})/2`)
  }
  return null
}

function decimals(re: number, im: number): string {
  const part = `${im < 0 ? '-' : '+'}${Math.abs(im).toFixed(3)}i`
  return minus(Math.abs(re) < tolerance ? part.replace(/^\+/, '') : `${re.toFixed(3)}${part}`)
}
