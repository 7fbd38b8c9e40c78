import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeJson } from '../../../src/io/manifest.ts'
import { openOutput } from '../../../src/io/node/output.ts'
import { version } from '../../../src/io/version.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldstone-output-'))
})
afterEach(() => {
  chmodSync(folder, 0o755)
  rmSync(folder, { recursive: true, force: true })
})

const put = (path: string, text: string) => writeFileSync(path, text)
const manifest = (...names: string[]) =>
  JSON.stringify({
    format: 1,
    hash: 'abc',
    versions: { goldstone: '0' },
    files: names.map((name) => ({ name })),
  })
const names = ['x.txt', 'manifest.json']

describe('the folder of a run', () => {
  it('appears whole, and not before', () => {
    const target = join(folder, 'a', 'b', 'run')
    const output = openOutput(target, '--out', names)
    put(join(output.folder, 'x.txt'), 'x')
    expect(existsSync(target)).toBe(false)
    expect(output.keep()).toEqual(['x.txt'])
    expect(readdirSync(target)).toEqual(['x.txt'])
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['run'])
  })

  it('leaves nothing when discarded, not even the parents it made', () => {
    const output = openOutput(join(folder, 'a', 'b', 'run'), '--out', names)
    put(join(output.folder, 'x.txt'), 'x')
    output.discard()
    expect(readdirSync(folder)).toEqual([])
    output.discard()
  })

  it('replaces an earlier run, keeps what is not its own', () => {
    const target = join(folder, 'run')
    mkdirSync(target)
    put(join(target, 'notes.txt'), 'mine')
    put(join(target, 'old.npz'), 'old')
    put(join(target, 'x.txt'), 'old')
    put(join(target, 'manifest.json'), manifest('old.npz', 'x.txt', '../notes.txt'))
    const output = openOutput(target, '--out', names)
    put(join(output.folder, 'x.txt'), 'new')
    put(join(output.folder, 'manifest.json'), manifest('x.txt'))
    output.keep()
    expect(readdirSync(target).sort()).toEqual(['manifest.json', 'notes.txt', 'x.txt'])
    expect(readFileSync(join(target, 'x.txt'), 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['run'])
  })

  it("never touches another's files of the same names", () => {
    for (const [name, text] of [
      ['manifest.json', JSON.stringify({ name: 'my data', files: [{ name: 'thesis.txt' }] })],
      ['manifest.json', 'null'],
      ['x.txt', 'mine'],
    ] as const) {
      const target = mkdtempSync(join(folder, 'theirs-'))
      put(join(target, 'thesis.txt'), 'years')
      put(join(target, name), text)
      expect(() => openOutput(target, '--out', names)).toThrow(
        `which holds a ${name} that no run of Goldstone wrote`,
      )
      expect(readFileSync(join(target, name), 'utf8')).toBe(text)
      expect(readdirSync(target).sort()).toEqual([name, 'thesis.txt'].sort())
    }
  })

  it('refuses no name, and a link that leads nowhere', () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
    expect(() => openOutput('', '--out', names)).toThrow('--out: expected a folder, received nothing')
    expect(() => openOutput(join(folder, 'link'), '--out', names)).toThrow('expected a folder')
  })

  it('refuses a path through a file, or one that is a file', () => {
    put(join(folder, 'file'), '')
    expect(() => openOutput(join(folder, 'file'), '--out', names)).toThrow('--out: expected a folder')
    expect(() => openOutput(join(folder, 'file', 'run'), '--out', names)).toThrow('which is a file')
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('refuses a place that cannot be made', () => {
    const impossible = process.getuid?.() === 0 ? '/proc/goldstone/run' : join(folder, 'closed', 'run')
    if (process.getuid?.() !== 0) mkdirSync(join(folder, 'closed'), { mode: 0o500 })
    expect(() => openOutput(impossible, '--out', names)).toThrow('a folder that can be made and written')
  })
})

describe('JSON for people', () => {
  it('keeps short lists on a line, tells what is not finite as null, and stays the same data', () => {
    const value = {
      a: [1, 2.5, -3e-9],
      b: ['x', 'y, z', 'max(1,  t)'],
      c: [[1, 2], [3]],
      d: [Number.NaN, Infinity],
      e: [],
      f: [{ g: 1 }],
    }
    const text = writeJson(value)
    expect(text).toContain('"a": [1, 2.5, -3e-9]')
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(JSON.parse(text).d).toEqual([null, null])
  })
})

describe('the version', () => {
  it("is package.json's", () => {
    const text = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')
    expect(version).toBe(JSON.parse(text).version)
  })
})
