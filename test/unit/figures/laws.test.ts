/** Laws that every picture keeps, on the cases in which pictures break: rest, decay, many populations, odd titles. */
import { decode } from 'fast-png'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { runFigure } from '../../../src/figures/run.ts'
import { text } from '../../../src/figures/svg.ts'
import { themes } from '../../../src/figures/theme.ts'
import { broken, cut, widthOf } from '../../../src/figures/type.ts'
import { renderPng } from '../../../src/io/node/picture.ts'

interface Case {
  readonly space: string
  readonly kernel: string
  readonly initial?: string
  readonly more?: string
  readonly title?: string
  readonly populations?: number
  readonly record?: string
  readonly input?: number
}

async function figureOf({
  space,
  kernel,
  initial = '{ random: 1 }',
  more = 'transfer: erf',
  title = 'A case',
  populations = 1,
  record = '{ every: 5, quantities: [activity, order, position] }',
  input = 0,
}: Case): Promise<string> {
  const names = Array.from({ length: populations }, (_, i) => `pop${i}`)
  const { network } = await loadExperiment(`
goldstone: 1
title: ${JSON.stringify(title)}
populations: { ${names.map((name) => `${name}: { space: ${space}, ${more} }`).join(', ')} }
connections: [${names.map((name) => `{ from: ${name}, to: ${name}, kernel: { spectrum: ${kernel} } }`).join(', ')}]
inputs: [${names.map((name) => `{ to: ${name}, constant: ${input} }`).join(', ')}]
simulation: { dt: 0.1, duration: 30, replicas: 6, seed: 2, initial: ${initial} }
record: ${record}`)
  return runFigure(await simulateNetwork(network), network)
}

const labels36 = Array.from({ length: 12 }, (_, i) => `"${1 + (i % 4)},${Math.floor(i / 4)}": 0.3`).join(', ')
const ring = { space: '{ group: SO(2), samples: 24 }', kernel: '{ "1": 2 }' }
const torus = { space: '{ group: T(2), samples: [10, 9] }', kernel: '{ "1,0": 2, "0,1": 2 }' }
const cases: readonly (readonly [string, Case])[] = [
  [
    'far starts',
    {
      space: '{ group: C(6) }',
      kernel: '{ "0": -6, "1": 2 }',
      initial: '{ random: 9 }',
      more: 'transfer: relu',
      input: 1,
    },
  ],
  ['a decayed torus', { ...torus, kernel: `{ ${labels36} }` }],
  ['a decayed ring', { ...ring, kernel: '{ "1": 0.3 }' }],
  [
    'three circles',
    {
      space: '{ group: T(3), samples: [7, 7, 7] }',
      kernel: '{ "1,0,0": 2, "0,1,0": 2, "0,0,1": 2 }',
    },
  ],
  ['a ring at rest', { ...ring, initial: '{ expression: "0" }' }],
  ['one angle', { ...torus, initial: '{ expression: cos(theta1) }' }],
  ['five rings', { ...ring, populations: 5 }],
  ['spin one half', { space: '{ group: SU(2), degree: 2 }', kernel: '{ "1/2": 2 }' }],
  ['one neuron', { space: '{ group: C(1) }', kernel: '{ "0": 2 }' }],
  ['quaternions', { space: '{ group: Q8 }', kernel: '{ "2:1": 2 }' }],
  ['permutations of three', { space: '{ group: S(3) }', kernel: '{ "1,1,1": 2 }' }],
  ['no frames', { ...ring, record: '{ every: 0 }' }],
  ['no quantities', { ...ring, record: '{ every: 5, quantities: [] }' }],
  ['a diverging ring', { ...ring, kernel: '{ "1": 9 }', more: 'transfer: relu' }],
  ['a sheet without activity', { ...torus, populations: 2, record: '{ every: 5, quantities: [order] }' }],
  ['a long title', { ...ring, title: 'Of rings and other manifolds '.repeat(30) }],
]

type Node = ReturnType<typeof parseHTML>['document']['documentElement']

/** Points of what is drawn: of a clipped shape those of its clip, of a text its two ends (by our estimate). */
function extremes(svg: string): { points: [number, number, string][]; page: [number, number] } {
  const { document } = parseHTML(svg)
  const page = document.querySelector('svg')!.getAttribute('viewBox')!.split(' ').slice(2).map(Number)
  const points: [number, number, string][] = []
  const visit = (node: Node) => {
    const number = (name: string) => Number(node.getAttribute(name) ?? 0)
    const add = (x: number, y: number) => points.push([x, y, node.outerHTML.slice(0, 120)])
    const clip = node.getAttribute('clip-path')
    if (clip !== null) return visit(document.querySelector(clip.slice(4, -1))!.children[0] as Node)
    switch (node.tagName.toLowerCase()) {
      case 'rect':
      case 'image':
        add(number('x'), number('y'))
        add(number('x') + number('width'), number('y') + number('height'))
        break
      case 'circle':
        add(number('cx') - number('r'), number('cy') - number('r'))
        add(number('cx') + number('r'), number('cy') + number('r'))
        break
      case 'line':
        add(number('x1'), number('y1'))
        add(number('x2'), number('y2'))
        break
      case 'path': {
        const coordinates = node
          .getAttribute('d')!
          .match(/-?[\d.]+/g)!
          .map(Number)
        for (let i = 0; i < coordinates.length; i += 2) add(coordinates[i]!, coordinates[i + 1]!)
        break
      }
      case 'text': {
        if (node.hasAttribute('transform')) break
        const width = widthOf(node.textContent, number('font-size') || 8)
        const anchor = node.getAttribute('text-anchor') ?? 'start'
        const left = number('x') - width * (anchor === 'end' ? 1 : anchor === 'middle' ? 0.5 : 0)
        add(left, number('y'))
        add(left + width, number('y'))
      }
    }
    for (const child of node.children) if (child.tagName.toLowerCase() !== 'clippath') visit(child as Node)
  }
  visit(document.querySelector('svg')! as unknown as Node)
  return { points, page: page as [number, number] }
}

const wordsOf = (svg: string) =>
  [...parseHTML(svg).document.querySelectorAll('text')].map((node) => node.textContent)

describe('the picture', () => {
  it.each(cases)('of %s has numbers only, and nothing lies outside its page', async (_, given) => {
    const svg = await figureOf(given)
    expect(svg.replace(/href="[^"]*"/g, '').match(/NaN|undefined|Infinity|null/g) ?? []).toEqual([])
    const { points, page } = extremes(svg)
    const outside = points.filter(
      ([x, y]) => !(x >= -0.1 && y >= -0.1 && x <= page[0] + 0.1 && y <= page[1] + 0.1),
    )
    expect(outside).toEqual([])
    expect(page[1]).toBeLessThan(1000)
  })

  it('of far starts stays one of the final states: their ring fills most of the panel', async () => {
    const { document } = parseHTML(await figureOf(cases[0]![1]))
    const dots = [...document.querySelectorAll('circle')].map((dot) =>
      ['cx', 'cy'].map((name) => Number(dot.getAttribute(name))),
    )
    const apart = dots.flatMap(([x, y]) => dots.map(([u, v]) => Math.hypot(x! - u!, y! - v!)))
    expect(Math.max(...apart)).toBeGreaterThan(80)
  })

  it('of a decayed torus has no surface, and its dots at the centre', async () => {
    const svg = await figureOf(cases[1]![1])
    expect(svg.includes('stroke-opacity="0.28"')).toBe(false)
    const dots = [...parseHTML(svg).document.querySelectorAll('circle')].map((dot) =>
      Number(dot.getAttribute('cx')),
    )
    expect(Math.max(...dots) - Math.min(...dots)).toBeLessThan(0.1)
  })

  it('of a ring at rest draws no position and grey dots, and the order parameter on its axis', async () => {
    const svg = await figureOf({ ...ring, initial: '{ expression: "0" }' })
    const { document } = parseHTML(svg)
    expect(wordsOf(svg).filter((words) => words.includes('no position'))).toHaveLength(2)
    for (const dot of document.querySelectorAll('circle'))
      expect(dot.getAttribute('fill')).toBe(themes.light.quiet)
    const moving = await figureOf({ ...ring, initial: '{ random: 1 }' })
    const paths = (picture: string) => parseHTML(picture).document.querySelectorAll('path').length
    expect(paths(moving) - paths(svg)).toBe(6)
    expect(wordsOf(svg)).toContain('1')
  })

  it('of a uniform state takes its rounding for no position', async () => {
    const svg = await figureOf({ ...ring, kernel: '{ "0": 2, "1": 0.5 }', initial: '{ expression: "0.7" }' })
    const fills = [...parseHTML(svg).document.querySelectorAll('circle')].map((dot) =>
      dot.getAttribute('fill'),
    )
    expect(new Set(fills)).toEqual(new Set([themes.light.quiet]))
  })

  it('of a torus with one angle defined says so of the other only', async () => {
    const words = wordsOf(await figureOf({ ...torus, initial: '{ expression: cos(theta1) }' }))
    const [first, second] = ['position θ1', 'position θ2'].map(
      (name) => words.find((w) => w.startsWith(name))!,
    )
    expect(first).not.toContain('no position')
    expect(second).toContain('no position')
  })

  it('names its populations, draws order and position of each, and says how many are left out', async () => {
    const words = wordsOf(await figureOf({ ...ring, populations: 5 }))
    for (const name of ['pop0', 'pop1', 'pop2', '3 of 5 populations are drawn']) expect(words).toContain(name)
    expect(words.filter((w) => w.startsWith('order parameters'))).toHaveLength(3)
    expect(words.filter((w) => w.startsWith('position'))).toHaveLength(3)
    const two = wordsOf(await figureOf({ ...ring, populations: 2 }))
    expect(two.join(' ')).not.toContain('are drawn')
  })

  it('of spin one half shows a slice, which is not blank', async () => {
    const svg = await figureOf({ space: '{ group: SU(2), degree: 2 }', kernel: '{ "1/2": 2 }' })
    expect(wordsOf(svg).some((words) => words.includes('γ = 0'))).toBe(true)
    const globe = [...parseHTML(svg).document.querySelectorAll('image')].at(-1)!.getAttribute('href')!
    const { data } = decode(Buffer.from(globe.split(',')[1]!, 'base64'))
    const colours = new Set<number>()
    for (let i = 0; i < data.length; i += 4) colours.add(data[i]! * 65536 + data[i + 1]! * 256 + data[i + 2]!)
    expect(colours.size).toBeGreaterThan(50)
  })

  it.each([
    ['position', { ...ring, kernel: '{ "0": -1, "10": 2, "11": 2 }' }],
    ['speed', { space: '{ group: Q8 }', kernel: '{ "2:1": 2 }' }],
  ])('has the time axes of one column in line: order parameters and %s', async (_, given) => {
    const { document } = parseHTML(await figureOf(given))
    const axes = [...document.querySelectorAll('line')]
      .filter(
        (line) =>
          line.getAttribute('y1') === line.getAttribute('y2') && Number(line.getAttribute('x1')) > 300,
      )
      .map((line) => [Number(line.getAttribute('x1')), Number(line.getAttribute('x2'))] as const)
      .filter(([from, to]) => to - from > 20)
    expect(axes).toHaveLength(2)
    expect(axes[0]).toEqual(axes[1])
    const last = [...document.querySelectorAll('text')].filter(
      (node) => node.textContent === '30' && Number(node.getAttribute('x')) === axes[0]![1],
    )
    expect(last).toHaveLength(2)
  })

  it.each([
    ['Q8', '{ "2:1": 2 }', '−k'],
    ['S(3)', '{ "1,1,1": 2 }', '(0 1 2)'],
    ['C(6)', '{ "1": 2 }', '5π/3'],
  ])('of %s names its rows whole, and apart', async (name, kernel, row) => {
    const svg = await figureOf({ space: `{ group: ${name} }`, kernel })
    const rows = [...parseHTML(svg).document.querySelectorAll('text')].filter(
      (node) => Number(node.getAttribute('x')) < 80 && node.getAttribute('text-anchor') === 'end',
    )
    expect(rows.map((node) => node.textContent)).toContain(row)
    const heights = rows.map((node) => Number(node.getAttribute('y'))).sort((a, b) => a - b)
    for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThan(8)
  })

  it('counts one neuron, and closes up without a stage', async () => {
    const svg = await figureOf({ space: '{ group: C(1) }', kernel: '{ "0": 2 }' })
    expect(wordsOf(svg).join(' ')).toContain('1 neuron,')
    expect(extremes(svg).page[1]).toBeLessThan(300)
  })
})

describe('titles', () => {
  it('are sound XML whatever they hold', async () => {
    const odd = 'a\u001b[0m\u0000\u0085\ufffe\uffff\ud800 <&> \u{1f600}z\udc00'
    const written = text(0, 0, odd)
    expect(written).toContain('>a[0m &lt;&amp;&gt; \u{1f600}z<')
    const { network } = await loadExperiment({
      goldstone: 1,
      title: odd,
      populations: { p: { space: { group: 'C(4)' }, transfer: 'erf' } },
      connections: [],
      simulation: { duration: 1 },
    })
    const svg = runFigure(await simulateNetwork(network), network)
    expect((await renderPng(svg, 200)).length).toBeGreaterThan(100)
  })

  it('are broken between words into two lines, then cut', () => {
    const lines = broken('one two three '.repeat(40), 13, 400, 2)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/(one|two|three)…$/)
    for (const line of lines) expect(widthOf(line, 13)).toBeLessThanOrEqual(400)
    expect(broken('short', 13, 400, 2)).toEqual(['short'])
    expect(broken('', 13, 400, 2)).toEqual([])
    const word = broken('x'.repeat(500), 13, 400, 2)
    expect(word).toHaveLength(1)
    expect(widthOf(word[0]!, 13)).toBeLessThanOrEqual(400)
    expect(cut('brief', 8, 100)).toBe('brief')
  })
})
