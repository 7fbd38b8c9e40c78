/** Spikes of a step counted by site, and rates of windows; see shaders/spiking/tally.wgsl.ts and frequency.wgsl.ts. */
import { frequencyText } from '../../../../../shaders/spiking/frequency.wgsl.ts'
import { settleText } from '../../../../../shaders/spiking/settle.wgsl.ts'
import { tallyText } from '../../../../../shaders/spiking/tally.wgsl.ts'
import { type Built, unit, type View } from '../pass.ts'
import { noBounds, passOf, read, written } from './shared.ts'

export interface Tally {
  readonly name: string
  readonly sites: number
  readonly replicas: number
  readonly copies: number
  readonly rates: View
  /** counts of the step; at the same places in `windows` those since the last frame */
  readonly fired: View
  readonly windows: string
  /** numbers of one window of all replicas */
  readonly window: number
  /** steps of the run, of which tenths are windows */
  readonly steps: number
  /** the list of those that fired; null: nothing follows events */
  readonly events: string | null
  readonly limit?: number | undefined
}

export function tallyPass(tally: Tally): Built {
  const { name, sites, replicas, copies, rates, fired, windows, window, steps, events, limit } = tally
  const jobs = sites * replicas
  const tenth = Math.max(1, Math.round(steps / 10))
  const missing = (tenth - (steps % tenth)) % tenth
  return {
    pass: passOf(jobs, limit, {
      name: `tally ${name}`,
      wgsl: tallyText({
        sites,
        replicas,
        copies,
        rates,
        fired,
        window,
        tenth,
        missing,
        lists: events !== null,
      }),
      entry: 'tally',
      bindings: [
        written(fired.buffer),
        written(rates.buffer),
        written(windows),
        ...(events === null ? [] : [written(events)]),
      ],
      clock: true,
      flops: 3 * jobs,
      bytes: 16 * jobs,
    }),
    twin(memory, { step }) {
      const counts = memory.get(fired.buffer)!
      const counted = memory.get(windows)!
      for (let job = 0; job < jobs; job++) {
        const replica = Math.floor(job / sites)
        const at = fired.offset + replica * fired.stride + (job % sites)
        const spikes = counts[at]!
        counted[at + window] = ((step + missing) % tenth === 0 ? 0 : counted[at + window]!) + spikes
        memory.get(rates.buffer)![rates.offset + replica * rates.stride + (job % sites)] = spikes / copies
        if (spikes === 0) continue
        counts[at] = 0
        counted[at] = counted[at]! + spikes
        if (events === null) continue
        const list = memory.get(events)!
        list[1 + 2 * list[0]!] = job
        list[2 + 2 * list[0]!] = spikes
        list[0] = list[0]! + 1
      }
    },
    bound(memory) {
      const bounds = noBounds(memory, fired.buffer, windows)
      bounds.set(rates.buffer, new Float64Array(memory.get(rates.buffer)!.length))
      for (let job = 0; job < jobs; job++) {
        const replica = Math.floor(job / sites)
        const spikes = memory.get(fired.buffer)![fired.offset + replica * fired.stride + (job % sites)]!
        const at = rates.offset + replica * rates.stride + (job % sites)
        bounds.get(rates.buffer)![at] = (copies === 1 ? 0 : 5 * unit * spikes) / copies
      }
      if (events !== null) {
        // in whatever order
        bounds.set(events, new Float64Array(memory.get(events)!.length).fill(Number.POSITIVE_INFINITY))
        bounds.get(events)![0] = 0
      }
      return bounds
    },
  }
}

/** Rates of the window since the last frame, which begins anew; `worth` holds what one spike counts. */
export function frequencyPass(
  name: string,
  sites: number,
  replicas: number,
  windows: View,
  worth: string,
  target: View,
  limit?: number,
): Built {
  const jobs = sites * replicas
  const places = (job: number) => {
    const replica = Math.floor(job / sites)
    const own = job % sites
    return [
      windows.offset + replica * windows.stride + own,
      target.offset + replica * target.stride + own,
    ] as const
  }
  return {
    pass: passOf(jobs, limit, {
      name: `rates of ${name}`,
      wgsl: frequencyText({ sites, replicas, windows, target }),
      entry: 'frequency',
      bindings: [written(windows.buffer), read(worth), written(target.buffer)],
      clock: false,
      flops: jobs,
      bytes: 12 * jobs,
    }),
    twin(memory) {
      for (let job = 0; job < jobs; job++) {
        const [from, to] = places(job)
        memory.get(target.buffer)![to] = memory.get(worth)![0]! * memory.get(windows.buffer)![from]!
        memory.get(windows.buffer)![from] = 0
      }
    },
    bound(memory) {
      const bounds = noBounds(memory, windows.buffer, target.buffer)
      for (let job = 0; job < jobs; job++) {
        const [from, to] = places(job)
        bounds.get(target.buffer)![to] =
          2 * unit * memory.get(worth)![0]! * memory.get(windows.buffer)![from]!
      }
      return bounds
    },
  }
}

/** Inputs back to their constants, `numbers` from `first` on, where no single neuron may do it. */
export function settlePass(
  name: string,
  size: number,
  replicas: number,
  target: View,
  numbers: string,
  first: number,
  limit?: number,
): Built {
  const jobs = size * replicas
  return {
    pass: passOf(jobs, limit, {
      name: `settle ${name}`,
      wgsl: settleText({ size, replicas, target, constants: first }),
      entry: 'settle',
      bindings: [written(target.buffer), read(numbers)],
      clock: false,
      flops: 0,
      bytes: 8 * jobs,
    }),
    twin(memory) {
      for (let job = 0; job < jobs; job++)
        memory.get(target.buffer)![target.offset + Math.floor(job / size) * target.stride + (job % size)] =
          memory.get(numbers)![first + (job % size)]!
    },
    bound: (memory) => noBounds(memory, target.buffer),
  }
}
