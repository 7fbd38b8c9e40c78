/** The lab's workers on a bare page: the whole of what a page may ask. Without WebGPU: lab.test.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { readNpz } from '../../src/index.ts'
import { type ServedPage, servePage } from './page/serve.ts'

const written = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../demos/experiments', `${name}.yaml`), 'utf8')
const ring = written('ring').replace('duration: 40', 'duration: 10').replace('replicas: 64', 'replicas: 2')
const circles = written('two-circles-on-a-torus').replace('[48, 48]', '[16, 16]')

let served: ServedPage
let browser: Browser

beforeAll(async () => {
  served = await servePage('lab-worker.html')
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

async function opened(context: BrowserContext): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(served.url)
  await page.waitForFunction(() => window.lab !== undefined)
  return { page, faults }
}

const begin = (page: Page, backend: 'auto' | 'cpu') =>
  page.evaluate(async (backend) => {
    window.lab.simulation.send({ kind: 'begin', backend, dark: false })
    return window.lab.hear('begun') as Promise<{ backend: string; device: string; why: string }>
  }, backend)

const open = (page: Page, text: string) =>
  page.evaluate(
    async (text) =>
      (await window.lab.simulation.ask({ kind: 'open', source: { text, name: 'a.yaml' } })).network,
    text,
  )

/** the state of replica 0 */
const state = (page: Page) =>
  page.evaluate(async () => {
    const { state, step } = await window.lab.simulation.ask({ kind: 'state', replica: 0 })
    return { state: [...state], step }
  })

/** Goes on for so long in the network's time (dt 0.05), and until the page has been told so. */
async function runFor(page: Page, time: number): Promise<void> {
  const end = 0.05 * (await state(page)).step + time
  await page.evaluate(() => {
    window.lab.simulation.send({ kind: 'speed', perSecond: 1000 })
    window.lab.simulation.send({ kind: 'play' })
  })
  await page.waitForFunction((end) => {
    const last = window.lab.told.findLast((message) => message.kind === 'status')
    return last?.kind === 'status' && last.status.time >= end
  }, end)
  await page.evaluate(() => window.lab.simulation.send({ kind: 'pause' }))
}

const bump = (x: readonly number[]) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length)
/** where the first harmonic stands, in neurons */
function peak(x: readonly number[]): number {
  const at = (f: (a: number) => number) =>
    x.reduce((sum, v, i) => sum + v * f((2 * Math.PI * i) / x.length), 0)
  return ((Math.atan2(at(Math.sin), at(Math.cos)) / (2 * Math.PI)) * x.length + x.length) % x.length
}

describe("the simulation's worker", () => {
  let page: Page
  let faults: string[]
  beforeAll(async () => {
    ;({ page, faults } = await opened(await browser.newContext()))
  })

  it('is bundled without a node: module and without a warning', () => {
    expect(served.warnings).toEqual([])
    expect(served.externalized).toEqual([])
  })

  it('begins on the device and tells of the network', async () => {
    expect(await begin(page, 'auto')).toMatchObject({ backend: 'webgpu', why: '' })
    const network = await open(page, ring)
    expect(network).toMatchObject({
      title: 'Ring attractor',
      replicas: 2,
      dt: 0.05,
      populations: [{ name: 'ring', space: 'SO(2), 128 neurons', neurons: 128, labels: ['1'] }],
      kernels: [{ spectrum: [{ label: '1', size: 2, multiplicity: 2 }] }],
    })
    expect(network.plan).toContain('resident')
    expect(Math.max(...network.kernels[0]!.profile!.values)).toBeCloseTo(4, 10)
  })

  it('tells where an experiment is wrong', async () => {
    const refusal = await page.evaluate(async (text) => {
      const wrong = { text: text.replace('transfer: erf', 'transfer: erg'), name: 'a.yaml' }
      return window.lab.simulation.ask({ kind: 'change', source: wrong }).catch((error) => error.refusal)
    }, ring)
    expect(refusal).toMatchObject({ line: 8, place: expect.stringContaining('transfer') })
  })

  it('plays: the bump forms, and the words come', async () => {
    await page.evaluate(() => {
      const canvas = window.lab.canvas(240, 160)
      const spec = {
        kind: 'activity',
        population: 'ring',
        variable: 'rate',
        as: 'natural',
        replica: 0,
      } as const
      const view = { kind: 'view', view: 'v', spec, canvas, width: 240, height: 160, ratio: 1 } as const
      window.lab.simulation.send(view, [canvas])
    })
    await runFor(page, 15)
    const { state: x, step } = await state(page)
    expect(step).toBeGreaterThanOrEqual(300)
    // sqrt 2 times the amplitude of a cosine
    expect(bump(x)).toBeCloseTo(1.687166, 3)
    await page.waitForFunction(() => window.lab.told.some((message) => message.kind === 'words'))
    const png = await page.evaluate(async () => [
      ...(await window.lab.simulation.ask({ kind: 'picture', view: 'v', scale: 1 })).png.slice(0, 4),
    ])
    expect(png).toEqual([0x89, 0x50, 0x4e, 0x47])
  })

  it('says what is seen when it stands still, however long that took', async () => {
    const said = () =>
      page.evaluate(() => {
        const words = window.lab.told.findLast((message) => message.kind === 'words')
        return words?.kind === 'words' ? words.words.described : ''
      })
    await page.evaluate(() =>
      window.lab.simulation.send({ kind: 'place', state: new Float32Array(128), replica: 0 }),
    )
    await expect.poll(said, { timeout: 20_000 }).toBe('uniform, rate 0')
    // seconds of work on a software device
    await page.evaluate(() => {
      const state = Float32Array.from({ length: 128 }, (_, i) => (i === 9 ? 1 : 0))
      window.lab.simulation.send({ kind: 'place', state })
      window.lab.simulation.send({ kind: 'step', steps: 30_000 })
    })
    await expect.poll(said, { timeout: 60_000 }).toMatch(/^one bump near theta = 0\.44, largest rate 1$/)
    await page.evaluate(() => window.lab.simulation.send({ kind: 'reset' }))
  })

  it('takes other numbers without compiling, and other dynamics with them', async () => {
    await runFor(page, 15)
    const { taken, compiled } = await page.evaluate(async (text) => {
      await window.lab.simulation.ask({ kind: 'counts' })
      const source = { text: text.replace('{ 1: 2 }', '{ 1: 1.5 }'), name: 'a.yaml' }
      const asked = [1, 2, 3].map(() => window.lab.simulation.ask({ kind: 'change', source }))
      const { taken } = (await Promise.all(asked))[2]!
      const { counts } = await window.lab.simulation.ask({ kind: 'counts' })
      return { taken, compiled: counts.compiled }
    }, ring)
    expect({ taken, compiled }).toEqual({ taken: 'numbers', compiled: 0 })
    await runFor(page, 15)
    const weaker = bump((await state(page)).state)
    expect(weaker).toBeGreaterThan(0.5)
    expect(weaker).toBeLessThan(1.5)
  })

  it('is moved by hands', async () => {
    const target = await page.evaluate(async () => {
      const { simulation } = window.lab
      const { state } = await simulation.ask({ kind: 'state', replica: 0 })
      const moved = state.map((_, i) => state[(i + 96) % 128]!)
      simulation.send({ kind: 'place', state: moved })
      simulation.send({ kind: 'push', direction: new Float32Array(128).fill(1), strength: 0.25, replica: 1 })
      return [...moved]
    })
    expect((await state(page)).state).toEqual(target)
    // a kick at each side of the ring: one of them is where the bump is not
    const before = peak(target)
    const hands: [number, number][] = [
      [120, 45],
      [120, 115],
      [85, 80],
      [155, 80],
    ]
    const states: number[][] = []
    for (const [x, y] of hands) {
      await page.evaluate(
        async ({ x, y, target }) => {
          const { simulation } = window.lab
          simulation.send({ kind: 'place', state: Float32Array.from(target) })
          const hand = { tool: 'kick', x, y, radius: 0.3, strength: 20 } as const
          simulation.send({ kind: 'hand', view: 'v', hand: { ...hand, phase: 'down' } })
          simulation.send({ kind: 'hand', view: 'v', hand: { ...hand, phase: 'up' } })
        },
        { x, y, target },
      )
      states.push((await state(page)).state)
    }
    const shifts = states.map((x) => Math.min(Math.abs(peak(x) - before), 128 - Math.abs(peak(x) - before)))
    expect(Math.max(...shifts)).toBeGreaterThan(4)
    // a bump that is dragged half round keeps its shape, and goes as far as the hand
    await page.evaluate(async () => {
      const hand = { tool: 'drag', radius: 0.3, strength: 20, y: 80 } as const
      for (const [phase, x] of [
        ['down', 85],
        ['move', 155],
        ['up', 155],
      ] as const)
        window.lab.simulation.send({ kind: 'hand', view: 'v', hand: { ...hand, phase, x } })
    })
    const last = states.at(-1)!
    expect((await state(page)).state).toEqual(last.map((_, i) => last[(i + 64) % 128]!))
  })

  it('runs the written experiment beside it, as a file that opens', async () => {
    const { status, npz } = await page.evaluate(async () => {
      const { status, npz } = await window.lab.simulation.ask({ kind: 'export' })
      return { status, npz: [...npz] }
    })
    const arrays = readNpz(Uint8Array.from(npz))
    expect(status).toBe('ok')
    expect([...arrays.keys()].sort()).toEqual(
      ['ring.activity', 'ring.final', 'ring.order', 'ring.position', 'time'].sort(),
    )
    expect(arrays.get('ring.activity')!.shape).toEqual([51, 2, 128])
  })

  it('recovers from a lost device', async () => {
    const kept = () =>
      page.evaluate(async () => {
        const told = await window.lab.simulation.ask({ kind: 'counts' })
        return told.counts.kept
      })
    await page.evaluate(() => window.lab.simulation.send({ kind: 'play' }))
    // the next snapshot, a few seconds after the one before at most
    await kept()
    await expect.poll(kept, { timeout: 20_000 }).toBeGreaterThan(0)
    const said = await page.evaluate(async () => {
      window.lab.simulation.send({ kind: 'lose' })
      return (await window.lab.hear('recovered')) as { backend: string; said: string }
    })
    expect(said.backend).toBe('webgpu')
    expect(said.said).toMatch(/^it goes on from t = /)
    const { step } = await state(page)
    await page.waitForFunction((step) => {
      const last = window.lab.told.findLast((message) => message.kind === 'status')
      return last?.kind === 'status' && last.status.step > step
    }, step)
    expect(bump((await state(page)).state)).toBeGreaterThan(0.1)
    expect(await page.evaluate(() => window.lab.told.filter(({ kind }) => kind === 'fault'))).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  })
})

describe('a network that the device refuses', () => {
  it('goes on with the reference engine, and says why', async () => {
    const { page } = await opened(await browser.newContext())
    await begin(page, 'auto')
    const ask = (kind: 'open' | 'change', text: string) =>
      page.evaluate(
        async ([kind, text]) => {
          window.lab.told.length = 0
          const source = { text: text!, name: 'a.yaml' }
          await window.lab.simulation.ask({ kind: kind as 'open', source })
          return (await window.lab.hear('begun')) as { backend: string; why: string }
        },
        [kind, text] as const,
      )
    const small =
      'goldstone: 1\npopulations: { ring: { space: { group: SO(2), samples: 32 }, transfer: tanh } }\nconnections: [{ from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }]\nsimulation: { dt: 0.1, duration: 1 }\n'
    await open(page, small)
    const before = await state(page)
    const huge = small.replace('{ 1: 2 }', '{ 1: 1.0e+39 }')
    const told = await ask('change', huge)
    expect(told.backend).toBe('cpu')
    expect(told.why).toContain('connections[0].kernel.spectrum.1')
    expect((await state(page)).state).toEqual(before.state)
    // and back by itself with numbers that the device takes
    expect((await ask('change', small)).backend).toBe('webgpu')
    expect((await state(page)).state).toEqual(before.state)
    expect((await ask('open', huge)).backend).toBe('cpu')
    expect((await ask('open', ring)).backend).toBe('webgpu')
  })
})

describe('a browser that gives no device any more', () => {
  it('is asked again, and the network goes back there', async () => {
    const { page } = await opened(await browser.newContext())
    await begin(page, 'auto')
    await open(page, ring)
    await page.evaluate(() => window.lab.simulation.send({ kind: 'step', steps: 100 }))
    const before = await state(page)
    const [worker] = page.workers()
    await worker!.evaluate(() => {
      const { requestAdapter } = GPU.prototype
      Object.assign(globalThis, { requestAdapter })
      GPU.prototype.requestAdapter = async () => null
    })
    const ask = (kind: 'lose' | 'retry', answer: 'recovered' | 'begun') =>
      page.evaluate(
        async ([kind, answer]) => {
          window.lab.told.length = 0
          window.lab.simulation.send({ kind })
          return (await window.lab.hear(answer)) as { backend: string; why: string }
        },
        [kind, answer] as const,
      )
    expect((await ask('lose', 'recovered')).backend).toBe('cpu')
    // nothing was kept of a network that never ran by itself
    await page.evaluate(
      (state) => window.lab.simulation.send({ kind: 'place', state: Float32Array.from(state) }),
      before.state,
    )
    expect(await ask('retry', 'begun')).toMatchObject({
      backend: 'cpu',
      why: expect.stringContaining('no adapter'),
    })
    await worker!.evaluate(() => {
      const { requestAdapter } = globalThis as unknown as GPU
      GPU.prototype.requestAdapter = requestAdapter
    })
    expect(await ask('retry', 'begun')).toMatchObject({ backend: 'webgpu', why: '' })
    expect((await state(page)).state).toEqual(before.state)
    await page.context().close()
  })
})

describe('many replicas on the reference engine', () => {
  it('leave the worker free to answer', async () => {
    const { page } = await opened(await browser.newContext())
    await begin(page, 'cpu')
    await open(page, circles.replace('[16, 16]', '[32, 32]').replace(/replicas: \d+/, 'replicas: 4000'))
    const { step, answers } = await page.evaluate(async () => {
      const { simulation } = window.lab
      const ask = async () => {
        const began = performance.now()
        await simulation.ask({ kind: 'counts' })
        return performance.now() - began
      }
      const began = performance.now()
      simulation.send({ kind: 'step', steps: 1 })
      await simulation.ask({ kind: 'state', replica: 0 })
      const step = performance.now() - began
      simulation.send({ kind: 'play' })
      const answers: number[] = []
      for (const end = performance.now() + 2 * step; performance.now() < end; ) answers.push(await ask())
      return { step, answers }
    })
    // a step of them all takes a second or so, a turn 20 ms
    expect(answers.length).toBeGreaterThan(8)
    expect(Math.max(...answers)).toBeLessThan(step / 2)
    await page.context().close()
  })
})

describe("the certificate's worker", () => {
  it('finds the saddle between two circles, draws it, and names where states leave it', async () => {
    const context = await browser.newContext()
    const { page, faults } = await opened(context)
    const found = await page.evaluate(async (text) => {
      const { certifier } = window.lab
      const source = { text, name: 'a.yaml' }
      const { certificate, portrait } = await certifier.ask({ kind: 'certify', source, starts: 12 })
      const saddle = certificate.manifolds.find(
        ({ stability, dimension }) => stability === 'saddle' && dimension === 2,
      )!
      const body = portrait.bodies.find(({ id }) => id === saddle.id)!
      const { directions } = await certifier.ask({
        kind: 'spectrum',
        source,
        state: Float32Array.from(saddle.state),
        nearest: true,
      })
      return {
        topology: saddle.topology,
        shapes: portrait.bodies.map(({ shape }) => shape),
        mesh: [body.mesh!.rows * body.mesh!.columns, body.mesh!.states.length, body.mesh!.states[0]!.length],
        directions: directions.map(({ name, kind }) => `${kind}: ${name}`),
        progress: window.lab.told.filter(({ kind }) => kind === 'progress').length,
      }
    }, circles)
    expect(found.topology).toBe('T2')
    expect(found.shapes).toContain('curve')
    expect(found.mesh).toEqual([37 * 37, 37 * 37, 256])
    expect(found.directions.slice(0, 3)).toEqual([
      'tangent: along the manifold, translation of theta1',
      'tangent: along the manifold, translation of theta2',
      expect.stringMatching(/^unstable: unstable/),
    ])
    expect(found.progress).toBeGreaterThan(3)
    expect(faults).toEqual([])
    await context.close()
  })
})
