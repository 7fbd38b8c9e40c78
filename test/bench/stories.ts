/** The lab's stories as a reader sees them: frames and steps a second while the page draws its views. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { preview } from 'vite'
import type {} from '../../demos/stories/story.ts'

export interface StoryReport {
  readonly name: string
  readonly neurons: number
  readonly replicas: number
  /** seconds over which it was counted, after two to warm up */
  readonly seconds: number
  readonly framesPerSecond: number
  /** of the network; what the story's speed asks for, or what the machine gives of it */
  readonly stepsPerSecond: number
  readonly neuronStepsPerSecond: number
  /** whether the speed that the story asks for was not reached */
  readonly behind: boolean
  /** bytes mapped for reading, a second, without the snapshots from which a lost device is recovered */
  readonly mappedPerSecond: number
  /** bytes of buffers and textures */
  readonly memory: number
}

/** One page after the other, of the lab that was built into `folder`. */
export async function measureStories(
  browser: Browser,
  folder: string,
  seconds: number,
): Promise<StoryReport[]> {
  const server = await preview({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: folder },
    preview: { port: 0 },
  })
  try {
    const reports: StoryReport[] = []
    const names = readdirSync(join(folder, 'stories'), { withFileTypes: true })
    for (const { name } of names.filter((entry) => entry.isDirectory())) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.goto(new URL(`stories/${name}/index.html`, server.resolvedUrls!.local[0]!).href)
      await page.waitForFunction(() => window.story?.network() != null, undefined, { timeout: 120_000 })
      await page.waitForTimeout(2000)
      const measured = await page.evaluate(async (seconds) => {
        const { simulation, status, network } = window.story!
        const count = async () => (await simulation.ask({ kind: 'counts' })).counts
        await count()
        const began = performance.now()
        await new Promise((done) => setTimeout(done, 1000 * seconds))
        const { frames, steps, mapped, kept } = await count()
        const { populations, replicas } = network()!
        const neurons = populations.reduce((sum, population) => sum + population.neurons, 0)
        const elapsed = (performance.now() - began) / 1000
        const { behind, memory } = status()!
        return { frames, steps, mapped: mapped - kept, elapsed, neurons, replicas, behind, memory }
      }, seconds)
      await page.close()
      const { frames, steps, mapped, elapsed, neurons, replicas, behind, memory } = measured
      const stepsPerSecond = steps / elapsed
      reports.push({
        name,
        neurons,
        replicas,
        seconds: elapsed,
        framesPerSecond: frames / elapsed,
        stepsPerSecond,
        neuronStepsPerSecond: stepsPerSecond * neurons * replicas,
        behind,
        mappedPerSecond: mapped / elapsed,
        memory,
      })
    }
    return reports
  } finally {
    await server.close()
  }
}
