/** Turn: the small matrices of a kernel on the coordinates, see shaders/turn.wgsl.ts. */
import { turnText } from '../../../../shaders/turn.wgsl.ts'
import { type Built, gamma, type Memory, spread, tiny, type View } from './pass.ts'

export interface Turn {
  readonly name: string
  readonly columns: number
  readonly replicas: number
  /** buffer of four words a column: first coordinate, width, where its row of entries begins, label */
  readonly rows: string
  readonly entries: string
  /** one gain per label and replica */
  readonly gains: View
  readonly source: View
  readonly target: View
  readonly widest: number
  readonly limit?: number | undefined
}

export function turnPass(turn: Turn): Built {
  const { name, columns, replicas, rows, entries, gains, source, target, widest, limit } = turn
  // a product, up to 16 terms, the blocks' sums, the gain
  const relative = gamma(Math.min(widest, 16) + Math.ceil(widest / 16) + 2)

  function each(
    memory: Memory,
    term: (entry: number, x: number) => number,
    write: (at: number, gain: number, sum: number) => void,
  ): void {
    const r = memory.get(rows)!
    const m = memory.get(entries)!
    const x = memory.get(source.buffer)!
    const g = memory.get(gains.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let column = 0; column < columns; column++) {
        const first = source.offset + replica * source.stride + r[4 * column]!
        const width = r[4 * column + 1]!
        const row = r[4 * column + 2]!
        let sum = 0
        for (let k = 0; k < width; k++) sum += term(m[row + k]!, x[first + k]!)
        const gain = g[gains.offset + replica * gains.stride + r[4 * column + 3]!]!
        write(target.offset + replica * target.stride + column, gain, sum)
      }
  }

  return {
    pass: {
      name: `turn ${name}`,
      wgsl: turnText({ columns, replicas, source, target, gains }),
      entry: 'turn',
      bindings: [
        { buffer: rows, access: 'read' },
        { buffer: entries, access: 'read' },
        { buffer: gains.buffer, access: 'read' },
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil((columns * replicas) / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 2 * columns * replicas * widest,
      bytes: 4 * columns * replicas * (2 * widest + 6),
      barriers: 0,
    },
    twin(memory) {
      const out = memory.get(target.buffer)!
      each(
        memory,
        (m, x) => m * x,
        (at, gain, sum) => {
          out[at] = gain * sum
        },
      )
    },
    bound(memory) {
      const bounds = new Float64Array(memory.get(target.buffer)!.length)
      each(
        memory,
        (m, x) => Math.abs(m * x),
        (at, gain, sum) => {
          bounds[at] = Math.abs(gain) * (relative * sum + widest * tiny) + tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
}
