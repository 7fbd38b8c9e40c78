/** The device program of a network: resident where it fits a workgroup, else streamed, and why not resident. */
import type { Network } from '../../model/network.ts'
import type { Program } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import { checkLimits } from './memory.ts'
import type { DeviceProgram } from './program.ts'
import { checkContents, checkRange } from './range.ts'
import { residentProgram } from './resident.ts'
import { streamedProgram } from './streamed.ts'

/** Throws InputError for what runs in neither way on such a device. */
export function composeProgram(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  checkRange(network)
  const composed = fitting(network, program, limits)
  checkContents(composed)
  checkLimits(composed, limits)
  return composed
}

function fitting(network: Network, program: Program, limits: DeviceLimits): DeviceProgram {
  const resident = residentProgram(network, program, limits)
  if (!('unfit' in resident)) return resident
  const streamed = streamedProgram(network, program, limits)
  return { ...streamed, why: `${streamed.why}; not resident: ${resident.unfit}` }
}
