/**
 * What the stories' views look like at three widths, light and dark: each canvas as a grid of grey levels, held against
 * the one kept in lab/pictures.json with a tolerance for another driver's rounding. GOLDSTONE_PICTURES=write keeps new
 * ones; look at the pages before.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { advance, openStory, type ServedLab, serveLab, thumbnail } from './lab/lab.ts'

const file = resolve(import.meta.dirname, 'lab/pictures.json')
const write = process.env['GOLDSTONE_PICTURES'] === 'write'
const kept: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
const made: Record<string, string> = {}

/** Steps after which each is looked at. */
const steps = { ring: 300, torus: 240, sphere: 240, so3: 80, 'grid-cells': 1000, pinning: 300 }
const widths = [
  [390, 844],
  [1280, 800],
  [2560, 1440],
] as const
const columns = 12
const rows = 8

let lab: ServedLab
let browser: Browser

beforeAll(async () => {
  lab = await serveLab()
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
})

afterAll(async () => {
  if (write) writeFileSync(file, `${JSON.stringify(made, null, 1)}\n`)
  await browser?.close()
  await lab?.close()
})

const hex = (levels: readonly number[]) => levels.map((level) => level.toString(16).padStart(2, '0')).join('')
const levels = (text: string) => Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))

/** Mean difference of the cells, and all of it between one paper and another. */
const distance = ([paper, ...cells]: readonly number[], [other, ...others]: readonly number[]) =>
  Math.abs(paper! - other!) +
  cells.reduce((sum, level, i) => sum + Math.abs(level - others[i]!), 0) / cells.length
const mean = (cells: readonly number[]) => cells.reduce((sum, level) => sum + level, 0) / cells.length

it.each(Object.entries(steps))('%s looks as it did', async (name, steps) => {
  const { page } = await openStory(browser, lab, name, { still: true, query: '?certify=no' })
  await advance(page, steps)
  for (const [width, height] of widths)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const canvases = await page.locator('#stage canvas').all()
      expect(canvases).toHaveLength(2)
      for (const [k, canvas] of canvases.entries()) {
        const key = `${name} ${width} ${colorScheme} ${k}`
        const look = async () => thumbnail(await canvas.screenshot(), columns, rows)
        if (write) {
          await page.waitForTimeout(1500)
          made[key] = hex(await look())
          continue
        }
        expect(kept[key], key).toBeDefined()
        const truth = levels(kept[key]!)
        // the canvas is not bare: an eighth of its cells has ink
        const ink = mean(truth.slice(1))
        expect(truth.slice(1).filter((level) => level > 8).length, key).toBeGreaterThan((columns * rows) / 8)
        // a frame after the change; a bare canvas is `ink` away, the other theme 230
        await expect
          .poll(async () => distance(await look(), truth), { timeout: 10_000, message: key })
          .toBeLessThan(2 + ink / 5)
      }
    }
  await page.context().close()
})
