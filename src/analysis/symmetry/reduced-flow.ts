/**
 * Rate networks on their coordinates. tau z' = -z + I + W r(z) keeps the states z = I + E u, on which
 *   tau u' = -u + K E^T w r(I + E u),
 * R numbers for N neurons: every equilibrium lies there, and Newton finds it there at a fraction of the cost.
 */
import { parametersOf, parameterTable } from '../../engine/parameters.ts'
import { solveDense } from '../../math/solve.ts'
import { compileModel } from '../../model/compile.ts'
import { compileJacobian } from '../../model/jacobian.ts'
import type { Bordered, Solution } from '../bordered.ts'
import type { Flow } from '../flow.ts'
import type { Coordinates } from './coordinates.ts'
import type { Couplings } from './couplings.ts'
import { carrierOf } from './equivariance.ts'

export interface ReducedFlow {
  /** R, and ones: E is orthonormal */
  readonly length: number
  readonly weights: Float64Array
  /** [neurons], the input by whose size a residual is judged */
  readonly external: Float64Array
  evaluate(u: Float64Array, out: Float64Array): void
  linearise(u: Float64Array): {
    solve(b: Float64Array, bordered?: Bordered): Solution | null
  }
  /** I + E u */
  lift(u: Float64Array): Float64Array
  /** u of the nearest such state */
  of(z: Float64Array): Float64Array
}

/** Coordinates up to which their dense matrix is cheap. */
const MOST = 64

/** null where the network is not of rates and kernels alone, or has too many coordinates to gain. */
export function reducedFlowOf(
  flow: Flow,
  couplings: Couplings,
  coordinates: Coordinates,
): ReducedFlow | null {
  const { network, layout, external } = flow
  const { length, parts } = coordinates
  const { populations } = network
  const isPlain = populations.every(({ model }) => model.name === 'rate')
  const onKernels = couplings.matrices.length === 0 && couplings.quotients.length === 0
  if (!isPlain || !onKernels || length === 0 || length > Math.min(MOST, flow.length / 4)) return null
  const carried = carrierOf(couplings, coordinates)
  const leaks = Float64Array.from({ length }, (_, i) => {
    const { population } = parts.find(({ offset, size }) => i >= offset && i < offset + size)!
    return 1 / (parametersOf(populations[population]!, 0).tau ?? 1)
  })
  const slopes = populations.map((population) => {
    const { model, space } = population
    const { parameterNames } = compileModel(model, space.weights)
    const jacobian = compileJacobian(model, space.weights)
    const piece = jacobian.piece({ kind: 'rate' }, { kind: 'variable', index: 0 })
    return { jacobian, piece, parameters: parameterTable(population, parameterNames, 1) }
  })
  // E
  const columns = Array.from({ length }, (_, j) =>
    coordinates.expand(Float64Array.from({ length }, (__, i) => (i === j ? 1 : 0))),
  )
  const rate = new Float64Array(layout.neurons)
  const lift = (u: Float64Array): Float64Array => {
    const z = coordinates.expand(u)
    for (let i = 0; i < z.length; i++) z[i]! += external[i]!
    return z
  }

  /** E^T w r' E, by its lower half */
  const gramOf = (slope: Float64Array): Float64Array => {
    const gram = new Float64Array(length * length)
    for (const { population, offset, size } of parts) {
      const { rate: at, size: neurons } = layout.blocks[population]!
      const { weights } = populations[population]!.space
      const scaled = new Float64Array(neurons)
      for (let i = offset; i < offset + size; i++) {
        const left = columns[i]!
        for (let x = 0; x < neurons; x++) scaled[x] = weights[x]! * slope[at + x]! * left[at + x]!
        for (const other of parts) {
          if (other.population !== population) continue
          for (let j = other.offset; j < other.offset + other.size && j <= i; j++) {
            const right = columns[j]!
            let sum = 0
            for (let x = 0; x < neurons; x++) sum += scaled[x]! * right[at + x]!
            gram[i * length + j] = gram[j * length + i] = sum
          }
        }
      }
    }
    return gram
  }

  /** (K E^T w r' E - 1) / tau, row major */
  const jacobianAt = (u: Float64Array): Float64Array => {
    const z = lift(u)
    const slope = new Float64Array(layout.neurons)
    for (const [p, { jacobian, piece, parameters }] of slopes.entries()) {
      const { state, rate: at, size } = layout.blocks[p]!
      const pieces = new Float64Array(jacobian.pieces * size)
      jacobian.evaluate(z, state, external, at, parameters, pieces)
      if (piece >= 0) slope.set(pieces.subarray(piece * size, (piece + 1) * size), at)
    }
    const gram = gramOf(slope)
    const matrix = new Float64Array(length * length)
    for (let j = 0; j < length; j++) {
      const image = carried(gram.subarray(j * length, (j + 1) * length))
      for (let i = 0; i < length; i++) matrix[i * length + j] = leaks[i]! * (image[i]! - (i === j ? 1 : 0))
    }
    return matrix
  }

  return {
    length,
    weights: new Float64Array(length).fill(1),
    external,
    lift,
    of: (z) => coordinates.of(z.map((value, i) => value - external[i]!)),
    evaluate(u, out) {
      flow.rates(lift(u), rate)
      const image = carried(coordinates.of(rate))
      for (let i = 0; i < length; i++) out[i] = leaks[i]! * (image[i]! - u[i]!)
    },
    linearise(u) {
      const matrix = jacobianAt(u)
      return {
        solve(b, { shift = 0, columns: border = [], rows = [] } = {}) {
          const n = length + border.length
          const a = new Float64Array(n * n)
          const right = new Float64Array(n)
          right.set(b)
          for (let i = 0; i < length; i++) {
            a.set(matrix.subarray(i * length, (i + 1) * length), i * n)
            a[i * n + i]! -= shift
            for (const [c, column] of border.entries()) a[i * n + length + c] = column[i]!
          }
          for (const [r, row] of rows.entries()) a.set(row, (length + r) * n)
          const x = solveDense(a, right, n)
          return x === null ? null : { x: x.slice(0, length), y: x.slice(length) }
        },
      }
    },
  }
}
