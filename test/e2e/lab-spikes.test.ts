/**
 * A spiking experiment in the lab: offered, run on the reference engine with the reason told, seen as a raster that can
 * be saved, changed in its numbers, certified as its rate model, whose states it cannot be put into.
 */
import { readFileSync } from 'node:fs'
import { decode } from 'fast-png'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { drawnShare, openPage, type ServedLab, serveLab } from './lab/lab.ts'

let lab: ServedLab
let browser: Browser

beforeAll(async () => {
  lab = await serveLab()
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

it('spikes are seen, changed and certified', async () => {
  const { page, complaints } = await openPage(browser, `${lab.url}index.html`, { still: true })
  await page.evaluate(() => {
    const offers = [...document.querySelectorAll<HTMLButtonElement>('#experiments button')]
    offers.find(({ textContent }) => textContent === 'Spikes beside their mean field')!.click()
  })
  const raster = page.locator('#stage figure[data-kind="raster"]')
  await raster.waitFor()
  expect(await page.locator('#notices').textContent()).toContain('received neurons that fire')

  const told = () => raster.locator('canvas').getAttribute('aria-label')
  await expect.poll(told, { timeout: 20_000 }).toBe('spikes, 32 of 200 at each point: no spikes')
  const blank = await drawnShare(raster.locator('.frame'))
  // half a unit of time at a press
  for (let press = 0; press < 3; press++) await page.keyboard.press('.')
  await expect.poll(told, { timeout: 20_000 }).toMatch(/\d{3,} spikes from t = 0 to 1\.5/)
  await expect
    .poll(() => drawnShare(raster.locator('.frame')), { timeout: 20_000 })
    .toBeGreaterThan(2 * blank)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    raster.getByRole('button', { name: 'save this view as a picture' }).click(),
  ])
  const { width, data, channels } = decode(readFileSync(await download.path()))
  expect(width).toBeGreaterThan(400)
  const paper = data.slice(0, channels).join()
  let inked = 0
  for (let at = 0; at < data.length; at += channels)
    if (data.slice(at, at + channels).join() !== paper) inked++
  expect(inked).toBeGreaterThan(1000)

  // a number of the kernel: it goes on where it was
  await page.evaluate(() => {
    const slider = document.querySelector<HTMLInputElement>(
      '#numbers input[type="range"][aria-label^="coefficient of the harmonic 1"]',
    )!
    slider.value = String(Number(slider.value) + 0.01)
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await page.keyboard.press('.')
  await expect.poll(told, { timeout: 20_000 }).toContain('to 2')

  await page.keyboard.press('c')
  const found = page.locator('#found')
  await found.locator('table.manifolds').waitFor({ timeout: 120_000 })
  expect(await found.textContent()).toContain('These are equilibria of the exact mean field')
  for (const row of await found.locator('.goto').all()) expect(await row.isDisabled()).toBe(true)
  expect(complaints).toEqual([])
  await page.context().close()
}, 240_000)
