import { describe, expect, it } from 'vitest'
import { compileExpression } from '../../../src/model/compile.ts'
import type { Transfer } from '../../../src/model/model.ts'
import { print } from '../../../src/model/print.ts'
import type { TransferText } from '../../../src/model/transfer.ts'
import { transferByName, transferNames, transferOf } from '../../../src/model/transfer.ts'

const at = (e: Transfer['phi']) => compileExpression(e, ['x'])

const texts: TransferText[] = [
  ...transferNames,
  ...transferNames.map((name) => ({ name, gain: 2.5, threshold: -0.4 })),
  ...transferNames.map((name) => ({ name, gain: -1.5, threshold: 0.3 })),
  { name: 'power', exponent: 2 },
  { name: 'power', exponent: 0.5, threshold: 0.25 },
  { expression: 'tanh(x + 0.1)' },
  { expression: 'max(x, 0)/(1 + relu(x - 0.7))' },
  { expression: '100*sin(5*x)' },
  { expression: 'where(x > 0.3, 1, -x)' },
]

describe('a transfer', () => {
  it.each(texts.map((text) => [JSON.stringify(text), transferOf(text)] as const))(
    '%s has phi = derivative of its antiderivative, and its own derivative',
    (_, transfer) => {
      const phi = at(transfer.phi)
      const slope = at(transfer.derivative)
      expect(transfer.antiderivative(0)).toBeCloseTo(0, 15)
      for (const x of [-7.3, -2.13, -0.61, -0.123, 0.055, 0.19, 0.77, 1.9, 6.01]) {
        const h = 1e-2
        const d = (f: (x: number) => number) =>
          (45 * (f(x + h) - f(x - h)) - 9 * (f(x + 2 * h) - f(x - 2 * h)) + f(x + 3 * h) - f(x - 3 * h)) /
          (60 * h)
        expect(Math.abs(d((s) => transfer.antiderivative(s)) - phi(x))).toBeLessThan(
          1e-7 * (1 + Math.abs(phi(x))),
        )
        expect(Math.abs(d(phi) - slope(x))).toBeLessThan(2e-6 * (1 + Math.abs(slope(x))))
      }
    },
  )

  it('has closed forms that agree with quadrature to 1e-12', () => {
    for (const name of transferNames) {
      const named = transferOf({ name, gain: 1.7, threshold: 0.2 })
      const numeric = transferOf({ expression: print(named.phi) })
      for (const x of [-30, -8.2, -3, -0.5, 1e-3, 0.7, 2, 9, 25])
        expect(Math.abs(named.antiderivative(x) - numeric.antiderivative(x))).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(x)),
        )
    }
  })

  it('knows the text-book values', () => {
    expect(at(transferByName('erf').phi)(1)).toBeCloseTo(0.7899085945560627, 15) // erf(sqrt(pi)/2)
    expect(at(transferByName('erf').derivative)(0)).toBeCloseTo(1, 15)
    expect(at(transferByName('step').phi)(0)).toBe(1)
    expect(at(transferByName('relu').derivative)(0)).toBe(1)
    expect(at(transferByName('power', { exponent: 2 }).phi)(-3)).toBe(0)
    expect(at(transferByName('power', { exponent: 2 }).phi)(3)).toBe(9)
    expect(at(transferByName('power', { exponent: 0.5 }).derivative)(-1)).toBe(0)
    expect(print(transferByName('tanh').phi)).toBe('tanh(x)')
    expect(transferByName('tanh').antiderivative(-800)).toBeCloseTo(800 - Math.LN2, 12)
    expect(transferByName('softplus').antiderivative(800)).toBeCloseTo(320000 + Math.PI ** 2 / 12, 8)
  })

  it('may name parameters', () => {
    const transfer = transferOf({ expression: 'k*x' })
    expect(transfer.antiderivative(2, { k: 3 })).toBeCloseTo(6, 13)
    expect(transfer.antiderivative(2)).toBeNaN()
  })

  it.each([
    [
      'tan',
      'expected a transfer (linear, tanh, erf, relu, softplus, sigmoid, step, power, or { expression: ... }), received "tan". Did you mean "tanh"',
    ],
    [
      'constructor',
      'expected a transfer (linear, tanh, erf, relu, softplus, sigmoid, step, power, or { expression: ... }), received "constructor"',
    ],
    [{ name: 'erf', exponent: 2 }, 'expected an option of erf (gain, threshold), received "exponent"'],
    [
      { name: 'erf', gian: 2 },
      'expected an option of erf (gain, threshold), received "gian". Did you mean "gain"',
    ],
    [{ name: 'erf', gain: 0 }, 'gain: expected a number other than 0, received 0'],
    [{ name: 'power', exponent: -1 }, 'exponent: expected a positive number, received -1'],
    [{ name: 'relu', threshold: Number.NaN }, 'threshold: expected a finite number, received NaN'],
    [{ expression: 'tanh(x' }, 'expression: expected an operator, "," or ")", received the end of "tanh(x"'],
    [
      { expression: 'phi(x)' },
      'expression: expected an expression in x without phi, mean and sum, received "phi(x)"',
    ],
  ])('refuses %j', (text, message) => {
    let said = ''
    try {
      transferOf(text as TransferText)
    } catch (error) {
      said = (error as Error).message
    }
    expect(said).toBe(message)
  })
})
