/**
 * The loop of fused.ts for two neurons at a time, in WebAssembly: where the equations are arithmetic, every copy
 * of a site is alone and the state lies in the memory that the loops share. Operation by operation the same, so
 * bit for bit the same.
 */
import type { Network } from '../../model/network.ts'
import type { Drive } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import type { NoiseSource } from '../methods.ts'
import { moduleOf } from './assembly.ts'
import type { ActingChannel } from './channels.ts'
import { boundedBody, takeBody } from './pair-loops.ts'
import { type PairStep, pairStep } from './pair-step.ts'

/** Arrays beside the state that the loops read and write, at their addresses. */
export interface Arena {
  readonly memory: WebAssembly.Memory
  /** the states of all replicas, from address 0 on */
  readonly state: Float64Array<ArrayBuffer>
}

export interface VectorStep {
  /** what is the same for all neurons, and what came from outside, is brought in; returns how many fired */
  run(
    s: number,
    m: number,
    parameters: Float64Array,
    p: number,
    step: number,
    outside: readonly Float64Array[],
    signals: Float64Array,
    fired: Int32Array,
  ): number
}

/** Levels a, b (none where 0) of `count` sites take gain times the areas of a slot, which is cleared. */
export type VectorTake = (
  a: number,
  b: number,
  slot: number,
  bytes: number,
  jumpA: number,
  jumpB: number,
  gain: number,
) => void

const pageBytes = 65_536
/** Addresses are 32 bits; half of them are enough. */
const mostBytes = 2 ** 31

export interface Vectors {
  readonly arena: Arena
  /** per population */
  readonly steps: readonly VectorStep[]
  readonly take: VectorTake
  /** whether `bytes` numbers from an address on are finite and at most `largest` in size: 1 or 0 */
  readonly bounded: (at: number, bytes: number, largest: number) => number
}

/** null where some population can not be stepped so, or there is no WebAssembly of pairs. */
export function vectorsOf(
  network: Network,
  layout: Layout,
  channels: readonly ActingChannel[],
  drive: Drive,
  noise: NoiseSource | null,
  signalNames: readonly string[],
  state: Float64Array,
): Vectors | null {
  if (typeof WebAssembly === 'undefined') return null
  let next = Math.ceil(state.byteLength / 64) * 64
  const plans: PairStep[] = []
  for (const p of layout.blocks.keys()) {
    const plan = pairStep(network, layout, p, channels, drive, noise, signalNames, next)
    if (plan === null) return null
    plans.push(plan)
    next = plan.end
  }
  const pages = Math.ceil(next / pageBytes)
  if (next > mostBytes) return null
  const bytes = moduleOf(
    {
      take: takeBody(),
      bounded: boundedBody(),
      ...Object.fromEntries(plans.map(({ body }, p) => [`step${p}`, body])),
    },
    pages,
  )
  if (!WebAssembly.validate(bytes)) return null
  const memory = new WebAssembly.Memory({ initial: pages })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const placed = new Float64Array(memory.buffer as ArrayBuffer, 0, state.length)
  placed.set(state)
  const steps = plans.map((plan, p): VectorStep => {
    const call = exports[`step${p}`] as (s: number, m: number) => number
    const numbers = (at: number, length: number) => new Float64Array(memory.buffer, at, length)
    for (const [array, at] of plan.constants) numbers(at, array.length).set(array)
    const { size } = layout.blocks[p]!
    const u = numbers(plan.uniformsAt, plan.uniformCount)
    const list = new Int32Array(memory.buffer, plan.firedAt, size)
    const copied = plan.copied.map(([source, at]) => [source, numbers(at, size)] as const)
    let filledFor = -1
    return {
      run(s, m, parameters, own, step, outside, signals, fired) {
        if (!plan.steady || filledFor !== own) plan.uniforms(parameters, own, step, signals, u)
        filledFor = own
        for (let k = 0; k < copied.length; k++) copied[k]![1].set(copied[k]![0](outside))
        const count = call(8 * s, 8 * m)
        for (let k = 0; k < count; k++) fired[k] = list[k]!
        return count
      },
    }
  })
  return {
    arena: { memory, state: placed },
    steps,
    take: exports.take as VectorTake,
    bounded: exports.bounded as Vectors['bounded'],
  }
}
