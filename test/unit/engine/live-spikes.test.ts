/** A network that spikes without end: its spikes and rates are those of a run, whatever is asked of it meanwhile. */
import { describe, expect, it } from 'vitest'
import { recentSpikes } from '../../../src/engine/spiking/recent.ts'
import { liveProgram } from '../../../src/engine/webgpu/live-program.ts'
import { live, loadExperiment, simulate } from '../../../src/index.ts'

const text = (synapse = 5, dt = 0.2, delay = 1) => `
goldstone: 1
populations: { ring: { space: { group: SO(2), samples: 16 }, copies: 2, model: lif, parameters: { E_L: -49 } } }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 0: -40, 1: 60 } }, synapse: { type: exponential, time: ${synapse} }, delay: ${delay} }
noise: { ring: { v: 0.5 } }
simulation: { dt: ${dt}, duration: 40, method: exponential-euler, replicas: 2, initial: { ring: { v: { uniform: [-60, -50] } } } }
record: { every: 50, quantities: [rate, spikes] }
`
const loaded = async (...numbers: Parameters<typeof text>) => (await loadExperiment(text(...numbers))).network

const spikesOf = (running: Awaited<ReturnType<typeof live>>, replica: number, after = -1) => {
  const found: [number, number][] = []
  if (running.backend === 'cpu')
    running.spikes.since(0, replica, after, (neuron, step) => found.push([neuron, step]))
  return found
}

describe('a live spiking network', () => {
  it('fires the spikes of a run, however it is cut, and shows the rates that a run records', async () => {
    const network = await loaded()
    const { recording } = await simulate(network)
    const running = await live(network)
    for (const steps of [7, 93, 1, 99]) await running.advance(steps)
    const trains = recording.spikes!.get('ring')!
    for (const replica of [0, 1]) {
      const expected = Array.from(trains.neuron, (neuron, k) => [neuron, trains.step[k]!]).filter(
        (_, k) => trains.replica[k] === replica,
      )
      expect(expected.length).toBeGreaterThan(20)
      expect(spikesOf(running, replica)).toEqual(expected)
      expect(spikesOf(running, replica, 150)).toEqual(expected.filter(([, step]) => step! > 150))
    }
    if (running.backend !== 'cpu') throw new Error('the reference engine runs')
    const { data, shape } = recording.arrays.get('ring.rate')!
    expect(shape).toEqual([5, 2, 16])
    for (const replica of [0, 1])
      expect(Array.from(running.rates(replica))).toEqual(
        Array.from(data.slice((8 + replica) * 16).slice(0, 16)),
      )
  })

  it('goes on with other numbers of its synapses, and begins anew where what is on its way would mean another time', async () => {
    const running = await live(await loaded())
    await running.advance(100)
    const before = spikesOf(running, 0).length
    expect(await running.change(await loaded(8))).not.toBe('state')
    expect(running.step).toBe(100)
    expect(spikesOf(running, 0).length).toBe(before)
    expect(await running.change(await loaded(8, 0.2, 2))).toBe('state')
    expect(running.step).toBe(0)
    expect(spikesOf(running, 0)).toEqual([])

    const atOnce = await live(await loaded(5, 0.2, 0))
    await atOnce.advance(10)
    expect(await atOnce.change(await loaded(5, 0.1, 0))).toBe('state')
  })

  it('goes on from a snapshot bit for bit', async () => {
    const running = await live(await loaded())
    await running.advance(60)
    const snapshot = await running.snapshot()
    await running.advance(60)
    const first = [await running.read(1), spikesOf(running, 1, 60)]
    running.restore(snapshot)
    await running.advance(60)
    expect([await running.read(1), spikesOf(running, 1)]).toEqual(first)
  })

  it('is not moved by a symmetry, and is the reference engine’s', async () => {
    const network = await loaded()
    const running = await live(network)
    await expect(running.move(0, { shift: [1] } as never)).rejects.toThrow(/synapses and delays/)
    expect(() => liveProgram(network, {} as never)).toThrow(/neurons that fire/)
  })
})

describe('recent spikes', () => {
  it('forget the oldest, and say since when none is missing', async () => {
    const recent = recentSpikes(await loaded())
    const neurons = Int32Array.from({ length: 1024 }, (_, i) => i)
    for (let step = 1; step <= 100; step++) recent.add(0, 1, step, neurons, neurons.length)
    const found: number[] = []
    expect(recent.since(0, 1, 98, (_, step) => found.push(step))).toBe(98)
    expect(found.length).toBe(2048)
    let count = 0
    expect(recent.since(0, 1, -1, () => count++)).toBe(36)
    expect(count).toBe(2 ** 16)
    expect(recent.since(0, 0, -1, () => count++)).toBe(-1)
  })
})
