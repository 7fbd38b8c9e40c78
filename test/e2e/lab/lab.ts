/** The lab and its stories, built as they are published, served, and opened in a browser that is watched. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { decode } from 'fast-png'
import type { Browser, Locator, Page } from 'playwright'
import { build, createLogger, preview } from 'vite'
import type { Told } from '../../../demos/stories/story.ts'

declare global {
  interface Window {
    story?: Told
  }
}

const configFile = resolve(import.meta.dirname, '../../../vite.lab.config.ts')

export interface ServedLab {
  /** ends with a slash */
  readonly url: string
  /** what the bundler remarked */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/** The pages of dist/lab, built if a source is newer. */
export async function serveLab(): Promise<ServedLab> {
  const build = resolve(import.meta.dirname, '../../../.ci/build-if-stale.mjs')
  execFileSync(process.execPath, [build, '--lab'], { stdio: 'pipe' })
  return served(resolve(import.meta.dirname, '../../../dist/lab'), [], () => {})
}

/** Built for the occasion, to hear what the bundler remarks. */
export async function buildLab(): Promise<ServedLab> {
  const outDir = mkdtempSync(join(tmpdir(), 'goldstone-lab-'))
  const discard = () => rmSync(outDir, { recursive: true, force: true })
  const warnings: string[] = []
  const customLogger = createLogger('silent')
  const remark = (message: string) => warnings.push(message)
  Object.assign(customLogger, { warn: remark, warnOnce: remark, error: remark })
  try {
    const checks = { pluginTimings: false }
    await build({
      configFile,
      logLevel: 'silent',
      customLogger,
      build: { outDir, emptyOutDir: true, rollupOptions: { checks } },
    })
    return await served(outDir, warnings, discard)
  } catch (error) {
    discard()
    throw error
  }
}

async function served(outDir: string, warnings: readonly string[], discard: () => void): Promise<ServedLab> {
  const server = await preview({
    configFile,
    logLevel: 'silent',
    build: { outDir },
    preview: { port: 0 },
  })
  return {
    url: server.resolvedUrls!.local[0]!,
    warnings,
    async close() {
      await server.close()
      discard()
    },
  }
}

export interface Watched {
  readonly page: Page
  /** errors and warnings of the console, and what nobody caught */
  readonly complaints: string[]
}

export interface Viewport {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  /** motion reduced: nothing runs until it is asked to */
  readonly still?: boolean
}

export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, dark = false, still = false }: Viewport = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: still ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()),
  )
  await page.goto(url)
  return { page, complaints }
}

/** A story, once its network is there. */
export async function openStory(
  browser: Browser,
  lab: ServedLab,
  name: string,
  viewport: Viewport & { readonly query?: string } = {},
): Promise<Watched> {
  const watched = await openPage(
    browser,
    `${lab.url}stories/${name}/index.html${viewport.query ?? ''}`,
    viewport,
  )
  await watched.page.waitForFunction(() => window.story?.network() != null)
  return watched
}

/** State of replica 0, [population][variable][neuron]. */
export const stateOf = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const { state } = await window.story!.simulation.ask({ kind: 'state', replica: 0 })
    return Array.from(state)
  })

/** Takes steps as fast as they can be, and tells the state that they end in. */
export async function advance(page: Page, steps: number): Promise<number[]> {
  await page.evaluate((steps) => window.story!.simulation.send({ kind: 'step', steps }), steps)
  return stateOf(page)
}

/** Amplitude and phase of the first harmonic of a state on a ring. */
export function harmonic(state: readonly number[]): { readonly amplitude: number; readonly phase: number } {
  const n = state.length
  const part = (wave: (angle: number) => number) =>
    (2 / n) * state.reduce((sum, x, i) => sum + x * wave((2 * Math.PI * i) / n), 0)
  const [a, b] = [part(Math.cos), part(Math.sin)]
  return { amplitude: Math.hypot(a, b), phase: Math.atan2(b, a) }
}

/** Share of the pixels of an element that differ from its commonest colour. */
export async function drawnShare(element: Locator): Promise<number> {
  const { data, width, height, channels } = decode(await element.screenshot())
  const counts = new Map<number, number>()
  for (let i = 0; i < width * height; i++) {
    const at = channels * i
    const colour = (data[at]! >> 3) * 1024 + (data[at + 1]! >> 3) * 32 + (data[at + 2]! >> 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return 1 - Math.max(...counts.values()) / (width * height)
}
