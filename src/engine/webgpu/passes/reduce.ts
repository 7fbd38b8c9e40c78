/** Reduce: the second stage of a long sum, see shaders/reduce.wgsl.ts. */
import { reduceText } from '../../../../shaders/reduce.wgsl.ts'
import { type Built, gamma, spread, tiny, unit, type View } from './pass.ts'

export interface Reduction {
  readonly name: string
  /** buffer of the partial sums, [chunk][replica][column] */
  readonly partial: string
  readonly chunks: number
  readonly columns: number
  readonly replicas: number
  readonly target: View
  /** one gain per replica: the total is then added to the target times it */
  readonly gains?: View | undefined
  readonly limit?: number | undefined
}

export function reducePass({
  name,
  partial,
  chunks,
  columns,
  replicas,
  target,
  gains,
  limit,
}: Reduction): Built {
  const sums = columns * replicas
  // the lane's own sum and six levels of the tree
  const relative = gamma(Math.ceil(chunks / 64) + 6)

  return {
    pass: {
      name: `reduce ${name}`,
      wgsl: reduceText({ chunks, columns, replicas, target, gains: gains ?? null }),
      entry: 'reduce',
      bindings: [
        { buffer: partial, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
        ...(gains === undefined ? [] : [{ buffer: gains.buffer, access: 'read' as const }]),
      ],
      clock: false,
      workgroups: spread(sums, limit),
      workgroupSize: 64,
      workgroupBytes: 256,
      flops: chunks * sums,
      bytes: 4 * (chunks + (gains === undefined ? 1 : 2)) * sums,
      barriers: 6,
    },
    twin(memory) {
      const parts = memory.get(partial)!
      const out = memory.get(target.buffer)!
      for (let job = 0; job < sums; job++) {
        const replica = Math.floor(job / columns)
        let sum = 0
        for (let chunk = 0; chunk < chunks; chunk++) sum += parts[chunk * sums + job]!
        const at = target.offset + replica * target.stride + (job % columns)
        out[at] = gains === undefined ? sum : out[at]! + gainOf(memory, gains, replica) * sum
      }
    },
    bound(memory) {
      const parts = memory.get(partial)!
      const before = memory.get(target.buffer)!
      const bounds = new Float64Array(before.length)
      for (let job = 0; job < sums; job++) {
        const replica = Math.floor(job / columns)
        let size = 0
        for (let chunk = 0; chunk < chunks; chunk++) size += Math.abs(parts[chunk * sums + job]!)
        const at = target.offset + replica * target.stride + (job % columns)
        const gain = gains === undefined ? 1 : Math.abs(gainOf(memory, gains, replica))
        const added = gain * size
        bounds[at] =
          gains === undefined
            ? relative * size + tiny
            : (relative + 2 * unit) * (1 + relative) * added + unit * Math.abs(before[at]!) + 4 * tiny
      }
      return new Map([[target.buffer, bounds]])
    },
  }
}

export function gainOf(memory: ReadonlyMap<string, Float64Array>, gains: View, replica: number): number {
  return memory.get(gains.buffer)![gains.offset + replica * gains.stride]!
}
