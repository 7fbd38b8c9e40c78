/**
 * A measured matrix, or a perturbed kernel: how far it is from a group convolution, which convolution is
 * nearest, and what becomes of that one's manifolds: their zero modes are broken into pseudo-gaps, and a
 * memory held there lasts for about the inverse of the largest.
 */
import { kernelFromValues } from '../model/kernels.ts'
import type { Connection, Coupling, Network } from '../model/network.ts'
import type { Space } from '../spaces/space.ts'
import type { Flow } from './flow.ts'
import { newton } from './newton.ts'
import type { Certificate, MatrixReport } from './report.ts'
import { nearestConvolution, sharedSpace } from './symmetry/couplings.ts'
import type { Symmetry } from './symmetry/symmetry.ts'
import { largest, norm } from './vectors.ts'
import { tangentSpace } from './walk.ts'

type MatrixCoupling = Extract<Coupling, { kind: 'matrix' }>

/** Matrices whose distance from a convolution is below this are convolutions. */
const ROUND_OFF = 1e-9
/** Places on a manifold at which its broken zero modes are measured. */
const places = 6
const mostIrreps = 12

/** A matrix beside its nearest convolution. */
export interface Projected {
  readonly connection: Connection
  readonly space: Space
  readonly matrix: MatrixCoupling
  readonly values: Float64Array
  readonly distance: number
}

/** The matrices that are no convolution, on groups whose sample is one. */
export function projectedMatrices(network: Network): Projected[] {
  return network.connections.flatMap((connection) => {
    const { coupling, from, to } = connection
    if (coupling.kind !== 'matrix') return []
    const space = network.populations[from]!.space
    if (!sharedSpace(space, network.populations[to]!.space)) return []
    const nearest = nearestConvolution(space, coupling.weights)
    if (nearest === null || nearest.distance <= ROUND_OFF) return []
    return [{ connection, space, matrix: coupling, ...nearest }]
  })
}

/** The network with every such matrix replaced by its nearest convolution. */
export function nearestNetwork(network: Network, projected: readonly Projected[]): Network {
  const connections = network.connections.map((connection) => {
    const found = projected.find((p) => p.connection === connection)
    if (found === undefined) return connection
    const kernel = kernelFromValues(found.space, found.values, 'the nearest group convolution')
    return { ...connection, coupling: { kind: 'kernel', kernel, gains: {} } satisfies Coupling }
  })
  return { ...network, connections }
}

/** @param certificate of the nearest network, whose flow and symmetry are `near` */
export function matrixReports(
  flow: Flow,
  projected: readonly Projected[],
  near: { readonly flow: Flow; readonly symmetry: Symmetry },
  certificate: Certificate,
): MatrixReport[] {
  const pseudoGaps = certificate.manifolds
    .filter(({ dimension }) => dimension > 0)
    .map(({ id, state, stability }) => ({ manifold: id, stability, ...brokenModes(flow, near, state) }))
  return projected.map(({ connection, space, matrix, values, distance }) => {
    const kernel = kernelFromValues(space, values)
    const norms = [...kernel.spectrum].map(([irrep, m]) => ({ irrep, norm: Math.hypot(...m) }))
    return {
      connection: connection.place,
      distance,
      equivarianceError: equivarianceError(space, matrix),
      nearest: norms.sort((a, b) => b.norm - a.norm).slice(0, mostIrreps),
      pseudoGaps,
    }
  })
}

/** max over the generators a of |W L_a - L_a W| / |W|, Frobenius. */
function equivarianceError(space: Space, { weights }: MatrixCoupling): number {
  const group = space.sample!
  const n = space.size
  let whole = 0
  for (const w of weights) whole += w * w
  let worst = 0
  for (const a of group.generators) {
    const moved = Int32Array.from({ length: n }, (_, g) => group.multiply(a, g))
    let square = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) square += (weights[moved[i]! * n + moved[j]!]! - weights[i * n + j]!) ** 2
    worst = Math.max(worst, square)
  }
  return whole === 0 ? 0 : Math.sqrt(worst / whole)
}

/**
 * At places spread over a manifold of the nearest network the transverse equations of the true one are
 * solved again; what is left are the drift along the manifold and the eigenvalues of its directions.
 */
function brokenModes(
  flow: Flow,
  near: { readonly flow: Flow; readonly symmetry: Symmetry },
  state: Float64Array,
) {
  let eigenvalue = 0
  let drift = 0
  const velocity = new Float64Array(flow.length)
  const image = new Float64Array(flow.length)
  for (let k = 0; k < places; k++) {
    const motion = Float64Array.from(
      near.symmetry.generators,
      (_, a) => (2 * Math.PI * ((k * (a + 1)) % places)) / places,
    )
    const at = near.symmetry.move(motion, state)
    const tangents = tangentSpace(near.flow, near.symmetry, at)
    const solved = newton(flow, at, { tangents: () => tangents })
    if (!solved.converged) continue
    flow.evaluate(solved.state, velocity)
    drift = Math.max(drift, largest(velocity) / Math.max(1e-300, norm(flow.weights, tangents[0] ?? velocity)))
    const linear = flow.linearise(solved.state)
    for (const t of tangents) {
      linear.apply(t, image)
      let along = 0
      for (let i = 0; i < image.length; i++) along += flow.weights[i]! * t[i]! * image[i]!
      if (Math.abs(along) > Math.abs(eigenvalue)) eigenvalue = along
    }
  }
  return { eigenvalue, lifetime: eigenvalue === 0 ? null : 1 / Math.abs(eigenvalue), drift }
}
