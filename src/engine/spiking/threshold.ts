/** Who fires at the end of a step, and what that leaves behind: refractory time, clamps and resets. */
import { keyInto, philoxInto, streamOf, uniform } from '../../math/philox.ts'
import { compileEvents } from '../../model/compile.ts'
import type { Network } from '../../model/network.ts'
import type { Layout } from '../layout.ts'
import type { Signals } from '../signals.ts'
import { stepsOf } from './delays.ts'

export interface Threshold {
  /** neurons that fired last, ascending */
  readonly fired: Int32Array
  /** keeps what refractory neurons are put back to */
  hold(state: Float64Array, offset: number): void
  /**
   * Puts clamped variables back, finds who fires at the end of `step` and resets them; returns how many.
   * `input` is as the method evaluated it last.
   */
  fire(replica: number, step: number, state: Float64Array, offset: number, input: Float64Array): number
  /** for hazards alone: turns those of all neurons into the list of the fired, and returns how many */
  draw(replica: number, step: number): number
  readonly hazards: Float64Array
  /** resets the first `count` that fired, and makes them refractory */
  reset(replica: number, step: number, state: Float64Array, offset: number, count: number): void
}

const noInput = new Float64Array(0)

/** Of population p, which has a spike rule; parameters are [replica][name]. */
export function thresholdOf(
  network: Network,
  layout: Layout,
  p: number,
  parameters: Float64Array,
  signals: Signals,
): Threshold {
  const { dt, seed } = network.simulation
  const { model, perNeuron = {} } = network.populations[p]!
  const { size, state: block, input: inputAt } = layout.blocks[p]!
  const events = compileEvents(model, size, signals.names, { perNeuron })
  const { kind, clamp } = events.spike
  const { refractory } = layout.events.counts[p]!
  const counter = layout.stateLength + refractory
  const width = Object.keys(model.parameters).length
  const held = new Float64Array(clamp.length * size)
  const condition = new Float64Array(size)
  const fired = new Int32Array(size)
  const words = new Uint32Array(4)
  const key = new Uint32Array(2)
  const stream = streamOf('hazard', p)

  function reset(
    replica: number,
    step: number,
    state: Float64Array,
    offset: number,
    count: number,
    input: Float64Array = noInput,
  ): void {
    const s = offset + block
    const c = offset + counter
    const own = replica * width
    const t = (step + 1) * dt
    const now = signals.at(t)
    for (let k = 0; k < count; k++) {
      const i = fired[k]!
      events.reset(state, s, input, inputAt, parameters, own, t, now, i)
      if (refractory >= 0) state[c + i] = stepsOf(events.refractory(parameters, own, i), dt)
    }
  }

  return {
    fired,
    hazards: condition,
    draw(replica, step) {
      chance(replica, step)
      let count = 0
      for (let i = 0; i < size; i++) if (condition[i] !== 0) fired[count++] = i
      return count
    },
    reset: (replica, step, state, offset, count) => reset(replica, step, state, offset, count),
    hold(state, offset) {
      for (let k = 0; k < clamp.length; k++) {
        const from = offset + block + clamp[k]! * size
        held.set(state.subarray(from, from + size), k * size)
      }
    },
    fire(replica, step, state, offset, input) {
      const s = offset + block
      const c = offset + counter
      const t = (step + 1) * dt
      const own = replica * width
      if (refractory >= 0)
        for (let k = 0; k < clamp.length; k++)
          for (let i = 0, v = s + clamp[k]! * size; i < size; i++)
            if (state[c + i]! > 0) state[v + i] = held[k * size + i]!
      const now = signals.at(t)
      events.condition(state, s, input, inputAt, parameters, own, t, now, condition, 0)
      if (kind === 'hazard') chance(replica, step)
      let count = 0
      for (let i = 0; i < size; i++) {
        if (refractory >= 0 && state[c + i]! > 0) state[c + i]! -= 1
        else if (condition[i] !== 0) fired[count++] = i
      }
      reset(replica, step, state, offset, count, input)
      return count
    },
  }

  /** Hazards become 1 where u < 1 - exp(-h dt) and 0 elsewhere; u is the word of the neuron. */
  function chance(replica: number, step: number): void {
    keyInto(seed, replica, key)
    const high = Math.floor(step / 2 ** 32)
    let drawn = -1
    for (let i = 0; i < size; i++) {
      const h = condition[i]!
      if (!(h > 0)) {
        condition[i] = 0
        continue
      }
      if (drawn !== i >>> 2) philoxInto((drawn = i >>> 2), stream, step >>> 0, high, key[0]!, key[1]!, words)
      condition[i] = uniform(words[i & 3]!) < -Math.expm1(-h * dt) ? 1 : 0
    }
  }
}
