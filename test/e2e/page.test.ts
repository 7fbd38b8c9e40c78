/** The package in a real browser: it bundles without a node: module and runs the same run as Node. */
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
})
