/**
 * The benchmark, the same in Node and in a page: every workload is run once to warm up, then `repeats` times,
 * each time followed by every peer. It never judges; what it found is in the report.
 */
import { layoutOf } from '../../src/engine/layout.ts'
import type { RunResult } from '../../src/engine/result.ts'
import { type DeviceLimits, limitsOf } from '../../src/engine/webgpu/device.ts'
import { simulate } from '../../src/index.ts'
import type { Network } from '../../src/model/network.ts'
import { type Peak, peakOf } from './probe.ts'
import type { Agreement, DeviceReport, PeerReport, Roofline, WorkloadReport } from './report.ts'
import { type Spread, spreadOf } from './statistics.ts'
import { claimsOf, recordedBytes, type Structure, structureOf } from './structure.ts'
import { type Scale, type WorkloadName, workload } from './workloads.ts'

export interface BenchOptions {
  readonly scale: Scale
  readonly only: readonly WorkloadName[]
  readonly repeats: number
  readonly seed: number
}

/** What a machine lends to a benchmark. */
export interface Bench {
  /** null: the reference engine */
  readonly device: GPUDevice | null
  readonly software: boolean
  /** told before each workload, for a person who waits */
  readonly tell: (text: string) => void
  /** those that do the same work, loaded with it; none in a page */
  readonly peers: (network: Network) => Promise<readonly PeerAtWork[]>
}

export type PeerAtWork =
  | { readonly name: string; readonly missing: string }
  | {
      readonly name: string
      readonly form: string
      readonly how: string
      readonly secondsPerStep: number
      /** seconds of so many steps from the initial state */
      run(steps: number): Promise<number>
      /** [replica][neuron] after so many steps */
      state(steps: number): Promise<Float32Array>
      close(): void
    }

/** Where there is no device, programs are made as for a common GPU. */
export const commonLimits: DeviceLimits = {
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupStorageSize: 32768,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBufferBindingSize: 2 ** 31 - 4,
  maxBufferSize: 2 ** 31,
  maxStorageBuffersPerShaderStage: 16,
  subgroups: true,
}

/** Steps after which results are compared: enough to tell, too few to grow apart. */
const comparedSteps = 20
/** Seconds that one timed run of a peer may take, about. */
const peerSeconds = 4

export interface Benched {
  readonly peak: Peak | null
  readonly workloads: readonly WorkloadReport[]
}

export async function runBench(bench: Bench, options: BenchOptions): Promise<Benched> {
  const { device, software } = bench
  const peak = device === null ? null : await peakOf(device, software)
  const workloads: WorkloadReport[] = []
  for (const name of options.only) workloads.push(await runWorkload(bench, name, options, peak))
  return { peak, workloads }
}

async function runWorkload(
  bench: Bench,
  name: WorkloadName,
  { scale, seed, repeats }: BenchOptions,
  peak: Peak | null,
): Promise<WorkloadReport> {
  const { device, tell, peers } = bench
  const { title, loaded, reduced } = await workload(name, scale, seed)
  tell(`${name} ${title}${reduced === null ? '' : `, reduced: ${reduced}`}`)
  const { network } = loaded
  const { steps, replicas, method, dt } = network.simulation
  const limits = device === null ? commonLimits : limitsOf(device)
  const structure = structureOf(network, limits)
  const neurons = layoutOf(network).neurons
  const run = async (subject: Network): Promise<RunResult> => {
    const result = await simulate(subject, { device })
    if (result.status !== 'ok') throw new Error(`${name} ended as ${result.status}: ${result.advice}`)
    return result
  }

  const atWork = await peers(network)
  try {
    await run(network)
    const compared = atWork.map((peer) => ('missing' in peer ? null : { peer, steps: peerSteps(peer) }))
    const agreements: (Agreement | null)[] = []
    for (const entry of compared)
      agreements.push(entry === null ? null : await agreementOf(network, run, entry.peer))
    const runs: RunResult[] = []
    const theirs: number[][] = compared.map(() => [])
    for (let k = 0; k < repeats; k++) {
      runs.push(await run(network))
      for (const [p, entry] of compared.entries())
        if (entry !== null && agreements[p]!.holds)
          theirs[p]!.push((await entry.peer.run(entry.steps)) / entry.steps)
    }
    const stepping = runs.map(({ work, wallSeconds }) => work?.marched ?? wallSeconds)
    const perStep = stepping.map((seconds) => seconds / steps)
    const secondsPerStep = spreadOf(perStep)
    return {
      name,
      title,
      reduced,
      neurons,
      replicas,
      steps,
      method,
      dt,
      wall: spreadOf(runs.map(({ wallSeconds }) => wallSeconds)),
      stepping: spreadOf(stepping),
      secondsPerStep,
      neuronStepsPerSecond: spreadOf(perStep.map((seconds) => (neurons * replicas) / seconds)),
      device: deviceReport(network, limits, runs),
      structure,
      claims: claimsOf(name, structure),
      roofline: peak === null ? null : rooflineOf(structure, peak, perStep),
      peers: atWork.map((peer, p): PeerReport => {
        if ('missing' in peer) return peer
        const { name, form, how } = peer
        const told = { name, form, how, steps: compared[p]!.steps, agreement: agreements[p]! }
        if (theirs[p]!.length === 0) return told
        return {
          ...told,
          secondsPerStep: spreadOf(theirs[p]!),
          ratio: spreadOf(theirs[p]!.map((seconds, k) => seconds / perStep[k]!)),
        }
      }),
    }
  } finally {
    for (const peer of atWork) if ('close' in peer) peer.close()
  }

  function peerSteps({ secondsPerStep }: { readonly secondsPerStep: number }): number {
    return Math.max(1, Math.min(steps, Math.round(peerSeconds / Math.max(secondsPerStep, 1e-9))))
  }
}

async function agreementOf(
  network: Network,
  run: (network: Network) => Promise<RunResult>,
  peer: Extract<PeerAtWork, { form: string }>,
): Promise<Agreement> {
  const { simulation, record } = network
  const steps = comparedSteps
  const ours = await run({
    ...network,
    simulation: { ...simulation, steps },
    record: { ...record, quantities: [] },
  })
  const mine = Object.values(ours.finalState)[0]!
  const theirs = await peer.state(steps)
  if (theirs.length !== mine.length)
    throw new Error(`${peer.name} gave ${theirs.length} numbers for ${mine.length}`)
  let [difference, largest] = [0, 0]
  for (const [k, x] of mine.entries()) {
    difference = Math.max(difference, Math.abs(x - theirs[k]!))
    largest = Math.max(largest, Math.abs(x))
  }
  const bound = steps * 32 * 2 ** -24 * (1 + largest) * Math.exp(steps * simulation.dt)
  return { steps, difference, bound, holds: difference <= bound }
}

function deviceReport(
  network: Network,
  limits: DeviceLimits,
  runs: readonly RunResult[],
): DeviceReport | null {
  const works = runs.flatMap(({ work }) => (work === undefined ? [] : [work]))
  const last = works.at(-1)
  if (last === undefined) return null
  const { dispatches, submissions, memory, frames, watch, snapshots } = last
  const share = (of: 'encoded' | 'starved'): Spread =>
    spreadOf(works.map((work) => work[of] / Math.max(work.marched, 1e-9)))
  return {
    stepsPerDispatch: network.simulation.steps / dispatches,
    dispatches,
    submissions,
    memory,
    overhead: { encoding: share('encoded'), idle: share('starved') },
    readBack: { recording: recordedBytes(network, limits), frames, looks: watch, end: snapshots },
  }
}

/** Passes follow one another, so each has its own bound. */
function rooflineOf(structure: Structure, peak: Peak, perStep: readonly number[]): Roofline {
  const { passes, flopsPerStep, bytesPerStep } = structure
  const times = passes.map(({ flops, bytes }) => ({
    arithmetic: flops / peak.flops,
    memory: bytes / peak.bytes,
  }))
  const least = times.reduce((sum, { arithmetic, memory }) => sum + Math.max(arithmetic, memory), 0)
  const share = (seconds: number): Spread => spreadOf(perStep.map((measured) => seconds / measured))
  return {
    secondsPerStep: least,
    reached: share(least),
    flops: share(flopsPerStep / peak.flops),
    bytes: share(bytesPerStep / peak.bytes),
    passes: passes.map((pass, k) => ({
      ...pass,
      bound: times[k]!.arithmetic >= times[k]!.memory ? 'arithmetic' : 'memory',
    })),
  }
}
