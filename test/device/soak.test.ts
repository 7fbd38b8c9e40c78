/**
 * Many runs on one device: memory does not grow, nothing goes wrong unheard, nothing is compiled twice.
 * GOLDSTONE_SOAK_SECONDS says for how long; 30 unless said.
 */
import { expect, it } from 'vitest'
import { pipelinesOf } from '../../src/engine/webgpu/pipelines.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { testDevice } from './device.ts'
import { soakNetworks } from './soak-networks.ts'

const seconds = Number(process.env['GOLDSTONE_SOAK_SECONDS'] ?? 30)

it(
  'runs on and on',
  async () => {
    const device = await testDevice()
    const uncaptured: string[] = []
    device.onuncapturederror = ({ error }) => uncaptured.push(error.message)
    let round = 0
    async function once(): Promise<void> {
      round++
      const runs = soakNetworks(round).map((net) => simulateOnDevice(device, net))
      const results = await Promise.all(runs)
      for (const { status } of results) expect(status).toBe('ok')
      expect(new Set(results.map(({ work }) => work!.mode))).toEqual(new Set(['resident', 'streamed']))
    }
    const began = performance.now()
    const until = async (part: number) => {
      while (performance.now() - began < 1000 * seconds * part) await once()
    }
    await once()
    const { compilations } = pipelinesOf(device)
    await until(0.4)
    const [before, roundsBefore] = [process.memoryUsage(), round]
    await until(1)
    const after = process.memoryUsage()
    const native = (after.rss - after.heapTotal - before.rss + before.heapTotal) / 2 ** 20
    const heap = (after.heapTotal - before.heapTotal) / 2 ** 20
    expect(uncaptured).toEqual([])
    expect(pipelinesOf(device).compilations).toBe(compilations)
    expect(pipelinesOf(device).warnings).toEqual([])
    // buffers and arrays that were not let go would be more than 100 KiB a round
    const rounds = round - roundsBefore
    expect(native, `MiB outside the heap over ${rounds} rounds`).toBeLessThan(24 + 0.02 * rounds)
    expect(heap, `MiB of heap over ${rounds} rounds`).toBeLessThan(64 + 0.02 * rounds)
  },
  1000 * seconds + 60_000,
)
