/**
 * Every built-in neuron against a solver of high accuracy: a single trace between spikes, the times of its spikes, and the
 * firing rate over a range of currents. The solver steps the same written equations by Runge and Kutta a hundred times as
 * finely and finds each crossing of the threshold by bisection, so that only our steps and our clock are on trial.
 */
import { describe, expect, it } from 'vitest'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { networkOf } from './text.ts'

type State = readonly number[]

interface Neuron {
  readonly flow: (z: State, I: number) => State
  readonly fires: (z: State) => number
  readonly reset: (z: State) => State
  readonly start: State
  readonly refractory: number
  readonly currents: readonly number[]
  readonly dt: number
  readonly duration: number
  /** of the method, on the first spike's time */
  readonly timing: number
}

/** The equations once more, written by hand from their sources. */
const neurons: Readonly<Record<string, Neuron>> = {
  lif: {
    flow: ([v], I) => [(-60 - v! + I) / 20],
    fires: ([v]) => v! + 50,
    reset: () => [-60],
    start: [-60],
    refractory: 5,
    currents: [8, 11, 15, 25, 40],
    dt: 0.05,
    duration: 400,
    timing: 0.1,
  },
  eif: {
    flow: ([v], I) => [(-65 - v! + 3.48 * Math.exp((v! + 59.9) / 3.48) + I) / 10],
    fires: ([v]) => v! + 30,
    reset: () => [-68],
    start: [-65],
    refractory: 1.7,
    currents: [0, 3, 5, 10, 20],
    dt: 0.01,
    duration: 300,
    timing: 0.1,
  },
  adex: {
    flow: ([v, w], I) => [
      (30 * (-70.6 - v!) + 60 * Math.exp((v! + 50.4) / 2) - w! + I) / 281,
      (4 * (v! + 70.6) - w!) / 144,
    ],
    fires: ([v]) => v! + 30,
    reset: ([, w]) => [-70.6, w! + 80.5],
    start: [-70.6, 0],
    refractory: 0,
    currents: [300, 700, 1000, 1500],
    dt: 0.01,
    duration: 400,
    timing: 0.2,
  },
  izhikevich: {
    flow: ([v, u], I) => [0.04 * v! * v! + 5 * v! + 140 - u! + I, 0.02 * (0.2 * v! - u!)],
    fires: ([v]) => v! - 30,
    reset: ([, u]) => [-65, u! + 8],
    start: [-65, -13],
    refractory: 0,
    currents: [0, 5, 10, 20],
    dt: 0.01,
    duration: 400,
    timing: 0.2,
  },
  qif: {
    flow: ([v], I) => [v! * v! + 4 + I],
    fires: ([v]) => v! - 100,
    reset: () => [-100],
    start: [0],
    refractory: 0.02,
    currents: [-3.9, -2, 0, 5, 20],
    dt: 0.0005,
    duration: 20,
    timing: 0.01,
  },
}

/** Spike times of the accurate solver, and the trace at whole steps of dt. */
function accurate(
  { flow, fires, reset, start, refractory, dt, duration }: Neuron,
  I: number,
): { readonly times: number[]; readonly trace: number[] } {
  const add = (z: State, f: State, h: number) => z.map((x, i) => x + h * f[i]!)
  const step = (z: State, h: number): State => {
    const a = flow(z, I)
    const b = flow(add(z, a, h / 2), I)
    const c = flow(add(z, b, h / 2), I)
    const d = flow(add(z, c, h), I)
    return z.map((x, i) => x + (h / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!))
  }
  const times: number[] = []
  const trace = [start[0]!]
  let z = start
  let free = 0
  const h = dt / 20
  for (let n = 0; n * dt < duration - dt / 2; n++) {
    for (let k = 0; k < 20; k++) {
      const t = n * dt + k * h
      if (t < free - h / 2) continue
      const next = step(z, h)
      if (fires(next) < 0) {
        z = next
        continue
      }
      let [low, high] = [0, h]
      for (let round = 0; round < 40; round++) {
        const middle = (low + high) / 2
        if (fires(step(z, middle)) < 0) low = middle
        else high = middle
      }
      times.push(t + high)
      free = t + high + refractory
      z = reset(step(z, high))
    }
    trace.push(z[0]!)
  }
  return { times, trace }
}

describe.each(Object.entries(neurons))('%s', (name, neuron) => {
  const { currents, dt, duration, timing } = neuron

  it('follows the accurate trace, and fires when and as often as it does', async () => {
    const text = `
populations: { p: { neurons: ${currents.length}, model: ${name} } }
inputs: [{ to: p, pattern: [${currents.join(', ')}] }]
simulation: { dt: ${dt}, duration: ${duration}, method: ${name === 'lif' ? 'exponential-euler' : 'heun'} }
record: { every: 1, quantities: [state, spikes] }`
    const { recording } = await simulateNetwork(await networkOf(text))
    const { data, shape } = recording.arrays.get('p.state')!
    const { neuron: who, step } = recording.spikes.get('p')!
    const width = shape.slice(1).reduce((a, b) => a * b, 1)
    for (const [k, I] of currents.entries()) {
      const truth = accurate(neuron, I)
      const times = [...who.keys()].filter((s) => who[s] === k).map((s) => step[s]! * dt)
      // as often, but for what is cut at the end
      const room = 1 + 0.02 * truth.times.length
      expect(Math.abs(times.length - truth.times.length), `${I}: ${times.length}`).toBeLessThanOrEqual(room)
      if (truth.times.length > 0) {
        // a spike is found at the end of its step
        expect(times[0]! - truth.times[0]!, `${I}`).toBeGreaterThan(-timing)
        expect(times[0]! - truth.times[0]!, `${I}`).toBeLessThan(timing + dt)
      }
      // until shortly before the first spike, where v runs away
      const until = Math.floor((0.9 * Math.min(truth.times[0] ?? duration, duration / 2)) / dt)
      const span = Math.max(...truth.trace.slice(0, until)) - Math.min(...truth.trace.slice(0, until))
      for (let n = 0; n < until; n++)
        expect(Math.abs(data[n * width + k]! - truth.trace[n]!)).toBeLessThan(1e-3 * span + 1e-9)
    }
  })
})
