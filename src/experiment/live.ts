/** The verb of the lab: an experiment that was loaded, or a network made by hand, goes on without end. */
import type { CpuLive, DeviceLive, Live } from '../engine/live.ts'
import { liveReference } from '../engine/live-reference.ts'
import { liveOnDevice } from '../engine/webgpu/live.ts'
import type { Network } from '../model/network.ts'
import { checkDevice } from './device.ts'
import type { LoadedExperiment } from './load.ts'

export interface LiveOptions {
  /** as for `simulate`: runs on this device, which stays the caller's; without one the reference engine runs */
  readonly device?: GPUDevice | null | undefined
}

/**
 * Starts a network that goes on until it is destroyed: `advance` takes steps, `add`, `place` and `move` touch the
 * state between them, `change` gives other numbers, which compiles nothing. Steps are those of `simulate`: so many
 * give the state that a run of so many does, bit for bit on the reference engine. Duration, `record` and `sweep`
 * of an experiment mean nothing here.
 *
 * @throws InputError for what cannot run; of a loaded experiment with its line
 */
export function live(subject: LoadedExperiment | Network, options: { device: GPUDevice }): Promise<DeviceLive>
export function live(
  subject: LoadedExperiment | Network,
  options?: { device?: null | undefined },
): Promise<CpuLive>
export function live(subject: LoadedExperiment | Network, options?: LiveOptions): Promise<Live>
export async function live(
  subject: LoadedExperiment | Network,
  { device = null }: LiveOptions = {},
): Promise<Live> {
  if (device !== null) checkDevice(device)
  const start = async (network: Network): Promise<Live> =>
    device === null ? liveReference(network) : liveOnDevice(device, network)
  return 'network' in subject ? subject.locatedLater(() => start(subject.network)) : start(subject)
}
