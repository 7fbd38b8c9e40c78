/**
 * One experiment and seed is one run: in a page on WebGPU, in Node on WebGPU and on the reference engine.
 * Random bits are equal, steps within what float32 may do to them, long runs the same in their invariants.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { philox4x32 } from '../../src/math/philox.ts'
import { testDevice } from '../device/device.ts'
import { experimentText } from './page/experiment.ts'
import { runOf, type Told } from './page/runs.ts'
import { type ServedPage, servePage } from './page/serve.ts'
import { drawWords, givenWords } from './page/words.ts'

const folder = resolve(import.meta.dirname, '../../demos/experiments')
const demo = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8')
/** A million neurons take a software device half a minute: with GOLDSTONE_FULL=1 only. */
const large = process.env['GOLDSTONE_FULL'] === '1' ? [] : ['million-neuron-torus.yaml']
const demos = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !large.includes(name))
  .map((name) => name.slice(0, -'.yaml'.length))

/**
 * A step rounds about ten times, numbers that are no larger than the state; an error made early grows at most
 * threefold in so few steps (dt 0.05, growth of at most 1 per tau).
 */
const perStep = 32 * 2 ** -24
const few = 24
/** At its attractor a network forgets what a step did wrong by at least this factor a step: dt 0.05, rate 0.05. */
const forgets = 0.05 * 0.05

interface Case {
  readonly name: string
  /** enough to be at the attractor */
  readonly steps: number
  readonly replicas: number
  /** population and label of the order that lives there */
  readonly order: readonly [string, string]
  /** radians per tau */
  readonly drift?: number
}

const cases: readonly Case[] = [
  { name: 'ring', steps: 800, replicas: 3, order: ['ring', '1'], drift: 0 },
  { name: 'drifting-ring', steps: 800, replicas: 3, order: ['ring', '1'], drift: 0.15 },
  { name: 'six-neurons', steps: 1600, replicas: 3, order: ['cells', '1'] },
  { name: 's4', steps: 600, replicas: 4, order: ['permutations', '3,1'] },
  { name: 'dihedral', steps: 800, replicas: 3, order: ['polygon', 'E1'] },
  { name: 'excitatory-inhibitory-ring', steps: 1200, replicas: 2, order: ['excitatory', '1'], drift: 0 },
  { name: 'sphere', steps: 500, replicas: 2, order: ['sphere', '1'] },
]

let served: ServedPage
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  served = await servePage('gpu.html')
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
  page = await browser.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()),
  )
  await page.goto(served.url)
  await page.waitForFunction(() => window.goldstone !== undefined)
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

const inPage = (text: string, size: { steps: number; replicas: number }): Promise<Told> =>
  page.evaluate(({ text, size }) => window.goldstone.run(text, size), { text, size })

/** The three runs of one experiment: reference engine, device in Node, device in the page. */
async function three(text: string, size: { steps: number; replicas: number }): Promise<[Told, Told, Told]> {
  const cpu = await runOf(text, size, null)
  const [node, web] = await Promise.all([runOf(text, size, await testDevice()), inPage(text, size)])
  expect([cpu.backend, node.backend, web.backend]).toEqual(['cpu', 'webgpu', 'webgpu'])
  expect(cpu.device).toBeNull()
  for (const run of [node, web]) {
    const { status, steps, times, names, plan } = cpu
    expect(run).toMatchObject({ status, steps, times, names, plan, warnings: [], losses: [] })
    expect(run.mode).toBe(node.mode)
  }
  return [cpu, node, web]
}

/** The largest difference, over the largest number or 1. */
function difference(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length)
  const size = a.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / size
}

/** Mean speed in radians per tau of the last quarter of a run, per replica. */
function drifts({ angle, times }: Told, population: string, replicas: number): number[] {
  const frames = times.length
  const first = Math.floor((3 * frames) / 4)
  const duration = times[frames - 1]! - times[first]!
  return Array.from({ length: replicas }, (_, replica) => {
    let turned = 0
    for (let f = first + 1; f < frames; f++) {
      const step =
        angle[population]![f * replicas + replica]! - angle[population]![(f - 1) * replicas + replica]!
      turned += step - 2 * Math.PI * Math.round(step / (2 * Math.PI))
    }
    return turned / duration
  })
}

describe('WebGPU in a page', () => {
  it('is bundled without a node: module and without a warning', () => {
    expect(served.warnings).toEqual([])
    expect(served.externalized).toEqual([])
  })

  it('draws the random bits of the host', async () => {
    const count = 1000
    const given = givenWords(count)
    const exact = Array.from({ length: count }, (_, i) => {
      const six = given.subarray(6 * i, 6 * i + 6)
      return [...philox4x32(six, six.subarray(4))]
    }).flat()
    expect(await page.evaluate((count) => window.goldstone.words(count), count)).toEqual(exact)
    expect([...(await drawWords(await testDevice(), given))]).toEqual(exact)
  })

  it.each(['a noisy ring', ...demos])(
    'takes the steps of Node and of the reference engine: %s',
    async (name) => {
      const text = demos.includes(name) ? demo(name) : experimentText
      const small = text === experimentText || cases.some((other) => other.name === name)
      const sizes = (small ? [1, few] : [1]).map((steps) => ({ steps, replicas: small ? 3 : 2 }))
      for (const size of sizes) {
        const [cpu, ...others] = await three(text, size)
        for (const run of others)
          for (const [population, state] of Object.entries(cpu.state))
            expect(difference(state, run.state[population]!)).toBeLessThan(size.steps * perStep)
      }
    },
  )

  it.each(cases)(
    'ends at the attractor of Node and of the reference engine: $name',
    async ({ name, steps, replicas, order: [population, label], drift }) => {
      const [cpu, ...others] = await three(demo(name), { steps, replicas })
      const tolerance = perStep / forgets
      for (const amplitude of cpu.order[population]![label]!) expect(amplitude).toBeGreaterThan(0.1)
      for (const run of others)
        for (const [population, labels] of Object.entries(cpu.order))
          for (const [label, amplitudes] of Object.entries(labels))
            expect(
              difference(amplitudes, run.order[population]![label]!),
              `${population} ${label}`,
            ).toBeLessThan(tolerance)
      if (drift === undefined) return
      for (const run of [cpu, ...others])
        for (const speed of drifts(run, population, replicas))
          expect(Math.abs(speed - drift)).toBeLessThan(1e-3)
    },
  )

  it('says nothing that nobody asked for, and keeps its device', async () => {
    expect(complaints).toEqual([])
    expect(await page.evaluate(() => window.goldstone.faults())).toEqual([])
  })

  it('ends or goes on when the GPU process crashes', async () => {
    const page = await browser.newPage()
    await page.goto(served.url)
    await page.waitForFunction(() => window.goldstone !== undefined)
    await page.evaluate((text) => window.goldstone.startTwo(text, 40_000), experimentText)
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.crashGpuProcess')
    const { ended, resumed, snapshot, next, whole } = await page.evaluate(() => window.goldstone.afterCrash())
    expect(ended.status).toBe('device-lost')
    expect(ended.losses).toHaveLength(1)
    expect(ended.advice).toContain(ended.losses[0]!)
    expect(resumed.status).toBe('ok')
    expect(resumed.losses).toHaveLength(1)
    expect(snapshot).toBeGreaterThan(0)
    expect(next).toBeGreaterThan(snapshot)
    expect(resumed).toEqual({ ...whole, losses: resumed.losses })
    expect(await page.evaluate(() => window.goldstone.faults())).toEqual([])
  })
})
