/**
 * A run on a device: the same network, options and result as the reference engine's. Frames are reduced on
 * the device and finished here in float64; the final state is read once and summed up by the host's own
 * observables. After a lost device the run goes on from its last snapshot on a new one, where one is given.
 */
import { lookEvery } from '../../../shaders/watch.wgsl.ts'
import type { Network } from '../../model/network.ts'
import { divergenceAdvice } from '../divergence.ts'
import { endOf } from '../final.ts'
import { initialState } from '../initial.ts'
import type { Layout } from '../layout.ts'
import { type Program, programOf } from '../program.ts'
import { frameCount } from '../recorder.ts'
import type { DeviceWork, Progress, Run, RunResult } from '../result.ts'
import { progressAt, startRun } from '../run.ts'
import type { SimulateOptions } from '../simulate.ts'
import { checkSnapshot, defaultSnapshotEvery, type RunSnapshot, spikeBuffers, spikesIn } from '../snapshot.ts'
import type { SpikeTrains } from '../spiking/spikes.ts'
import { type System, systemOf } from '../system.ts'
import { composeProgram } from './compose.ts'
import { adapterName, type DeviceLimits, limitsOf } from './device.ts'
import { storeSpikes } from './drain.ts'
import { frameRecorder } from './frame.ts'
import { checkLimits } from './memory.ts'
import { pipelinesOf } from './pipelines.ts'
import type { DeviceProgram } from './program.ts'
import { largestSingle } from './range.ts'
import { carryOut, keptBuffers, type Outcome, type Snapshot } from './runner.ts'
import { divergenceAt, watchOf } from './watch.ts'

export interface DeviceOptions extends SimulateOptions {
  /**
   * asked for a new device when one was lost; without it, or when it gives null, the run ends as
   * `device-lost` with what was recorded until then
   */
  readonly again?: () => Promise<GPUDevice | null>
  /** makes the device program; default: resident where the network fits, else streamed */
  readonly compose?: (network: Network, program: Program, limits: DeviceLimits) => DeviceProgram
}

/** Losses without a snapshot between them after which a run is given up. */
const mostLosses = 3

/**
 * Runs a network on a device. Throws InputError at once for one that cannot run, or not on this device. The
 * status is `ok`, `diverged`, `aborted` or `device-lost`.
 */
export function simulateOnDevice(device: GPUDevice, network: Network, options: DeviceOptions = {}): Run {
  const program = programOf(network, options)
  const composed = (options.compose ?? composeProgram)(network, program, limitsOf(device))
  checkLimits(composed, limitsOf(device))
  const job = prepare(network, program, composed, options.from)
  return startRun((report) => job(device, options, report))
}

type DeviceJob = (
  device: GPUDevice,
  options: DeviceOptions,
  report: (progress: Progress) => void,
) => Promise<RunResult>

function prepare(
  network: Network,
  program: Program,
  composed: DeviceProgram,
  from: RunSnapshot | undefined,
): DeviceJob {
  const { dt, steps, replicas } = network.simulation
  const { every } = network.record
  const system = measuringSystem(network, program)
  const { layout } = system
  const recorder = frameRecorder(system)
  const frames = frameCount(network)
  const plan = program.connections.map((connection) => connection.plan)
  if (from !== undefined) {
    checkSnapshot(from, {
      backend: 'webgpu',
      plan,
      steps,
      every: frames > 0 ? every : 0,
      buffers: new Map(
        keptBuffers(composed).map(({ name, bytes }) => [name, Math.max(4, Math.ceil(bytes / 4) * 4)]),
      ),
      widths: new Map([...recorder.soFar(1)].map(([name, { length: width }]) => [name, width])),
    })
    recorder.restore(from.recorded)
    system.spikes.restore(spikesIn(from))
  }
  const start = from?.step ?? 0

  return async (first, options, report) => {
    const { signal, onProgress, onSnapshot, again, progressEvery = 100 } = options
    const began = performance.now()
    let lastReport = began
    let recorded = from?.frames ?? 0
    let snapshot: Snapshot | undefined = from
    let device = first
    const losses: string[] = []
    let idle = 0

    function tell(step: number): void {
      lastReport = performance.now()
      const progress = progressAt(step, network.simulation, start, began)
      onProgress?.(progress)
      report(progress)
    }

    function takeFrames(from: number, count: number, values: Float32Array): void {
      const length = values.length / count
      for (let f = 0; f < count; f++) {
        recorder.capture(from + f, values.subarray(f * length, (f + 1) * length))
      }
      recorded = Math.max(recorded, from + count)
    }

    /** the spikes with which the snapshot to go on from was taken */
    let spikes = system.spikes.trains()

    function handOut({ step, buffers }: Snapshot): void {
      const done = frames > 0 ? Math.floor(step / every) + 1 : 0
      onSnapshot?.({
        backend: 'webgpu',
        plan,
        step,
        buffers: new Map([...buffers, ...spikeBuffers(spikes)]),
        frames: done,
        recorded: recorder.soFar(done),
      })
    }

    const wanted = again !== undefined || onSnapshot !== undefined
    const snapshotEvery = options.snapshotEvery ?? (wanted ? defaultSnapshotEvery : undefined)
    function attempt(): Promise<Outcome> {
      return carryOut(device, {
        program: composed,
        dt,
        steps,
        every: frames > 0 ? every : 0,
        watch: watchOf(composed, limitsOf(device)),
        ...(snapshot === undefined ? {} : { from: snapshot }),
        ...(signal === undefined ? {} : { signal }),
        ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
        onFrames: takeFrames,
        onProgress(step) {
          if (performance.now() - lastReport >= progressEvery) tell(step)
        },
        onSpikes: (words) => storeSpikes(system.spikes, words, layout.neurons, layout.blocks),
        onSnapshot(taken) {
          snapshot = taken
          spikes = system.spikes.trains()
          idle = 0
          handOut(taken)
        },
      })
    }

    let outcome = await attempt()
    while (outcome.status === 'device-lost') {
      losses.push(outcome.reason ?? 'unknown')
      idle++
      const next = idle > mostLosses || signal?.aborted ? null : ((await again?.()) ?? null)
      if (next === null) break
      device = next
      system.spikes.restore(spikes)
      outcome = await attempt()
    }

    const { found } = outcome
    if (outcome.end === null) system.spikes.restore(spikes)
    else spikes = system.spikes.trains()
    if (outcome.status === 'aborted' && outcome.end !== null) handOut(outcome.end)
    const end = outcome.end ?? snapshot
    const state = end === undefined ? initialState(network, layout) : stateOf(end, layout, replicas)
    const step = found?.step ?? end?.step ?? 0
    if (found !== undefined) system.spikes.restore(spikesUntil(system.spikes.trains(), found.step))
    const divergence = found === undefined ? null : divergenceAt(network, layout, found)
    // times alone are recorded without a frame of numbers
    if (composed.frame === null) recorded = Math.floor(step / every) + 1
    // as on the host, no frame shows a state that had diverged
    const sound = found === undefined ? recorded : Math.min(recorded, Math.ceil(found.step / every))
    tell(step)
    const wallSeconds = (performance.now() - began) / 1000
    const work: DeviceWork = {
      mode: composed.mode,
      why: composed.why,
      ...outcome.counts,
      losses,
      warnings: pipelinesOf(device).warnings,
    }
    return {
      status: outcome.status,
      ...(divergence === null
        ? {}
        : {
            advice: divergenceAdvice(network, divergence, lookEvery, largestSingle),
            divergedAt: divergence,
          }),
      ...(outcome.status === 'device-lost' ? { advice: lossAdvice(losses) } : {}),
      backend: 'webgpu',
      device: adapterName(device.adapterInfo),
      work,
      steps: step,
      recording: recorder.finish(every > 0 ? sound : 0),
      ...endOf(system, program, state, step, step - start, wallSeconds),
    }
  }
}

/** Rates need neither inputs nor operators, which may be large; the energy does. */
function measuringSystem(network: Network, program: Program): System {
  if (network.record.quantities.includes('energy')) return systemOf(network, program.connections)
  return { ...systemOf({ ...network, connections: [], inputs: [] }, []), network }
}

/** As far as a run went that diverged: the device may have gone on. */
function spikesUntil(trains: ReadonlyMap<string, SpikeTrains>, last: number): Map<string, SpikeTrains> {
  return new Map(
    [...trains].map(([name, { replica, neuron, step }]) => {
      const early = (_: number, k: number) => step[k]! <= last
      return [
        name,
        { replica: replica.filter(early), neuron: neuron.filter(early), step: step.filter(early) },
      ]
    }),
  )
}

/** The state, and behind it what rates of spikes are taken of. */
function stateOf({ buffers }: Snapshot, layout: Layout, replicas: number): Float64Array {
  const { stateLength, stride, blocks, sites, events } = layout
  const read = new Float32Array(buffers.get('state')!, 0, replicas * stateLength)
  if (stride === stateLength) return Float64Array.from(read)
  const state = new Float64Array(replicas * stride)
  const windows = buffers.get('windows')
  const counts = windows === undefined ? null : new Uint32Array(windows, 4 * replicas * sites)
  for (let replica = 0; replica < replicas; replica++) {
    state.set(read.subarray(replica * stateLength, (replica + 1) * stateLength), replica * stride)
    for (const [p, { site, sites: own }] of blocks.entries()) {
      const at = events.counts[p]
      if (at == null || counts === null) continue
      const from = replica * sites + site
      state.set(counts.subarray(from, from + own), replica * stride + stateLength + at.tenth)
    }
  }
  return state
}

function lossAdvice(losses: readonly string[]): string {
  return (
    `the device said: ${losses.at(-1)}. Run it again; if that happens again, use fewer replicas, ` +
    'update the driver, or run with --backend cpu'
  )
}
