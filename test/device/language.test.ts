/**
 * The model language on the device: random trees over every operator and function, and the equations of
 * every built-in model with every transfer, against float64 within a propagated bound.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression } from '../../src/model/compile.ts'
import { modelByName, modelNames } from '../../src/model/models.ts'
import { parseExpression } from '../../src/model/parse.ts'
import { print } from '../../src/model/print.ts'
import { substitute, takeReductions } from '../../src/model/rewrite.ts'
import { simplify } from '../../src/model/simplify.ts'
import { transferByName, transferNames } from '../../src/model/transfer.ts'
import type { Expression } from '../../src/model/tree.ts'
import { numeral } from '../../src/model/tree.ts'
import { emitWgsl } from '../../src/model/wgsl.ts'
import { trees } from '../unit/model/trees.ts'
import { bounded } from './bound.ts'
import type { Code } from './evaluate.ts'
import { evaluate } from './evaluate.ts'

const count = 128
const points = [0, 1, 2].map((shift) =>
  Float32Array.from({ length: count }, (_, i) => 6 * (((i + 1) * (0.7548 + 0.0671 * shift)) % 1) - 3),
)

interface Case {
  readonly told: string
  readonly expression: Expression
  /** the argument (a, b or c) that a name reads */
  readonly reads: Readonly<Record<string, number>>
}

/** The part of all (case, point) pairs that the bound says something about; each of them is checked. */
async function checked(cases: readonly Case[]): Promise<number> {
  const emitted = cases.map(({ expression, reads }) =>
    emitWgsl([expression], (name) => ({ code: 'abc'[reads[name]!]!, varies: true }), 'k'),
  )
  const codes = emitted.map(
    ({ uniform, local, results }): Code => ({ statements: [...uniform, ...local], value: results[0]! }),
  )
  const found = await evaluate(codes, new Set(emitted.flatMap((e) => e.functions)), points)
  let sharp = 0
  for (const [k, { told, expression, reads }] of cases.entries())
    for (let i = 0; i < count; i++) {
      const names = Object.fromEntries(Object.entries(reads).map(([name, p]) => [name, points[p]![i]!]))
      const { value, error } = bounded(expression, names)
      if (!(Number.isFinite(error) && error <= 0.01 * Math.max(1, Math.abs(value)))) continue
      sharp++
      if (!(Math.abs(found[k]![i]! - value) <= error))
        expect.fail(`${told} at ${JSON.stringify(names)} = ${found[k]![i]}, exactly ${value} +- ${error}`)
    }
  return sharp / (cases.length * count)
}

describe('the model language on the device', () => {
  it('agrees with float64 on random trees, within the bound', async () => {
    const sample = fc.sample(trees, { seed: 20260, numRuns: 120 })
    const cases = sample.map((tree) => ({
      told: print(tree),
      expression: simplify(tree),
      reads: { x: 0, y: 1 },
    }))
    expect(await checked(cases)).toBeGreaterThan(0.5)
  })

  it('agrees with float64 on every kind of power, and on functions of several values', async () => {
    const texts = [
      'x^2',
      'x^3',
      'x^(-1)',
      'x^5',
      'x^(-4)',
      'abs(x)^0.5',
      'abs(x)^2.5',
      'abs(x)^y',
      '2^x',
      '(-2)^3 * x',
      'x^0',
      'mod(x, 0.7)',
      'mod(x, y)',
      'atan2(x, y)',
      'max(x, y, 1, -x)',
      'min(x, y, x*y)',
      'clamp(x, -1, y)',
      'where(x > y, x, y)',
      'where(x, 1, 2)',
      '!x',
      'x && y',
      'x || 0',
      'x <= y',
      'x >= y',
      'x != y',
      'x == x',
    ]
    const cases = texts.map((told) => ({ told, expression: parseExpression(told), reads: { x: 0, y: 1 } }))
    expect(await checked(cases)).toBeGreaterThan(0.95)
  })

  it('compares NaN as float64 does: it is neither less nor equal, differs from all, and holds', async () => {
    const texts = [
      'x < y',
      'x <= y',
      'x > y',
      'x >= y',
      'x == y',
      'x != y',
      'x != x',
      '!x',
      'x && y',
      'x || y',
    ]
    const expressions = [...texts, 'where(x, 1, 2)', 'where(x < y, 1, 2)'].map(parseExpression)
    const values = [Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 2]
    const [x, y] = [0, 1].map((k) =>
      Float32Array.from({ length: 25 }, (_, i) => values[k === 0 ? i % 5 : Math.floor(i / 5)]!),
    ) as [Float32Array, Float32Array]
    const emitted = expressions.map((expression) =>
      emitWgsl([expression], (name) => ({ code: name === 'x' ? 'a' : 'b', varies: true }), 'k'),
    )
    const codes = emitted.map(({ uniform, local, results }) => ({
      statements: [...uniform, ...local],
      value: results[0]!,
    }))
    const found = await evaluate(codes, new Set(emitted.flatMap((e) => e.functions)), [x, y, x])
    for (const [k, expression] of expressions.entries()) {
      const want = compileExpression(expression, ['x', 'y'])
      for (let i = 0; i < 25; i++)
        expect([print(expression), x[i], y[i], found[k]![i]]).toEqual([
          print(expression),
          x[i],
          y[i],
          want(x[i]!, y[i]!),
        ])
    }
  })

  it.each(modelNames)('compiles the model %s and agrees with float64', async (name) => {
    const cases: Case[] = []
    for (const transfer of transferNames) {
      let model: ReturnType<typeof modelByName>
      try {
        model = modelByName(name, {}, transferByName(transfer))
      } catch {
        model = modelByName(name)
      }
      const numbers = new Map(Object.entries(model.parameters).map(([word, v]) => [word, numeral(v)]))
      const { spike, inputs = [] } = model
      const rule = spike === undefined ? [] : [spike.condition, ...spike.resets.map((reset) => reset.value)]
      const equations = [model.rate, ...model.variables.map((v) => v.equation), ...rule]
      const { expressions, reductions } = takeReductions(equations)
      for (const expression of [...expressions, ...reductions.map((r) => r.argument)]) {
        const withNumbers = substitute(expression, numbers)
        const names = model.variables.map((v) => v.name)
        const own = [...names, 'I', 'r', 't', ...inputs, ...reductions.map((r) => r.name)]
        const reads = Object.fromEntries(own.map((word, k) => [word, k % 3]))
        cases.push({ told: `${name} with ${transfer}: ${print(expression)}`, expression: withNumbers, reads })
      }
    }
    expect(cases.length).toBeGreaterThan(1)
    expect(await checked(cases)).toBeGreaterThan(0.5)
  })
})
