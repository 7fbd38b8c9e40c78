/** Copy a stretch of every replica into a frame, see shaders/copy.wgsl.ts. Exact. */
import { copyText } from '../../../../shaders/copy.wgsl.ts'
import { type Built, spread, type View } from './pass.ts'

export function copyPass(
  name: string,
  length: number,
  source: View,
  target: View,
  replicas: number,
  limit?: number,
): Built {
  return {
    pass: {
      name: `copy ${name}`,
      wgsl: copyText({ length, replicas, source, target }),
      entry: 'copy',
      bindings: [
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil((length * replicas) / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 0,
      bytes: 8 * length * replicas,
      barriers: 0,
    },
    twin(memory) {
      const from = memory.get(source.buffer)!
      const to = memory.get(target.buffer)!
      for (let replica = 0; replica < replicas; replica++)
        for (let k = 0; k < length; k++)
          to[target.offset + replica * target.stride + k] = from[source.offset + replica * source.stride + k]!
    },
    bound: (memory) => new Map([[target.buffer, new Float64Array(memory.get(target.buffer)!.length)]]),
  }
}
