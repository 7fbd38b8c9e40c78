import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression, compileField, compileModel, evaluateOn } from '../../../src/model/compile.ts'
import type { Model } from '../../../src/model/model.ts'
import { modelByName, modelFromText } from '../../../src/model/models.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { transferByName, transferFromExpression } from '../../../src/model/transfer.ts'
import { interpret, trees } from './trees.ts'

/** Weights of no symmetry, sum 1. */
function unevenWeights(size: number): Float64Array {
  const w = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7) % 5))
  const total = w.reduce((a, b) => a + b, 0)
  return w.map((v) => v / total)
}

/** Runs one replica with everything at odd offsets, and checks that nothing outside is written. */
function evaluate(model: Model, weights: Float64Array, state: Float64Array, input: Float64Array, t = 0) {
  const compiled = compileModel(model, weights)
  const n = weights.length
  const all = model.variables.length * n
  const pad = (values: ArrayLike<number>, before: number) => {
    const padded = new Float64Array(before + values.length + 2).fill(777)
    padded.set(Array.from(values), before)
    return padded
  }
  const parameters = pad(
    compiled.parameterNames.map((name) => model.parameters[name]!),
    3,
  )
  const s = pad(state, 5)
  const rate = pad(new Float64Array(n), 4)
  compiled.rates(s, 5, parameters, 3, t, rate, 4)
  const flow = pad(new Float64Array(all), 1)
  compiled.flow(s, 5, rate, 4, pad(input, 6), 6, parameters, 3, t, flow, 1)
  const decay = pad(new Float64Array(all), 2)
  compiled.decay(s, 5, rate, 4, pad(input, 6), 6, parameters, 3, t, decay, 2)
  expect([...rate.subarray(0, 4), ...rate.subarray(4 + n)]).toEqual(Array(6).fill(777))
  expect([...flow.subarray(0, 1), ...flow.subarray(1 + all)]).toEqual(Array(3).fill(777))
  expect([...decay.subarray(0, 2), ...decay.subarray(2 + all)]).toEqual(Array(4).fill(777))
  return { rate: rate.slice(4, 4 + n), flow: flow.slice(1, 1 + all), decay: decay.slice(2, 2 + all) }
}

describe('compileExpression', () => {
  it('equals the interpreter bit for bit', () => {
    fc.assert(
      fc.property(trees, fc.double({ noNaN: true }), fc.double({ min: -3, max: 3 }), (tree, x, y) => {
        expect(compileExpression(tree, ['y', 'x'])(y, x)).toBe(interpret(tree, { x, y }))
      }),
      { numRuns: 2000 },
    )
  })

  it('computes small powers as the interpreter does', () => {
    for (const text of ['x^2', 'x^3', 'x^-1', 'x^4', 'x^0.5', 'x^y', '(-x)^y']) {
      const tree = parseExpression(text)
      const f = compileExpression(tree, ['x', 'y'])
      for (let k = 1; k < 200; k++) {
        const names = { x: Math.sqrt(k) * 1.1, y: (k % 7) - 2 }
        expect(f(names.x, names.y)).toBe(interpret(tree, names))
      }
    }
  })

  it('computes a common part once', () => {
    const f = compileExpression(parseExpression('exp(x)*y + exp(x)/exp(x)'), ['x', 'y'])
    expect(f.toString().match(/Math\.exp/g)).toHaveLength(1)
    expect(f(1, 2)).toBe(Math.E * 2 + 1)
  })

  it('takes names that are words of JavaScript, and emits none', () => {
    const words = ['class', 'constructor', 'eval', 'k0', 'a0', 'this', 'Math', 'w', 'toString']
    const f = compileExpression(parseExpression(words.join(' + ')), words)
    expect(f(...words.map((_, i) => 2 ** i))).toBe(2 ** words.length - 1)
    expect(f.toString()).not.toMatch(/class|constructor|eval|this|toString/)
  })

  it('names what is declared', () => {
    expect(() => compileExpression(parseExpression('cos(thta)'), ['theta', 't'])).toThrow(
      'expected a declared name (theta, t, pi), received "thta" in "cos(thta)". Did you mean "theta"',
    )
    expect(() => compileExpression(parseExpression('x'), [])).toThrow(
      'expected no names but pi, received "x"',
    )
    expect(() => compileExpression(parseExpression('mean(x)'), ['x'])).toThrow('mean(...)')
    expect(() => compileExpression(parseExpression('phi(x)'), ['x'])).toThrow('phi(...)')
  })
})

describe('evaluateOn and compileField', () => {
  const theta = Float64Array.from({ length: 7 }, (_, i) => (2 * Math.PI * i) / 7)

  it('evaluates in coordinates and constants', () => {
    const values = evaluateOn(parseExpression('a*cos(2*theta) + pi'), new Map([['theta', theta]]), 7, {
      a: 3,
    })
    expect(values).toEqual(theta.map((th) => 3 * Math.cos(2 * th) + Math.PI))
    expect(evaluateOn(parseExpression('2'), new Map(), 3)).toEqual(Float64Array.of(2, 2, 2))
  })

  it('writes a field that depends on time, without touching the rest', () => {
    const field = compileField(
      parseExpression('0.05*cos(theta - t)*exp(-t)'),
      new Map([['theta', theta]]),
      7,
      ['t'],
    )
    const output = new Float64Array(9).fill(9)
    field([0.3], output, 1)
    expect([output[0], output[8]]).toEqual([9, 9])
    theta.forEach((th, i) => {
      expect(output[1 + i]).toBe(0.05 * Math.cos(th - 0.3) * Math.exp(-0.3))
    })
  })

  it('lists the coordinates', () => {
    expect(() => evaluateOn(parseExpression('cos(theta1)'), new Map([['theta', theta]]), 7)).toThrow(
      'expected a declared name (theta, pi), received "theta1"',
    )
  })
})

describe('compileModel', () => {
  it('computes rates, flow and decay of a model with everything', () => {
    const n = 13
    const model = modelFromText(
      {
        state: {
          x: '(-x^3 - a + phi(I - mean(phi(x))) + b*r)/tau',
          a: { equation: '(x*r - k*a^2)/tau_a + t' },
        },
        rate: 'phi(x)/(1 + k*sum((x - mean(x))^2))',
        parameters: { tau: 2, b: 0.5, tau_a: 10, k: 0.1 },
      },
      { b: 0.75 },
      transferByName('tanh'),
    )
    const w = unevenWeights(n)
    const x = Array.from({ length: n }, (_, i) => Math.sin(3 * i))
    const a = x.map((v) => v * v - 0.5)
    const input = Float64Array.from({ length: n }, (_, i) => Math.cos(i))
    const { rate, flow, decay } = evaluate(model, w, Float64Array.from([...x, ...a]), input, 1.5)
    const mean = (f: (v: number) => number) => x.reduce((sum, v, i) => sum + w[i]! * f(v), 0)
    const m = mean((v) => v)
    const scale = 1 + 0.1 * n * mean((v) => (v - m) ** 2)
    for (let i = 0; i < n; i++) {
      const [xi, ai] = [x[i]!, a[i]!]
      const r = Math.tanh(xi) / scale
      expect(rate[i]).toBeCloseTo(r, 14)
      expect(flow[i]).toBeCloseTo(
        (-(xi ** 3) - ai + Math.tanh(input[i]! - mean(Math.tanh)) + 0.75 * r) / 2,
        14,
      )
      expect(flow[n + i]).toBeCloseTo((xi * r - 0.1 * ai ** 2) / 10 + 1.5, 14)
      const slope = (1 - Math.tanh(xi) ** 2) / scale
      expect(decay[i]).toBeCloseTo((-3 * xi ** 2 + 0.75 * slope) / 2, 13)
      expect(decay[n + i]).toBeCloseTo((-2 * 0.1 * ai) / 10, 14)
    }
  })

  it('reads parameters of the replica asked for', () => {
    const compiled = compileModel(
      modelByName('rate', { tau: 4 }, transferByName('relu')),
      Float64Array.of(0.5, 0.5),
    )
    expect(compiled.parameterNames).toEqual(['tau'])
    const flow = new Float64Array(2)
    const state = Float64Array.of(1, 2)
    compiled.flow(state, 0, state, 0, Float64Array.of(3, 3), 0, Float64Array.of(1, 8), 1, 0, flow, 0)
    expect([...flow]).toEqual([2 / 8, 1 / 8])
  })

  it('sums a million values to round-off', () => {
    const n = 1_000_000
    const model = modelFromText({ state: { x: '-x' }, rate: 'mean(x)' })
    for (const value of [(i: number) => 1 + 1e-3 * Math.sin(i), () => 1 / 3, (i: number) => 1 / (1 + i)]) {
      const state = Float64Array.from({ length: n }, (_, i) => value(i))
      const exact = state.reduce((sum, x) => sum + BigInt(x * 2 ** 80), 0n)
      const { rate } = evaluate(model, new Float64Array(n).fill(2 ** -20), state, new Float64Array(n))
      expect(Math.abs((rate[0]! * 2 ** 100) / Number(exact) - 1)).toBeLessThan(1e-15)
      expect(rate[n - 1]).toBe(rate[0])
    }
  })

  it('passes NaN on, so that divergence is seen', () => {
    for (const name of ['tanh', 'erf', 'relu', 'softplus', 'sigmoid', 'step', 'power', 'linear']) {
      const model = modelByName('rate', {}, transferByName(name))
      const { rate } = evaluate(model, Float64Array.of(1), Float64Array.of(Number.NaN), Float64Array.of(0))
      expect([name, rate[0]]).toEqual([name, Number.NaN])
    }
  })

  it('evaluates phi(x) once where two equations use it, and hoists what is uniform', () => {
    const transfer = transferFromExpression('exp(k*x)*sqrt(k)')
    const compiled = compileModel(
      modelByName('short-term-plasticity', { k: 2 }, transfer),
      Float64Array.of(1),
    )
    const code = compiled.flow.toString()
    expect(code.match(/Math\.exp/g)).toHaveLength(1)
    expect(code.indexOf('Math.sqrt')).toBeLessThan(code.indexOf('for (let i'))
    expect(code).not.toMatch(/tau|phi/)
  })
})
