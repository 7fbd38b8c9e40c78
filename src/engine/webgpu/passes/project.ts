/**
 * Project, in one or two stages: target[replica][column] = sum_j basis[column][j] source[replica][j].
 * Up to `chunkPoints` points in one pass; more leave one sum a chunk, which the reduce pass adds.
 */
import { projectText } from '../../../../shaders/project.wgsl.ts'
import type { BufferSpec } from '../program.ts'
import { type Built, bufferOf, emptyBuffer, gamma, spread, tiny, type View } from './pass.ts'
import { reducePass } from './reduce.ts'

/** Points of one workgroup: sixteen for each of its 64 lanes. */
export const chunkPoints = 1024

export interface Columns {
  readonly buffer: BufferSpec
  readonly points: number
  readonly columns: number
}

/**
 * Columns as the passes read them: groups of four, [group][point][4], the last group filled up with zeros.
 * `value(column, point)` is rounded once to float32.
 */
export function columnsBuffer(
  name: string,
  holds: string,
  columns: number,
  points: number,
  value: (column: number, point: number) => number,
): Columns {
  const groups = Math.ceil(columns / 4)
  const contents = new Float32Array(4 * groups * points)
  for (let column = 0; column < columns; column++) {
    const group = column >> 2
    for (let point = 0; point < points; point++)
      contents[4 * (group * points + point) + (column & 3)] = value(column, point)
  }
  return { buffer: bufferOf(name, holds, contents), points, columns }
}

export interface Projection {
  readonly buffers: readonly BufferSpec[]
  readonly built: readonly Built[]
}

export interface ProjectOptions {
  /** for a person */
  readonly name: string
  readonly basis: Columns
  readonly source: View
  readonly target: View
  readonly replicas: number
  /** name of the buffer of partial sums, where there are several chunks */
  readonly scratch: string
  /** the sums are added to the target times a gain per replica, instead of stored */
  readonly gains?: View | undefined
  /** sums of |source| */
  readonly absolute?: boolean
  /** most workgroups in one dimension */
  readonly limit?: number | undefined
}

export function projectPasses(options: ProjectOptions): Projection {
  const { name, basis, target, replicas, scratch, limit, gains } = options
  const { points, columns } = basis
  const chunks = Math.ceil(points / chunkPoints)
  if (chunks === 1 && gains === undefined) {
    return {
      buffers: [],
      built: [projectPass(options, { ...target, pitch: 0 })],
    }
  }
  const partial = { buffer: scratch, offset: 0, stride: columns, pitch: replicas * columns }
  const holds = `partial sums of ${name}, ${chunks} chunks of ${replicas} x ${columns}`
  return {
    buffers: [emptyBuffer(scratch, holds, chunks * replicas * columns)],
    built: [
      projectPass(options, partial),
      reducePass({ name, partial: scratch, chunks, columns, replicas, target, gains, limit }),
    ],
  }
}

function projectPass(
  { name, basis, source, replicas, absolute = false, limit }: ProjectOptions,
  target: View & { readonly pitch: number },
): Built {
  const { points, columns } = basis
  const groups = Math.ceil(columns / 4)
  const chunks = Math.ceil(points / chunkPoints)
  const tiles = Math.ceil(replicas / 4)
  const jobs = chunks * groups * tiles
  const wgsl = projectText({
    points,
    groups,
    columns,
    replicas,
    chunk: chunkPoints,
    source,
    target,
    absolute,
  })
  // a product, the lane's own sum (into zero), six levels of the tree
  const relative = gamma(Math.ceil(Math.min(points, chunkPoints) / 64) + 7)

  function each(
    memory: ReadonlyMap<string, Float64Array>,
    term: (b: number, x: number) => number,
    write: (at: number, sum: number) => void,
  ): void {
    const b = memory.get(basis.buffer.name)!
    const x = memory.get(source.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let column = 0; column < columns; column++)
        for (let chunk = 0; chunk < chunks; chunk++) {
          const end = Math.min(points, (chunk + 1) * chunkPoints)
          const row = (column >> 2) * points
          let sum = 0
          for (let j = chunk * chunkPoints; j < end; j++)
            sum += term(b[4 * (row + j) + (column & 3)]!, x[source.offset + replica * source.stride + j]!)
          write(target.offset + chunk * target.pitch + replica * target.stride + column, sum)
        }
  }

  return {
    pass: {
      name: `project ${name}`,
      wgsl,
      entry: 'project',
      bindings: [
        { buffer: basis.buffer.name, access: 'read' },
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(jobs, limit),
      workgroupSize: 64,
      workgroupBytes: 64 * 64,
      flops: 2 * points * columns * replicas,
      bytes: 4 * (4 * groups * points * tiles + points * replicas * groups + chunks * replicas * columns),
      barriers: 7,
    },
    twin(memory) {
      const out = memory.get(target.buffer)!
      each(
        memory,
        (b, x) => b * (absolute ? Math.abs(x) : x),
        (at, sum) => {
          out[at] = sum
        },
      )
    },
    bound(memory) {
      const bounds = new Float64Array(memory.get(target.buffer)!.length)
      each(
        memory,
        (b, x) => Math.abs(b * x),
        (at, sum) => {
          bounds[at] = relative * sum + points * tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
}
