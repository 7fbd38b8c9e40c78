/**
 * CUBA and COBA beside Brian2: rate, number of spikes and coefficient of variation of the intervals lie inside what
 * Brian2 finds over its seeds (brian2/networks.json, written by brian2/networks.py), each widened by what the mean of so few
 * runs of ours may miss by. Where Brian2 is installed a run of it is made anew, so that the file is what it says.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { buildNetwork } from '../../src/experiment/build.ts'
import { parseExperiment } from '../../src/experiment/parse.ts'

interface Statistics {
  readonly seed: number
  readonly rate: number
  readonly spikes: number
  readonly variation: number
}

const folder = new URL('./brian2/', import.meta.url)
const kept: {
  readonly brian2: string
  readonly from: number
  readonly until: number
  readonly networks: Readonly<Record<'cuba' | 'coba', readonly Statistics[]>>
} = JSON.parse(readFileSync(new URL('networks.json', folder), 'utf8'))

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const deviation = (values: readonly number[]) => {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** What Brian2's script measures: of the spikes after 100 ms, of all 4,000 neurons. */
async function ours(name: 'cuba' | 'coba', seed: number): Promise<Statistics> {
  const text = readFileSync(new URL(`../../demos/spiking/${name}.yaml`, import.meta.url), 'utf8')
  const sown = text.replace(/seed: (\d)/g, (_, one) => `seed: ${10 * seed + Number(one)}`)
  const experiment = parseExperiment(sown.replace('dt: 0.1', `dt: 0.1\n  seed: ${seed}`))
  const { recording } = await simulateNetwork(await buildNetwork(experiment))
  let spikes = 0
  const variations: number[] = []
  for (const { neuron, step } of recording.spikes.values()) {
    const trains = new Map<number, number[]>()
    for (const [k, i] of neuron.entries()) {
      const time = 1e-4 * step[k]!
      if (time < kept.from) continue
      spikes++
      if (!trains.has(i)) trains.set(i, [])
      trains.get(i)!.push(time)
    }
    for (const train of trains.values()) {
      if (train.length < 3) continue
      const intervals = train.slice(1).map((time, k) => time - train[k]!)
      const middle = mean(intervals)
      variations.push(Math.sqrt(mean(intervals.map((t) => (t - middle) ** 2))) / middle)
    }
  }
  return { seed, rate: spikes / 4000 / (kept.until - kept.from), spikes, variation: mean(variations) }
}

describe.each(['cuba', 'coba'] as const)('%s', (name) => {
  it('fires as in Brian2', async () => {
    const theirs = kept.networks[name]
    expect(theirs.length).toBe(10)
    const runs = [await ours(name, 1), await ours(name, 2)]
    for (const quantity of ['rate', 'spikes', 'variation'] as const) {
      const values = theirs.map((one) => one[quantity])
      const found = mean(runs.map((one) => one[quantity]))
      // two runs of one law and ten: three standard errors of the difference
      const room = 3 * deviation(values) * Math.sqrt(1 / 2 + 1 / 10)
      expect(Math.abs(found - mean(values)), `${quantity} ${found} beside ${mean(values)}`).toBeLessThan(room)
    }
  })
})

it('repeats what is kept of Brian2, where it is installed', () => {
  const python = process.env['GOLDSTONE_PYTHON'] || '/usr/bin/python3'
  const script = new URL('networks.py', folder).pathname
  const found = spawnSync(python, ['-W', 'ignore', '-c', 'import brian2; print(brian2.__version__)'], {
    encoding: 'utf8',
  })
  if (found.status !== 0 || found.stdout.trim() !== kept.brian2) {
    // then the kept statistics stand alone
    expect(kept.brian2).toMatch(/^\d+\.\d+/)
    return
  }
  const { stdout, stderr } = spawnSync(python, ['-W', 'ignore', script, '1'], { encoding: 'utf8' })
  expect(stdout, stderr).toContain('networks')
  const again = JSON.parse(stdout) as typeof kept
  // another processor rounds otherwise, and these networks forget in milliseconds: the law is the same, not the spikes
  for (const name of ['cuba', 'coba'] as const)
    for (const quantity of ['rate', 'variation'] as const) {
      const values = kept.networks[name].map((one) => one[quantity])
      const found = again.networks[name][0]![quantity]
      expect(Math.abs(found - mean(values)), `${name} ${quantity}`).toBeLessThan(4 * deviation(values))
    }
})
