/**
 * Many runs on one device of a page: the page's memory does not grow, no buffer stays behind, nothing goes wrong
 * unheard, nothing is compiled twice. GOLDSTONE_SOAK_SECONDS says for how long; 30 unless said.
 */
import { readFileSync } from 'node:fs'
import { type CDPSession, chromium } from 'playwright'
import { expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { servePage } from './page/serve.ts'

const seconds = Number(process.env['GOLDSTONE_SOAK_SECONDS'] ?? 30)

/** Bytes that the page's JavaScript holds, its arrays among them, once what it let go is collected. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  return usedSize + backingStorageSize
}

/** Resident bytes of the browser's GPU process; null where /proc does not tell them. */
async function gpuMemory(session: CDPSession): Promise<number | null> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const { id } = processInfo.find(({ type }) => type === 'GPU')!
  if (process.platform !== 'linux') return null
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))![1])
}

it(
  'runs on and on in a page',
  async () => {
    const served = await servePage('soak.html')
    const browser = await chromium.launch(launchOptions({ gpu: 'software' }))
    try {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on(
        'console',
        (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()),
      )
      await page.goto(served.url)
      await page.waitForFunction(() => window.soak !== undefined)
      const session = await page.context().newCDPSession(page)
      const all = await browser.newBrowserCDPSession()
      const measured = async (part: number) => {
        const soaked = await page.evaluate((part) => window.soak(part), part * seconds)
        return { ...soaked, heap: await heapOf(session), gpu: await gpuMemory(all) }
      }
      const first = await measured(0)
      const before = await measured(0.4)
      const after = await measured(0.6)
      const rounds = after.rounds - before.rounds
      const grown = (after.heap - before.heap) / 2 ** 20
      expect(after.made).toBeGreaterThan(before.made)
      expect([first.alive, before.alive, after.alive]).toEqual([0, 0, 0])
      expect(after.compilations).toBe(first.compilations)
      expect([...after.faults, ...after.warnings, ...complaints]).toEqual([])
      // arrays that were not let go would be more than 100 KiB a round
      expect(grown, `MiB of heap over ${rounds} rounds`).toBeLessThan(1 + 0.005 * rounds)
      if (before.gpu !== null && after.gpu !== null)
        expect(
          (after.gpu - before.gpu) / 2 ** 20,
          `MiB of the GPU process over ${rounds} rounds`,
        ).toBeLessThan(24 + 0.02 * rounds)
    } finally {
      await browser.close()
      await served.close()
    }
  },
  1000 * seconds + 90_000,
)
