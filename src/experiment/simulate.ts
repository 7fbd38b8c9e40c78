/** The library's second verb: an experiment that was loaded, or a network made by hand, is run. */
import type { Run } from '../engine/result.ts'
import { simulateNetwork } from '../engine/simulate.ts'
import { type DeviceOptions, simulateOnDevice } from '../engine/webgpu/simulate.ts'
import type { Network } from '../model/network.ts'
import { checkDevice } from './device.ts'
import type { LoadedExperiment } from './load.ts'

/** What only a device needs, such as `again`, means nothing to the reference engine. */
export interface SimulateOptions extends DeviceOptions {
  /**
   * runs on this device, asked for with `deviceDescriptor(adapter)` so that it has what the engine uses; it
   * stays the caller's. Without one, or with null, the reference engine runs: float64, on the CPU
   */
  readonly device?: GPUDevice | null | undefined
}

/**
 * Starts the run: await it for the result, iterate it for progress. Either engine gives the same arrays and
 * outcomes: random bits equal, a single step within float32, long runs in their invariants; `backend` and
 * `device` of the result tell which it was. On a device the status may also be `device-lost`.
 *
 * @throws InputError before the first step, for what cannot run, and on the way for what is found there (a rate out
 *   of range, more spikes than are kept); of a loaded experiment with its line
 */
export function simulate(subject: LoadedExperiment | Network, options: SimulateOptions = {}): Run {
  const { device = null, ...others } = options
  if (device !== null) checkDevice(device)
  const start = (network: Network) =>
    device === null ? simulateNetwork(network, others) : simulateOnDevice(device, network, others)
  if (!('network' in subject)) return start(subject)
  const run = subject.located(() => start(subject.network))
  return {
    // biome-ignore lint/suspicious/noThenProperty: a run is awaited for its result
    then: (kept, broken) => subject.locatedLater(async () => run).then(kept, broken),
    async *[Symbol.asyncIterator]() {
      const steps = run[Symbol.asyncIterator]()
      for (;;) {
        const { done, value } = await subject.locatedLater(() => steps.next())
        if (done) return
        yield value
      }
    },
  }
}
