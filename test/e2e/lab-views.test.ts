/**
 * The lab's views on a real device (software) and by Canvas 2D: they paint what the state says where the space says
 * it, alike on both; the device complains of nothing, and no more bytes come back from many neurons than from few.
 */
import { decode } from 'fast-png'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import type { ViewSpec } from '../../demos/lab/protocol.ts'
import { picturesIn, widthsAndThemes } from './lab/pictures.ts'
import { type ServedPage, servePage } from './page/serve.ts'
import type { Asked, Shown } from './page/views.ts'

const pictures = picturesIn('views.json')
let served: ServedPage
let browser: Browser
let page: Page

beforeAll(async () => {
  served = await servePage('views.html')
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
  page = await browser.newPage()
  await page.goto(served.url)
  await page.waitForFunction(() => window.views !== undefined)
})

afterAll(async () => {
  pictures.keep()
  await browser?.close()
  await served?.close()
})

const textOf = (space: string, spectrum: string, replicas = 1) => `
goldstone: 1
populations: { field: { space: ${space}, model: rate, transfer: erf } }
connections: [{ from: field, to: field, kernel: { spectrum: { ${spectrum} } } }]
simulation: { dt: 0.05, duration: 1, replicas: ${replicas} }
`

const ring = (samples: number) => textOf(`{ group: SO(2), samples: ${samples} }`, '"1": 2')
const torus = (samples: number, replicas = 1) =>
  textOf(`{ group: T(2), samples: [${samples}, ${samples}] }`, '"1,0": 2, "0,1": 2', replicas)
const hexagonal = textOf('{ group: T(2), samples: [24, 24], lattice: hexagonal }', '"1,0": 2, "0,1": 2')

const activity = (as: Extract<ViewSpec, { kind: 'activity' }>['as'] = 'natural'): ViewSpec => ({
  kind: 'activity',
  population: 'field',
  variable: 'rate',
  as,
  replica: 0,
})

const [width, height] = [220, 200]

interface Picture {
  readonly shown: Shown
  at(x: number, y: number): readonly [number, number, number]
}

async function show(
  asked: Omit<Asked, 'width' | 'height' | 'backend'> & { backend?: 'cpu' },
): Promise<Picture> {
  const whole = { backend: 'webgpu', width, height, ...asked } as const
  const shown = await page.evaluate((asked) => window.views.show(asked), whole)
  const { data, channels, width: across } = decode(Uint8Array.from(shown.png))
  expect(shown.complaints).toEqual([])
  return {
    shown,
    at(x, y) {
      const start = channels * (y * across + x)
      return [data[start]!, data[start + 1]!, data[start + 2]!]
    },
  }
}

/** Of red and green together: the end of the sequential map is yellow, its beginning violet, paper left out. */
function brightest({ at }: Picture, box: readonly [number, number, number, number]): [number, number] {
  let best: [number, number] = [0, 0]
  let most = -1
  for (let y = box[1]; y < box[3]; y++)
    for (let x = box[0]; x < box[2]; x++) {
      const [r, g, b] = at(x, y)
      if (b > 150 || r + g <= most) continue
      most = r + g
      best = [x + 0.5, y + 0.5]
    }
  return best
}

const all = [0, 0, width, height] as const

describe('views', () => {
  it('are bundled without a node: module and without a warning', () => {
    expect(served.warnings).toEqual([])
    expect(served.externalized).toEqual([])
  })

  const kinds: readonly (readonly [string, Omit<Asked, 'width' | 'height' | 'backend'>])[] = [
    ['a ring', { text: ring(64), spec: activity() }],
    ['a ring over its angle', { text: ring(16), spec: activity('sheet') }],
    ['O(2)', { text: textOf('{ group: O(2), samples: 20 }', '"E1": 2'), spec: activity() }],
    ['a torus as a surface', { text: torus(16), spec: activity('surface') }],
    [
      'T(3) in slices',
      { text: textOf('{ group: T(3), samples: [6, 6, 6] }', '"1,0,0": 2'), spec: activity() },
    ],
    ['a sphere', { text: textOf('{ sphere: 2, degree: 6 }', '"1": 2'), spec: activity() }],
    ['rotations', { text: textOf('{ group: SO(3), degree: 3 }', '"1": 2'), spec: activity() }],
    ['a Cayley graph', { text: textOf('{ group: S(4) }', '"3,1": 2'), spec: activity(), width0: 0.9 }],
    ['cells', { text: textOf('{ group: S(4) }', '"3,1": 2'), spec: activity('sheet'), width0: 0.9 }],
    [
      'heat',
      {
        text: ring(64),
        spec: { kind: 'heat', population: 'field', variable: 'rate', replica: 0 },
        frames: 30,
      },
    ],
    ['series', { text: ring(64), spec: { kind: 'series', population: 'field', replica: 0 }, frames: 30 }],
    [
      'states among manifolds',
      { text: torus(8, 20), spec: { kind: 'phase', axes: 'order', replica: 1 }, portrait: true },
    ],
    [
      'states by principal components',
      {
        text: torus(8, 20),
        spec: { kind: 'phase', axes: 'principal', replica: 1 },
        portrait: true,
        dark: true,
      },
    ],
  ]

  it.each(kinds)('paint %s as they did, by Canvas 2D alike, and say what is seen', async (name, asked) => {
    // as wide as a view is on pages of these widths
    const looks = widthsAndThemes(kinds.findIndex(([kind]) => kind === name))
    const also = looks.map(({ width, dark }) => ({
      width: Math.round(0.46 * width),
      height: 180 + Math.round(width / 8),
      dark,
    }))
    const device = await show({ ...asked, also })
    for (const [k, { key }] of looks.entries())
      await pictures.expect(`${name} ${key}`, async () => Uint8Array.from(device.shown.also[k]!))
    const canvas = await show({ ...asked, backend: 'cpu' })
    let [painted, apart] = [0, 0]
    const paper = device.at(1, height - 2)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [one, other] = [device.at(x, y), canvas.at(x, y)]
        if (one.some((part, k) => Math.abs(part - paper[k]!) > 40)) painted++
        if (one.some((part, k) => Math.abs(part - other[k]!) > 60)) apart++
      }
    expect(painted).toBeGreaterThan(0.004 * width * height)
    // rims, words and far lines are drawn each in its own way
    expect(apart).toBeLessThan(0.02 * width * height)
    expect(device.shown.words).toEqual(canvas.shown.words)
    expect(device.shown.words.caption).not.toBe('')
    expect(device.shown.words.described).not.toBe('')
    expect(device.shown.words.legend.length).toBeGreaterThan(0)
    expect(device.shown.told).toBeGreaterThan(0)
  })

  it('show a bump on a sheet where it is, and find its neuron there', async () => {
    const n = 32
    const [i, j] = [9, 21]
    const side = Math.min(width, height) - 68
    const left = width / 2 - side / 2 + 6
    const bottom = height / 2 + side / 2 - 8
    const place = [left + (side * i) / n, bottom - (side * j) / n] as const
    for (const backend of ['webgpu', 'cpu'] as const) {
      const asked = { text: torus(n), spec: activity(), at: i * n + j - 1, pick: [place, [2, 2]] as const }
      const picture = await show(backend === 'cpu' ? { ...asked, backend } : asked)
      const found = brightest(
        picture,
        [left + 1, bottom - side + 1, left + side - 1, bottom - 1].map(Math.round) as [
          number,
          number,
          number,
          number,
        ],
      )
      expect(Math.hypot(found[0] - place[0], found[1] - place[1])).toBeLessThan(2.5)
      expect(picture.shown.picked).toEqual([i * n + j, null])
      expect(picture.shown.words.described).toMatch(/^one bump near theta1 = 1\.8, theta2 = 4\.1/)
    }
  })

  it('show a bump on a hexagonal sheet where its lattice vectors, at 120 degrees, put it', async () => {
    const n = 24
    const [i, j] = [5, 7]
    const across = 0.8 * (Math.min(width, height) - 32)
    const [a, b] = [i / n, j / n]
    const place = [width / 2 + across * (a - b / 2), height / 2 - (across * b * Math.sqrt(3)) / 2] as const
    const picture = await show({ text: hexagonal, spec: activity(), at: i * n + j - 1, pick: [place] })
    const found = brightest(picture, all)
    expect(Math.hypot(found[0] - place[0], found[1] - place[1])).toBeLessThan(2.5)
    expect(picture.shown.picked).toEqual([i * n + j])
  })

  it('show a bump on a sphere where the eye sees it', async () => {
    // the neuron that is picked in the middle, then the bump put there
    const text = textOf('{ sphere: 2, degree: 8 }', '"1": 2')
    const middle = [width / 2, height / 2] as const
    const first = await show({ text, spec: activity(), pick: [middle] })
    const [neuron] = first.shown.picked
    const picture = await show({ text, spec: activity(), at: neuron! - 1, width0: 0.4 })
    const found = brightest(picture, all)
    // half the distance of two samples, seen from straight above
    expect(Math.hypot(found[0] - middle[0], found[1] - middle[1])).toBeLessThan(14)
  })

  it('rest on the colours and words of the state, however few the frames', async () => {
    const spec = { kind: 'heat', population: 'field', variable: 'rate', replica: 0 } as const
    for (const asked of [{ spec: activity() }, { spec }, { spec: activity(), backend: 'cpu' }] as const) {
      const shown = async (more: Pick<Asked, 'first' | 'rests' | 'looks'>) =>
        (await show({ text: ring(64), looks: 3, ...asked, ...more })).shown
      const truth = await shown({})
      const rests = await shown({ first: 20, rests: true })
      expect(rests.words).toEqual(truth.words)
      expect(rests.restless).toEqual([true, true, false])
      // while it runs colours follow by and by
      expect((await shown({ first: 20, looks: 1 })).words).not.toEqual(truth.words)
    }
  })

  it('turn with the camera, and home again', async () => {
    const asked = { text: torus(16), spec: activity('surface'), at: 0, looks: 3 }
    const [still, turned, home] = [
      await show(asked),
      await show({ ...asked, turn: [0.8, 0.2, 1.1] }),
      await show({ ...asked, turn: [0, 0, 1] }),
    ]
    const away = (one: Picture, other: Picture) => {
      let count = 0
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          if (one.at(x, y).some((part, k) => Math.abs(part - other.at(x, y)[k]!) > 30)) count++
      return count
    }
    expect(away(still, turned)).toBeGreaterThan(2000)
    expect(away(still, home)).toBe(0)
  })

  it('map as few bytes for 65,536 neurons as for 256', async () => {
    const specs: readonly ViewSpec[] = [
      activity(),
      { kind: 'heat', population: 'field', variable: 'rate', replica: 0 },
      { kind: 'series', population: 'field', replica: 0 },
      { kind: 'phase', axes: 'order', replica: 0 },
    ]
    for (const spec of specs) {
      const mapped = async (n: number) =>
        new Set((await show({ text: torus(n), spec, frames: 1 })).shown.mapped)
      const few = await mapped(16)
      expect(await mapped(256)).toEqual(few)
      expect(Math.max(...few)).toBeLessThanOrEqual(1024)
    }
  })

  it('refuse a form that the space does not take, and a population that is not there', async () => {
    await expect(show({ text: ring(16), spec: activity('surface') })).rejects.toThrow(
      /one of natural, curve, sheet/,
    )
    const spec = { kind: 'series', population: 'elsewhere', replica: 0 } as const
    await expect(show({ text: ring(16), spec })).rejects.toThrow(/one of field/)
  })
})
