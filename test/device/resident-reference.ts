/** The reference engine beside the resident pass: states and recordings, and the bound on one step. */
import { expect } from 'vitest'
import { kernelSpectrum } from '../../src/engine/operators/kernel-spectrum.ts'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { systemOf } from '../../src/engine/system.ts'
import { frameRecorder } from '../../src/engine/webgpu/frame.ts'
import { fftBound } from '../../src/engine/webgpu/passes/fft-bound.ts'
import { fftPlan } from '../../src/engine/webgpu/passes/fft-plan.ts'
import { symmetric } from '../../src/groups/families.ts'
import { denseMatrix } from '../../src/model/couplings.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Connection, Method, Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { geometryOf } from '../../src/spaces/geometry.ts'
import { coupling } from '../unit/engine/networks.ts'
import { carryOut } from './resident.ts'

const unit = 2 ** -24

/** The state after the run on the reference engine, from the start rounded as the device has it. */
export async function reference(net: Network): Promise<Float64Array> {
  const result = await simulateNetwork(net)
  expect(result.status).toBe('ok')
  const parts = net.populations.map((p) => result.finalState[p.name] ?? Object.values(result.finalState)[0]!)
  return parts.length === 1 ? parts[0]! : joined(net, parts)
}

/** [population][replica][...] to [replica][population][...] */
function joined(net: Network, parts: readonly Float64Array[]): Float64Array {
  const { replicas } = net.simulation
  const rows: number[] = []
  for (let r = 0; r < replicas; r++)
    for (const part of parts) {
      const width = part.length / replicas
      rows.push(...part.subarray(r * width, (r + 1) * width))
    }
  return Float64Array.from(rows)
}

export const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

/**
 * Bound on one step of networks of `rate` populations with tau = 1, |r| <= 1 and |r'| <= 1. With u = 2^-24 and
 * L = 1 + |W|, f is wrong by u ((chain + 8) S + 4 |x|) from its own rounding (S the sum of the absolute terms of
 * the connections, chain their longest chain of additions and products, 8 for the transfer), and by L times
 * what x is; x is rounded at the start, and at most six times a stage.
 */
export function stepBound(net: Network, x: number): number {
  const { dt, method } = net.simulation
  const stages = { euler: 1, heun: 2, rk4: 4, 'exponential-euler': 1 }[method]
  let gain = 0
  let flow = 4 * x
  for (const connection of net.connections) {
    const { coupling: c } = connection
    const n = net.populations[connection.from]!.space.size
    const matrix = c.kind === 'kernel' ? denseMatrix(c.kernel) : c.kind === 'matrix' ? c.weights : null
    const row = largestRow(matrix!, n)
    const lowRank = connection.plan === 'low-rank'
    gain += row
    if (connection.plan === 'fft') {
      flow += transformError(connection) / unit + 2 * row
      continue
    }
    flow += ((lowRank ? n / 8 + 48 : n + 8) + 8) * (lowRank ? absoluteTerms(connection) : row)
  }
  return unit * (6 * stages * x + dt * stages * flow) * (1 + dt * (1 + gain)) ** stages
}

/** Of a convolution by Fourier transform of rates of at most 1, where no odd last axis is packed. */
function transformError({ coupling: c }: Connection): number {
  if (c.kind !== 'kernel') return 0
  const { space } = c.kernel
  const half = kernelSpectrum(c.kernel)
  let most = 0
  for (let k = 0; k < half.length; k += 2) most = Math.max(most, Math.hypot(half[k]!, half[k + 1]!))
  const plan = fftPlan(space.cyclic!, { maxComputeWorkgroupStorageSize: 2 ** 20 })
  return fftBound(plan) * most * Math.sqrt(space.size)
}

/** The largest over i of sum_c |E_ic| sum_d |M_cd| sum_j w_j |E_jd|. */
function absoluteTerms({ coupling: c }: Connection): number {
  if (c.kind !== 'kernel') return 0
  const { space, spectrum } = c.kernel
  const sums = new Float64Array(space.size)
  for (const [label, m] of spectrum) {
    const { copies, width, basis } = space.harmonic(label)
    const columns = Array.from({ length: copies * width }, (_, k) =>
      basis().subarray(k * space.size, (k + 1) * space.size),
    )
    const sizes = columns.map((e) => e.reduce((sum, v, j) => sum + Math.abs(v) * space.weights[j]!, 0))
    for (const [k, e] of columns.entries()) {
      const first = k - (k % width)
      let turned = 0
      for (let d = 0; d < width; d++) turned += Math.abs(m[(k % width) * width + d]!) * sizes[first + d]!
      for (let i = 0; i < space.size; i++) sums[i]! += Math.abs(e[i]!) * turned
    }
  }
  return largest(sums)
}

function largestRow(matrix: Float64Array, columns: number): number {
  let most = 0
  for (let i = 0; i < matrix.length; i += columns)
    most = Math.max(
      most,
      matrix.subarray(i, i + columns).reduce((sum, w) => sum + Math.abs(w), 0),
    )
  return most
}

export const s4 = finiteSpace(symmetric(4))
const impulses = kernelFromValues(
  s4,
  Float64Array.from({ length: 24 }, (_, g) => (g % 5 === 1 ? 3 + g / 7 : 0)),
)
const matrix = Float64Array.from({ length: 24 * 24 }, (_, k) => Math.sin(1 + k * k) / 6)
/** one in twelve */
const few = matrix.map((w, k) => (k % 12 === 5 ? 6 * w : 0))
const rest = { place: 'connections[0]', from: 0, to: 0, scale: 1 } as const
export const operators: Readonly<Record<string, Connection>> = {
  'low-rank': coupling(s4, { '3,1': 2, '2,2': -1 }, { plan: 'low-rank' }),
  gather: { ...rest, coupling: { kind: 'kernel', kernel: impulses, gains: {} }, plan: 'gather' },
  dense: { ...rest, coupling: { kind: 'matrix', rows: 24, columns: 24, weights: matrix } },
  sparse: {
    ...rest,
    coupling: { kind: 'matrix', rows: 24, columns: 24, weights: few },
    plan: 'sparse',
  },
}
export const methods: readonly Method[] = ['euler', 'heun', 'rk4', 'exponential-euler']

/** Frames of the device, finished on the host, against the recording of the reference engine. */
export async function compareRecordings(net: Network, tolerance: number, subgroups = true): Promise<void> {
  const want = (await simulateNetwork(net)).recording
  const recorder = frameRecorder(systemOf(net, programOf(net).connections))
  const { frames } = await carryOut(net, { subgroups })
  for (const [k, frame] of frames.entries()) recorder.capture(k, frame)
  const got = recorder.finish(frames.length)
  expect(got.times).toEqual(want.times)
  for (const [name, { data, shape }] of want.arrays) {
    const found = got.arrays.get(name)!
    expect(found.shape).toEqual(shape)
    if (name === 'p.position' && geometryOf(net.populations[0]!.space) === 'discrete') {
      // which of two equally active elements comes first is a matter of rounding
      const activity = want.arrays.get('p.activity')!
      const size = activity.shape[2]!
      const rateAt = (i: number, element: number) => activity.data[i * size + element]!
      for (const [i, element] of data.entries())
        expect(Math.abs(rateAt(i, found.data[i]!) - rateAt(i, element))).toBeLessThanOrEqual(tolerance)
      continue
    }
    const scale = Math.max(1, largest(data.filter(Number.isFinite)))
    for (const [i, value] of data.entries()) {
      const off = Math.abs(found.data[i]! - value)
      const wrapped = name.endsWith('position') ? Math.min(off, Math.abs(off - 2 * Math.PI)) : off
      if (!(wrapped <= tolerance * scale) && !(Number.isNaN(value) && Number.isNaN(found.data[i]!)))
        expect.fail(`${name}[${i}] is ${found.data[i]}, not ${value}`)
    }
  }
}

export const ring = circleSpace(64)
