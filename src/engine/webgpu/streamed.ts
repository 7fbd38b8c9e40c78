/** The streamed program of any network: of rates that act at once, or with all that events need. */
import type { Network } from '../../model/network.ts'
import { layoutOf } from '../layout.ts'
import type { Program } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import type { DeviceProgram } from './program.ts'
import { spikingWork } from './spiking.ts'
import { hasMore, type Streamed, streamedRates } from './streamed-rates.ts'

/** Throws InputError for what does not run on this device. Allocates the initial contents, nothing else. */
export function streamedProgram(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  return streamedWork(network, program, limits).program
}

export function streamedWork(network: Network, program: Program, limits: DeviceLimits): Streamed {
  const layout = layoutOf(network)
  return hasMore(network, layout)
    ? spikingWork(network, program, layout, limits)
    : streamedRates(network, program, limits)
}
