/** Polynomials in WGSL text. */
import { float } from '../compose.ts'

/** c0 + v c1 + v^2 c2 + ... by Horner's rule, coefficients from the lowest power up. */
export function horner(v: string, coefficients: readonly number[]): string {
  const [first, ...rest] = coefficients.map(float)
  return rest.length === 0 ? first! : `(${first} + ${v} * ${horner(v, coefficients.slice(1))})`
}
