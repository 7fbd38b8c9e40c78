/** The WGSL emitter as text: sharing, folding, the library it asks for, and the numbers it refuses. */
import { describe, expect, it } from 'vitest'
import { special } from '../../../shaders/lib/special.wgsl.ts'
import { InputError } from '../../../src/errors.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { emitWgsl } from '../../../src/model/wgsl.ts'

const uniformNames = ['tau']
const emit = (...texts: string[]) =>
  emitWgsl(
    texts.map((text) => parseExpression(text)),
    (name) =>
      uniformNames.includes(name)
        ? { code: `parameters.${name}`, varies: false }
        : { code: name, varies: true },
    'k',
  )

describe('emitWgsl', () => {
  it('computes what occurs twice once, and what is the same everywhere apart', () => {
    const { uniform, local, results, functions } = emit('tanh(x)/tau', '(1 - tanh(x)) * (1/tau)')
    expect(uniform).toEqual(['let k1 = parameters.tau;', 'let k4 = 1.0 / k1;'])
    expect(local).toEqual([
      'let k0 = tanh32(x);',
      'let k2 = k0 / k1;',
      'let k3 = 1.0 - k0;',
      'let k5 = k3 * k4;',
    ])
    expect(results).toEqual(['k2', 'k5'])
    expect(functions).toEqual(['tanh32'])
  })

  it('folds constants in float64, pi among them, and never leaves one that WGSL would refuse', () => {
    expect(emit('sqrt(pi)/2 * x').local).toEqual(['let k0 = 0.88622695 * x;'])
    expect(emit('1e200 * 1e-200 + 2').results).toEqual(['3.0'])
    expect(emit('x + 1/0').local).toEqual(['let k0 = x + inf32();'])
    expect(emit('x - log(0)', 'x + log(-1)').functions).toEqual(['nan32', 'inf32'])
  })

  it('writes truth as 1.0 and falsehood as 0.0', () => {
    expect(emit('x < 1 && !(y == x)').local).toEqual([
      'let k0 = select(0.0, 1.0, ordered32(x, 1.0) && x < 1.0);',
      'let k1 = select(0.0, 1.0, ordered32(y, x) && y == x);',
      'let k2 = select(0.0, 1.0, !holds32(k1));',
      'let k3 = select(0.0, 1.0, holds32(k0) && holds32(k2));',
    ])
    expect(emit('where(x > 0, x, -x)').local.at(-1)).toBe('let k2 = select(k1, x, holds32(k0));')
  })

  it('takes powers by their exponent', () => {
    expect(emit('x^2').local).toEqual(['let k0 = x * x;'])
    expect(emit('x^(-1)').local).toEqual(['let k0 = 1.0 / x;'])
    expect(emit('x^5').local).toEqual(['let k0 = powi32(x, 5);'])
    expect(emit('x^(-4)').local).toEqual(['let k0 = powi32(x, -4);'])
    expect(emit('x^0.5').local).toEqual(['let k0 = sqrt32(x);'])
    expect(emit('x^2.5').local).toEqual(['let k0 = pow32(x, 2.5);'])
    expect(emit('x^y').local).toEqual(['let k0 = pow32(x, y);'])
  })

  it('nests max and min of many, and calls exact functions bare', () => {
    expect(emit('max(x, y, 1)').local).toEqual(['let k0 = max32(max32(x, y), 1.0);'])
    expect(emit('floor(abs(x))').functions).toEqual([])
    expect(emit('atan2(x, y)').local).toEqual(['let k0 = angle32(x, y);'])
  })

  it('brings its library, callees first', () => {
    const { library, functions } = emit('sigmoid(x) + erf(x)')
    expect(functions).toEqual(['erf32', 'sigmoid32'])
    expect(library).toBe(special(functions))
    expect([...library.matchAll(/^fn (\w+)/gm)].map((m) => m[1])).toEqual([
      'isnan32',
      'keep32',
      'ldexp32',
      'scaledexp32',
      'erf32',
      'sigmoid32',
    ])
  })

  it.each(['1e39 * x', 'x / 1e-50', 'x + 10^40'])('refuses %s, whose number float32 cannot hold', (text) =>
    expect(() => emit(text)).toThrow(InputError),
  )
})
