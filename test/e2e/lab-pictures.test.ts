/**
 * Each story runs without a complaint, is drawn and looks as it did, and so do the lab's own page and its plots: at
 * three widths, in one theme each and in both where everything is asked for (GOLDSTONE_FULL). The views of the lab
 * one by one are in lab-views.test.ts.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { fromPermalink } from '../../src/experiment/permalink.ts'
import { advance, openPage, openStory, type ServedLab, serveLab } from './lab/lab.ts'
import { picturesIn, widthsAndThemes } from './lab/pictures.ts'

/** Steps until a story's state has formed, and its root mean square then, as certificates have it. */
const stories: Readonly<Record<string, readonly [steps: number, rms: number]>> = {
  ring: [300, 1.687],
  torus: [300, 1.687],
  sphere: [300, 1.586],
  so3: [120, 1.586],
  'grid-cells': [1200, 0.661],
  pinning: [400, 0.365],
}

const pictures = picturesIn('pictures.json')
let lab: ServedLab
let browser: Browser

beforeAll(async () => {
  lab = await serveLab()
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
})

afterAll(async () => {
  pictures.keep()
  await browser?.close()
  await lab?.close()
})

// what is left open goes on computing
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))

type Look = ReturnType<typeof widthsAndThemes>[number]

async function turnTo(page: Page, { width, height, dark }: Look): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  if (pictures.writes) await page.waitForTimeout(4000)
}

const rms = (state: readonly number[]) => Math.sqrt(state.reduce((sum, x) => sum + x * x, 0) / state.length)

it.each(Object.entries(stories))('the story %s runs and looks as it did', async (name, [steps, formed]) => {
  const { page, complaints } = await openStory(browser, lab, name, { still: true, query: '?certify=no' })
  const state = await advance(page, steps)
  expect(rms(state)).toBeGreaterThan(0.85 * formed)
  expect(rms(state)).toBeLessThan(1.15 * formed)
  const canvases = await page.locator('#stage canvas').all()
  expect(canvases).toHaveLength(2)
  for (const canvas of canvases)
    await expect.poll(() => canvas.getAttribute('aria-label'), { timeout: 20_000 }).toMatch(/\w+: \w+/)
  for (const look of widthsAndThemes(Object.keys(stories).indexOf(name))) {
    await turnTo(page, look)
    for (const [k, canvas] of canvases.entries())
      await pictures.expect(`${name} ${look.key} ${k}`, () => canvas.screenshot())
  }
  expect(await page.locator('.katex').count()).toBeGreaterThan(2)
  const link = (await page.locator('a[data-lab]').getAttribute('href'))!
  expect(fromPermalink(link.slice(link.indexOf('#'))).text).toContain('goldstone: 1')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.waitForFunction(() => window.story!.status()!.playing)
  expect(complaints).toEqual([])
})

it('the lab looks as it did, with the manifolds that were found, a kernel and a spectrum', async () => {
  const { page, complaints } = await openPage(browser, `${lab.url}index.html`, { still: true })
  const states = page.locator('#stage canvas').first()
  await expect
    .poll(() => states.getAttribute('aria-label'), { timeout: 30_000 })
    .toMatch(/among 1 attracting, 1 saddle/)
  // onto the saddle torus, and what becomes of states near it
  await page.locator('tr:has(.saddle) .goto').click()
  const plots = {
    kernel: page.locator('.plots svg').first(),
    spectrum: page.locator('#found svg.plot'),
  }
  await plots.spectrum.waitFor({ state: 'attached' })
  await page.evaluate(() => document.fonts.ready)
  for (const look of widthsAndThemes(0)) {
    await turnTo(page, look)
    await pictures.expect(`lab ${look.key}`, () => page.screenshot())
    const onPhone = look.width < 800
    if (onPhone) await page.click('#handle')
    for (const [name, plot] of Object.entries(plots))
      await pictures.expect(`${name} ${look.key}`, () => plot.screenshot())
    if (onPhone) await page.click('#handle')
  }
  // the canvases are lettered in the page's own face
  const faces = await page.workers()[0]!.evaluate(() => {
    const { fonts } = globalThis as unknown as { fonts: FontFaceSet }
    return [...fonts].map(({ family, status }) => `${family.replaceAll('"', '')} ${status}`)
  })
  expect(faces).toEqual(['Inter Variable loaded', 'Inter Variable loaded'])
  expect(complaints).toEqual([])
})
