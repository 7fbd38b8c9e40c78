/**
 * The network whose matrices are replaced by their nearest convolutions: where nothing is left over it is the
 * network itself, and else the one whose symmetry the matrices break.
 */
import { denseMatrix } from '../model/couplings.ts'
import type { Connection, Coupling, Network } from '../model/network.ts'
import type { Space } from '../spaces/space.ts'
import { type NearestConvolution, nearestConvolution, outstanding } from './nearest-convolution.ts'
import { sharedSpace } from './symmetry/couplings.ts'

type MatrixCoupling = Extract<Coupling, { kind: 'matrix' }>

/** Matrices whose distance from a convolution is below this are convolutions. */
const ROUND_OFF = 1e-9

/** A matrix beside its nearest convolution. */
export interface Projected extends NearestConvolution {
  readonly connection: Connection
  readonly space: Space
  readonly matrix: MatrixCoupling
}

/** Every matrix from a space to itself. */
function projectedMatrices({ connections, populations }: Network): Projected[] {
  return connections.flatMap((connection) => {
    const { coupling, from, to } = connection
    if (coupling.kind !== 'matrix') return []
    const { space } = populations[from]!
    if (!sharedSpace(space, populations[to]!.space)) return []
    return [{ connection, space, matrix: coupling, ...nearestConvolution(space, coupling.weights) }]
  })
}

export interface Recognised {
  /** the network with every matrix that is a convolution as its kernel */
  readonly network: Network
  /** the other matrices from a space to itself, whose connections are those of `network` */
  readonly measured: readonly Projected[]
  /** a sentence for each matrix that is a convolution */
  readonly notes: readonly string[]
}

export function recognised(given: Network): Recognised {
  const projected = projectedMatrices(given)
  const exact = projected.filter(({ distance }) => distance <= ROUND_OFF)
  return {
    network: nearestNetwork(given, exact),
    measured: projected.filter((one) => !exact.includes(one)),
    notes: exact.map(
      ({ connection, distance }) =>
        `${connection.place} is a group convolution to ${distance.toExponential(0)} and analysed as one`,
    ),
  }
}

/** The network with each of these matrices replaced by what of its nearest convolution is no chance. */
export function nearestNetwork(network: Network, projected: readonly Projected[]): Network {
  if (projected.length === 0) return network
  const connections = network.connections.map((connection) => {
    const found = projected.find((p) => p.connection === connection)
    if (found === undefined) return connection
    const coupling = { kind: 'kernel', kernel: outstanding(found), gains: {} } satisfies Coupling
    return { ...connection, coupling }
  })
  return { ...network, connections }
}

/** The largest |W - P W|, as an operator on functions of one variable, over the matrices given: by the power method. */
export function remainderNorm(projected: readonly Projected[]): number {
  return Math.max(0, ...projected.map(normOfRemainder))
}

const TURNS = 30

function normOfRemainder(one: Projected): number {
  const { space, matrix, connection } = one
  const { size: n, weights: w } = space
  const kernel = denseMatrix(outstanding(one))
  const left = matrix.weights.map(
    (value, at) => (value - kernel[at]!) * Math.sqrt(w[Math.floor(at / n)]! / w[at % n]!),
  )
  let v = Float64Array.from({ length: n }, (_, i) => Math.sin(1 + 2.3 * i + 0.01 * i * i))
  let size = 0
  for (let turn = 0; turn < TURNS; turn++) {
    const length = Math.hypot(...v)
    if (length === 0) return 0
    const image = new Float64Array(n)
    const back = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0, at = i * n; j < n; j++, at++) sum += left[at]! * v[j]!
      image[i] = sum / length
    }
    for (let i = 0; i < n; i++)
      for (let j = 0, at = i * n; j < n; j++, at++) back[j]! += left[at]! * image[i]!
    size = Math.hypot(...image)
    v = back
  }
  return Math.abs(connection.scale as number) * size
}
