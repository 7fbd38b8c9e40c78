/** `npm run bench:browser`: the workloads in a page of headless Chromium. */

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { preview } from 'vite'
import { launchOptions } from '../../.ci/browser.mjs'
import { InputError } from '../../src/errors.ts'
import { cpuName } from '../../src/io/node/write-run.ts'
import { commit } from './commit.ts'
import { main } from './main.ts'
import type { Asked } from './options.ts'
import type { BenchReport } from './report.ts'
import { measureStories } from './stories.ts'

async function measure(asked: Asked): Promise<BenchReport> {
  if (asked.backend === 'cpu')
    throw new InputError('--backend', 'a device: a page measures no other', '"cpu"', 'npm run bench has it')
  const server = await preview({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: join(import.meta.dirname, 'page') },
    preview: { port: 0 },
  })
  const url = new URL('page.html', server.resolvedUrls!.local[0]!).href
  try {
    const real = asked.backend === 'software' ? null : await measureIn({}, url, asked)
    if (real !== null) return real
    if (asked.backend === 'webgpu')
      throw new InputError('--backend', 'a GPU that Chromium offers', 'none', 'See --backend software')
    if (asked.backend === 'auto') process.stderr.write('No GPU in the page: its software device\n')
    return (await measureIn({ gpu: 'software' }, url, asked))!
  } finally {
    await server.close()
  }
}

/** Null where a real GPU was looked for and there is none. */
async function measureIn(kind: { gpu?: 'software' }, url: string, asked: Asked): Promise<BenchReport | null> {
  const options = launchOptions(kind)
  const flags =
    kind.gpu === 'software'
      ? []
      : ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-angle=vulkan']
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...flags] })
  try {
    const page = await browser.newPage()
    page.on('console', (message) => message.type() === 'info' && process.stderr.write(`${message.text()}\n`))
    await page.goto(url)
    if (kind.gpu !== 'software' && !(await page.evaluate(() => window.bench.hasGpu()))) return null
    const scale = asked.scale ?? (kind.gpu === 'software' ? 'small' : 'full')
    // in a page of its own that was never open before
    const fresh = await browser.newPage()
    await fresh.goto(`${url}?frame=${scale}&seed=${asked.seed}`)
    const firstFrame = await fresh.evaluate(async () => (await window.frame)!)
    await fresh.close()
    const folder = join(import.meta.dirname, 'lab')
    const stories = asked.stories === 0 ? [] : await measureStories(browser, folder, asked.stories)
    const { only, repeats, seed } = asked
    const measured = await page.evaluate((wanted) => window.bench.measure(wanted), {
      scale,
      only,
      repeats,
      seed,
    })
    return {
      goldstone: 1,
      commit,
      seed,
      repeats,
      warmup: 1,
      scale,
      reduced:
        scale === 'full'
          ? null
          : `the workloads are ${scale}, ${asked.scale === null ? 'for there is no GPU' : 'as asked for'}; each says how`,
      host: `Chromium ${browser.version()}, node ${process.versions.node}`,
      platform: `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${cpuName()}`,
      backend: 'webgpu',
      firstFrame,
      stories,
      ...measured,
    }
  } finally {
    await browser.close()
  }
}

process.exitCode = await main(measure)
