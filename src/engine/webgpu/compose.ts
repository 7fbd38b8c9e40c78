/** The device program of any network, in whichever way it runs. */
import type { Network } from '../../model/network.ts'
import type { Program } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import { fittingProgram } from './fit.ts'
import type { DeviceProgram } from './program.ts'
import { streamedProgram } from './streamed.ts'

/** Throws InputError for what runs in neither way on such a device. */
export function composeProgram(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  return fittingProgram(network, program, limits, () => streamedProgram(network, program, limits))
}
