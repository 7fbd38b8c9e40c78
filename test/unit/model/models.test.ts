import { describe, expect, it } from 'vitest'
import { builtInModels } from '../../../src/model/built-in.ts'
import { compileExpression, compileModel } from '../../../src/model/compile.ts'
import type { Model } from '../../../src/model/model.ts'
import { modelByName, modelDescriptions, modelFromText, modelNames } from '../../../src/model/models.ts'
import { print } from '../../../src/model/print.ts'
import { transferByName, transferFromExpression } from '../../../src/model/transfer.ts'

const erf = transferByName('erf')

function complaint(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

/** Rate and flow of one neuron (or of equal ones) at given values, in the order of the variables. */
function one(model: Model, state: readonly number[], input: number, size = 1) {
  const compiled = compileModel(model, new Float64Array(size).fill(1 / size))
  const parameters = Float64Array.from(compiled.parameterNames, (name) => model.parameters[name]!)
  const s = Float64Array.from(state.flatMap((v) => Array<number>(size).fill(v)))
  const rate = new Float64Array(size)
  const flow = new Float64Array(s.length)
  compiled.rates(s, 0, parameters, 0, 0, rate, 0)
  const inputs = new Float64Array(size * (1 + (model.inputs ?? []).length)).fill(input, 0, size)
  compiled.flow(s, 0, rate, 0, inputs, 0, parameters, 0, 0, flow, 0)
  return { rate: rate[0]!, flow: state.map((_, k) => flow[k * size]!) }
}

const transferFor = (name: string) => (modelDescriptions.find((d) => d.name === name)!.transfer ? erf : null)

describe('the built-in models', () => {
  it('are fifteen, each described', () => {
    expect(modelNames).toEqual([
      'rate',
      'firing-rate',
      'adaptation',
      'divisive-normalisation',
      'excitatory-inhibitory',
      'short-term-plasticity',
      'qif-mean-field',
      'lif',
      'lif-conductance',
      'qif',
      'eif',
      'adex',
      'izhikevich',
      'poisson',
      'relay',
    ])
    for (const d of modelDescriptions) {
      expect(d.source.length).toBeGreaterThan(20)
      const spikes = modelByName(d.name, {}, transferFor(d.name)).spike !== undefined
      expect(d.equations.some((line) => line.startsWith('r = '))).toBe(!spikes)
      expect(d.equations.some((line) => line.startsWith('spike '))).toBe(spikes)
    }
  })

  it.each(modelNames)('%s can be written again as a model of one’s own', (name) => {
    const description = modelDescriptions.find((d) => d.name === name)!
    const builtIn = modelByName(name, {}, transferFor(name))
    const state = Object.fromEntries(
      builtIn.variables.map((v) => [v.name, { equation: v.source, initial: print(v.initial) }]),
    )
    const { spike, inputs } = builtInModels[name]!
    const sends = spike === undefined ? { rate: description.equations.at(-1)!.slice(4) } : { spike }
    const text = { state, ...sends, ...(inputs && { inputs }), parameters: description.parameters }
    const own = modelFromText(text, {}, transferFor(name))
    expect(own).toEqual({ ...builtIn, name: 'equations', transfer: own.transfer })
  })

  it('compute what their equations say', () => {
    expect(one(modelByName('rate', { tau: 2 }, transferByName('tanh')), [0.5], 3)).toEqual({
      rate: Math.tanh(0.5),
      flow: [1.25],
    })
    expect(one(modelByName('firing-rate', { tau: 2 }, transferByName('relu')), [0.5], 3)).toEqual({
      rate: 0.5,
      flow: [1.25],
    })
    expect(one(modelByName('adaptation', {}, transferByName('relu')), [2, 1], 4)).toEqual({
      rate: 2,
      flow: [1, 0],
    })
    const normal = one(modelByName('divisive-normalisation', { k: 0.25 }), [3], 1, 4)
    expect(normal).toEqual({ rate: 9 / (1 + 0.25 * 4 * 9), flow: [-2] })
    const pair = { w_ee: 2, w_ei: 3, w_ie: 5, w_ii: 7 }
    expect(one(modelByName('excitatory-inhibitory', pair, transferByName('relu')), [1, 2], 11)).toEqual({
      rate: 1,
      flow: [-1 + 2 - 6 + 11, (-2 + 5 - 14) / 0.5],
    })
    const plastic = { U: 0.5, tau_f: 4, tau_d: 2 }
    const stp = one(modelByName('short-term-plasticity', plastic, transferByName('relu')), [3, 0.75, 0.25], 0)
    expect(stp).toEqual({
      rate: (0.75 * 0.25 * 3) / 0.5,
      flow: [-3, -0.25 / 4 + 0.5 * 0.25 * 3, 0.75 / 2 - 0.75 * 0.25 * 3],
    })
    const qif = one(modelByName('qif-mean-field', { tau: 2 }), [0.3, -0.7], 0.5)
    expect(qif.rate).toBe(0.3)
    expect(qif.flow[0]).toBeCloseTo((1 / (2 * Math.PI) - 2 * 0.3 * 0.7) / 2, 15)
    expect(qif.flow[1]).toBeCloseTo((0.49 + 4 + 0.5 - (Math.PI * 2 * 0.3) ** 2) / 2, 15)
  })

  it('rest where they start when nothing comes in', () => {
    // those of an exponential start a little below their rest, and Izhikevich's beside it
    for (const name of modelNames.filter((name) => !['qif', 'eif', 'adex', 'izhikevich'].includes(name))) {
      const model = modelByName(name, name === 'qif-mean-field' ? { tau: 3, eta: -2 } : {}, transferFor(name))
      const names = Object.keys(model.parameters)
      const start = model.variables.map((v) =>
        compileExpression(v.initial, names)(...Object.values(model.parameters)),
      )
      const { flow } = one(model, start, 0)
      for (const slope of flow) expect([name, Math.abs(slope) < 1e-15]).toEqual([name, true])
    }
  })

  it('weak activity passes a resting plastic synapse unchanged', () => {
    const model = modelByName('short-term-plasticity', {}, transferByName('relu'))
    expect(one(model, [0.01, 0.2, 1], 0).rate).toBeCloseTo(0.01, 15)
  })
})

describe('modelFromText', () => {
  it('merges parameters, the experiment’s last, and those that only the transfer names', () => {
    const model = modelByName('rate', { tau: 3, k: 2 }, transferFromExpression('tanh(k*x)'))
    expect(model.parameters).toEqual({ tau: 3, k: 2 })
    expect(one(model, [0.5], 0).rate).toBe(Math.tanh(1))
    expect(complaint(() => modelByName('rate', {}, transferFromExpression('tanh(k*x)')))).toBe(
      'parameters.k: expected a value of k, which the transfer names, received nothing',
    )
  })

  const base = { state: { x: '(-x + I)/tau' }, rate: 'tanh(x)', parameters: { tau: 1 } }
  const refusals: readonly (readonly [() => unknown, string])[] = [
    [
      () => modelByName('rat', {}, erf),
      `model: expected a built-in model (${modelNames.join(', ')}) or equations, received "rat". Did you mean "rate"`,
    ],
    [
      () => modelByName('toString', {}, erf),
      `model: expected a built-in model (${modelNames.join(', ')}) or equations, received "toString"`,
    ],
    [
      () => modelByName('rate'),
      'model.rate: expected a transfer for phi, received none. Give the population a transfer, e.g. transfer: erf',
    ],
    [
      () => modelByName('qif-mean-field', {}, erf),
      'transfer: expected no transfer, for qif-mean-field does not use phi, received "erf". Remove it',
    ],
    [
      () => modelByName('rate', { tua: 2 }, erf),
      'parameters.tua: expected a parameter of rate (tau), received "tua". Did you mean "tau"',
    ],
    [
      () => modelByName('rate', { tau: Number.NaN }, erf),
      'parameters.tau: expected a finite number, received NaN',
    ],
    [
      () => modelFromText({ ...base, spike: { when: 'x > 1' } }),
      'model: expected either rate or spike, received both. Remove one: a spiking model sends its spikes',
    ],
    [
      () => modelFromText({ state: base.state }),
      'model: expected a rate, or a spike rule, received neither. Add for example rate: "tanh(x)"',
    ],
    [
      () => modelFromText({ ...base, state: {} }),
      'model.state: expected at least one state variable, received none',
    ],
    [
      () => modelFromText({ ...base, state: { x: { equation: '(-x + I)/tua' } } }),
      'model.state.x.equation: expected a declared name (x, tau, t, r, I, pi), received "tua" in "(-x + I)/tua". Did you mean "tau"',
    ],
    [
      () => modelFromText({ ...base, rate: 'tanh(I)' }),
      'model.rate: expected a declared name (x, tau, t, pi), received "I" in "tanh(I)"',
    ],
    [
      () => modelFromText({ ...base, rate: 'tanh(x' }),
      'model.rate: expected an operator, "," or ")", received the end of "tanh(x"',
    ],
    [
      () => modelFromText({ ...base, state: { x: { equation: '-x', initial: 'mean(x)' } } }),
      'model.state.x.initial: expected an expression in parameters and coordinates, received "mean(x)"',
    ],
    [
      () => modelFromText({ state: { x: '-x', 'a b': '-x' }, rate: 'x' }),
      'model.state.a b: expected a name of letters, digits and underscores that starts with a letter, received "a b"',
    ],
    [
      () => modelFromText({ ...base, parameters: { tau: 1, x: 2 } }),
      'model.parameters.x: expected a name that is no state variable, received "x". Rename one of them',
    ],
    [
      () => modelFromText({ ...base, state: { x: 'phi(phi(x))/tau' } }),
      'model.state.x.equation: expected a transfer for phi, received none. Give the population a transfer, e.g. transfer: erf',
    ],
    [
      () => modelByName('adaptation', { a: 1 }, transferFromExpression('a*x')),
      'transfer: expected an expression in x and parameters, received the state variable "a"',
    ],
  ]
  it.each(refusals.map(([action, message]) => ({ action, message })))(
    'says $message',
    ({ action, message }) => {
      expect(complaint(action)).toBe(message)
    },
  )

  it.each(['I', 't', 'r', 'pi', 'phi', 'mean', 'sum', 'sin', 'where'])(
    'keeps %s as a word of the language',
    (word) => {
      expect(complaint(() => modelFromText({ state: { [word]: '-1' }, rate: '0' }))).toMatch(
        `model.state.${word}: expected a name that is no word of the language, received "${word}". Taken are`,
      )
      expect(complaint(() => modelFromText({ ...base, parameters: { tau: 1, [word]: 1 } }))).toMatch(
        `model.parameters.${word}: expected a name that is no word`,
      )
    },
  )
})
