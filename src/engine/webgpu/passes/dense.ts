/**
 * Dense: target[replica][row] += gain * sum_j W[row][j] source[replica][j]. With few replicas the rows are
 * projected on like columns of a basis, which reads the matrix once; from `tiledFrom` replicas on by tiles
 * in workgroup memory, see shaders/dense.wgsl.ts.
 */
import { denseText } from '../../../../shaders/dense.wgsl.ts'
import { type Built, bufferOf, gamma, type Memory, spread, tiny, unit, type View } from './pass.ts'
import { columnsBuffer, type Projection, projectPasses } from './project.ts'
import { gainOf } from './reduce.ts'

export const tiledFrom = 9

export function densePasses(
  name: string,
  rows: number,
  columns: number,
  weights: Float64Array,
  source: View,
  target: View,
  gains: View,
  replicas: number,
  limit?: number,
): Projection {
  const holds = `${name}, a matrix of ${rows} x ${columns}`
  if (replicas < tiledFrom) {
    const value = (row: number, column: number): number => weights[row * columns + column]!
    const basis = columnsBuffer(`${name} weights`, holds, rows, columns, value)
    const scratch = `${name} sums`
    const passes = projectPasses({ name, basis, source, target, replicas, scratch, gains, limit })
    return { ...passes, buffers: [basis.buffer, ...passes.buffers] }
  }
  const matrix = bufferOf(`${name} weights`, holds, Float32Array.from(weights))
  const built = tiled(name, rows, columns, matrix.name, source, target, gains, replicas, limit)
  return { buffers: [matrix], built: [built] }
}

function tiled(
  name: string,
  rows: number,
  columns: number,
  weights: string,
  source: View,
  target: View,
  gains: View,
  replicas: number,
  limit?: number,
): Built {
  // a product, 64 terms to a part, the parts, the gain
  const relative = gamma(Math.min(columns, 64) + Math.ceil(columns / 64) + 2)
  const jobs = Math.ceil(rows / 32) * Math.ceil(replicas / 32)

  function each(
    memory: Memory,
    term: (w: number, x: number) => number,
    write: (at: number, gain: number, sum: number) => void,
  ): void {
    const w = memory.get(weights)!
    const x = memory.get(source.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let row = 0; row < rows; row++) {
        const from = source.offset + replica * source.stride
        let sum = 0
        for (let j = 0; j < columns; j++) sum += term(w[row * columns + j]!, x[from + j]!)
        write(target.offset + replica * target.stride + row, gainOf(memory, gains, replica), sum)
      }
  }

  return {
    pass: {
      name: `dense ${name}`,
      wgsl: denseText({ rows, columns, replicas, source, target, gains }),
      entry: 'dense',
      bindings: [
        { buffer: weights, access: 'read' },
        { buffer: gains.buffer, access: 'read' },
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(jobs, limit),
      workgroupSize: 64,
      workgroupBytes: 4096,
      flops: 2 * rows * columns * replicas,
      bytes:
        4 *
        (rows * columns * Math.ceil(replicas / 32) +
          columns * replicas * Math.ceil(rows / 32) +
          2 * rows * replicas),
      barriers: 2 * Math.ceil(columns / 16),
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
        (at, gain, sum) => {
          const added = Math.abs(gain) * sum
          bounds[at] = (relative + 2 * unit) * added + unit * Math.abs(before[at]!) + (columns + 2) * tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
}
