/** `goldstone figure` as a person meets it: the list, one figure on disk, a name that is none. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNpz } from '../../src/io/npz.ts'
import { build, goldstone } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-figure-'))
const call = (...parameters: string[]) => goldstone(['figure', ...parameters], { cwd })

beforeAll(build, 300_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('figure', () => {
  it('lists every name with a line', async () => {
    const { code, out } = await call()
    expect(code).toBe(0)
    expect(out).toMatch(/^ring-convolution {2,}\S/m)
    expect(out).toMatch(/^saddle-escape {2,}\S/m)
    const { out: json } = await call('--list', '--json')
    expect(JSON.parse(json)).toHaveLength(out.trim().split('\n').length)
  })

  it('writes SVG, PNG, numbers and manifest, and prints one document', async () => {
    const { code, out } = await call('equivariance', '--out', 'there', '--json')
    expect(code).toBe(0)
    const document = JSON.parse(out)
    expect(document.caption).toContain('arXiv 2511.04802')
    const folder = join(cwd, 'there')
    const names = ['', '-dark'].flatMap((paper) =>
      ['png', 'svg'].map((kind) => `equivariance${paper}.${kind}`),
    )
    expect(readdirSync(folder).sort()).toEqual([...names, 'equivariance.npz', 'manifest.json'].sort())
    const arrays = readNpz(readFileSync(join(folder, 'equivariance.npz')))
    expect([...arrays.keys()].sort()).toEqual(Object.keys(document.arrays).sort())
    expect(arrays.get('errors')!.shape).toEqual(document.arrays.errors.shape)
    expect(decode(readFileSync(join(folder, 'equivariance.png'))).width).toBe(2126)
    const again = await call('equivariance', '--out', 'there', '--json')
    expect(again.out).toBe(out)
    expect(readdirSync(cwd)).toEqual(['there'])
  })

  it('suggests a name for one that is none, and writes nothing', async () => {
    const { code, out, err } = await call('coexistense')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Did you mean "coexistence"')
    expect(err).toContain('saddle-escape')
    expect(readdirSync(cwd)).not.toContain('goldstone-figures')
  })
})
