/** The scripts of demos/examples run as they are, stay small, and print what they are about. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'demos/examples')

const holds: Readonly<Record<string, (printed: string) => void>> = {
  'ring.ts': (printed) => {
    const states = [...printed.matchAll(/ deg +(-?[\d.]+)/g)].map((match) => Number(match[1]))
    expect(states).toHaveLength(32)
    // A cos(theta - alpha), sampled
    expect(Math.sqrt(states.reduce((sum, x) => sum + x * x, 0) / 16)).toBeCloseTo(2.386013, 3)
    expect(printed).toContain('ok: the bump stands at')
  },
  'manifolds.ts': (printed) => {
    expect(printed).toContain('M1: S1, dimension 1, attracting, gap 0.422938: certified')
    expect(printed).toContain('M2: T2, dimension 2, saddle, gap 0.539121: certified')
  },
  'sweep.ts': (printed) => {
    const amplitudes = [...printed.matchAll(/amplitude ([\d.]+)/g)].map((match) => Number(match[1]))
    expect(amplitudes).toHaveLength(8)
    expect(amplitudes[0]).toBe(0)
    expect(amplitudes.at(-1)).toBeCloseTo(2.386013, 3)
  },
  'live.ts': (printed) => {
    const told = [...printed.matchAll(/at (-?[\d.]+) rad, amplitude ([\d.]+)/g)].map(([, at, size]) => [
      Number(at),
      Number(size),
    ])
    // along the ring it goes to arctan(1 / A), and the harmonic's height comes back
    expect(told[1]![0]).toBeCloseTo(Math.atan(1 / 2.386), 3)
    for (const at of [0, 1, 2]) expect(told[at]![1]).toBeCloseTo(2.386013, 3)
    expect(told[3]![1]).toBeGreaterThan(3)
    expect(told[3]![0]).toBeCloseTo(told[2]![0]!, 3)
  },
  'figure.ts': (printed) => {
    expect(printed.slice(0, 5)).toBe('<svg ')
    expect(printed.trimEnd().slice(-6)).toBe('</svg>')
    expect(printed.includes('A ring of sixty-four neurons')).toBe(true)
  },
}

const names = readdirSync(folder)

it('has a test for every script', () => {
  expect(Object.keys(holds).sort()).toEqual(names.filter((name) => name.endsWith('.ts')).sort())
})

it.each(names)('%s is under forty lines', (name) => {
  expect(readFileSync(join(folder, name), 'utf8').split('\n').length).toBeLessThan(40)
})

it.each(Object.keys(holds))('%s runs and says what it should', (name) => {
  const printed = execFileSync(process.execPath, [join(root, '.ci/example.mjs'), name.replace('.ts', '')], {
    encoding: 'utf8',
  })
  holds[name]!(printed)
})
