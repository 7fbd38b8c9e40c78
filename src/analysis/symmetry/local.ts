/**
 * The pointwise equations of a state under a given input: how they follow a small change of input, D t + B dI = 0, and
 * the state in which they rest under another, by Newton at each point. Kinks of the rates do not enter.
 */
import { parameterTable } from '../../engine/parameters.ts'
import { solveDense } from '../../math/solve.ts'
import { compileModel } from '../../model/compile.ts'
import { compileJacobian, type PieceColumn } from '../../model/jacobian.ts'
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'

export interface Local {
  /** t with D t + B dI = 0 at every point; input and dI [neurons]; null where D is singular */
  follow(z: Float64Array, input: Float64Array, change: Float64Array): Float64Array | null
  /** the zero of the pointwise equations under an input, from z; null when Newton does not reach it */
  rest(z: Float64Array, input: Float64Array): Float64Array | null
}

const steps = 12

export function localOf(flow: Flow): Local {
  const { network, layout } = flow
  const parts = network.populations.map((population) => {
    const { model, space } = population
    const compiled = compileModel(model, space.weights)
    return {
      jacobian: compileJacobian(model, space.weights),
      compiled,
      parameters: parameterTable(population, compiled.parameterNames, 1),
    }
  })
  const rate = new Float64Array(layout.neurons)
  const residual = new Float64Array(flow.length)

  /** x with D x = -(B change + right) at every point */
  function solved(
    z: Float64Array,
    input: Float64Array,
    change: Float64Array | null,
    right: Float64Array | null,
  ): Float64Array | null {
    const out = new Float64Array(flow.length)
    for (const [p, { jacobian, parameters }] of parts.entries()) {
      const { size, variables: V, state, rate: at } = layout.blocks[p]!
      const pieces = new Float64Array(jacobian.pieces * size)
      jacobian.evaluate(z, state, input, at, parameters, pieces)
      const piece = (row: number, column: PieceColumn): Float64Array | null => {
        const k = jacobian.piece({ kind: 'equation', index: row }, column)
        return k < 0 ? null : pieces.subarray(k * size, (k + 1) * size)
      }
      const vs = Array.from({ length: V }, (_, v) => v)
      const by = vs.map((e) => vs.map((u) => piece(e, { kind: 'variable', index: u })))
      const byInput = vs.map((e) => piece(e, { kind: 'input' }))
      const a = new Float64Array(V * V)
      const b = new Float64Array(V)
      for (let i = 0; i < size; i++) {
        for (let e = 0; e < V; e++) {
          for (let u = 0; u < V; u++) a[e * V + u] = by[e]![u]?.[i] ?? 0
          const slope = change === null ? 0 : (byInput[e]?.[i] ?? 0) * change[at + i]!
          b[e] = -slope - (right === null ? 0 : right[state + e * size + i]!)
        }
        if (V === 1) out[state + i] = b[0]! / a[0]!
        else {
          const x = solveDense(a, b, V)
          if (x === null) return null
          for (let e = 0; e < V; e++) out[state + e * size + i] = x[e]!
        }
      }
    }
    return Number.isFinite(largest(out)) ? out : null
  }

  return {
    follow: (z, input, change) => solved(z, input, change, null),
    rest(z, input) {
      const x = z.slice()
      let least = Number.POSITIVE_INFINITY
      for (let step = 0; step < steps; step++) {
        flow.rates(x, rate)
        for (const [p, { compiled, parameters }] of parts.entries()) {
          const { state, rate: at } = layout.blocks[p]!
          compiled.flow(x, state, rate, at, input, at, parameters, 0, 0, residual, state)
        }
        const size = largest(residual)
        if (!Number.isFinite(size)) return null
        // down to where round-off stops it
        if (size === 0 || (step > 1 && size >= 0.5 * least && size < 1e-9)) return x
        least = Math.min(least, size)
        const change = solved(x, input, null, residual)
        if (change === null) return null
        for (let i = 0; i < x.length; i++) x[i]! += change[i]!
      }
      return least < 1e-9 ? x : null
    },
  }
}
