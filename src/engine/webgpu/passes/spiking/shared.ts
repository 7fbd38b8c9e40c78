/** What the passes over spikes have in common. */
import type { Pass } from '../../program.ts'
import { type Memory, spread } from '../pass.ts'

/** A stretch of numbers of every replica, in a buffer. */
export type { View } from '../pass.ts'

/** A pass of 64 invocations a workgroup, one each of `jobs`. */
export function passOf(
  jobs: number,
  limit: number | undefined,
  rest: Pick<Pass, 'name' | 'wgsl' | 'entry' | 'bindings' | 'clock' | 'flops' | 'bytes'>,
): Pass {
  return {
    ...rest,
    workgroups: spread(Math.ceil(jobs / 64), limit),
    workgroupSize: 64,
    workgroupBytes: 0,
    barriers: 0,
  }
}

export const read = (buffer: string) => ({ buffer, access: 'read' as const })
export const written = (buffer: string) => ({ buffer, access: 'read-write' as const })

/** Bounds of 0 for whole buffers. */
export function noBounds(memory: Memory, ...buffers: readonly string[]): Map<string, Float64Array> {
  return new Map(buffers.map((buffer) => [buffer, new Float64Array(memory.get(buffer)!.length)]))
}
