import { describe, expect, it } from 'vitest'
import { bufferOf, emptyBuffer, spread } from '../../src/engine/webgpu/passes/pass.ts'
import { columnsBuffer, projectPasses } from '../../src/engine/webgpu/passes/project.ts'
import { agree, random } from './agree.ts'
import { sizes } from './cases/factors.ts'

describe('project against its twin', () => {
  for (const [index, points] of [...sizes, 5003].entries()) {
    const replicas = 1 + (index % 3) + (points === 243 ? 4 : 0)
    const columns = 1 + ((5 * index) % 9)
    const add = index % 4 === 1
    it(`${points} points, ${columns} columns, ${replicas} replicas${add ? ', added with gains' : ''}`, async () => {
      const values = random(columns * points)
      const basis = columnsBuffer('basis', '', columns, points, (c, j) => values[c * points + j]!)
      const source = { buffer: 'source', offset: 3, stride: points + 2 }
      const target = { buffer: 'target', offset: 1, stride: columns + 1 }
      const gains = { buffer: 'gains', offset: 1, stride: 2 }
      const { buffers, built } = projectPasses({
        name: 'test',
        basis,
        source,
        target,
        replicas,
        scratch: 'partial',
        absolute: index % 3 === 2,
        limit: points === 5003 ? 3 : undefined,
        gains: add ? gains : undefined,
      })
      const memory = await agree(
        [
          basis.buffer,
          bufferOf('source', '', random(3 + replicas * source.stride, 2)),
          bufferOf('target', '', random(1 + replicas * target.stride, 3)),
          bufferOf('gains', '', random(1 + 2 * replicas, 4)),
          ...buffers,
        ],
        built,
      )
      // between the replicas nothing was touched
      expect(memory.get('target')![0]).toBe(random(1, 3)[0])
    })
  }

  it('keeps long sums exact to their bound: a mean over 300,000 points', async () => {
    const points = 300_000
    const basis = columnsBuffer('basis', '', 1, points, () => 1 / points)
    const { buffers, built } = projectPasses({
      name: 'mean',
      basis,
      source: { buffer: 'source', offset: 0, stride: points },
      target: { buffer: 'target', offset: 0, stride: 1 },
      replicas: 1,
      scratch: 'partial',
    })
    const source = random(points).map((x) => x + 1)
    const memory = await agree(
      [basis.buffer, bufferOf('source', '', source), emptyBuffer('target', '', 1), ...buffers],
      built,
    )
    const mean = source.reduce((sum, x) => sum + x, 0) / points
    expect(Math.abs(memory.get('target')![0]! - mean)).toBeLessThan(2e-6)
  })
})

it('spreads workgroups over two dimensions', () => {
  expect(spread(7)).toEqual([7, 1, 1])
  const [x, y] = spread(1_000_003)
  expect(x * y).toBeGreaterThanOrEqual(1_000_003)
  expect(x).toBeLessThanOrEqual(65535)
})
