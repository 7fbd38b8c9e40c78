/** Expand: target[replica][point] += sum over columns of basis times coordinate, see shaders/expand.wgsl.ts. */
import { expandText } from '../../../../shaders/expand.wgsl.ts'
import { type Built, gamma, type Memory, spread, tiny, unit, type View } from './pass.ts'
import type { Columns } from './project.ts'

/** `coordinates` is the name of a buffer [replica][columns, filled up with zeros to a multiple of four]. */
export function expandPass(
  name: string,
  basis: Columns,
  coordinates: string,
  target: View,
  replicas: number,
  limit?: number,
): Built {
  const { points, columns } = basis
  const groups = Math.ceil(columns / 4)
  const tiles = Math.ceil(replicas / 4)
  // four products and their sum in any order, eight groups to a block, the blocks
  const relative = gamma(4 + Math.min(groups, 8) + Math.ceil(groups / 8))

  function each(
    memory: Memory,
    term: (b: number, v: number) => number,
    write: (at: number, sum: number) => void,
  ): void {
    const b = memory.get(basis.buffer.name)!
    const v = memory.get(coordinates)!
    for (let replica = 0; replica < replicas; replica++)
      for (let point = 0; point < points; point++) {
        let sum = 0
        for (let column = 0; column < columns; column++) {
          const entry = b[4 * ((column >> 2) * points + point) + (column & 3)]!
          sum += term(entry, v[4 * groups * replica + column]!)
        }
        write(target.offset + replica * target.stride + point, sum)
      }
  }

  return {
    pass: {
      name: `expand ${name}`,
      wgsl: expandText({ points, groups, replicas, target }),
      entry: 'expand',
      bindings: [
        { buffer: basis.buffer.name, access: 'read' },
        { buffer: coordinates, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil(points / 64) * tiles, limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 2 * points * columns * replicas,
      bytes: 4 * (4 * groups * points * tiles + 4 * groups * replicas + 2 * points * replicas),
      barriers: 0,
    },
    twin(memory) {
      const out = memory.get(target.buffer)!
      each(
        memory,
        (b, v) => b * v,
        (at, sum) => {
          out[at] = out[at]! + sum
        },
      )
    },
    bound(memory) {
      const before = memory.get(target.buffer)!
      const bounds = new Float64Array(before.length)
      each(
        memory,
        (b, v) => Math.abs(b * v),
        (at, sum) => {
          bounds[at] = (relative + 2 * unit) * sum + unit * Math.abs(before[at]!) + (columns + 1) * tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
}
