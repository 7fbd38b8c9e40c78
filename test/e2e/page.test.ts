/** The package in a real browser: it bundles without a node: module and runs the same run as Node. */
import { resolve } from 'node:path'
import { chromium } from 'playwright'
import { describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { loadExperiment, simulate } from '../../src/index.ts'
import { experimentText } from './page/experiment.ts'
import { servePage } from './page/serve.ts'

describe('the package in a page', () => {
  it('bundles for a browser without a warning and repeats the run of Node', async () => {
    const served = await servePage('index.html')
    try {
      expect(served.warnings).toEqual([])
      expect(served.externalized).toEqual([])
      const browser = await chromium.launch(launchOptions())
      try {
        const page = await browser.newPage()
        const complaints: string[] = []
        page.on('pageerror', (error) => complaints.push(error.message))
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
        await page.goto(served.url)
        await page.waitForFunction(() => document.querySelector('#result')?.textContent !== '', undefined, {
          timeout: 60_000,
        })
        const shown = JSON.parse((await page.textContent('#result'))!)
        expect(complaints).toEqual([])
        const { network } = await loadExperiment(experimentText)
        const here = await simulate(network)
        expect(shown.status).toBe('ok')
        expect(shown.reports).toBeGreaterThan(0)
        const states = Array.from(here.recording.arrays.get('ring.state')!.data)
        const size = 3 * 64
        expect(shown.states).toHaveLength(2 * size)
        // Random numbers are made of + - * / and square roots alone: the same bits in every engine.
        expect(shown.states.slice(0, size)).toEqual(states.slice(0, size))
        // exp and cos are each engine's own, to an ulp; along the ring nothing pulls differences back.
        for (let i = size; i < 2 * size; i++)
          expect(Math.abs(shown.states[i] - states[i]!)).toBeLessThan(1e-11)
      } finally {
        await browser.close()
      }
    } finally {
      await served.close()
    }
  })

  it('draws the example page, whose ring is kicked by a click', async () => {
    const served = await servePage('page.html', resolve(import.meta.dirname, '../../demos/examples'))
    const browser = await chromium.launch(launchOptions())
    try {
      expect(served.warnings).toEqual([])
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(served.url)
      /** Share of the canvas that is ink, left and right of its middle. */
      const ink = () =>
        page.evaluate(() => {
          const { data } = document.querySelector('canvas')!.getContext('2d')!.getImageData(0, 0, 640, 320)
          const halves = [0, 0]
          for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) halves[(i >> 2) % 640 < 320 ? 0 : 1]!++
          return halves.map((pixels) => pixels / (320 * 320))
        })
      await expect.poll(async () => Math.min(...(await ink())), { timeout: 30_000 }).toBeGreaterThan(0.1)
      const inkAt = (x: number, y: number) =>
        page.evaluate(
          ([x, y]) =>
            document.querySelector('canvas')!.getContext('2d')!.getImageData(x!, y!, 4, 1).data.some(Boolean),
          [x, y],
        )
      // where the bump is lowest it is raised
      let trough = 0
      await expect
        .poll(
          async () => {
            for (trough = 0; trough < 640; trough += 20) if (await inkAt(trough, 260)) return true
            return false
          },
          { timeout: 20_000 },
        )
        .toBe(true)
      expect(await inkAt(trough, 60)).toBe(false)
      await page.click('canvas', { position: { x: trough + 2, y: 160 } })
      await expect.poll(() => inkAt(trough, 60), { interval: 20, timeout: 5000 }).toBe(true)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
      await served.close()
    }
  })
})
