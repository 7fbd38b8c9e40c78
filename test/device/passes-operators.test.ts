/** The passes that carry connections, each against its twin at every size, the replicas taking turns. */
import { describe, expect, it } from 'vitest'
import { densePasses } from '../../src/engine/webgpu/passes/dense.ts'
import { expandPass } from '../../src/engine/webgpu/passes/expand.ts'
import { gatherPass } from '../../src/engine/webgpu/passes/gather.ts'
import { bufferOf } from '../../src/engine/webgpu/passes/pass.ts'
import { columnsBuffer } from '../../src/engine/webgpu/passes/project.ts'
import { sparsePass } from '../../src/engine/webgpu/passes/sparse.ts'
import { turnPass } from '../../src/engine/webgpu/passes/turn.ts'
import { cyclic, dihedral, polyhedral, product, symmetric } from '../../src/groups/families.ts'
import { sparseRows } from '../../src/math/sparse.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { agree, random } from './agree.ts'
import { sizes } from './cases/factors.ts'

const view = (buffer: string, offset: number, stride: number) => ({ buffer, offset, stride })

describe('expand against its twin', () => {
  for (const [index, points] of sizes.entries()) {
    const replicas = 1 + ((index + 1) % 3) + (points === 100 ? 4 : 0)
    const columns = [1, 2, 4, 5, 33, 81][index % 6]!
    it(`${points} points, ${columns} columns, ${replicas} replicas`, async () => {
      const basis = columnsBuffer('basis', '', columns, points, (c, j) => random(1, 7 + c * points + j)[0]!)
      const padded = 4 * Math.ceil(columns / 4)
      const coordinates = random(replicas * padded, 2).map((x, i) => (i % padded < columns ? x : 0))
      const limit = points === 1009 ? 5 : undefined
      await agree(
        [
          basis.buffer,
          bufferOf('coordinates', '', coordinates),
          bufferOf('target', '', random(2 + replicas * (points + 1), 3)),
        ],
        [expandPass('test', basis, 'coordinates', view('target', 2, points + 1), replicas, limit)],
      )
    })
  }
})

describe('turn against its twin', () => {
  for (const [index, width] of [1, 2, 3, 5, 7, 64, 97].entries()) {
    const copies = 1 + (index % 4)
    const replicas = 1 + (index % 3)
    it(`${copies} copies of width ${width}, a second label, ${replicas} replicas`, async () => {
      const columns = copies * width + 1
      const rows = new Uint32Array(4 * columns)
      for (let c = 0; c < columns - 1; c++) rows.set([c - (c % width), width, (c % width) * width, 0], 4 * c)
      rows.set([columns - 1, 1, width * width, 1], 4 * (columns - 1))
      await agree(
        [
          bufferOf('rows', '', rows),
          bufferOf('entries', '', random(width * width + 1)),
          bufferOf('gains', '', random(2 * replicas, 2)),
          bufferOf('source', '', random(replicas * columns, 3)),
          bufferOf('target', '', random(replicas * (columns + 3), 4)),
        ],
        [
          turnPass({
            name: 'test',
            columns,
            replicas,
            rows: 'rows',
            entries: 'entries',
            gains: view('gains', 0, 2),
            source: view('source', 0, columns),
            target: view('target', 0, columns + 3),
            widest: width,
          }),
        ],
      )
    })
  }
})

describe('dense against its twin', () => {
  // by tiles at every size; projection on the rows is the project pass, here at three sizes
  const cases = [
    ...sizes.map((columns, index) => [columns, [9, 33, 10][index % 3]!] as const),
    ...[1, 97, 1009].map((columns, index) => [columns, index + 1] as const),
  ]
  for (const [index, [columns, replicas]] of cases.entries()) {
    const rows = [33, 1, 64, 7, 97, 5][index % 6]!
    it(`${rows} x ${columns}, ${replicas} replicas`, async () => {
      const weights = Float64Array.from(random(rows * columns))
      const { buffers, built } = densePasses(
        'test',
        rows,
        columns,
        weights,
        view('source', 1, columns + 2),
        view('target', 3, rows),
        view('gains', 0, 1),
        replicas,
      )
      await agree(
        [
          ...buffers,
          bufferOf('source', '', random(1 + replicas * (columns + 2), 2)),
          bufferOf('target', '', random(3 + replicas * rows, 3)),
          bufferOf('gains', '', random(replicas, 4)),
        ],
        built,
      )
    })
  }
})

describe('sparse against its twin', () => {
  for (const [index, columns] of sizes.entries()) {
    const rows = [33, 1, 64, 7, 97, 5][index % 6]!
    const replicas = 1 + (index % 5)
    const every = [1, 3, 40][index % 3]!
    it(`${rows} x ${columns}, one in ${every} stored, ${replicas} replicas`, async () => {
      const weights = Float64Array.from(random(rows * columns), (w, at) => {
        const row = Math.floor(at / columns)
        // an empty row, and a full one
        if (row === 2) return 0
        return row === 4 || Math.imul(at, 2654435761) >>> 8 >= 2 ** 24 * (1 - 1 / every) ? w : 0
      })
      const { buffers, built } = sparsePass(
        'test',
        sparseRows(weights, columns),
        view('source', 1, columns + 2),
        view('target', 3, rows + 1),
        view('gains', 1, 2),
        replicas,
        columns === 1009 ? 5 : undefined,
      )
      await agree(
        [
          ...buffers,
          bufferOf('source', '', random(1 + replicas * (columns + 2), 2)),
          bufferOf('target', '', random(3 + replicas * (rows + 1), 3)),
          bufferOf('gains', '', random(1 + 2 * replicas, 4)),
        ],
        [built],
      )
    })
  }

  it('has more lanes a row for longer rows, up to a workgroup', () => {
    const b = view('b', 0, 1)
    const lanes = [1, 8, 9, 17, 300, 5000].map((entries) => {
      const matrix = sparseRows(new Float64Array(64 * entries).fill(1), entries)
      return sparsePass('test', matrix, b, b, b, 1).built.pass.workgroups[0]
    })
    expect(lanes).toEqual([1, 1, 2, 4, 64, 64])
    // one long row among short ones
    const matrix = sparseRows(new Float64Array(64 * 300).fill(1, 300, 600), 300)
    expect(sparsePass('test', matrix, b, b, b, 1).built.pass.workgroups[0]).toBe(8)
  })
})

/** A kernel of `support` non-zero values. */
function impulses(space: Space, support: number) {
  const values = new Float64Array(space.size)
  for (const [k, value] of random(support, 5).entries()) values[(k * 7) % space.size] = value + 2
  return kernelFromValues(space, values)
}

const groups: [string, () => Space, number][] = [
  ...sizes.map((n): [string, () => Space, number] => [
    `C(${n})`,
    () => finiteSpace(cyclic(n)),
    Math.min(n, 20),
  ]),
  ['C(7) x C(3) x C(5)', () => finiteSpace(product(cyclic(7), cyclic(3), cyclic(5))), 9],
  ['T(2) 12 x 9', () => torusSpace([12, 9], 'rectangular'), 30],
  ['D(5)', () => finiteSpace(dihedral(5)), 4],
  ['S(4)', () => finiteSpace(symmetric(4)), 5],
  ['S(5)', () => finiteSpace(symmetric(5)), 40],
  ['Ih', () => finiteSpace(polyhedral('Ih')), 17],
  ['C(3) x S(3)', () => finiteSpace(product(cyclic(3), symmetric(3))), 18],
]

describe('gather against its twin', () => {
  for (const [index, [name, make, support]] of groups.entries()) {
    const replicas = 1 + (index % 3) + (name === 'S(4)' ? 4 : 0)
    it(`${name}, support ${support}, ${replicas} replicas`, async () => {
      const space = make()
      const n = space.size
      const { buffers, built } = gatherPass(
        'test',
        impulses(space, support),
        view('source', 2, n + 1),
        view('target', 1, n),
        view('gains', 1, 1),
        replicas,
      )
      await agree(
        [
          ...buffers,
          bufferOf('source', '', random(2 + replicas * (n + 1), 2)),
          bufferOf('target', '', random(1 + replicas * n, 3)),
          bufferOf('gains', '', random(1 + replicas, 4)),
        ],
        [built],
      )
    })
  }
})
