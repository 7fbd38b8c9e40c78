import { decode } from 'fast-png'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { cyclicLab, directional, diverging, oklabToLinear, sequential } from '../../../src/figures/colour.ts'
import { activityKind } from '../../../src/figures/fields.ts'
import { runFigure } from '../../../src/figures/run.ts'
import { printed, ticks } from '../../../src/figures/scale.ts'
import { element, polyline, text } from '../../../src/figures/svg.ts'
import { renderPng } from '../../../src/io/node/picture.ts'

const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((v, i) => v - b[i]!))

describe.each(['light', 'dark'] as const)('the cyclic map, %s', (theme) => {
  const turn = Array.from({ length: 361 }, (_, i) => cyclicLab((2 * Math.PI * i) / 360, theme))

  it('closes, and equal angles differ equally', () => {
    expect(turn[360]).toEqual(turn[0])
    const steps = turn.slice(1).map((colour, i) => distance(colour, turn[i]!))
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.15)
  })

  it('gets lighter and darker once a turn', () => {
    const light = turn.map(([l]) => l)
    const turns = light.slice(1, 360).filter((l, i) => (l - light[i]!) * (light[i + 2]! - l) < 0)
    expect(turns.length).toBeLessThanOrEqual(2)
    expect(Math.max(...light) - Math.min(...light)).toBeGreaterThan(0.2)
  })

  it('can be shown: every colour lies within sRGB, and stands out from the paper', () => {
    for (const colour of turn)
      for (const part of oklabToLinear(colour)) {
        expect(part).toBeGreaterThan(-0.02)
        expect(part).toBeLessThan(1.06)
      }
    const paper = theme === 'light' ? 0.98 : 0.19
    for (const [l] of turn) expect(Math.abs(l - paper)).toBeGreaterThan(0.2)
  })
})

describe('the other maps', () => {
  it('are continuous at the poles and tell directions apart', () => {
    const north = directional(0, 0, 1, 'light')
    expect(distance(directional(1e-6, 0, 1, 'light'), north)).toBeLessThan(0.01)
    expect(distance(directional(1, 0, 0, 'light'), directional(-1, 0, 0, 'light'))).toBeGreaterThan(60)
  })

  it('are diverging about the paper, sequential from dark to light', () => {
    const map = diverging('light')
    expect(distance(map(1e-9), map(-1e-9))).toBeLessThan(1e-3)
    expect(map(-1)[2]).toBeGreaterThan(map(1)[2])
    expect(sequential(0)[0] + sequential(0)[1]).toBeLessThan(sequential(1)[0] + sequential(1)[1])
    expect(sequential(7)).toEqual(sequential(1))
  })
})

describe('scales and words', () => {
  it('has few round ticks inside the domain', () => {
    expect(ticks(0, 200, 5)).toEqual([0, 50, 100, 150, 200])
    expect(ticks(0.3, 1.69, 3)).toEqual([0.5, 1, 1.5])
    expect(ticks(5, 5, 3)).toEqual([5])
  })

  it('prints numbers as type, not as code', () => {
    expect(printed(-0.5, 0.5)).toBe('−0.5')
    expect(printed(20, 20)).toBe('20')
    expect(printed(1e-17, 0.5)).toBe('0')
    expect(printed(Number.NaN)).toBe('–')
  })

  it('escapes what a title may hold, and breaks a line where nothing is known', () => {
    expect(text(0, 0, 'a < b & "c"')).toContain('a &lt; b &amp; &quot;c&quot;')
    expect(element('path', { d: undefined, x: 1.23456 })).toBe('<path x="1.23"/>')
    expect(polyline([0, 0, 1, 1, Number.NaN, 0, 2, 2])).toBe('M0 0L1 1M2 2')
  })
})

const experimentOf = (space: string, kernel: string, more = '') => `
goldstone: 1
title: 'A <title> & more'
populations: { p: { space: ${space}, model: rate, transfer: erf } }
connections: [{ from: p, to: p, kernel: { spectrum: ${kernel} } }]
simulation: { dt: 0.1, duration: 4, replicas: 6, seed: 3, initial: { random: 0.5 } }
${more}`

const cases = [
  ['a circle', '{ group: SO(2), samples: 17 }', '{ "1": 2 }', 'heat'],
  ['a circle of many harmonics', '{ group: C(15) }', '{ "0": -1, "1": 2, "2": 1, "3": 0.5 }', 'heat'],
  ['a reflected circle', '{ group: O(2), samples: 9 }', '{ "E1": 2 }', 'heat'],
  ['a torus', '{ group: T(2), samples: [9, 7] }', '{ "1,0": 2, "0,1": 2 }', 'sheet'],
  [
    'a hexagonal torus',
    '{ group: T(2), samples: [9, 9], lattice: hexagonal }',
    '{ "1,0": 2, "0,1": 2, "1,-1": 2 }',
    'sheet',
  ],
  ['a sphere', '{ sphere: 2, degree: 6 }', '{ "1": 2 }', 'globe'],
  ['rotations', '{ group: SO(3), degree: 3 }', '{ "1": 2 }', 'globe'],
  ['permutations', '{ group: S(4) }', '{ "3,1": 2 }', 'heat'],
  ['two elements', '{ group: C(2) }', '{ "1": 2 }', 'heat'],
] as const

/** Attributes that no number or word should have become; images are left out, base64 may spell anything. */
function unsound(svg: string): string[] {
  return svg.replace(/href="[^"]*"/g, '').match(/[^\s]{0,20}(?:NaN|undefined|Infinity)[^\s]{0,20}/g) ?? []
}

describe('the picture of a run', () => {
  it.each(cases)('of %s is well formed, whole and finite', async (_, space, kernel, kind) => {
    const { network } = await loadExperiment(experimentOf(space, kernel, 'record: { every: 4 }'))
    expect(activityKind(network.populations[0]!.space)).toBe(kind)
    const result = await simulateNetwork(network)
    for (const theme of ['light', 'dark'] as const) {
      const svg = runFigure(result, network, { theme })
      expect(unsound(svg)).toEqual([])
      const { document } = parseHTML(svg)
      const words = [...document.querySelectorAll('text')].map((node) => node.textContent)
      expect(words).toContain('A <title> & more')
      expect(words.join(' ')).toContain('final states')
      expect(document.querySelectorAll('circle').length).toBeGreaterThanOrEqual(6)
      expect(svg.includes('width="180mm"')).toBe(true)
      expect(svg.length).toBeLessThan(2e6)
    }
  })

  it('comes without a recording too', async () => {
    const text = experimentOf(
      '{ sphere: 2, degree: 5 }',
      '{ "1": 2 }',
      'record: { every: 0, quantities: [order] }',
    )
    const { network } = await loadExperiment(text)
    const svg = runFigure(await simulateNetwork(network), network)
    expect(svg.includes('final states')).toBe(true)
    expect(unsound(svg)).toEqual([])
  })

  it('becomes a PNG in which text is drawn', async () => {
    const svg = (word: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="Inter" font-size="8"><rect width="60" height="20" fill="#fff"/><text x="2" y="12">${word}</text></svg>`
    const dark = async (word: string) => {
      const { data, channels } = decode(await renderPng(svg(word), 240))
      let count = 0
      for (let i = 0; i < data.length; i += channels) if (data[i]! < 128) count++
      return count
    }
    expect(await dark('')).toBe(0)
    expect(await dark('θ → position')).toBeGreaterThan(400)
    expect(await dark('MMMM')).toBeGreaterThan(1.5 * (await dark('MM')))
  })
})
