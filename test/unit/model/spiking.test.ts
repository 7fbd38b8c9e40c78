import { describe, expect, it } from 'vitest'
import { compileEvents, compileModel } from '../../../src/model/compile.ts'
import { withConductances } from '../../../src/model/conductance.ts'
import { drawnValues, quantileValues } from '../../../src/model/distribution.ts'
import { compileJacobian } from '../../../src/model/jacobian.ts'
import type { Model } from '../../../src/model/model.ts'
import { modelByName, modelFromText } from '../../../src/model/models.ts'
import { neuronWeights } from '../../../src/model/population.ts'
import { print } from '../../../src/model/print.ts'
import { denseWeights, randomCoupling, sparseCoupling } from '../../../src/model/sparse-coupling.ts'
import { transferByName } from '../../../src/model/transfer.ts'
import { listSpace } from '../../../src/spaces/list.ts'

const even = (n: number) => new Float64Array(n).fill(1 / n)
const none = new Float64Array(0)

/** Two variables, two named inputs, a parameter of each neuron, a signal. */
const model = modelFromText(
  {
    state: { v: '(I + g*(E - v) - u)/tau', u: 'a*(v - u) + m' },
    inputs: ['g', 'm'],
    spike: {
      when: 'v + s > theta',
      reset: { v: 'u', u: 'v + u*theta' },
      refractory: '2*tau',
      clamp: ['v'],
    },
    parameters: { tau: 2, E: 3, a: 0.5, theta: 1 },
  },
  {},
  null,
  undefined,
  ['s'],
)
const parameters = Float64Array.of(777, 2, 3, 0.5, 777)
const perNeuron = { theta: Float64Array.of(1, 20, 3) }
const layout = { perNeuron, inputStride: 5 }
/** [v, u] of three neurons from 2 on; I, g, m with a stride of 5 from 1 on */
const state = () => Float64Array.of(777, 777, 4, 5, 6, 0.5, 1, 2, 777)
const inputs = Float64Array.of(777, 10, 11, 12, 777, 777, 1, 2, 3, 777, 777, 0.1, 0.2, 0.3)

describe('a model of several inputs', () => {
  const compiled = compileModel(model, even(3), layout)

  it('reads each at its place', () => {
    const flow = new Float64Array(7)
    compiled.flow(state(), 2, none, 0, inputs, 1, parameters, 1, 0, flow, 1)
    const [v, u] = [
      [4, 5, 6],
      [0.5, 1, 2],
    ]
    const expected = [0, 1, 2].map((i) => (inputs[1 + i]! + inputs[6 + i]! * (3 - v![i]!) - u![i]!) / 2)
    const second = [0, 1, 2].map((i) => 0.5 * (v![i]! - u![i]!) + inputs[11 + i]!)
    expect([...flow]).toEqual([0, ...expected, ...second])
  })

  it('has the conductance in its local decay', () => {
    const decay = new Float64Array(6)
    compiled.decay(state(), 2, none, 0, inputs, 1, parameters, 1, 0, decay, 0)
    expect([...decay]).toEqual([-0.5, -1, -1.5, -0.5, -0.5, -0.5])
  })

  it('is differentiated by every input', () => {
    const jacobian = compileJacobian(model, even(3))
    const pieces = new Float64Array(3 * jacobian.pieces)
    const dense = Float64Array.of(10, 11, 12, 1, 2, 3, 0.1, 0.2, 0.3)
    jacobian.evaluate(state(), 2, dense, 0, parameters.subarray(1), pieces)
    const at = (row: number, index?: number) => {
      const column = index === undefined ? ({ kind: 'input' } as const) : ({ kind: 'input', index } as const)
      const k = jacobian.piece({ kind: 'equation', index: row }, column)
      return k < 0 ? null : [...pieces.subarray(3 * k, 3 * k + 3)]
    }
    expect(at(0)).toEqual([0.5, 0.5, 0.5])
    expect(at(0, 1)).toEqual([-0.5, -1, -1.5])
    expect(at(0, 2)).toBe(null)
    expect(at(1, 0)).toBe(null)
    expect(at(1, 2)).toEqual([1, 1, 1])
  })
})

describe('a spike rule', () => {
  const events = compileEvents(model, 3, ['s'], layout)

  it('holds where it does, by the parameter of each neuron and the signals', () => {
    const told = (s: number) => {
      const out = new Float64Array(4)
      events.condition(state(), 2, inputs, 1, parameters, 1, 0, Float64Array.of(s), out, 1)
      return [...out]
    }
    expect(told(0)).toEqual([0, 1, 0, 1])
    expect(told(15.5)).toEqual([0, 1, 1, 1])
    expect(told(-3)).toEqual([0, 0, 0, 0])
  })

  it('resets one neuron, all from the values before', () => {
    const s = state()
    events.reset(s, 2, inputs, 1, parameters, 1, 0, Float64Array.of(0), 1)
    expect([...s]).toEqual([777, 777, 4, 1, 6, 0.5, 5 + 1 * 20, 2, 777])
  })

  it('tells the refractory time, of each neuron where parameters are its own', () => {
    expect(events.refractory(parameters, 1, 2)).toBe(4)
    const own = compileEvents(model, 3, ['s'], { perNeuron: { tau: Float64Array.of(1, 2, 3) } })
    expect(own.refractory(parameters, 1, 2)).toBe(6)
    const izhikevich = compileEvents(modelByName('izhikevich'), 1)
    expect(izhikevich.refractory(none, 0, 0)).toBe(0)
  })

  it('of chance is a rate, with phi put in', () => {
    const poisson = modelByName('poisson', {}, transferByName('relu'))
    const out = new Float64Array(2)
    compileEvents(poisson, 2).condition(Float64Array.of(-1, 3), 0, even(2), 0, even(1), 0, 0, none, out, 0)
    expect([...out]).toEqual([0, 3])
    expect(poisson.spike).toMatchObject({ kind: 'hazard', resets: [], refractory: null, clamp: [] })
  })

  it('is asked of spiking models only', () => {
    const rate = modelByName('rate', {}, transferByName('erf'))
    expect(() => compileEvents(rate, 2)).toThrow('model: expected a spiking model, received "rate"')
  })

  const text = { state: { v: '-v + I' }, parameters: { b: 1 } }
  it.each([
    [{}, 'model.spike: expected exactly one of when and hazard, received none of them'],
    [
      { when: 'v > 1', hazard: 'v' },
      'model.spike: expected exactly one of when and hazard, received when and hazard',
    ],
    [
      { when: 'w > 1' },
      'model.spike.when: expected a declared name (v, b, t, I, pi), received "w" in "w > 1"',
    ],
    [{ when: 'v > 1', reset: { w: 0 } }, 'model.spike.reset.w: expected a state variable (v), received "w"'],
    [
      { when: 'v > 1', reset: { v: 'c' } },
      'model.spike.reset.v: expected a declared name (v, b, t, I, pi), received "c"',
    ],
    [
      { when: 'v > 1', refractory: 1, clamp: ['w'] },
      'model.spike.clamp[0]: expected a state variable (v), received "w"',
    ],
    [
      { when: 'v > 1', refractory: 1, clamp: ['v', 'v'] },
      'model.spike.clamp[1]: expected every variable once, received "v". Remove it',
    ],
    [
      { when: 'v > 1', clamp: ['v'] },
      'model.spike.clamp: expected a refractory time, in which it holds, received none. Add refractory',
    ],
    [
      { when: 'v > 1', refractory: 'v' },
      'model.spike.refractory: expected a declared name (b, pi), received "v"',
    ],
    [{ when: 'v > 1', refractory: -1 }, 'model.spike.refractory: expected a time of 0 or more, received -1'],
    [
      { when: 'v > mean(v)' },
      `model.spike.when: expected an expression in the neuron's own state, without mean and sum, received "v > mean(v)". Let a state variable follow the mean`,
    ],
    [
      { hazard: 'phi(v)' },
      'model.spike.hazard: expected a transfer for phi, received none. Give the population a transfer, e.g. transfer: erf',
    ],
    [
      { when: 'r > 1' },
      'model.spike.when: expected an expression without r, which is a train of spikes here, received "r". Write what a spike does into "reset"',
    ],
  ])('%j is refused', (spike, message) => {
    expect(() => modelFromText({ ...text, spike })).toThrow(message)
  })

  it('leaves no r to the equations', () => {
    const adapting = { state: { v: '-v - a', a: 'r - a' }, spike: { when: 'v > 1' } }
    expect(() => modelFromText(adapting)).toThrow(
      'model.state.a.equation: expected an expression without r, which is a train of spikes here',
    )
  })
})

describe('a conductance', () => {
  it('is an input of its own in the equations', () => {
    const own = withConductances(modelByName('lif'), [0, -80])
    expect(own.conductances).toEqual([
      { reversal: 0, name: 'g_1' },
      { reversal: -80, name: 'g_2' },
    ])
    expect(own.model.inputs).toEqual(['g_1', 'g_2'])
    const compiled = compileModel(own.model, even(1))
    const numbers = Float64Array.from(compiled.parameterNames, (name) => own.model.parameters[name]!)
    const flow = new Float64Array(1)
    compiled.flow(Float64Array.of(-55), 0, none, 0, Float64Array.of(3, 0.5, 0.25), 0, numbers, 0, 0, flow, 0)
    expect(flow[0]).toBeCloseTo((-60 + 55 + 3 + 0.5 * 55 + 0.25 * -25) / 20, 14)
  })

  it('is the same as one written by hand', () => {
    const plain = modelFromText({ state: { v: '-v + I' }, rate: 'v' })
    const { model } = withConductances(plain, [2])
    expect(print(model.variables[0]!.equation)).toBe('I + g_1*(2 - v) - v')
  })

  it('takes no name that is there', () => {
    const taken = modelFromText({ state: { v: '-v + I + g_1' }, inputs: ['g_1'], spike: { when: 'I > 0' } })
    const { model } = withConductances(taken, [1])
    expect(model.inputs).toEqual(['g_1', 'g_1_'])
    expect(print(model.spike!.condition)).toContain('g_1_')
  })

  it('needs I in the equations', () => {
    const closed = modelFromText({ state: { v: '-v' }, rate: 'v' })
    expect(() => withConductances(closed, [1])).toThrow(
      'reversal: expected a receiving model whose equations use I',
    )
  })
})

describe('parameters of single neurons', () => {
  it('are midpoint quantiles over the copies of each site', () => {
    const law = { kind: 'lorentzian', centre: 1, width: 2 } as const
    const values = quantileValues(law, { sites: 3, copies: 4 })
    const of = (u: number) => 1 + 2 * Math.tan(Math.PI * (u - 0.5))
    expect([...values]).toEqual([0.125, 0.375, 0.625, 0.875].flatMap((u) => [of(u), of(u), of(u)]))
    expect([...quantileValues({ kind: 'uniform', from: 2, to: 6 }, { sites: 4, copies: 1 })]).toEqual([
      2.5, 3.5, 4.5, 5.5,
    ])
  })

  it('have the quantiles of the normal law', () => {
    const values = quantileValues({ kind: 'normal', mean: 0, std: 1 }, { sites: 1, copies: 1000 })
    expect(values[974]! + values[25]!).toBeCloseTo(0, 14)
    // of 0.9745
    expect(values[974]!).toBeCloseTo(1.951_6, 3)
    const variance = values.reduce((sum, x) => sum + x * x, 0) / 1000
    expect(variance).toBeGreaterThan(0.99)
    expect(variance).toBeLessThan(1)
  })

  it('are drawn by seed, population and name, in the law', () => {
    const neurons = { sites: 10_000, copies: 2 }
    const law = { kind: 'normal', mean: 3, std: 0.5 } as const
    const by = { seed: 1, population: 0, name: 'eta' }
    const values = drawnValues(law, neurons, by)
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    expect(Math.abs(mean - 3)).toBeLessThan((4 * 0.5) / Math.sqrt(20_000))
    expect(drawnValues(law, neurons, by)).toEqual(values)
    for (const other of [{ seed: 2 }, { population: 1 }, { name: 'tau' }])
      expect(drawnValues(law, neurons, { ...by, ...other })[0]).not.toBe(values[0])
    const uniform = drawnValues({ kind: 'uniform', from: -1, to: 1 }, neurons, by)
    expect(Math.min(...uniform)).toBeGreaterThan(-1)
    expect(Math.max(...uniform)).toBeLessThan(1)
    const wide = drawnValues({ kind: 'lorentzian', centre: 0, width: 1 }, neurons, by).sort()
    expect(wide[5000]).toBeCloseTo(-1, 1)
    expect(wide[15_000]).toBeCloseTo(1, 1)
  })
})

describe('weights of neurons', () => {
  it('share the site among its copies', () => {
    const space = { ...listSpace(2), weights: Float64Array.of(0.25, 0.75) }
    expect([...neuronWeights({ space, copies: 2 })]).toEqual([0.125, 0.375, 0.125, 0.375])
    expect(neuronWeights({ space })).toBe(space.weights)
  })
})

describe('random weights', () => {
  const drawn = (probability: number, more: object = {}, n = 400) =>
    randomCoupling(
      n,
      n,
      { probability, weight: 2, seed: 1, autapses: true, ...more },
      { from: 0, to: 0, most: 1e6 },
    )

  it.each([0.001, 0.02, 0.3, 0.9])('are there with probability %d, ascending in each row', (p) => {
    const { starts, indices, weights } = drawn(p)
    const expected = p * 160_000
    expect(Math.abs(indices.length - expected)).toBeLessThan(4.5 * Math.sqrt(expected * (1 - p)))
    expect(starts[400]).toBe(indices.length)
    expect(weights).toBe(2)
    for (let i = 0; i < 400; i++)
      for (let e = starts[i]! + 1; e < starts[i + 1]!; e++)
        expect(indices[e]!).toBeGreaterThan(indices[e - 1]!)
    // columns are as even as rows
    const columns = new Float64Array(400)
    for (const j of indices) columns[j]!++
    const chi = columns.reduce((sum, count) => sum + (count - 400 * p) ** 2 / (400 * p * (1 - p)), 0)
    expect(chi).toBeLessThan(400 + 5 * Math.sqrt(800))
  })

  it('are none at 0 and all at 1', () => {
    expect(drawn(0).indices.length).toBe(0)
    expect(drawn(1).indices.length).toBe(160_000)
  })

  it('leave out the diagonal where they are asked to, and are otherwise the same', () => {
    const [all, some] = [denseWeights(drawn(0.3)), denseWeights(drawn(0.3, { autapses: false }))]
    for (let i = 0; i < 400; i++) all[i * 401] = 0
    expect(some).toEqual(all)
  })

  it('differ by seed and by population', () => {
    const first = drawn(0.1).indices
    expect(drawn(0.1, { seed: 2 }).indices).not.toEqual(first)
    const rule = { probability: 0.1, weight: 2, seed: 1, autapses: true }
    for (const ends of [
      { from: 1, to: 0 },
      { from: 0, to: 1 },
    ])
      expect(randomCoupling(400, 400, rule, { ...ends, most: 1e6 }).indices).not.toEqual(first)
    expect(drawn(0.1).indices).toEqual(first)
  })

  it('are refused beyond what may be kept', () => {
    const rule = { probability: 0.5, weight: 1, seed: 1, autapses: true }
    expect(() => randomCoupling(10, 10, rule, { from: 0, to: 0, most: 20 })).toThrow(
      'expected at most 20 weights, received about 50',
    )
  })
})

describe('measured weights', () => {
  const rows = { indptr: [0, 3, 3, 5], indices: [2, 0, 2, 1, 0], data: [1, 2, 3, 4, 5] }

  it('are sorted, and added where they stand twice', () => {
    const { starts, indices, weights } = sparseCoupling(3, 3, rows)
    expect([...starts]).toEqual([0, 2, 2, 4])
    expect([...indices]).toEqual([0, 2, 0, 1])
    expect(weights).toEqual(Float64Array.of(2, 4, 5, 4))
    expect([...denseWeights(sparseCoupling(3, 3, rows))]).toEqual([2, 0, 4, 0, 0, 0, 5, 4, 0])
  })

  it('are one number where they are equal', () => {
    expect(sparseCoupling(2, 2, { indptr: [0, 1, 2], indices: [1, 0], data: [7, 7] }).weights).toBe(7)
  })

  it.each([
    [{ indptr: [0, 3, 5] }, 'indptr: expected 4 numbers, one more than rows, received 3'],
    [
      { indptr: [0, 3, 2, 5] },
      'indptr: expected whole numbers that never decrease, received 2 after 3 at row 1',
    ],
    [{ indptr: [1, 3, 3, 5] }, 'indptr: expected 0 as first number, received 1'],
    [{ indptr: [0, 3, 3, 4] }, 'indptr: expected 5 as last number, the count of indices, received 4'],
    [{ indices: [2, 0, 3, 1, 0] }, 'indices: expected columns 0 to 2, received 3 at entry 2'],
    [{ indices: [2, 0, -1, 1, 0] }, 'indices: expected columns 0 to 2, received -1 at entry 2'],
    [{ data: [1, 2, 3, 4] }, 'data: expected 5 numbers, as many as indices, received 4'],
    [{ data: [1, 2, 3, Number.NaN, 5] }, 'data: expected finite numbers, received NaN at entry 3'],
  ])('%j is refused', (wrong, message) => {
    expect(() => sparseCoupling(3, 3, { ...rows, ...wrong })).toThrow(message)
  })
})

describe('the built-in spiking models', () => {
  /** Spikes of one neuron in `time` by explicit Euler, as the rule of docs/decisions/0014 says. */
  function spikes(model: Model, input: number, time: number, dt: number, start: readonly number[]): number[] {
    const compiled = compileModel(model, even(1))
    const events = compileEvents(model, 1)
    const parameters = Float64Array.from(compiled.parameterNames, (name) => model.parameters[name]!)
    const I = Float64Array.of(input, ...(model.inputs ?? []).map(() => 0))
    const [state, flow, out] = [Float64Array.from(start), new Float64Array(start.length), new Float64Array(1)]
    const silent = Math.round(events.refractory(parameters, 0, 0) / dt)
    const found: number[] = []
    let until = -1
    for (let n = 0; n * dt < time; n++) {
      const held = events.spike.clamp.map((v) => [v, state[v]!] as const)
      compiled.flow(state, 0, none, 0, I, 0, parameters, 0, n * dt, flow, 0)
      for (let v = 0; v < state.length; v++) state[v]! += dt * flow[v]!
      if (n < until) {
        for (const [v, value] of held) state[v] = value
        continue
      }
      events.condition(state, 0, I, 0, parameters, 0, n * dt, none, out, 0)
      if (out[0] === 0) continue
      events.reset(state, 0, I, 0, parameters, 0, n * dt, none, 0)
      found.push((n + 1) * dt)
      until = n + 1 + silent
    }
    return found
  }
  const period = (times: readonly number[]) => times.at(-1)! - times.at(-2)!

  it('lif fires with the period of its closed form', () => {
    // t_ref + tau log((E_L + I - v_reset)/(E_L + I - v_th))
    const times = spikes(modelByName('lif'), 20, 200, 0.001, [-60])
    expect(period(times)).toBeCloseTo(5 + 20 * Math.log(20 / 10), 2)
    expect(spikes(modelByName('lif'), 9.9, 200, 0.01, [-60])).toEqual([])
  })

  it('lif-conductance without conductances is lif', () => {
    const [a, b] = ['lif', 'lif-conductance'].map((name) => spikes(modelByName(name), 20, 100, 0.01, [-60]))
    expect(a).toEqual(b)
  })

  it('qif fires with the period pi tau / sqrt(eta + I), whatever the peak', () => {
    for (const peak of [50, 100]) {
      const model = modelByName('qif', { v_peak: peak, v_reset: -peak, eta: 3 })
      expect(period(spikes(model, 1, 5, 1e-5, [0]))).toBeCloseTo(Math.PI / 2, 3)
    }
  })

  it('eif and adex fire beyond their rheobase only, and adex adapts', () => {
    // rheobase of eif: V_T - E_L - D_T; of adex with w at rest about (g_L + a)(V_T - E_L) ...
    const eif = modelByName('eif')
    expect(spikes(eif, 1.5, 500, 0.01, [-65])).toEqual([])
    expect(spikes(eif, 1.75, 500, 0.01, [-65]).length).toBeGreaterThan(1)
    const adex = spikes(modelByName('adex'), 1000, 300, 0.01, [-70.6, 0])
    const gaps = adex.slice(1).map((time, k) => time - adex[k]!)
    expect(gaps.length).toBeGreaterThan(3)
    expect(gaps.at(-1)!).toBeGreaterThan(1.5 * gaps[0]!)
  })

  it('izhikevich spikes regularly at I = 10, after a first faster one', () => {
    const times = spikes(modelByName('izhikevich'), 10, 1000, 0.01, [-65, -13])
    const gaps = times.slice(1).map((time, k) => time - times[k]!)
    expect(gaps.length).toBeGreaterThan(10)
    expect(gaps[0]!).toBeLessThan(0.9 * gaps.at(-1)!)
    expect(gaps.at(-1)!).toBeCloseTo(gaps.at(-2)!, 1)
  })

  it('relay counts the steps whose input is positive', () => {
    const relay = modelByName('relay')
    expect(spikes(relay, 1, 1, 0.25, [0])).toEqual([0.25, 0.5, 0.75, 1])
    expect(spikes(relay, 0, 1, 0.25, [0])).toEqual([])
  })
})
