/** Sparse: the weights of a matrix that are not zero, see shaders/sparse.wgsl.ts. */
import { sparseText } from '../../../../shaders/sparse.wgsl.ts'
import { longestRow, type SparseRows } from '../../../math/sparse.ts'
import type { BufferSpec } from '../program.ts'
import { type Built, bufferOf, gamma, type Memory, spread, tiny, unit, type View } from './pass.ts'
import { gainOf } from './reduce.ts'

export interface Sparse {
  readonly buffers: readonly BufferSpec[]
  readonly built: Built
}

/**
 * target[replica][row] += gain * sum_j W[row][j] source[replica][j] over the stored weights; `gains` has one
 * number a replica. Buffers are called `name` and what they hold.
 */
export function sparsePass(
  name: string,
  matrix: SparseRows,
  source: View,
  target: View,
  gains: View,
  replicas: number,
  limit?: number,
): Sparse {
  const rows = matrix.starts.length - 1
  const entries = matrix.values.length
  const longest = longestRow(matrix)
  const lanes = lanesFor(entries / rows, longest)
  const holds = `the ${entries} weights of ${name} that are not zero`
  const starts = bufferOf(`${name} rows`, `where the ${rows} rows of ${name} begin`, matrix.starts)
  const columns = bufferOf(`${name} columns`, `columns of ${holds}`, matrix.columns)
  const weights = bufferOf(`${name} weights`, holds, Float32Array.from(matrix.values))

  function each(
    memory: Memory,
    term: (w: number, x: number) => number,
    write: (at: number, gain: number, sum: number, terms: number) => void,
  ): void {
    const begins = memory.get(starts.name)!
    const places = memory.get(columns.name)!
    const w = memory.get(weights.name)!
    const x = memory.get(source.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let row = 0; row < rows; row++) {
        const from = source.offset + replica * source.stride
        let sum = 0
        for (let e = begins[row]!; e < begins[row + 1]!; e++) sum += term(w[e]!, x[from + places[e]!]!)
        const at = target.offset + replica * target.stride + row
        write(at, gainOf(memory, gains, replica), sum, begins[row + 1]! - begins[row]!)
      }
  }

  const built: Built = {
    pass: {
      name: `sparse ${name}`,
      wgsl: sparseText({ rows, replicas, lanes, source, target, gains }),
      entry: 'sparse',
      bindings: [
        { buffer: starts.name, access: 'read' },
        { buffer: columns.name, access: 'read' },
        { buffer: weights.name, access: 'read' },
        { buffer: gains.buffer, access: 'read' },
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil((rows * lanes) / 64) * Math.ceil(replicas / 4), limit),
      workgroupSize: 64,
      workgroupBytes: lanes === 1 ? 0 : 1024,
      flops: 2 * entries * replicas,
      bytes: 4 * ((2 * entries + rows) * Math.ceil(replicas / 4) + (entries + 2 * rows) * replicas),
      barriers: lanes === 1 ? 0 : 1,
    },
    twin(memory) {
      const out = memory.get(target.buffer)!
      each(
        memory,
        (w, x) => w * x,
        (at, gain, sum) => {
          out[at] = out[at]! + gain * sum
        },
      )
    },
    bound(memory) {
      const before = memory.get(target.buffer)!
      const bounds = new Float64Array(before.length)
      each(
        memory,
        (w, x) => Math.abs(w * x),
        (at, gain, sum, terms) => {
          // a product, a lane's terms, the lanes, the gain
          const relative = gamma(Math.ceil(terms / lanes) + lanes + 1)
          const added = Math.abs(gain) * sum
          bounds[at] = (relative + 2 * unit) * added + unit * Math.abs(before[at]!) + (terms + 2) * tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
  return { buffers: [starts, columns, weights], built }
}

/** Eight weights a lane in a usual row, 64 in the longest, as far as a workgroup goes. */
function lanesFor(usual: number, longest: number): number {
  let lanes = 1
  while (lanes < 64 && (8 * lanes < usual || 64 * lanes < longest)) lanes *= 2
  return lanes
}
