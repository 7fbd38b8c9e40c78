/**
 * What the engine promises by the structure of its programs, read off the program itself: no device is
 * needed, and no clock. A *field* is one float32 number of every neuron of every replica; a *pass over
 * memory* reads one field and writes one, 8 bytes a neuron.
 */
import { lookBarriers } from '../../shaders/resident/look.wgsl.ts'
import { lookEvery } from '../../shaders/watch.wgsl.ts'
import { layoutOf } from '../../src/engine/layout.ts'
import { programOf } from '../../src/engine/program.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import type { DeviceProgram } from '../../src/engine/webgpu/program.ts'
import { keptBuffers } from '../../src/engine/webgpu/runner.ts'
import type { Network } from '../../src/model/network.ts'
import type { WorkloadName } from './workloads.ts'

export interface Structure {
  readonly mode: DeviceProgram['mode']
  readonly why: string
  readonly plans: readonly string[]
  /** most steps that one dispatch takes; 1 where they are streamed */
  readonly stepsPerDispatch: number
  /** dispatches of one step; less than 1 where one takes many */
  readonly dispatchesPerStep: number
  /** evaluations of the right-hand side in one step */
  readonly evaluations: number
  /** workgroupBarrier() calls an invocation passes in one evaluation; recording and looks for divergence left out */
  readonly barriersPerEvaluation: number
  /** estimates of one step of all replicas, from the passes */
  readonly flopsPerStep: number
  readonly bytesPerStep: number
  /** bytesPerStep over the 8 bytes of every neuron that one pass over memory moves */
  readonly passesOverMemory: number
  readonly passes: readonly PassCost[]
}

export interface PassCost {
  readonly name: string
  /** estimates of one dispatch, over the steps that it takes */
  readonly flops: number
  readonly bytes: number
}

const evaluationsOf = { euler: 1, heun: 2, rk4: 4, 'exponential-euler': 1 } as const

/** The program of a network on such a device, and what it promises. Throws InputError for what does not run. */
export function structureOf(network: Network, limits: DeviceLimits): Structure {
  const program = programOf(network)
  const recording = composeProgram(network, program, limits)
  const quiet = composeProgram({ ...network, record: { ...network.record, quantities: [] } }, program, limits)
  const { mode, why, step, stepsPerDispatch } = recording
  const evaluations = evaluationsOf[network.simulation.method]
  const perStep = (of: 'flops' | 'bytes', { step, stepsPerDispatch }: DeviceProgram): number =>
    step.reduce((sum, { pass }) => sum + pass[of], 0) / stepsPerDispatch
  const bytesPerStep = perStep('bytes', quiet)
  const barriers = quiet.step.reduce((sum, { pass }) => sum + pass.barriers, 0)
  // a resident dispatch looks as it begins, and after every so many steps
  const looks = mode === 'resident' ? 1 + Math.ceil(quiet.stepsPerDispatch / lookEvery) : 0
  const neurons = layoutOf(network).neurons * network.simulation.replicas
  return {
    mode,
    why,
    plans: program.connections.map(({ plan }) => plan),
    stepsPerDispatch,
    dispatchesPerStep: step.length / stepsPerDispatch,
    evaluations,
    barriersPerEvaluation: (barriers - looks * lookBarriers) / (evaluations * quiet.stepsPerDispatch),
    flopsPerStep: perStep('flops', quiet),
    bytesPerStep,
    passesOverMemory: bytesPerStep / (8 * neurons),
    passes: quiet.step.map(({ pass: { name, flops, bytes } }) => ({
      name,
      flops: flops / quiet.stepsPerDispatch,
      bytes: bytes / quiet.stepsPerDispatch,
    })),
  }
}

export interface Claim {
  readonly says: string
  readonly found: number
  readonly holds: boolean
}

/** The promises of a workload; none but those that a program shows. */
export function claimsOf(name: WorkloadName, structure: Structure): Claim[] {
  const { stepsPerDispatch, barriersPerEvaluation, passesOverMemory, dispatchesPerStep } = structure
  const atLeast = (says: string, found: number, bound: number): Claim => ({
    says: `${says}, at least ${bound}`,
    found,
    holds: found >= bound,
  })
  const atMost = (says: string, found: number, bound: number): Claim => ({
    says: `${says}, at most ${bound}`,
    found,
    holds: found <= bound,
  })
  if (name === 'W1')
    return [
      atLeast('steps a dispatch', stepsPerDispatch, 200),
      atMost('barriers an evaluation', barriersPerEvaluation, 3),
    ]
  if (name === 'W2')
    return [
      atMost('dispatches a step', dispatchesPerStep, 6),
      atMost('passes over memory a step', passesOverMemory, 6),
    ]
  return []
}

/** Bytes of each buffer that a run ends with: the state, and what else the next step would start from. */
export function endBytes(network: Network, limits: DeviceLimits): number[] {
  return keptBuffers(composeProgram(network, programOf(network), limits)).map(({ bytes }) => bytes)
}

/** Bytes of what a run records, as the device gives them: float32 numbers of every frame. */
export function recordedBytes(network: Network, limits: DeviceLimits): number {
  const { frame } = composeProgram(network, programOf(network), limits)
  const { steps } = network.simulation
  return frame === null ? 0 : 4 * frame.length * (Math.floor(steps / network.record.every) + 1)
}
