/** `goldstone certify` given what it cannot use, stopped half-way, or asked twice; and its lines in any window. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificateLines } from '../../src/cli/certificate-lines.ts'
import { width } from '../../src/cli/terminal.ts'
import { certify } from '../../src/experiment/certify.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { writeNpy } from '../../src/io/npy.ts'
import { build, type Ended, goldstone, interrupted, root } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-odd-'))
const ring = join(root, 'demos', 'experiments', 'ring.yaml')
const call = (...parameters: string[]): Promise<Ended> => goldstone(['certify', ...parameters], { cwd })

const measured = (name: string, group: string, file: string) =>
  writeFileSync(
    join(cwd, name),
    `goldstone: 1
title: measured
populations: { p: { space: { group: ${group} }, transfer: erf } }
connections: [{ from: p, to: p, kernel: { matrix: ${file} } }]
`,
  )

const array = (name: string, shape: number[], values: Float64Array) =>
  writeFileSync(join(cwd, name), writeNpy({ shape, data: values }))

beforeAll(() => {
  build()
  const holed = Float64Array.from({ length: 64 }, (_, k) => Math.cos(k))
  holed[19] = Number.NaN
  array('holed.npy', [8, 8], holed)
  array('narrow.npy', [8, 7], new Float64Array(56))
  array('few.npy', [3, 5], new Float64Array(15))
  array('infinite.npy', [128], new Float64Array(128).fill(Number.POSITIVE_INFINITY))
  measured('holed.yaml', 'C(8)', 'holed.npy')
  measured('narrow.yaml', 'C(8)', 'narrow.npy')
  measured('missing.yaml', 'C(8)', 'missing.npy')
  writeFileSync(join(cwd, 'text'), 'words')
}, 60_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('what cannot be used', () => {
  it.concurrent.each([
    ['a matrix with a hole', ['holed.yaml'], 'received NaN at index 19'],
    [
      'a matrix of the wrong shape',
      ['narrow.yaml'],
      'expected an array of shape [8, 8] (to, from), received shape [8, 7]',
    ],
    ['a matrix that is not there', ['missing.yaml'], 'no such file'],
    ['states of another network', [ring, '--from', 'few.npy'], 'expected states of 128 numbers'],
    ['states that are no numbers', [ring, '--from', 'infinite.npy'], 'finite numbers'],
    ['states that are words', [ring, '--from', 'text'], 'a NumPy .npy file'],
    ['a report that would be a file', [ring, '--out', 'text'], 'which is a file'],
    ['a report below a file', [ring, '--out', 'text/below'], 'which is a file'],
    ['a tolerance in words', [ring, '--tolerance', 'abc'], '--tolerance'],
    ['a tolerance that is no number', [ring, '--tolerance', 'NaN'], '--tolerance'],
    ['fewer starts than none', [ring, '--starts', '-3'], '--starts'],
    ['half a seed', [ring, '--seed', '1.5'], '--seed'],
    ['a path to nowhere', [ring, '--set', 'certify.nothing=3'], 'certify.nothing'],
    [
      'a path through a population that is not there',
      [ring, '--set', 'populations.rung.space.samples=3'],
      'populations.rung',
    ],
  ])(
    '%s: exit 2, nothing on stdout, one sentence with a remedy or what was expected',
    async (_, parameters, part) => {
      const { code, out, err } = await call(...parameters, '--json')
      expect([code, out]).toEqual([2, ''])
      expect(readFileSync(join(cwd, 'text'), 'utf8')).toBe('words')
      expect(err).toContain(part)
      expect(err.trimEnd().split('\n')).toHaveLength(1)
    },
    20_000,
  )
})

describe('asked twice', () => {
  it('the same seed gives the same report, byte for byte, and no starts are enough for a ring', async () => {
    const [first, again] = await Promise.all(
      ['a', 'b'].map((out) => call(ring, '--starts', '0', '--seed', '5', '--out', out)),
    )
    expect([first!.code, again!.code]).toEqual([0, 0])
    expect(again!.out.replace('b/certificate', 'a/certificate')).toBe(first!.out)
    const names = readdirSync(join(cwd, 'a')).sort()
    expect(readdirSync(join(cwd, 'b')).sort()).toEqual(names)
    expect(names).toContain('certificate.html')
    for (const name of names)
      expect(readFileSync(join(cwd, 'b', name)).equals(readFileSync(join(cwd, 'a', name)))).toBe(true)
    const told = JSON.parse(readFileSync(join(cwd, 'a', 'certificate.json'), 'utf8'))
    expect(told.search).toMatchObject({ starts: 0, seed: 5, finished: true })
    expect(told.manifolds.map(({ topology }: { topology: string }) => topology)).toEqual(['S1', 'point'])
    // the page holds its fonts and asks nobody for anything
    const page = readFileSync(join(cwd, 'a', 'certificate.html'), 'utf8')
    expect(page.match(/@font-face/g)).toHaveLength(4)
    expect(page).not.toMatch(/(?:src|href)="?https?:/)
    expect(page.length).toBeLessThan(500_000)
  }, 60_000)
})

describe('stopped half-way', () => {
  it('Ctrl-C keeps the report of what was found, and says that more may be there', async () => {
    const { code, out, err } = await interrupted(
      ['certify', ring, '--starts', '100000', '--out', 'stopped'],
      { cwd },
    )
    expect(code).toBe(130)
    expect(err).toContain('stopped')
    expect(out).toContain('M1 ')
    const told = JSON.parse(readFileSync(join(cwd, 'stopped', 'certificate.json'), 'utf8'))
    expect(told.search.finished).toBe(false)
    expect(told.manifolds.length).toBeGreaterThan(0)
    expect(readFileSync(join(cwd, 'stopped', 'certificate.html'), 'utf8')).toContain(
      'The search was cut short',
    )
    expect(JSON.parse(readFileSync(join(cwd, 'stopped', 'manifest.json'), 'utf8')).status).toBe('aborted')
    expect(existsSync(join(cwd, 'stopped', 'certificate.html'))).toBe(true)
  }, 90_000)
})

describe('lines for a person', () => {
  const stream = (columns: number, isTTY: boolean) => ({ columns, isTTY }) as unknown as NodeJS.WriteStream

  it('fit the window, are coloured on a terminal alone, and not where NO_COLOR asks for none', async () => {
    const { network } = await loadExperiment({
      goldstone: 1,
      title: 'A ring whose title is rather longer than the narrowest of windows that anyone has open',
      populations: {
        'neurons-of-the-ellipsoid-body': { space: { group: 'SO(2)', samples: 24 }, transfer: 'erf' },
      },
      connections: [
        {
          from: 'neurons-of-the-ellipsoid-body',
          to: 'neurons-of-the-ellipsoid-body',
          kernel: { spectrum: { 1: 2 }, heterogeneity: { std: 0.05, seed: 3 } },
        },
      ],
    })
    const certificate = await certify(network, { starts: 2 })
    expect(certificate.matrices[0]!.pseudoGaps).toHaveLength(1)
    const held = process.env['NO_COLOR']
    try {
      delete process.env['NO_COLOR']
      for (const columns of [40, 57, 80, 200])
        for (const line of certificateLines(certificate, stream(columns, false))) {
          expect(width(line)).toBeLessThanOrEqual(Math.min(80, columns))
          expect(line).not.toContain('\u001b')
        }
      expect(certificateLines(certificate, stream(80, true)).join('')).toContain('\u001b[38;2;')
      process.env['NO_COLOR'] = '1'
      expect(certificateLines(certificate, stream(80, true)).join('')).not.toContain('\u001b')
    } finally {
      if (held === undefined) delete process.env['NO_COLOR']
      else process.env['NO_COLOR'] = held
    }
  }, 30_000)
})
