/**
 * What symmetry has to leave alone: the connections between each pair of populations, gathered. A matrix that
 * is a group convolution to round-off is one here, whatever form it came in.
 */
import type { Network } from '../../model/network.ts'
import { denseWeights } from '../../model/sparse-coupling.ts'
import type { Space } from '../../spaces/space.ts'
import { nearestConvolution } from '../nearest-convolution.ts'

/** All kernels of one pair of populations: label -> M, their sum, scales included. */
export interface KernelPair {
  readonly from: number
  readonly to: number
  readonly blocks: ReadonlyMap<string, Float64Array>
}

/** W = F_to K F_from^T diag(w_from), scale included in K; bases are functions, column after column. */
export interface QuotientPair {
  readonly from: number
  readonly to: number
  readonly rank: number
  readonly toBasis: Float64Array
  readonly core: Float64Array
  readonly fromBasis: Float64Array
}

/** A matrix that is no convolution. */
export interface MatrixPair {
  readonly place: string
  readonly from: number
  readonly to: number
  readonly weights: Float64Array
}

export interface Couplings {
  readonly kernels: readonly KernelPair[]
  readonly quotients: readonly QuotientPair[]
  readonly matrices: readonly MatrixPair[]
}

/** |W - P W| below this part of |W| is a convolution. */
const CONVOLUTION = 1e-9

/** Of a network of one replica with gains folded in, as a flow has it. */
export function couplingsOf({ connections, populations }: Network): Couplings {
  const kernels = new Map<string, { from: number; to: number; blocks: Map<string, Float64Array> }>()
  const quotients: QuotientPair[] = []
  const matrices: MatrixPair[] = []
  const add = (
    from: number,
    to: number,
    spectrum: ReadonlyMap<string, Float64Array>,
    scale: number,
  ): void => {
    const key = `${from} ${to}`
    const pair = kernels.get(key) ?? { from, to, blocks: new Map<string, Float64Array>() }
    kernels.set(key, pair)
    for (const [label, matrix] of spectrum) {
      const before = pair.blocks.get(label)
      pair.blocks.set(
        label,
        matrix.map((entry, i) => scale * entry + (before?.[i] ?? 0)),
      )
    }
  }
  for (const { from, to, coupling, scale, place } of connections) {
    const factor = scale as number
    if (coupling.kind === 'kernel') add(from, to, coupling.kernel.spectrum, factor)
    else if (coupling.kind === 'quotient') {
      const { rank, toBasis, fromBasis } = coupling
      const core = coupling.core.map((entry) => factor * entry)
      quotients.push({ from, to, rank, toBasis, core, fromBasis })
    } else {
      const weights = denseWeights(coupling)
      const space = populations[from]!.space
      const nearest = sharedSpace(space, populations[to]!.space) ? nearestConvolution(space, weights) : null
      if (nearest !== null && nearest.distance <= CONVOLUTION) add(from, to, nearest.kernel.spectrum, factor)
      else matrices.push({ place, from, to, weights })
    }
  }
  return { kernels: [...kernels.values()], quotients, matrices }
}

/** Whether two populations sit at the same points. */
export function sharedSpace(a: Space, b: Space): boolean {
  return a === b || (a.name === b.name && a.size === b.size && a.shape.every((n, i) => n === b.shape[i]))
}
