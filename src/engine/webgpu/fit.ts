/** The device program of a network: resident where it fits a workgroup, else streamed, and why not resident. */
import type { Network } from '../../model/network.ts'
import type { Program } from '../program.ts'
import type { DeviceLimits } from './device.ts'
import { checkLimits } from './memory.ts'
import type { DeviceProgram } from './program.ts'
import { checkContents, checkRange } from './range.ts'
import { residentProgram } from './resident.ts'

/** `stream` makes the streamed one. Throws InputError for what runs in neither way on such a device. */
export function fittingProgram(
  network: Network,
  program: Program,
  limits: DeviceLimits,
  stream: () => DeviceProgram,
): DeviceProgram {
  checkRange(network)
  const resident = residentProgram(network, program, limits)
  const composed = 'unfit' in resident ? because(stream(), resident.unfit) : resident
  checkContents(composed)
  checkLimits(composed, limits)
  return composed
}

function because(streamed: DeviceProgram, unfit: string): DeviceProgram {
  return { ...streamed, why: `${streamed.why}; not resident: ${unfit}` }
}
