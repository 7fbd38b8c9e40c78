/**
 * Gauss-Legendre quadrature in the polar angle: the nodes are found in theta, not in x = cos theta,
 * so that those near the poles keep their relative accuracy.
 */
import { InputError } from '../errors.ts'

export interface GaussLegendre {
  /** x in (-1, 1), ascending */
  readonly nodes: Float64Array
  /** positive, sum 2 */
  readonly weights: Float64Array
  /** arccos of the nodes, descending, computed without cancellation */
  readonly angles: Float64Array
}

/**
 * The n-point rule on [-1, 1], exact for polynomials of degree up to 2n - 1. Newton's iteration on
 * f(theta) = P_n(cos theta); the weight is 2 / f'(theta)^2. Cost O(n^2).
 */
export function gaussLegendre(n: number): GaussLegendre {
  if (!Number.isInteger(n) || n < 1) throw new InputError('', 'a positive number of nodes', String(n))
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  const angles = new Float64Array(n)
  const half = n >> 1
  let total = 0
  for (let i = 0; i < half; i++) {
    let theta = (Math.PI * (4 * i + 3)) / (4 * n + 2)
    theta += 1 / (8 * n * n * Math.tan(theta))
    let slope = 0
    for (let round = 0; round < 8; round++) {
      const { value, derivative } = legendreInAngle(n, theta)
      slope = derivative
      const step = value / derivative
      theta -= step
      // f' changes by -cot(theta) f' step to first order, since f'' = -cot(theta) f' at a zero
      slope *= 1 + step / Math.tan(theta)
      if (Math.abs(step) < 1e-12 * theta) break
    }
    nodes[n - 1 - i] = Math.cos(theta)
    nodes[i] = -Math.cos(theta)
    angles[n - 1 - i] = theta
    angles[i] = Math.PI - theta
    weights[i] = weights[n - 1 - i] = 2 / (slope * slope)
    total += 2 * weights[i]!
  }
  if (n % 2 === 1) {
    const { derivative } = legendreInAngle(n, Math.PI / 2)
    angles[half] = Math.PI / 2
    weights[half] = 2 / (derivative * derivative)
    total += weights[half]!
  }
  for (let i = 0; i < n; i++) weights[i]! *= 2 / total
  return { nodes, weights, angles }
}

/**
 * P_n(cos theta) and its derivative by theta, by the recurrence of the differences
 * P_{k+1} - P_k = [k (P_k - P_{k-1}) - (2k + 1)(1 - cos theta) P_k] / (k + 1),
 * accurate near theta = 0, where the three-term recurrence cancels.
 */
function legendreInAngle(n: number, theta: number): { value: number; derivative: number } {
  const sine = Math.sin(theta / 2)
  const versine = 2 * sine * sine
  let value = 1
  let difference = 0
  for (let k = 0; k < n; k++) {
    difference = (k * difference - (2 * k + 1) * versine * value) / (k + 1)
    value += difference
  }
  return { value, derivative: (n * (difference - versine * value)) / Math.sin(theta) }
}
