/** Each named figure's numbers obey the law that it shows; its pages are sound, and no word stands on another. */
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { sheetThemes } from '../../../src/figures/certificate/sheet.ts'
import { namedFigures } from '../../../src/figures/named/figures.ts'
import type { FigureArray, MadeFigure } from '../../../src/figures/named/named.ts'
import { drawPage } from '../../../src/figures/named/page.ts'
import { widthOf } from '../../../src/figures/type.ts'

const made = new Map<string, MadeFigure>()

beforeAll(async () => {
  for (const { name, make } of namedFigures) made.set(name, await make())
}, 180_000)

const array = (figure: string, name: string): FigureArray => made.get(figure)!.arrays[name]!
const column = (figure: string, name: string): number[] => Array.from(array(figure, name).data)
const rows = (figure: string, name: string): number[][] => {
  const { shape, data } = array(figure, name)
  return Array.from({ length: shape[0]! }, (_, i) =>
    Array.from(data.subarray(i * shape[1]!, (i + 1) * shape[1]!)),
  )
}
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(values.length - 1) >> 1]! + sorted[values.length >> 1]!) / 2
}

describe('the laws that named figures show', () => {
  it('a convolution is circulant, and every run ends on its ring', () => {
    const matrix = rows('ring-convolution', 'matrix')
    const n = matrix.length
    const kernel = column('ring-convolution', 'kernel')
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) expect(matrix[i]![j]).toBeCloseTo(kernel[(i - j + n) % n]!, 12)
    const radii = [...rows('ring-convolution', 'ring'), ...rows('ring-convolution', 'ends')].map((u) =>
      Math.hypot(...u),
    )
    expect(range(radii)).toBeLessThan(1e-6)
    expect(radii[0]).toBeGreaterThan(1)
  })

  it('only the wrong side breaks equivariance, and a class function knows no side', () => {
    const [right, wrong, central] = rows('equivariance', 'errors').map((row) => Math.max(...row))
    expect(right).toBeLessThan(1e-13)
    expect(central).toBeLessThan(1e-13)
    expect(wrong).toBeGreaterThan(0.1)
  })

  it('rank, trajectory and spectrum are those of the reduced equations', () => {
    const singular = column('low-rank-reduction', 'singular')
    const values = column('low-rank-reduction', 'reducedEigenvalues')
    expect(singular.filter((s) => s > 1e-9 * singular[0]!)).toHaveLength(values.length)
    const full = column('low-rank-reduction', 'full')
    const reduced = column('low-rank-reduction', 'reduced')
    expect(Math.max(...full.map((u, k) => Math.abs(u - reduced[k]!)))).toBeLessThan(1e-8)
    const dense = column('low-rank-reduction', 'denseEigenvalues')
    const expected = [...values, ...dense.slice(values.length).map(() => -1)].sort((a, b) => b - a)
    expect(Math.max(...dense.map((value, k) => Math.abs(value - expected[k]!)))).toBeLessThan(1e-9)
  })

  it('zero modes are as many as the manifold has dimensions, which may exceed those of G orbits', () => {
    for (const [, symmetry, dimension, zeroModes] of rows('symmetry-dimension-table', 'rows')) {
      expect(zeroModes).toBe(dimension)
      expect(dimension).toBeLessThanOrEqual(symmetry!)
    }
    const dimensions = rows('symmetry-dimension-table', 'rows').map(([g, symmetry, manifold]) => [
      g,
      symmetry,
      manifold,
    ])
    expect(dimensions).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [1, 2, 2],
      [1, 1, 1],
      [3, 3, 2],
      [3, 6, 4],
      [3, 3, 2],
    ])
  })

  it('a manifold has one spectrum, uneven weights have many', () => {
    const change = (name: string) => {
      const all = rows('same-stability-along-manifold', name)
      return Math.max(...all[0]!.map((_, k) => range(all.map((row) => row[k]!))))
    }
    expect(change('ring')).toBeLessThan(1e-10)
    expect(change('torus')).toBeLessThan(1e-9)
    expect(change('control')).toBeGreaterThan(0.02)
  })

  it('phases are symmetric, bounded by the onset, and hold what certificates found', () => {
    const [first, second] = ['losesFirst', 'losesSecond'].map((name) => column('coexistence', name))
    const value = column('coexistence', 'coefficient')
    first!.forEach((b, k) => {
      expect(b).toBeCloseTo(second![k]!, 3)
      expect(b).toBeGreaterThan(value[k]!)
    })
    expect(column('coexistence', 'losesRest')[0]).toBeCloseTo(1, 4)
    for (const [a, b, attracting, saddle, repelling] of rows('coexistence', 'certified')) {
      const loses = (at: number) => {
        const k = value.findIndex((v) => v > at)
        if (k < 1) return first![0]!
        const share = (at - value[k - 1]!) / (value[k]! - value[k - 1]!)
        return first![k - 1]! + share * (first![k]! - first![k - 1]!)
      }
      const both = Math.min(a!, b!) > 1 && Math.max(a!, b!) < loses(Math.min(a!, b!))
      expect(attracting).toBe(both ? 2 : 1)
      expect(saddle).toBe(Math.max(a!, b!) > 1 ? 1 : 0)
      expect(repelling).toBe(Math.min(a!, b!) > 1 ? 1 : 0)
    }
  })

  it('equal coefficients select evenly, the larger one wins', () => {
    const [ratio, share] = ['ratio', 'share'].map((name) => column('torus-selection', name))
    const intervals = rows('torus-selection', 'interval')
    intervals.forEach(([low, high], k) => {
      expect(share![k]).toBeGreaterThan(low! - 1e-12)
      expect(share![k]).toBeLessThan(high! + 1e-12)
    })
    const even = intervals[ratio!.indexOf(1)]!
    expect(even[0]).toBeLessThan(0.5)
    expect(even[1]).toBeGreaterThan(0.5)
    expect(share![0]).toBeGreaterThan(0.9)
    expect(share!.at(-1)).toBeLessThan(0.1)
  })

  it('smooth transfers lose their pinning exponentially, a kink does not', () => {
    const neurons = column('pinning', 'neurons')
    const at = (row: readonly number[], n: number) => row[neurons.indexOf(n)]!
    const all = rows('pinning', 'pinning')
    for (const smooth of all.slice(0, 3)) {
      expect(at(smooth, 48)).toBeLessThan(1e-3 * at(smooth, 24))
      expect(at(smooth, 192)).toBeLessThan(1e-13)
    }
    expect(at(all[3]!, 48)).toBeGreaterThan(0.1 * at(all[3]!, 24))
    expect(at(all[3]!, 192)).toBeGreaterThan(1e-3)
  })

  it('a memory keeps its place in inverse proportion to the unevenness, as the drift foretells', () => {
    const deviation = column('symmetry-breaking-lifetime', 'deviation')
    const simulated = rows('symmetry-breaking-lifetime', 'simulated').map((row) =>
      [0, 1, 2].map((seed) => median(row.slice(32 * seed, 32 * (seed + 1)))),
    )
    const foretold = rows('symmetry-breaking-lifetime', 'predicted')
    const products = simulated.map((times, k) => median(times) * deviation[k]!)
    expect(Math.max(...products) / Math.min(...products)).toBeLessThan(1.3)
    // the drift is exact to first order
    simulated.forEach((times, k) => {
      for (const [seed, time] of times.entries())
        expect(Math.abs(time / foretold[k]![seed]! - 1)).toBeLessThan(0.005 + 0.07 * deviation[k]!)
    })
  })

  it('a kick ten times smaller stays ln 10 / lambda longer', () => {
    const rate = column('saddle-escape', 'rate')[0]!
    const times = column('saddle-escape', 'escape')
    for (let k = 1; k < times.length - 1; k++)
      expect((times[k - 1]! - times[k]!) * rate).toBeCloseTo(Math.log(10), 1)
  })
})

type Rectangle = readonly [left: number, top: number, right: number, bottom: number, said: string]

/** Where each text stands, by our estimate of its width, which is rather too wide. */
function words(svg: string): Rectangle[] {
  const { document } = parseHTML(svg)
  return [...document.querySelectorAll('text')].map((node) => {
    const number = (name: string) => Number(node.getAttribute(name) ?? 0)
    const size = number('font-size') || 8
    const wide = 0.93 * widthOf(node.textContent, size)
    const shift = node
      .closest('[transform]')
      ?.getAttribute('transform')
      ?.match(/[\d.]+/g)
      ?.map(Number) ?? [0, 0]
    const anchor = node.getAttribute('text-anchor') ?? 'start'
    const left = number('x') + shift[0]! - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0)
    const base = number('y') + shift[1]!
    return [left, base - 0.7 * size, left + wide, base, node.textContent]
  })
}

describe.each(namedFigures.map(({ name }) => name))('the page of %s', (name) => {
  it.each(['light', 'dark'] as const)('is sound on %s paper, inside it, and no two texts touch', (paper) => {
    const figure = made.get(name)!
    const svg = drawPage(figure, sheetThemes[paper])
    expect(svg.replace(/href="[^"]*"/g, '').match(/NaN|undefined|Infinity/)).toBeNull()
    expect(svg).toContain(`width="${figure.millimetres}mm"`)
    const [wide, tall] = svg
      .match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/)!
      .slice(1)
      .map(Number) as [number, number]
    const all = words(svg)
    for (const [left, top, right, bottom, said] of all) {
      expect(left >= 0 && top >= 0 && right <= wide && bottom <= tall, said).toBe(true)
    }
    const touching = all.flatMap((a, i) =>
      all
        .slice(i + 1)
        .filter((b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3])
        .map((b) => `${a[4]} | ${b[4]}`),
    )
    expect(touching).toEqual([])
  })

  it('describes its arrays', () => {
    for (const { shape, data, axes, meaning, units } of Object.values(made.get(name)!.arrays)) {
      expect(data).toHaveLength(shape.reduce((product, n) => product * n, 1))
      expect(axes).toHaveLength(shape.length)
      expect(`${meaning}${units}`.length).toBeGreaterThan(3)
    }
  })
})
