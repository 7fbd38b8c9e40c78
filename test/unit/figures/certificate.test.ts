/** The report of a certificate: its data are equilibria, its page is whole, its words do not touch. */
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { certifyNetwork } from '../../../src/analysis/certify.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { type Portrait, portraitOf } from '../../../src/analysis/portrait/portrait.ts'
import { sampleManifold } from '../../../src/analysis/portrait/samples.ts'
import { streamlines } from '../../../src/analysis/portrait/streamlines.ts'
import type { Certificate } from '../../../src/analysis/report.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { largest } from '../../../src/analysis/vectors.ts'
import { WALKED } from '../../../src/analysis/walk.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { certificateFigures } from '../../../src/figures/certificate/files.ts'
import { certificatePage } from '../../../src/figures/certificate/page.ts'
import { type Scene, turned } from '../../../src/figures/certificate/turn.ts'
import { power, typeset } from '../../../src/figures/certificate/words.ts'
import { widthOf } from '../../../src/figures/type.ts'
import type { Network } from '../../../src/model/network.ts'

const networkOf = async (space: string, spectrum: string, title = 'A <ring> & more') =>
  (
    await loadExperiment(`
goldstone: 1
title: '${title}'
populations: { p: { space: ${space}, transfer: erf } }
connections: [{ from: p, to: p, kernel: { spectrum: ${spectrum} } }]
simulation: { dt: 0.1, duration: 4, seed: 3, initial: { random: 0.5 } }`)
  ).network

const cases = [
  ['a ring', '{ group: SO(2), samples: 48 }', '{ "1": 2 }', 'order parameters, the energy as height'],
  [
    'a torus',
    '{ group: T(2), samples: [24, 24] }',
    '{ "1,0": 2, "0,1": 2 }',
    'four dimensions in perspective',
  ],
  ['a sphere', '{ sphere: 2, degree: 14 }', '{ "1": 2 }', 'order parameters'],
  ['permutations', '{ group: S(3) }', '{ "2,1": 3 }', ''],
] as const

interface Made {
  readonly network: Network
  readonly certificate: Certificate
  readonly portrait: Portrait
  readonly page: string
}

describe.each(cases)('the report of %s', (_, space, spectrum, how) => {
  let made: Made
  beforeAll(async () => {
    const network = await networkOf(space, spectrum)
    const certificate = await certifyNetwork(network, { starts: 6 })
    const portrait = await portraitOf(network, certificate)
    made = { network, certificate, portrait, page: certificatePage(certificate, portrait, { made: 'x' }) }
  }, 60_000)

  it('draws every manifold, each at points that rest, in coordinates that are named', () => {
    const { network, certificate, portrait } = made
    expect(certificate.manifolds.length).toBeGreaterThan(1)
    expect(portrait.bodies.map(({ id }) => id)).toEqual(certificate.manifolds.map(({ id }) => id))
    expect(portrait.how).toContain(how)
    const flow = flowOf(network)
    const symmetry = symmetryOf(flow)
    const velocity = new Float64Array(flow.length)
    for (const { state, id } of certificate.manifolds) {
      const { dimension, components } = symmetry.orbit(state)
      const { strands, components: parts } = sampleManifold(flow, symmetry, state, (z) => z)
      for (const z of strands.flat()) {
        flow.evaluate(z, velocity)
        expect(largest(velocity)).toBeLessThan(WALKED)
      }
      expect(new Set(parts).size).toBe(components)
      const body = portrait.bodies.find((one) => one.id === id)!
      expect(body.strands.every((strand) => strand.every(Number.isFinite))).toBe(true)
      expect(body.strands.some((strand) => strand.length > 3)).toBe(dimension > 0)
      expect(body.pinned).toBe(false)
    }
  })

  it('shows the flow in a plane that holds what it says, streamlines along it', () => {
    const { section } = made.portrait
    expect(section).not.toBeNull()
    const shown = new Set([...section!.equilibria, ...section!.curves].map(({ id }) => id))
    for (const id of section!.through) expect(shown).toContain(id)
    expect(section!.lines.length).toBeGreaterThan(20)
    expect(section!.leaving).toBeLessThan(0.01)
  })

  it('is one page that needs nothing else, well formed, with every check', () => {
    const { page, certificate } = made
    expect(page.match(/(?:src|href)="(?!#|data:)[^"]*"|@import|url\((?!#)[^)]*\)/g)).toBeNull()
    expect(page.replaceAll(/http:\/\/www\.w3\.org\/\S*/g, '')).not.toContain('http')
    expect(page.replace(/href="[^"]*"/g, '').match(/\bNaN\b|undefined|Infinity/g)).toBeNull()
    const { document } = parseHTML(page)
    expect(document.querySelector('h1')?.textContent).toBe('A <ring> & more')
    for (const { id, checks } of certificate.manifolds) {
      const own = document.getElementById(id)
      expect(own?.querySelectorAll('.checks tr').length).toBe(checks.length)
      expect(document.querySelector(`a[href="#${id}"]`)).not.toBeNull()
    }
    const ids = [...document.querySelectorAll('[id]')].map((node) => node.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const script of document.querySelectorAll('script:not([type])'))
      expect(() => new Function(script.textContent ?? '')).not.toThrow()
  })

  it('has figures for both papers whose words lie inside and do not touch', () => {
    const figures = certificateFigures(made.certificate, made.portrait)
    expect([...figures.keys()].sort()).toEqual(
      ['flow', 'manifolds', 'spectrum'].flatMap((name) => [`${name}-dark.svg`, `${name}.svg`]),
    )
    for (const [name, svg] of figures) {
      expect(svg).not.toMatch(/var\(--|NaN|undefined|Infinity/)
      expect(crowded(svg), name).toEqual([])
    }
  })
})

/** Words that leave the picture, or lie on each other. */
function crowded(svg: string): string[] {
  const { document } = parseHTML(svg)
  const [, , width, height] = document.querySelector('svg')!.getAttribute('viewBox')!.split(' ').map(Number)
  const boxes = [...document.querySelectorAll('text')]
    .filter((node) => node.getAttribute('display') !== 'none')
    .map((node) => {
      const size = Number(node.getAttribute('font-size') ?? 11)
      const words = node.textContent ?? ''
      const wide = 0.9 * widthOf(words, size)
      const anchor = node.getAttribute('text-anchor')
      const x =
        Number(node.getAttribute('x')) - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0)
      const y = Number(node.getAttribute('y'))
      return { words, left: x, right: x + wide, top: y - 0.75 * size, bottom: y + 0.1 * size }
    })
  const outside = boxes.filter((b) => b.left < -1 || b.right > width! + 1 || b.top < -1 || b.bottom > height!)
  const touching = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.words} | ${b.words}`),
  )
  return [...outside.map(({ words }) => words), ...touching]
}

it('says so where a sample pins what it draws', async () => {
  const network = await networkOf('{ group: SO(2), samples: 16 }', '{ "1": 2 }')
  const certificate = await certifyNetwork(network, { starts: 4 })
  const portrait = await portraitOf(network, certificate)
  // where the sample holds the bump, and where it lets it slip; rest without a bump is nowhere pinned
  expect(portrait.bodies.map(({ pinned }) => pinned)).toEqual([true, true, false])
  expect(certificatePage(certificate, portrait, { made: '' })).toContain('pinned: its orbit')
})

describe('a scene', () => {
  const scene: Scene = {
    sets: [[[100, 0, 0, 0, 100, 0]], [[100, 0, 0, -100, 0, 0]], [[0, 0, 100]]],
    unit: 0.01,
    paths: [
      { set: 0, half: 'all' },
      { set: 1, half: 'near' },
      { set: 1, half: 'far' },
      { set: 2, half: 'all' },
    ],
    axes: [
      { direction: [1, 0, 0], width: 20 },
      { direction: [0, 0, 1], width: 20 },
    ],
    labels: [
      { at: [0, 0, 0], width: 16 },
      { at: [0, 0, 0], width: 16 },
    ],
    centre: [100, 100],
    radius: 50,
    room: [0, 200],
  }

  it('is seen from its azimuth: what points at the eye has no length, its axis no name', () => {
    const { paths, axes } = turned(scene, 0, 0)
    expect(paths[0]).toBe('M100 100L150 100')
    expect(paths[3]).toBe('M100 50h0')
    expect(axes.map(({ shown }) => shown)).toEqual([false, true])
    expect(turned(scene, Math.PI / 2, 0).paths[0]).toBe('M50 100L100 100')
  })

  it('is cut in a near and a far half that meet', () => {
    const { paths } = turned(scene, 0.3, 0.2)
    expect(paths[1]).not.toBe('')
    expect(paths[2]).not.toBe('')
  })

  it('leaves out a label that would lie on another', () => {
    expect(turned(scene, 0.3, 0.2).labels.map(({ shown }) => shown)).toEqual([true, false])
  })
})

describe('streamlines', () => {
  it('run along the field, and around in a rotation', () => {
    const count = 21
    const at = (k: number) => -1 + (2 * k) / (count - 1)
    const nodes = Array.from({ length: count * count }, (_, k) => [at(k % count), at(Math.floor(k / count))])
    const x = Float64Array.from(nodes, ([, b]) => -b!)
    const y = Float64Array.from(nodes, ([a]) => a!)
    const lines = streamlines({ count, x, y })
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) {
      const radii = Array.from({ length: line.length / 2 }, (_, k) =>
        Math.hypot(line[2 * k]!, line[2 * k + 1]!),
      )
      expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.02)
      const k = 2 * Math.floor(line.length / 4)
      const turn = line[k - 2]! * line[k + 1]! - line[k - 1]! * line[k]!
      expect(turn).toBeGreaterThan(0)
    }
  })
})

describe('words', () => {
  it('are set as type', () => {
    expect(typeset('((O(2) x O(2)) : Z2) x Z2')).toBe('((O(2) × O(2)) ⋊ Z₂) × Z₂')
    // raised 1 to 3 stand apart from the other raised digits
    expect(typeset('T2 : D(4)')).toBe('T² ⋊ D(4)')
    expect(typeset('x -> -x')).toBe('x → −x')
    expect(typeset('2 × S1')).toBe('2 × S¹')
    expect(power(2.3e-16)).toBe('2.3\u202f·\u202f10⁻¹⁶')
  })
})
