/** The engine in a module worker of a page: the page's own run, its loop free meanwhile, stopped from outside. */
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { experimentText } from './page/experiment.ts'
import { type ServedPage, servePage } from './page/serve.ts'

let served: ServedPage
let browser: Browser
let page: Page

beforeAll(async () => {
  served = await servePage('worker.html')
  browser = await chromium.launch(launchOptions({ gpu: 'software' }))
  page = await browser.newPage()
  await page.goto(served.url)
  await page.waitForFunction(() => window.worker !== undefined)
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

const text = experimentText.replace('every: 400', 'every: 50')

describe('the engine in a worker', () => {
  it('is bundled without a node: module and without a warning', () => {
    expect(served.warnings).toEqual([])
    expect(served.externalized).toEqual([])
  })

  it('records what it records in the page, while the page goes on', async () => {
    const asked = { text, steps: 8000 }
    const { result, faults, told, turns, longest, milliseconds } = await page.evaluate(
      (asked) => window.worker.inWorker(asked),
      asked,
    )
    expect(faults).toEqual([])
    expect(result).toMatchObject({ status: 'ok', backend: 'webgpu', steps: 8000, warnings: [] })
    expect(result.arrays['ring.state']).toHaveLength(161 * 3 * 64)
    expect(told.length).toBeGreaterThan(2)
    // served late by other work on the processor, but never only when the run was over
    expect(turns).toBeGreaterThan(20)
    expect(longest).toBeLessThan(milliseconds / 2)
    expect(await page.evaluate((asked) => window.worker.inPage(asked), asked)).toEqual(result)
  })

  it('stops when the page says so, with what was done', async () => {
    const { result, faults, told, afterAbort } = await page.evaluate(
      (asked) => window.worker.inWorker(asked, 1),
      { text, steps: 1e6 },
    )
    expect(faults).toEqual([])
    expect(result.status).toBe('aborted')
    expect(result.steps).toBeGreaterThanOrEqual(told[0]!)
    expect(result.steps).toBeLessThan(1e6)
    expect(result.times).toHaveLength(Math.floor(result.steps / 50) + 1)
    expect(afterAbort).toBeLessThan(5000)
  })
})
