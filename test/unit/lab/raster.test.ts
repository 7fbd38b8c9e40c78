/** The raster of a live network: which neurons have rows, where spikes stand, what is forgotten. */
import { describe, expect, it } from 'vitest'
import type { Painter, Painting } from '../../../demos/lab/views/painter.ts'
import { mostRows, rasterPicture, rowsOf, windowOf } from '../../../demos/lab/views/raster.ts'
import type { Now, Seen } from '../../../demos/lab/views/view.ts'
import { live, loadExperiment, type Network } from '../../../src/index.ts'

const networkOf = async (population: string): Promise<Network> =>
  (
    await loadExperiment(`
goldstone: 1
populations: { ring: { ${population}, model: relay } }
inputs: [{ to: ring, expression: "g - 2.5 + 0*t" }]
simulation: { dt: 0.5, duration: 100, method: euler, replicas: 2 }
`)
  ).network

const extent = { width: 46 + 14 + 200, height: 12 + 32 + 100 }

/** What is drawn of a network: [x, y] of the middle of every mark, in shares of the box. */
function drawing(seen: Seen) {
  const painter = {
    fixed: (values: Float32Array) => ({ length: values.length, values }),
    write: (numbers: { values: Float32Array }, values: Float32Array) => numbers.values.set(values),
  } as unknown as Painter
  const picture = rasterPicture(painter, seen, { kind: 'raster', population: 'ring', replica: 1 })
  const marks = (step: number, time: number): [number, number][] => {
    let drawn: [number, number][] = []
    const now: Now = { step, time, dark: false, rests: false, touched: false }
    picture.compute({} as never, now, 1)
    const to = {
      words() {},
      lines(_: unknown, spec: { vertices: { values: Float32Array }; count: number }) {
        const v = spec.vertices.values
        drawn = Array.from({ length: spec.count / 2 }, (_, k) => [
          (v[8 * k]! + 1) / 2,
          (v[8 * k + 1]! + v[8 * k + 5]! + 2) / 4,
        ])
      },
    } as unknown as Painting
    picture.paint(to, extent, false)
    return drawn
  }
  return { picture, marks }
}

describe('the rows of a raster', () => {
  const rows = (size: number, copies: number) =>
    rowsOf({ space: { size }, copies } as Network['populations'][0])

  it('are those of all neurons where there is room, copies of a site beside each other', () => {
    const { rows: count, rowOf, siteOf, caption } = rows(100, 8)
    const found = Array.from({ length: 800 }, (_, neuron) => rowOf(neuron))
    expect(new Set(found).size).toBe(count)
    expect(count).toBe(800)
    for (const [neuron, row] of found.entries()) expect(siteOf(row)).toBe(neuron % 100)
    expect(caption).toBe('spikes')
  })

  it.each([
    [32, 200, 'spikes, 32 of 200 at each point'],
    [3200, 1, 'spikes, every 4th neuron'],
    [1500, 3, 'spikes, every 2nd neuron, 1 of 3 at each point'],
  ])('are at most 1024 of %i sites with %i copies, and the caption says so', (size, copies, said) => {
    const { rows: count, rowOf, siteOf, caption } = rows(size, copies)
    expect(count).toBeLessThanOrEqual(mostRows)
    const shown = Array.from({ length: size * copies }, (_, neuron) => neuron).filter((n) => rowOf(n) >= 0)
    expect(shown.map(rowOf).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row))
    for (const neuron of shown) expect(siteOf(rowOf(neuron))).toBe(neuron % size)
    expect(caption).toBe(said)
  })
})

describe('a raster', () => {
  it('shows every spike at its time and neuron, and forgets what a reset undoes', async () => {
    const network = await networkOf('neurons: 4')
    expect(windowOf(network)).toBe(20)
    const running = await live(network)
    const { picture, marks } = drawing({ kind: 'cpu', live: running })
    expect(marks(0, 0)).toEqual([])
    expect(picture.described()).toBe('no spikes')

    // the last neuron alone has an input above 0: it fires in every step
    await running.advance(3)
    const expected = [0.5, 1, 1.5].map((t) => [t / 20, 3.5 / 4])
    expect(marks(3, 1.5)).toEqual(expected.map((place) => place.map((x) => expect.closeTo(x, 6))))
    expect(picture.described()).toBe('3 spikes from t = 0 to 1.5')

    // after 20 the picture moves with the time: the newest stands at the right
    await running.advance(97)
    const moved = marks(100, 50)
    expect(moved.length).toBe(41)
    expect(moved.at(-1)).toEqual([1, 3.5 / 4].map((x) => expect.closeTo(x, 6)))
    expect(picture.pick(100, 13, extent)).toEqual({ population: 0, neuron: 3 })

    running.reset()
    expect(marks(0, 0)).toEqual([])
  })

  it('is of a population that spikes', async () => {
    const { network } = await loadExperiment(`
goldstone: 1
populations: { ring: { space: { group: SO(2), samples: 8 }, model: rate, transfer: tanh } }
connections: [{ from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }]
simulation: { dt: 0.1, duration: 1, replicas: 2 }
`)
    const running = await live(network)
    expect(() => drawing({ kind: 'cpu', live: running })).toThrow(/one that spikes/)
  })
})
