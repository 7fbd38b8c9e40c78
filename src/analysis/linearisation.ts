/**
 * The Jacobian of a flow at a state, J = D + U S V^T: pointwise V x V blocks D, and a low rank from what
 * the connections and the means carry. Unknown beside dz are the hidden numbers h = (b, m): coordinates of
 * the recurrent input and changes of the means,
 *   dz' = D dz + B (X b) + F m,   dr = P dz + Q m,   b = K X^T w dr,   m = G dz + H (X b) + L m,
 * so that a linear system is a small one in h after D has been eliminated point by point.
 */
import { type Bordered, type Compiled, factorBordered, type Solution } from './bordered.ts'
import type { Complex } from './compressed.ts'
import { localSpectrum } from './local-spectrum.ts'
import { type Pieces, piecesAt } from './pieces.ts'
import { addProduct, addScaled } from './pointwise.ts'
import { refineBordered } from './refined.ts'
import { type Spectrum, spectrumOf } from './spectrum.ts'

export interface Linearisation {
  readonly length: number
  /** out = J v */
  apply(v: Float64Array, out: Float64Array): void
  /** a solver to use many times; null when the system is singular to working precision */
  factor(bordered?: Bordered): ((b: Float64Array, d?: ArrayLike<number>) => Solution) | null
  /** one system; null when it is singular to working precision */
  solve(b: Float64Array, bordered?: Bordered & { readonly d?: ArrayLike<number> }): Solution | null
  /** J, n x n row major */
  dense(): Float64Array
  /** of each population and neuron the eigenvalues of its block, Re descending */
  local(): readonly (readonly (readonly Complex[])[])[]
  /** the eigenvalues, found at the first call */
  spectrum(): Spectrum
}

export function lineariseAt(compiled: Compiled, z: Float64Array): Linearisation {
  const { system, bases, weights, near } = compiled
  const { layout } = system
  const n = layout.stateLength
  const pieces = piecesAt(compiled, z)
  let spectrum: Spectrum | null = null

  const linearisation: Linearisation = {
    length: n,
    apply: (v, out) => applyJacobian(compiled, pieces, v, out),
    factor: (bordered = {}) =>
      near === null
        ? factorBordered(compiled, pieces, bordered)
        : refineBordered(compiled, pieces, near.bases, linearisation.apply, bordered),
    solve(b, { d, ...bordered } = {}) {
      const solver = linearisation.factor(bordered)
      return solver === null ? null : solver(b, d)
    },
    dense() {
      const matrix = new Float64Array(n * n)
      const unit = new Float64Array(n)
      const column = new Float64Array(n)
      for (let j = 0; j < n; j++) {
        unit[j] = 1
        linearisation.apply(unit, column)
        unit[j] = 0
        for (let i = 0; i < n; i++) matrix[i * n + j] = column[i]!
      }
      return matrix
    },
    local: () => pieces.map(localSpectrum),
    spectrum: () => (spectrum ??= spectrumOf({ linearisation, pieces, bases, layout, weights, near })),
  }
  return linearisation
}

/** J v by the flow's own operators: rates, connections, equations, means where they are needed. */
function applyJacobian({ system }: Compiled, pieces: Pieces, v: Float64Array, out: Float64Array): void {
  const { layout } = system
  const dr = new Float64Array(layout.neurons)
  const dI = new Float64Array(layout.neurons)
  const means = pieces.map(({ reductions }) => new Float64Array(reductions))
  for (const [p, block] of layout.blocks.entries()) {
    const part = pieces[p]!
    const m = means[p]!
    const { size, state, variables } = block
    for (let k = 0; k < part.rateReductions; k++) m[k] = meanChange(part, k, m, v, state, null, 0)
    for (let u = 0; u < variables; u++)
      addProduct(part.rateByVariable[u]!, v, state + u * size, dr, block.rate, size)
    for (let k = 0; k < part.rateReductions; k++)
      addScaled(part.rateByReduction[k]!, m[k]!, dr, block.rate, size)
  }
  system.couple(0, dr, dI)
  out.fill(0)
  for (const [p, block] of layout.blocks.entries()) {
    const part = pieces[p]!
    const m = means[p]!
    const { size, state, variables } = block
    for (let k = part.rateReductions; k < part.reductions; k++)
      m[k] = meanChange(part, k, m, v, state, dI, block.rate)
    for (let e = 0; e < variables; e++) {
      const at = state + e * size
      for (let u = 0; u < variables; u++)
        addProduct(part.byVariable[e * variables + u]!, v, state + u * size, out, at, size)
      addProduct(part.byInput[e]!, dI, block.rate, out, at, size)
      for (let k = 0; k < part.reductions; k++)
        addScaled(part.byReduction[e * part.reductions + k]!, m[k]!, out, at, size)
    }
  }
}

function meanChange(
  part: Pieces[number],
  k: number,
  means: Float64Array,
  v: Float64Array,
  state: number,
  dI: Float64Array | null,
  rate: number,
): number {
  const { size, variables, reductions } = part
  let sum = 0
  for (let u = 0; u < variables; u++) {
    const g = part.meanByVariable[k * variables + u]!
    if (g !== null) for (let i = 0; i < size; i++) sum += g[i]! * v[state + u * size + i]!
  }
  const g = part.meanByInput[k]!
  if (g !== null && dI !== null) for (let i = 0; i < size; i++) sum += g[i]! * dI[rate + i]!
  for (let l = 0; l < k; l++) sum += part.meanByReduction[k * reductions + l]! * means[l]!
  return sum
}
