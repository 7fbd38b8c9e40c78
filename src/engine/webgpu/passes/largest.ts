/** The largest rate of every replica, or its place, see shaders/largest.wgsl.ts. Exact. */
import { largestText } from '../../../../shaders/largest.wgsl.ts'
import { type Built, spread, type View } from './pass.ts'

export function largestPass(
  name: string,
  points: number,
  source: View,
  target: View,
  replicas: number,
  place: boolean,
  limit?: number,
): Built {
  return {
    pass: {
      name: `largest of ${name}`,
      wgsl: largestText({ points, replicas, source, target, place }),
      entry: 'largest',
      bindings: [
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(replicas, limit),
      workgroupSize: 64,
      workgroupBytes: 768,
      flops: points * replicas,
      bytes: 4 * points * replicas,
      barriers: 6,
    },
    twin(memory) {
      const x = memory.get(source.buffer)!
      const out = memory.get(target.buffer)!
      for (let replica = 0; replica < replicas; replica++) {
        const begin = source.offset + replica * source.stride
        const at = target.offset + replica * target.stride
        let best = 0
        let most = x[begin]!
        let differs = false
        for (let i = 1; i < points; i++) {
          if (x[begin + i]! > x[begin + best]!) best = i
          most = Math.max(most, x[begin + i]!)
          differs ||= x[begin + i] !== x[begin]
        }
        out[at] = place ? best : most
        if (place) out[at + 1] = differs ? 1 : 0
      }
    },
    bound: (memory) => new Map([[target.buffer, new Float64Array(memory.get(target.buffer)!.length)]]),
  }
}
