/**
 * A story runs, drawn and kicked, for GOLDSTONE_SOAK_SECONDS (30 unless said): neither the page's memory nor that of
 * its worker nor the GPU process grows, and its device keeps as many bytes as it had.
 */
import { readFileSync } from 'node:fs'
import { type CDPSession, chromium } from 'playwright'
import { expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { openStory, serveLab } from './lab/lab.ts'

const seconds = Number(process.env['GOLDSTONE_SOAK_SECONDS'] ?? 30)

/** Resident bytes of the GPU process and of the page's own, workers included; null where /proc does not tell. */
async function resident(session: CDPSession): Promise<{ gpu: number; page: number } | null> {
  if (process.platform !== 'linux') return null
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const bytes = (id: number) =>
    1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))![1])
  const sum = (type: string) =>
    processInfo.filter((one) => one.type === type).reduce((total, { id }) => total + bytes(id), 0)
  return { gpu: sum('GPU'), page: sum('renderer') }
}

it(
  'runs on and on in a story',
  async () => {
    const lab = await serveLab()
    const browser = await chromium.launch(launchOptions({ gpu: 'software' }))
    try {
      const { page, complaints } = await openStory(browser, lab, 'ring')
      const session = await page.context().newCDPSession(page)
      const all = await browser.newBrowserCDPSession()
      const measured = async (part: number) => {
        const end = Date.now() + 1000 * part * seconds
        for (let c = 0; Date.now() < end; c++) {
          await page.locator('#c').fill(String(1.5 + 0.1 * (c % 10)))
          await page.locator('button[data-kick]').click()
          await page.waitForTimeout(900)
        }
        await session.send('HeapProfiler.collectGarbage')
        const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
        const status = await page.evaluate(() => window.story!.status()!)
        return {
          heap: usedSize + backingStorageSize,
          memory: status.memory,
          step: status.step,
          ...(await resident(all)),
        }
      }
      await page.waitForTimeout(3000)
      const before = await measured(0.4)
      const after = await measured(0.6)
      expect(after.step).toBeGreaterThan(before.step)
      // the manifolds of another coefficient are a little longer or shorter
      expect((after.memory - before.memory) / before.memory, 'share of the device').toBeLessThan(0.02)
      expect((after.heap - before.heap) / 2 ** 20, 'MiB of the page').toBeLessThan(2)
      // what browsers keep in reserve grows a little at first, whatever runs; a leak of a frame's would be gigabytes
      for (const process of ['gpu', 'page'] as const)
        if (before[process] !== undefined && after[process] !== undefined)
          expect((after[process] - before[process]) / 2 ** 20, `MiB of the ${process}`).toBeLessThan(48)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
      await lab.close()
    }
  },
  1000 * seconds + 120_000,
)
