/**
 * Inputs from outside, term by term. A term is on in the steps whose start lies in [from, until), so that
 * a window never opens or closes inside a step. What does not depend on the state is computed once per
 * time and shared by all replicas.
 */
import { placed } from '../errors.ts'
import { compileField } from '../model/compile.ts'
import type { Input, Network } from '../model/network.ts'
import type { Expression } from '../model/tree.ts'
import type { Space } from '../spaces/space.ts'
import type { Block, Layout } from './layout.ts'
import { movingBump, type TimedTerm } from './moving-bump.ts'
import { type Signals, signalsOf } from './signals.ts'
import { type VelocityTerm, velocityDrive } from './velocity.ts'

export interface Drive {
  /** true when every step computes input over all neurons that replicas could share */
  readonly timed: boolean
  /** the part that is always on, [population][input][neuron]; other terms may come on top */
  readonly constant: Float64Array
  /** true when the constant part is all */
  readonly steady: boolean
  /** the external input at (step + stage) dt without what depends on rates: to be read at once, not kept */
  outside(step: number, stage: number): Float64Array
  /**
   * input[...] = the external input of one replica at time (step + stage) dt; what depends on its rates is added
   * to `sites`, the inputs that all copies of a site share (`input` itself where there are no copies)
   */
  apply(
    replica: number,
    step: number,
    stage: number,
    rate: Float64Array,
    input: Float64Array,
    sites?: Float64Array,
  ): void
}

interface Term {
  readonly input: Input
  readonly block: Block
  readonly offset: number
  readonly add: (t: number, start: number, values: Float64Array, offset: number) => void
}

/** Throws InputError under the input's place for a term that its population cannot take. */
export function driveOf(network: Network, layout: Layout, signals: Signals = signalsOf(network)): Drive {
  const { dt } = network.simulation
  const constant = new Float64Array(layout.inputs)
  const terms: Term[] = []
  const velocities: { input: Input; add: VelocityTerm }[] = []
  let timed = false
  for (const input of network.inputs) {
    const { space } = network.populations[input.to]!
    const block = layout.blocks[input.to]!
    const offset = block.input + (input.into ?? 0) * block.size
    if (input.term.kind === 'poisson' || input.term.kind === 'spikes') continue
    if (input.term.kind === 'velocity') {
      velocities.push({ input, add: velocityDrive(network, layout, input, signals) })
    } else if (input.term.kind === 'static' && isAlwaysOn(input)) {
      for (let copy = 0; copy < block.copies; copy++)
        addValues(input.term.values, 0, constant, offset + copy * space.size, space.size)
    } else {
      terms.push({
        input,
        block,
        offset,
        add: placed(input.place, () => timedTerm(input, space, dt, signals)),
      })
      timed ||= input.term.kind === 'expression' || input.term.kind === 'moving-bump'
    }
  }

  const caches = [0, 0.5, 1].map(() => ({ step: -1, values: constant.slice() }))
  function shared(step: number, stage: number): Float64Array {
    const cache = caches[2 * stage]!
    if (cache.step === step) return cache.values
    cache.step = step
    cache.values.set(constant)
    for (let k = 0; k < terms.length; k++) {
      const { input, block, offset, add } = terms[k]!
      if (!isOn(input, step, dt)) continue
      for (let copy = 0; copy < block.copies; copy++)
        add((step + stage) * dt, step * dt, cache.values, offset + copy * block.sites)
    }
    return cache.values
  }

  return {
    timed,
    constant,
    steady: terms.length === 0 && velocities.length === 0,
    outside: (step, stage) => (terms.length === 0 ? constant : shared(step, stage)),
    apply(replica, step, stage, rate, input, sites = input) {
      input.set(terms.length === 0 ? constant : shared(step, stage))
      for (let k = 0; k < velocities.length; k++) {
        const { input: window, add } = velocities[k]!
        if (isOn(window, step, dt)) add(replica, (step + stage) * dt, rate, sites)
      }
    },
  }
}

/** On from the first step to the last. */
export function isAlwaysOn({ from, until }: Input): boolean {
  return from <= 0 && until === Number.POSITIVE_INFINITY
}

/** from <= step dt < until, with room for the rounding of times that are multiples of dt. */
export function isOn(input: Pick<Input, 'from' | 'until'>, step: number, dt: number): boolean {
  const slack = 1e-6 * dt
  const t = step * dt
  return t >= input.from - slack && t < input.until - slack
}

function timedTerm(input: Input, space: Space, dt: number, signals: Signals): Term['add'] {
  const { term } = input
  const { size } = space
  switch (term.kind) {
    case 'static':
      return (_t, _start, values, offset) => addValues(term.values, 0, values, offset, size)
    case 'frames': {
      const count = Math.floor(term.frames.length / size)
      const first = Math.max(0, input.from)
      return (_t, start, values, offset) => {
        const frame = Math.min(Math.floor((start - first + 1e-6 * dt) / term.every), count - 1)
        addValues(term.frames, frame * size, values, offset, size)
      }
    }
    case 'expression': {
      const add = expressionTerm(term.expression, space, signals)
      return (t, _start, values, offset) => add(t, values, offset)
    }
    case 'moving-bump': {
      const add = movingBump(term, space)
      return (t, _start, values, offset) => add(t, values, offset)
    }
    case 'velocity':
      throw new Error('a velocity term depends on the state')
    case 'poisson':
    case 'spikes':
      throw new Error('trains of events arrive through a channel')
  }
}

/** An expression in the space's coordinates, t and the signals. */
function expressionTerm(expression: Expression, space: Space, signals: Signals): TimedTerm {
  const field = compileField(expression, space.coordinates, space.size, signals.names)
  const values = new Float64Array(space.size)
  return (t, target, offset) => {
    field(signals.at(t), values, 0)
    addValues(values, 0, target, offset, space.size)
  }
}

function addValues(
  source: Float64Array,
  from: number,
  target: Float64Array,
  offset: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) target[offset + i] = target[offset + i]! + source[from + i]!
}
