/** `goldstone certify` as a script meets it: one JSON document, the oracles' digits, exit codes, one seed one text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CertificateDocument } from '../../src/io/certificate.ts'
import { build, type Ended, goldstone, interrupted, root } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-certify-'))
const demo = (name: string) => join(root, 'demos', 'experiments', `${name}.yaml`)
const call = (...parameters: string[]): Promise<Ended> => goldstone(['certify', ...parameters], { cwd })

async function certified(...parameters: string[]): Promise<CertificateDocument> {
  const { code, out, err } = await call(...parameters, '--json')
  expect([code, err]).toEqual([0, ''])
  expect(out).not.toMatch(/NaN/)
  return JSON.parse(out) as CertificateDocument
}

const unequal = ({ manifolds }: CertificateDocument) => manifolds.filter((m) => !m.homogeneous)

beforeAll(() => {
  build()
  writeFileSync(
    join(cwd, 'qif.yaml'),
    `goldstone: 1
populations:
  p: { space: { group: "SO(2)", samples: 16 }, model: qif-mean-field, parameters: { Delta: 1, eta: 4 } }
connections: [{ from: p, to: p, kernel: { spectrum: { 0: -10, 1: 7.873742 } } }]
certify: { starts: 8 }
`,
  )
}, 60_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('the document', () => {
  it('has the keys and kinds of value that it promises, and nothing else on stdout', async () => {
    const told = await certified(demo('two-circles-on-a-torus'))
    const number = expect.any(Number)
    const text = expect.any(String)
    expect(told).toMatchObject({
      title: 'Two circles on a torus',
      symmetry: {
        group: '((O(2) x O(2)) : Z2) x Z2',
        dimension: 2,
        equivarianceError: number,
        aliasing: number,
      },
      search: { starts: 64, seed: 1, finished: true },
    })
    expect(told.symmetry.equivarianceError).toBeLessThan(1e-12)
    for (const onset of told.onset)
      expect(onset).toMatchObject({
        population: 'grid',
        irrep: text,
        growth: expect.closeTo(1, 10),
        multiplicity: 2,
      })
    expect(told.onset.map(({ irrep }) => irrep).sort()).toEqual(['0,1', '1,0'])
    for (const manifold of told.manifolds)
      expect(manifold).toMatchObject({
        id: text,
        dimension: number,
        zeroModes: manifold.dimension,
        stability: expect.stringMatching(/^(attracting|saddle|repelling)$/),
        index: number,
        isotropy: { name: text, dimension: number },
        topology: text,
        components: number,
        gap: number,
        rms: { grid: { '1,0': number, '0,1': number } },
        residual: number,
        pinning: number,
        energy: number,
        verdict: expect.stringMatching(/^certified/),
        reasons: [],
      })
    expect(told.manifolds.every((manifold) => !('state' in manifold))).toBe(true)
    expect(told.manifolds.map(({ id }) => id)).toEqual(['M1', 'M2', 'M3'])
    const [rings, torus, zero] = told.manifolds
    expect(rings).toMatchObject({ dimension: 1, topology: 'S1', components: 2, stability: 'attracting' })
    expect(rings!.gap).toBeCloseTo(0.422938, 6)
    expect(rings!.spectrum.map(({ multiplicity }) => multiplicity)).toEqual([1, 2, 1])
    expect(rings!.spectrum[2]!.re).toBeCloseTo(-0.845876, 6)
    expect(rings!.energy).toBeCloseTo(-0.258697, 6)
    expect(Math.max(...Object.values(rings!.rms['grid']!))).toBeCloseTo(1.687166, 6)
    expect(torus).toMatchObject({ dimension: 2, topology: 'T2', index: 1, stability: 'saddle' })
    expect(torus!.spectrum[0]!.re).toBeCloseTo(0.539121, 6)
    expect(torus!.spectrum.at(-1)!.re).toBeCloseTo(-0.79758, 6)
    expect(zero).toMatchObject({ dimension: 0, index: 4, stability: 'repelling', count: 1 })
  }, 120_000)

  it('is the same text, byte for byte, for the same seed', async () => {
    const parameters = [demo('ring'), '--json', '--starts', '12', '--seed']
    const [first, again, other] = await Promise.all([
      call(...parameters, '3'),
      call(...parameters, '3'),
      call(...parameters, '4'),
    ])
    expect(again.out).toBe(first.out)
    expect(JSON.parse(first.out).search).toMatchObject({ seed: 3, starts: 12 })
    expect(JSON.parse(first.out).search.solved.random.tried).toBe(12)
    expect(JSON.parse(other.out).manifolds).toHaveLength(2)
  }, 120_000)
})

describe('oracles', () => {
  it('9: an input eps cos theta pins the bump at -eps / A', async () => {
    const input = '[{"to": "ring", "expression": "0.05*cos(theta)"}]'
    const told = await certified(demo('ring'), '--set', `inputs=${input}`, '--starts', '16')
    const stable = told.manifolds.filter(({ stability }) => stability === 'attracting')
    expect(stable).toHaveLength(1)
    expect(stable[0]).toMatchObject({ dimension: 0, count: 1 })
    expect(stable[0]!.spectrum[0]!.re).toBeCloseTo(-0.05 / 2.444684, 8)
  }, 60_000)

  it.each([
    [12, -7],
    [12, -20],
    [4, -6],
    [2.4, -6],
  ])(
    '8: six neurons at J_E = %d, J_I = %d are one exact continuum',
    async (je, ji) => {
      const spectrum = `connections.0.kernel.spectrum=${JSON.stringify({ 0: ji, 1: je / 2 })}`
      const found = unequal(await certified(demo('six-neurons'), '--set', spectrum))
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({ dimension: 1, zeroModes: 1, stability: 'attracting', topology: 'S1' })
      expect(found[0]!.verdict).toMatch(/^certified/)
    },
    60_000,
  )

  it('8: at J_E = 4.4 they pin', async () => {
    const found = unequal(
      await certified(demo('six-neurons'), '--set', 'connections.0.kernel.spectrum.1=2.2'),
    )
    expect(found.map(({ dimension, stability }) => [dimension, stability])).toEqual([
      [0, 'attracting'],
      [0, 'saddle'],
    ])
    for (const { verdict, pinning } of found) {
      expect(verdict).toMatch(/^not certified as a continuum/)
      expect(pinning).toBeGreaterThan(0.05)
    }
  }, 60_000)

  it('11: the onset of the bump of quadratic integrate-and-fire populations', async () => {
    const told = await certified('qif.yaml')
    const state = told.manifolds.find(({ rms }) => Math.abs(rms['p']!['0']! - 0.322055) < 1e-6)!
    expect(state).toMatchObject({ homogeneous: true, dimension: 0 })
    const [bump] = told.onset.filter(({ at, irrep }) => at === state.id && irrep === '1')
    expect(bump).toMatchObject({ multiplicity: 2, frequency: 0 })
    expect(Math.abs(bump!.growth)).toBeLessThan(1e-6)
  }, 60_000)
})

describe('bad input and Ctrl-C', () => {
  it.each([
    ['a missing file', ['none.yaml', '--json'], 'none.yaml'],
    ['a wrong --starts', [demo('ring'), '--starts', 'many', '--json'], '--starts'],
    ['a wrong --tolerance', [demo('ring'), '--tolerance', '-1', '--json'], '--tolerance'],
    [
      'a wrong --set',
      [demo('ring'), '--set', 'connections.0.kernel.spectrum.1=x', '--json'],
      'connections[0].kernel',
    ],
    ['an unknown key', [demo('ring'), '--set', 'certify.stats=4', '--json'], 'stats'],
    ['a tolerance at which nothing is certain', [demo('ring'), '--tolerance', '0.1'], 'at most 1e-6'],
  ])('%s: exit 2, nothing on stdout', async (_, parameters, part) => {
    const { code, out, err } = await call(...parameters)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(part)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('exits 130 after Ctrl-C and prints what was found so far', async () => {
    const { code, out, err } = await interrupted(['certify', demo('ring'), '--json', '--starts', '100000'], {
      cwd,
    })
    expect(code).toBe(130)
    const told = JSON.parse(out) as CertificateDocument
    expect(told.search.finished).toBe(false)
    expect(told.search.solved['random']?.tried ?? 0).toBeLessThan(100_000)
    expect(err).toContain('stopped')
  }, 90_000)
})
