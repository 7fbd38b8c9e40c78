/** What the views lay out and count, without a canvas: laws of each layout. */
import { describe, expect, it } from 'vitest'
import { bumpsOf } from '../../../demos/lab/views/bumps.ts'
import { cameraFrom, flatFrame, placed } from '../../../demos/lab/views/camera.ts'
import { cayleyLayout } from '../../../demos/lab/views/cayley-layout.ts'
import { depthOrder } from '../../../demos/lab/views/depth-order.ts'
import { formsOf } from '../../../demos/lab/views/form.ts'
import { hexagonal } from '../../../demos/lab/views/form-sheet.ts'
import { heatPicture } from '../../../demos/lab/views/heat.ts'
import type { Computing, Painter, Painting, WordSpec } from '../../../demos/lab/views/painter.ts'
import { isCubic } from '../../../demos/lab/views/painter.ts'
import { colourAt } from '../../../demos/lab/views/palette.ts'
import { orderAxes, pointOf, principalOfStates } from '../../../demos/lab/views/phase-axes.ts'
import { pickDot, pickMesh } from '../../../demos/lab/views/pick.ts'
import { parted } from '../../../demos/lab/views/series.ts'
import type { Seen } from '../../../demos/lab/views/view.ts'
import { group, loadExperiment, type Network } from '../../../src/index.ts'

const networkOf = async (space: string, spectrum: string): Promise<Network> =>
  (
    await loadExperiment(`
goldstone: 1
populations: { field: { space: ${space}, model: rate, transfer: erf } }
connections: [{ from: field, to: field, kernel: { spectrum: { ${spectrum} } } }]
simulation: { dt: 0.05, duration: 1 }
`)
  ).network

describe('the Cayley graph', () => {
  const distance = (places: Float64Array, a: number, b: number) =>
    Math.hypot(...[0, 1, 2].map((k) => places[3 * a + k]! - places[3 * b + k]!))

  it.each(['S(4)', 'D(8)', 'Q8', 'A(5)', 'C(2)', 'C(3) x S(3)'])(
    'of %s is laid out the same each time, no two elements together',
    (name) => {
      const { places, edges } = cayleyLayout(group(name))
      expect(cayleyLayout(group(name)).places).toEqual(places)
      const order = group(name).order
      let nearest = Number.POSITIVE_INFINITY
      for (let a = 0; a < order; a++)
        for (let b = a + 1; b < order; b++) nearest = Math.min(nearest, distance(places, a, b))
      expect(nearest).toBeGreaterThan(0.3 / Math.cbrt(order))
      const farthest = Math.max(
        ...Array.from({ length: order }, (_, g) => Math.hypot(...places.slice(3 * g, 3 * g + 3))),
      )
      expect(farthest).toBeCloseTo(1, 9)
      for (const { generator, pairs } of edges)
        for (const [a, b] of pairs) expect(group(name).multiply(a, generator)).toBe(b)
    },
  )

  it('of S(4) by three swaps is as symmetric as the group: the edges of a generator have one length', () => {
    const { places, edges } = cayleyLayout(group('S(4)'))
    for (const { pairs } of edges) {
      const lengths = pairs.map(([a, b]) => distance(places, a, b))
      expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.15)
    }
  })
})

describe('the hexagonal sheet', () => {
  it('has its lattice at 120 degrees: a step along either vector is a whole turn of its angle alone', () => {
    const [across, centre] = [200, [150, 120]] as const
    const place = hexagonal(30, 24, centre, across)
    const at = (x: number, y: number) => [
      place[0] * x + place[1] * y + place[2],
      place[3] * x + place[4] * y + place[5],
    ]
    expect(at(...centre)).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)])
    expect(at(centre[0] + across, centre[1])).toEqual([expect.closeTo(30, 9), expect.closeTo(0, 9)])
    const [x, up] = [-across / 2, (across * Math.sqrt(3)) / 2]
    expect(at(centre[0] + x, centre[1] - up)).toEqual([expect.closeTo(0, 9), expect.closeTo(24, 9)])
  })
})

describe('bumps', () => {
  const field = (rows: number, columns: number, of: (i: number, j: number) => number) =>
    Float64Array.from({ length: rows * columns }, (_, k) => of(Math.floor(k / columns), k % columns))

  it('counts parts that hang together across the seam once', () => {
    expect(
      bumpsOf(
        field(1, 48, (_, j) => Math.cos((2 * Math.PI * j) / 48)),
        1,
        48,
      ).count,
    ).toBe(1)
    expect(
      bumpsOf(
        field(1, 48, (_, j) => Math.cos((6 * Math.PI * j) / 48)),
        1,
        48,
      ).count,
    ).toBe(3)
    const corner = (i: number, j: number) =>
      Math.cos((2 * Math.PI * i) / 12) + Math.cos((2 * Math.PI * j) / 12)
    expect(bumpsOf(field(12, 12, corner), 12, 12)).toEqual({ count: 1, bands: null })
  })

  it('goes over the poles of a sphere, not from one to the other', () => {
    const [rows, columns] = [9, 18]
    const about = (i: number, j: number, polar: number) => {
      const [theta, phi] = [(Math.PI * (i + 0.5)) / rows, (2 * Math.PI * j) / columns]
      return Math.sin(theta) * Math.sin(polar) * Math.cos(phi) + Math.cos(theta) * Math.cos(polar)
    }
    const sharp = (dot: number) => Math.exp(8 * (dot - 1))
    const near = field(rows, columns, (i, j) => sharp(about(i, j, 0.25)))
    expect(bumpsOf(near, rows, columns, true)).toEqual({ count: 1, bands: null })
    const both = field(rows, columns, (i, j) => sharp(about(i, j, 0)) + sharp(-about(i, j, 0)))
    expect(bumpsOf(both, rows, columns, true).count).toBe(2)
    expect(bumpsOf(both, rows, columns).count).toBe(1)
    const astride = field(rows, columns, (i, j) => (i === 0 && j % 9 === 0 ? 1 : 0))
    expect(bumpsOf(astride, rows, columns, true).count).toBe(1)
    expect(bumpsOf(astride, rows, columns).count).toBe(2)
  })

  it('tells stripes and the way that they run', () => {
    const stripes = field(12, 12, (i) => Math.cos((4 * Math.PI * i) / 12))
    expect(bumpsOf(stripes, 12, 12)).toEqual({ count: 2, bands: ['columns', 2] })
    const turned = field(12, 12, (_, j) => Math.cos((2 * Math.PI * j) / 12))
    expect(bumpsOf(turned, 12, 12)).toEqual({ count: 1, bands: ['rows', 1] })
  })
})

describe('times beside the heat map', () => {
  it('stand apart however short its history is', async () => {
    const network = await networkOf('{ group: SO(2), samples: 16 }', '"1": 2')
    const numbers = { length: 16 }
    const painter = { live: () => numbers, room: () => numbers } as unknown as Painter
    const seen = { kind: 'cpu', live: { network } } as unknown as Seen
    const spec = { kind: 'heat', population: 'field', variable: 'rate', replica: 0 } as const
    const picture = heatPicture(painter, seen, spec)
    const words: WordSpec[] = []
    const quiet = { spread() {}, bins() {} } as unknown as Computing
    const to = {
      field() {},
      words: (_: unknown, specs: readonly WordSpec[]) => words.splice(0, words.length, ...specs),
    } as unknown as Painting
    for (let step = 0; step < 500; step++) {
      picture.compute(quiet, { step, time: 0.1 * step, dark: false, rests: false, touched: false }, 1)
      picture.paint(to, { width: 300, height: 200 }, false)
      const heights = words.filter(({ align }) => align === 'right').map(({ at }) => at[1])
      if (step > 0 && step < 300) expect(heights.length).toBeGreaterThan(0)
      for (const [i, y] of heights.entries())
        if (i > 0) expect(y - heights[i - 1]!).toBeGreaterThanOrEqual(15)
    }
  })
})

describe('dots of a ball', () => {
  it('come from far to near, each once, and again only when the eye has turned', () => {
    const places = new Float32Array(4 * 500)
    for (let i = 0; i < places.length; i++) places[i] = Math.sin(12.9898 * i)
    const sorted = depthOrder(places)
    const camera = cameraFrom({ azimuth: 0.4, elevation: 0.3, zoom: 1 })
    const scene = { centre: [0, 0, 0], radius: 1.8, margin: 10 } as const
    for (const yaw of [0, 1.2]) {
      camera.turn(yaw, 0, 1, false)
      camera.settle(1e5 * (1 + yaw))
      const frame = camera.frame(300, 200, scene)
      const found = sorted(frame)!
      const which = Array.from({ length: 500 }, (_, i) => found[4 * i + 3]!)
      expect([...which].sort((a, b) => a - b)).toEqual(which.map((_, i) => i))
      const depths = which.map((i) => placed(frame, places, 4 * i)[2])
      for (const [i, depth] of depths.entries())
        if (i > 0) expect(depth).toBeLessThan(depths[i - 1]! + 1 / 2000)
      expect(placed(frame, found, 0)[2]).toBeCloseTo(depths[0]!, 6)
      expect(sorted(frame)).toBeNull()
    }
  })
})

describe('the camera', () => {
  const scene = { centre: [1, 2, 3], radius: 2, margin: 10 } as const

  it('keeps the centre in the middle, lengths across the eye, and what is near before what is far', () => {
    const camera = cameraFrom({ azimuth: 0.4, elevation: 0.3, zoom: 1 })
    camera.turn(0.7, -0.2, 1.5, false)
    camera.settle(0)
    const frame = camera.frame(300, 200, scene)
    expect(placed(frame, scene.centre, 0)).toEqual([150, 100, 0.5].map((value) => expect.closeTo(value, 4)))
    expect(frame.scale).toBeCloseTo((1.5 * 90) / 2, 6)
    const { azimuth, elevation } = camera.at
    const eye = [
      Math.cos(elevation) * Math.cos(azimuth),
      Math.cos(elevation) * Math.sin(azimuth),
      Math.sin(elevation),
    ]
    const nearer = placed(
      frame,
      scene.centre.map((part, k) => part + eye[k]!),
      0,
    )
    expect(nearer[0]).toBeCloseTo(150, 3)
    expect(nearer[2]).toBeLessThan(0.5)
  })

  it('goes to where it was turned, slowly, and home again', () => {
    const home = { azimuth: 0.4, elevation: 0.3, zoom: 1 }
    const camera = cameraFrom(home)
    camera.settle(0)
    camera.turn(1, 0, 1, false)
    camera.settle(50)
    expect(camera.at.azimuth).toBeLessThan(0.4)
    expect(camera.at.azimuth).toBeGreaterThan(-0.6)
    for (let time = 100; time < 3000; time += 16) camera.settle(time)
    expect(camera.at.azimuth).toBeCloseTo(-0.6, 9)
    camera.turn(0, 0, 1, true)
    for (let time = 3000; time < 6000; time += 16) camera.settle(time)
    expect(camera.at).toEqual(home)
  })

  it('finds what it places: a dot, and a point of a mesh at its front', () => {
    const camera = cameraFrom({ azimuth: 0.5, elevation: 0.4, zoom: 1 })
    camera.settle(0)
    const frame = camera.frame(300, 300, { centre: [0, 0, 0], radius: 1.2, margin: 0 })
    const [rows, columns] = [17, 33]
    const globe = new Float32Array(5 * rows * columns)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const [t, p] = [(Math.PI * i) / (rows - 1), (2 * Math.PI * j) / (columns - 1)]
        globe.set(
          [Math.sin(t) * Math.cos(p), Math.sin(t) * Math.sin(p), Math.cos(t), i],
          4 * (i * columns + j),
        )
        globe[4 * rows * columns + i * columns + j] = j
      }
    const front = 8 * columns + 4
    const [x, y, depth] = placed(frame, globe, 4 * front)
    expect(depth).toBeLessThan(0.5)
    expect(pickMesh(frame, globe, rows, columns, x, y)).toEqual([expect.closeTo(8, 3), expect.closeTo(4, 3)])
    expect(pickMesh(frame, globe, rows, columns, 2, 2)).toBeNull()
    const dots = globe.slice(0, 4 * rows * columns)
    const found = pickDot(frame, dots, 5, x, y)!
    expect([...dots.slice(4 * found, 4 * found + 3)]).toEqual([...dots.slice(4 * front, 4 * front + 3)])
    expect(pickDot(frame, dots, 5, 2, 2)).toBeNull()
  })

  it('lays a flat picture over its box', () => {
    const frame = flatFrame([10, 20, 110, 220])
    expect(placed(frame, [-1, -1, 0], 0).slice(0, 2)).toEqual([10, 220])
    expect(placed(frame, [1, 1, 0], 0).slice(0, 2)).toEqual([110, 20])
  })
})

describe('axes of states', () => {
  it('are the amplitudes of the waves: two circles on a torus as two planes', async () => {
    const network = await networkOf('{ group: T(2), samples: [12, 10] }', '"1,0": 2, "0,1": 2')
    const axes = orderAxes(network)
    expect(axes.named.map(({ name }) => name)).toEqual(['Re m(1,0)', 'Im m(1,0)', 'Re m(0,1)', 'Im m(0,1)'])
    const { coordinates } = network.populations[0]!.space
    const [a, b] = [coordinates.get('theta1')!, coordinates.get('theta2')!]
    const wave = (first: number, second: number, s: number, t: number) =>
      a.map((_, i) => Math.SQRT2 * (first * Math.cos(a[i]! - s) + second * Math.cos(b[i]! - t)))
    const expected = [0.8 * Math.cos(0.3), 0.8 * Math.sin(0.3), 0]
    expect(pointOf(axes, wave(0.8, 0, 0.3, 0))).toEqual(expected.map((value) => expect.closeTo(value, 6)))
    const across = axes.named[2]!.direction
    const other = [across[0] * Math.cos(0.7), across[1] * Math.cos(0.7), Math.sin(0.7)]
    expect(pointOf(axes, wave(0, 1, 0, 0.7))).toEqual(other.map((value) => expect.closeTo(value, 6)))
  })

  it('are x, y, z on the sphere', async () => {
    const network = await networkOf('{ sphere: 2, degree: 4 }', '"1": 2')
    const axes = orderAxes(network)
    expect(axes.named.map(({ name }) => name)).toEqual(['m(1) x', 'm(1) y', 'm(1) z'])
    const { coordinates } = network.populations[0]!.space
    const [x, y, z] = pointOf(axes, coordinates.get('y')!)
    expect([x, z]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)])
    expect(y).toBeCloseTo(1 / Math.sqrt(3), 6)
  })

  it('by principal components hold as much of the states as three directions can', () => {
    const along = [0, 1, 2, 3].map((k) =>
      Float32Array.from(
        { length: 40 },
        (_, i) => Math.SQRT2 * Math.cos((Math.PI * (k + 1) * (i + 0.5)) / 40),
      ),
    )
    const states = Array.from({ length: 30 }, (_, n) =>
      Float32Array.from({ length: 40 }, (_, i) =>
        [3, 2, 1, 0.01].reduce((sum, size, k) => sum + size * Math.sin(n * (k + 1) + k) * along[k]![i]!, 0),
      ),
    )
    const axes = principalOfStates(states)
    for (const state of states) {
      const whole = state.reduce((sum, value) => sum + value * value, 0) / 40
      const point = pointOf(axes, state)
      expect(point.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(whole, 2)
    }
  })
})

describe('what a view offers and reads', () => {
  it('is the forms of its space, the natural one first', async () => {
    const forms = async (space: string, label: string) =>
      formsOf((await networkOf(space, `"${label}": 1`)).populations[0]!.space)
    expect(await forms('{ group: SO(2), samples: 16 }', '1')).toEqual(['curve', 'sheet'])
    expect(await forms('{ group: C(16) }', '1')).toEqual(['curve', 'sheet', 'graph'])
    expect(await forms('{ group: T(2), samples: [8, 8] }', '1,0')).toEqual(['sheet', 'surface'])
    expect(await forms('{ sphere: 2, degree: 4 }', '1')).toEqual(['surface', 'sheet'])
    expect(await forms('{ group: S(4) }', '3,1')).toEqual(['graph', 'sheet'])
  })

  it('reads coarse grids by a cubic, fine and narrow ones linearly', () => {
    expect(isCubic({ rows: 30, columns: 30 }, [true, true])).toBe(true)
    expect(isCubic({ rows: 1000, columns: 1000 }, [true, true])).toBe(false)
    expect(isCubic({ rows: 1, columns: 60 }, [true, true])).toBe(false)
    expect(isCubic({ rows: 30, columns: 30 }, [false, true])).toBe(false)
  })

  it('names curves beside their ends, apart from each other and within the picture', () => {
    const places = parted([50, 52, 51, 10, 99], 14, 16, 100)
    const sorted = [...places].sort((a, b) => a - b)
    expect(sorted[0]).toBeGreaterThanOrEqual(16)
    expect(sorted.at(-1)).toBeLessThanOrEqual(100)
    for (const [i, place] of sorted.slice(1).entries())
      expect(place - sorted[i]!).toBeGreaterThanOrEqual(14 - 1e-9)
    expect(places[0]).toBeLessThan(places[2]!)
    expect(places[2]).toBeLessThan(places[1]!)
  })

  it('takes colours between the steps of a map, its ends for what is beyond', () => {
    const dark = false
    expect(colourAt('sequential', dark, -3)).toEqual(colourAt('sequential', dark, 0))
    expect(colourAt('sequential', dark, 3)).toEqual(colourAt('sequential', dark, 1))
    const ends = [colourAt('cyclic', dark, 0), colourAt('cyclic', dark, 1)] as const
    for (const k of [0, 1, 2] as const) expect(ends[0][k]).toBeCloseTo(ends[1][k], 6)
    const centre = colourAt('diverging', dark, 0.5)
    expect(Math.min(...centre.slice(0, 3))).toBeGreaterThan(0.9)
  })
})
