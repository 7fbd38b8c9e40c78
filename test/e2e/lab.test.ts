/**
 * The lab and its stories in headless Chromium on real WebGPU (a software device): they answer the hand and their
 * sliders; links, exports, certificates, lost devices, and a browser without WebGPU. That each story runs and is drawn
 * is in lab-pictures.test.ts.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { fromPermalink, permalink } from '../../src/experiment/permalink.ts'
import {
  advance,
  buildLab,
  drawnShare,
  harmonic,
  openPage,
  openStory,
  type ServedLab,
  stateOf,
} from './lab/lab.ts'
import { experimentText } from './page/experiment.ts'

let lab: ServedLab
let browser: Browser

beforeAll(async () => {
  lab = await buildLab()
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

// what is left open goes on computing
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))

const rms = (state: readonly number[]) => Math.sqrt(state.reduce((sum, x) => sum + x * x, 0) / state.length)
const turn = (from: number, to: number) => Math.abs(Math.sin((to - from) / 2)) * 2

describe('the pages', () => {
  it('are built without a warning', () => {
    expect(lab.warnings).toEqual([])
  })
})

const play = (page: Page, on: boolean) =>
  page.evaluate((on) => window.story!.simulation.send({ kind: on ? 'play' : 'pause' }), on)
const hears = (page: Page, words: string) =>
  page.waitForFunction((words) => window.story!.said.some((said) => said.includes(words)), words)
const countsOf = (page: Page) =>
  page.evaluate(async () => (await window.story!.simulation.ask({ kind: 'counts' })).counts)

/** A story that loses its device goes on near where it was, by itself, and is drawn. */
async function goesOnAfter(loss: (page: Page) => Promise<unknown>): Promise<void> {
  const { page } = await openStory(browser, lab, 'ring', { still: true })
  const before = harmonic(await advance(page, 400))
  await play(page, true)
  // recovery goes on from a snapshot that is taken every few seconds
  await expect.poll(async () => (await countsOf(page)).kept, { timeout: 30_000 }).toBeGreaterThan(0)
  await loss(page)
  await hears(page, 'lost')
  await page.waitForFunction(() => !window.story!.said.at(-1)!.includes('was lost'))
  await countsOf(page)
  await expect.poll(async () => (await countsOf(page)).steps, { timeout: 20_000 }).toBeGreaterThan(0)
  await play(page, false)
  const after = harmonic(await advance(page, 20))
  expect(after.amplitude).toBeCloseTo(2.386, 1)
  expect(turn(after.phase, before.phase)).toBeLessThan(0.05)
  for (const canvas of await page.locator('#stage canvas').all())
    await expect.poll(() => drawnShare(canvas), { timeout: 20_000 }).toBeGreaterThan(0.005)
}

describe('a story', () => {
  it('answers kicks, pushes and sliders', async () => {
    const { page, complaints } = await openStory(browser, lab, 'ring', { still: true })
    const formed = harmonic(await advance(page, 400))
    expect(formed.amplitude).toBeCloseTo(2.386, 2)

    // at two places a quarter of the ring apart, one of which is not where the bump already is
    const box = (await page.locator('#stage canvas').first().boundingBox())!
    const radius = 0.36 * Math.min(box.width, box.height)
    await play(page, true)
    for (const [right, down] of [
      [0, -1],
      [1, 0],
    ] as const) {
      await page.mouse.move(box.x + box.width / 2 + right * radius, box.y + box.height / 2 + down * radius)
      await page.mouse.down()
      await page.waitForTimeout(600)
      await page.mouse.up()
    }
    await play(page, false)
    const kicked = harmonic(await advance(page, 400))
    expect(turn(kicked.phase, formed.phase)).toBeGreaterThan(0.02)
    expect(kicked.amplitude).toBeCloseTo(2.386, 2)

    // a push of rms 0.8 along the manifold: it stays where it was put
    await page.click('button[data-push="tangent"]')
    await hears(page, 'Pushed')
    const pushed = harmonic(await advance(page, 400))
    const angle = Math.atan((0.8 * Math.SQRT2) / 2.386)
    expect(turn(pushed.phase, kicked.phase)).toBeCloseTo(2 * Math.sin(angle / 2), 2)
    // across it: at once as much higher or lower, later forgotten
    await page.click('button[data-push="transverse"]')
    await hears(page, 'transverse')
    const across = harmonic(await stateOf(page))
    expect(Math.abs(across.amplitude - pushed.amplitude)).toBeCloseTo(0.8 * Math.SQRT2, 2)
    const back = harmonic(await advance(page, 400))
    expect(back.amplitude).toBeCloseTo(2.386, 2)
    expect(turn(back.phase, pushed.phase)).toBeLessThan(0.01)

    // a number changes without anything being compiled
    await countsOf(page)
    await page.locator('#c').fill('0.5')
    await page.waitForTimeout(300)
    expect(harmonic(await advance(page, 300)).amplitude).toBeLessThan(0.1)
    expect((await countsOf(page)).compiled).toBe(0)
    expect(complaints).toEqual([])
  })

  it('finds the saddle, goes there, and is left by it', async () => {
    const { page, complaints } = await openStory(browser, lab, 'torus', { still: true })
    await page.waitForSelector('tr[data-manifold="M2"][data-stability="saddle"]')
    expect(await page.locator('tr[data-manifold="M1"]').getAttribute('data-stability')).toBe('attracting')
    await page.click('button[data-place="M2"]')
    await hears(page, 'On M2')
    // A = B = 1.445317: both harmonics hold as much
    expect(rms(await stateOf(page))).toBeCloseTo(1.445317, 4)
    await page.click('button[data-push="unstable"]')
    await hears(page, 'unstable')
    // the stripes' A / sqrt 2
    expect(rms(await advance(page, 600))).toBeCloseTo(2.386013 / Math.SQRT2, 2)
    expect(complaints).toEqual([])
  })

  it('goes to what it is still searching for, whoever asks meanwhile', async () => {
    const { page } = await openStory(browser, lab, 'so3', { still: true, query: '?backend=cpu' })
    await page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('[data-place]')) button.click()
    })
    await hears(page, 'On M2')
    await hears(page, 'On M3')
  })

  it('reads as many bytes a frame whatever the number of neurons', async () => {
    const { page } = await openStory(browser, lab, 'torus')
    const perSecond = async (samples: number) => {
      await page.evaluate(async (samples) => {
        const { text, name } = window.story!.source()
        const source = {
          name,
          text: text.replace('[48, 48]', `[${samples}, ${samples}]`).replace('replicas: 24', 'replicas: 2'),
        }
        await window.story!.simulation.ask({ kind: 'open', source })
      }, samples)
      await page.waitForTimeout(400)
      await countsOf(page)
      const began = performance.now()
      let [frames, steps, read] = [0, 0, 0]
      for (let seconds = 0; seconds < 1.5 || frames < 3; seconds = (performance.now() - began) / 1000) {
        await page.waitForTimeout(500)
        const counts = await countsOf(page)
        frames += counts.frames
        steps += counts.steps
        // the snapshot from which a lost device is recovered, every few seconds, is told by itself
        read += counts.mapped - counts.kept
      }
      expect(steps).toBeGreaterThan(0)
      return read / ((performance.now() - began) / 1000)
    }
    // words and the look for divergence, a few times a second: of 256 neurons and of 16,384
    for (const samples of [16, 128]) expect(await perSecond(samples)).toBeLessThan(8192)
  })

  it('goes on when its device is lost', () =>
    goesOnAfter((page) => page.evaluate(() => window.story!.simulation.send({ kind: 'lose' }))))
})

describe('the lab', () => {
  const small = experimentText

  it('opens a link in the state that it carries, and saves a recording that NumPy reads', async () => {
    const state = Float32Array.from({ length: 64 }, (_, i) =>
      Math.fround(2 * Math.cos((2 * Math.PI * i) / 64)),
    )
    const { hash } = permalink({ text: small, state, step: 123 })
    const watched = await openPage(browser, `${lab.url}index.html#${hash}`, { still: true })
    const { page } = watched
    await page.waitForSelector('#stage canvas')
    const shared = async () => {
      await page.evaluate(() => history.replaceState(null, '', location.pathname))
      await page.click('[data-command="share"]')
      await page.waitForFunction(() => location.hash.length > 10)
      return fromPermalink(await page.evaluate(() => location.hash))
    }
    const link = await shared()
    expect(link.step).toBe(123)
    expect(link.text).toBe(small)
    expect([...link.state!]).toEqual([...state])

    // and again from the link that the page made itself
    const again = await openPage(browser, page.url(), { still: true })
    await again.page.waitForSelector('#stage canvas')
    await again.page.click('[data-command="share"]')
    await again.page.waitForTimeout(1000)
    expect(fromPermalink(new URL(again.page.url()).hash)).toMatchObject({ text: small, step: 123 })

    await page.locator('details:has(#export) > summary').click()
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.click('#export'),
    ])
    const printed = execFileSync(
      'python3',
      [
        '-c',
        'import numpy, sys; r = numpy.load(sys.argv[1]); a = r["ring.state"]; print(a.shape, numpy.isfinite(a).all())',
        await download.path(),
      ],
      { encoding: 'utf8' },
    )
    expect(printed.trim()).toMatch(/^\(\d+, 3, 1, 64\) True$/)
    expect(watched.complaints).toEqual([])
  })

  it('is headed by the experiment of a link, refused or not', async () => {
    const text = `${small.replace(/^title:.*$/m, '')}\ntitle: Refused\nwrong: 1\n`
    const { page } = await openPage(browser, `${lab.url}index.html?backend=cpu#${permalink({ text }).hash}`)
    await page.waitForFunction(() => document.getElementById('notices')!.textContent!.includes('wrong'))
    expect(await page.textContent('h1')).toBe('Refused')
    const paper = await page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor)
    expect(await page.locator('#stage').evaluate((stage) => getComputedStyle(stage).backgroundColor)).toBe(
      paper,
    )
  })

  it('shows kernel and eigenvalues in the place of a view, each saved as a picture', async () => {
    const views = [
      { spec: { kind: 'plot', plot: 'kernel' } },
      { spec: { kind: 'plot', plot: 'eigenvalues' } },
    ]
    const { hash } = permalink({ text: small, views })
    const { page, complaints } = await openPage(browser, `${lab.url}index.html#${hash}`, { still: true })
    const [kernel, found] = ['kernel', 'eigenvalues'].map((name) =>
      page.locator('.pane', { has: page.locator('.name', { hasText: name }) }),
    ) as [Locator, Locator]
    expect(await kernel.locator('svg.plot').getAttribute('aria-label')).toContain('kernel')
    expect(await found.locator('.frame').textContent()).toContain('Certify')
    await page.keyboard.press('c')
    await page.locator('.goto').first().click()
    await found.locator('.eigenvalue').first().press('Enter')
    await page.waitForFunction(() => document.getElementById('notices')!.textContent!.includes('Pushed'))
    await kernel.hover()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      kernel.getByRole('button', { name: 'save this view' }).click(),
    ])
    const saved = readFileSync(await download.path(), 'utf8')
    expect(saved).toMatch(/^<svg .*<path /s)
    expect(saved).not.toContain('var(--')
    // and back to a view that the worker draws
    await kernel.locator('select').first().selectOption({ index: 0 })
    await page.waitForSelector('.pane[data-kind="phase"] canvas')
    expect(complaints).toEqual([])
  })
})

describe('a browser without WebGPU', () => {
  it('is served by the reference engine, which says so, and drawn all the same', async () => {
    const plain = await chromium.launch(launchOptions())
    try {
      const { page, complaints } = await openStory(plain, lab, 'ring', { still: true })
      await hears(page, 'On the processor')
      expect(harmonic(await advance(page, 400)).amplitude).toBeCloseTo(2.386, 2)
      for (const canvas of await page.locator('#stage canvas').all())
        await expect.poll(() => drawnShare(canvas), { timeout: 20_000 }).toBeGreaterThan(0.005)
      // and so is the lab, whose manifolds are among the states
      const opening = await openPage(plain, `${lab.url}index.html`, { still: true })
      const states = opening.page.locator('#stage canvas').first()
      await expect.poll(() => states.getAttribute('aria-label'), { timeout: 20_000 }).toMatch(/among 1 att/)
      expect([...complaints, ...opening.complaints]).toEqual([])
    } finally {
      await plain.close()
    }
  })
})

// last: a browser survives it once
describe('a true loss', () => {
  it('does not end a story when the GPU process crashes', () =>
    goesOnAfter(async () => (await browser.newBrowserCDPSession()).send('Browser.crashGpuProcess')))
})
