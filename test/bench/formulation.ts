/**
 * A workload as plain arrays, in the forms that a numerical library does best: what a peer is given, so that
 * it does the same work from the same numbers. Of several forms a peer takes the one that is faster for it.
 */
import { initialState } from '../../src/engine/initial.ts'
import { layoutOf } from '../../src/engine/layout.ts'
import { programOf } from '../../src/engine/program.ts'
import { type NpyArray, writeNpy } from '../../src/io/npy.ts'
import { denseMatrix } from '../../src/model/couplings.ts'
import type { Kernel } from '../../src/model/kernel.ts'
import type { Network } from '../../src/model/network.ts'

export interface Formulation {
  /** `low-rank`: forth, back; `fft`: values; `dense`: matrix */
  readonly forms: readonly ('low-rank' | 'fft' | 'dense')[]
  readonly method: 'euler' | 'heun'
  readonly dt: number
  readonly replicas: number
  readonly neurons: number
  /** by file name, float32: `initial` [replicas, N], and what the forms need */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Below so many neurons a matrix may beat two thin products. */
const smallEnoughForDense = 512

/** Of a network with one rate population and one connection. */
export function formulationOf(network: Network): Formulation {
  const [connection, ...others] = network.connections
  const { method, dt, replicas } = network.simulation
  if (connection === undefined || others.length > 0 || network.populations.length !== 1)
    throw new Error('a peer knows one population and one connection')
  if (method !== 'euler' && method !== 'heun') throw new Error(`no peer steps by ${method}`)
  const neurons = network.populations[0]!.space.size
  const arrays = new Map<string, NpyArray>()
  const put = (name: string, shape: number[], data: Float64Array) =>
    arrays.set(name, { shape, data: Float32Array.from(data) })
  put('initial', [replicas, neurons], initialState(network, layoutOf(network)))
  const forms: Formulation['forms'][number][] = []
  const { coupling } = connection
  if (coupling.kind === 'matrix') {
    forms.push('dense')
    put('matrix', [neurons, neurons], coupling.weights)
  } else if (coupling.kind === 'kernel') {
    const { kernel } = coupling
    if (programOf(network).connections[0]!.plan === 'fft') {
      forms.push('fft')
      put('values', [...kernel.space.shape], kernel.values!)
    } else {
      forms.push('low-rank')
      const { forth, back, columns } = thinProducts(kernel)
      put('forth', [columns, neurons], forth)
      put('back', [columns, neurons], back)
      if (neurons <= smallEnoughForDense && kernel.values !== null) {
        forms.push('dense')
        put('matrix', [neurons, neurons], denseMatrix(kernel))
      }
    }
  } else throw new Error('no peer knows a quotient')
  const files = new Map([...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)]))
  return { forms, method, dt, replicas, neurons, files }
}

/** I = back^T (forth r): rows of E^T diag(w), and of (E K)^T. */
function thinProducts({ space, spectrum, columns }: Kernel): {
  forth: Float64Array
  back: Float64Array
  columns: number
} {
  const n = space.size
  const forth = new Float64Array(columns * n)
  const back = new Float64Array(columns * n)
  let row = 0
  for (const [label, matrix] of spectrum) {
    const { copies, width, basis } = space.harmonic(label)
    const e = basis()
    for (let copy = 0; copy < copies; copy++)
      for (let a = 0; a < width; a++, row++)
        for (let i = 0; i < n; i++) {
          forth[row * n + i] = space.weights[i]! * e[(copy * width + a) * n + i]!
          let sum = 0
          for (let b = 0; b < width; b++) sum += e[(copy * width + b) * n + i]! * matrix[b * width + a]!
          back[row * n + i] = sum
        }
  }
  return { forth, back, columns }
}
