import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { functionNames } from '../../../src/model/functions.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { print } from '../../../src/model/print.ts'
import { freeNames, sameExpression } from '../../../src/model/rewrite.ts'
import { interpret, trees } from './trees.ts'

const value = (text: string, names: Record<string, number> = {}) => interpret(parseExpression(text), names)

function complaint(text: string): string {
  try {
    parseExpression(text)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'nothing'
}

describe('parseExpression', () => {
  it.each([
    ['1 + 2*3', 7],
    ['(1 + 2)*3', 9],
    ['8 - 3 - 2', 3],
    ['16/4/2', 2],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['(-2)^2', 4],
    ['2^-1', 0.5],
    ['2^-x^2', 2 ** -9],
    ['-x*2', -6],
    ['3 - -2', 5],
    ['--x', 3],
    ['.5 + 1e-3 + 2.', 2.501],
    ['1E+2', 100],
    ['1 < 2 && 2 < 1', 0],
    ['1 < 2 || 2 < 1 && 0', 1],
    ['!0 == 1', 1],
    ['!x', 0],
    ['x >= 3', 1],
    ['x != 3', 0],
    ['1 + 2 < 4', 1],
    ['max(1, x, 2)', 3],
    ['where(x > 2, 10, 20)', 10],
    ['mod(-1, 3)', 2],
    ['heaviside(0) + sign(-2)', 0],
    ['cos(pi)', -1],
    ['erf(1)', 0.8427007929497149],
    ['round(2.5) + round(-2.5)', 1],
  ])('%s is %d', (text, expected) => {
    expect(value(text, { x: 3 })).toBe(expected)
  })

  it('reads phi, mean and sum as nodes, and phi without parentheses as a name', () => {
    expect(parseExpression('phi(x)')).toMatchObject({
      kind: 'transfer',
      argument: { kind: 'name', name: 'x' },
    })
    expect(parseExpression('sum(x)')).toMatchObject({ kind: 'reduction', reduction: 'sum' })
    expect(parseExpression('mean(x)')).toMatchObject({ kind: 'reduction', reduction: 'mean' })
    expect(freeNames(parseExpression('cos(phi - theta)'))).toEqual(['phi', 'theta'])
  })

  it('keeps the span of a piece', () => {
    expect(parseExpression('  a + taux').kind === 'binary' && parseExpression('  a + taux').span).toEqual({
      start: 2,
      end: 10,
    })
  })

  it('knows no constants but pi', () => {
    expect(freeNames(parseExpression('e + i + tau + pi + Infinity + NaN'))).toEqual([
      'e',
      'i',
      'tau',
      'Infinity',
      'NaN',
    ])
  })

  it.each([
    ['2*(x+)', 'expected an operand, received ")" at character 6 of "2*(x+)"'],
    ['', 'expected an operand, received an empty text'],
    ['x +', 'expected an operand, received the end of "x +"'],
    ['(x', 'expected an operator or ")", received the end of "(x"'],
    ['x)', 'expected an operator, received ")" at character 2 of "x)". No "(" is open there'],
    ['2x', 'expected an operator, received "x" at character 2 of "2x". Write a product with *'],
    ['2 (x)', 'expected an operator, received "(" at character 3 of "2 (x)". Write a product with *'],
    [
      'cos(2 x)',
      'expected an operator, "," or ")", received "x" at character 7 of "cos(2 x)". Write a product with *',
    ],
    [
      'x**2',
      'expected plain numbers, names, operators and parentheses, received "**" at character 2 of "x**2". Write ^',
    ],
    [
      'x ≤ 2',
      'expected plain numbers, names, operators and parentheses, received "≤" at character 3 of "x ≤ 2". Write <=',
    ],
    [
      'cos(θ)',
      'expected plain numbers, names, operators and parentheses, received "θ" at character 5 of "cos(θ)". Write theta',
    ],
    [
      'a = b',
      'expected plain numbers, names, operators and parentheses, received "=" at character 3 of "a = b". Write ==',
    ],
    [
      'x; y',
      'expected plain numbers, names, operators and parentheses, received ";" at character 2 of "x; y"',
    ],
    ['sin x', 'expected "(" after the function sin, received "x" at character 5 of "sin x"'],
    ['sin', 'expected "(" after the function sin, received the end of "sin"'],
    [
      'a < b < c',
      'expected one comparison, received "<" at character 7 of "a < b < c". Join comparisons by &&: a < b && b < c',
    ],
    ['sin(1, 2)', 'expected 1 argument of sin, received 2 at character 1 of "sin(1, 2)"'],
    ['where(x)', 'expected 3 arguments of where, received 1 at character 1 of "where(x)"'],
    ['max(x)', 'expected 2 or more arguments of max, received 1 at character 1 of "max(x)"'],
    ['phi()', 'expected 1 argument of phi, received 0 at character 1 of "phi()"'],
    ['1e999', 'expected a number that float64 can hold, received "1e999" at character 1 of "1e999"'],
    [
      '+x',
      'expected an operand, received "+" at character 1 of "+x". Leave out a plus sign before an operand',
    ],
  ])('refuses %s', (text, message) => {
    expect(complaint(text)).toBe(message)
  })

  it('names the functions and the nearest one', () => {
    const list = [...functionNames, 'mean', 'phi', 'sum'].join(', ')
    expect(() => parseExpression('1 + tahn(x)')).toThrow(
      `expected a function (${list}), received "tahn" at character 5 of "1 + tahn(x)". Did you mean "tanh"`,
    )
    expect(() => parseExpression('weight(1 + y)')).toThrow('For a product write weight*(...)')
    expect(() => parseExpression('constructor(1)')).toThrow(InputError)
    expect(() => parseExpression('__proto__')).toThrow(InputError)
  })

  it('refuses long and deep text without overflowing the stack', () => {
    const texts = [
      '('.repeat(1e5) + 'x' + ')'.repeat(1e5),
      '('.repeat(4000),
      '-'.repeat(9000),
      '!'.repeat(9000) + 'x',
    ]
    texts.push(
      'x^'.repeat(4000) + 'x',
      'x+'.repeat(4000) + 'x',
      'cos('.repeat(300),
      'x*'.repeat(20_000) + 'x',
    )
    for (const text of texts) expect(() => parseExpression(text)).toThrow(InputError)
    expect(() => parseExpression('x' + ' + x*x'.repeat(200))).not.toThrow()
  })

  it('quotes only the neighbourhood of a fault in a long text', () => {
    const text = 'x + '.repeat(30) + '§' + ' + x'.repeat(30)
    expect(() => parseExpression(text)).toThrow(
      /^expected plain .* received "§" at character 121 of "\.\.\..{60}\.\.\."$/,
    )
  })

  it('never throws anything but InputError', () => {
    const piece = fc.constantFrom(
      'x',
      '1',
      '.',
      'e',
      '(',
      ')',
      '+',
      '-',
      '^',
      '!',
      '<',
      '=',
      '&&',
      'cos',
      'phi',
      ',',
      ' ',
      '\n',
      'π',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseExpression(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('print', () => {
  it.each([
    '-x^2',
    '(-x)^2',
    'a - (b - c)',
    'a - b - c',
    'a/(b*c)',
    '2^3^2',
    '(2^3)^2',
    '-(a + b)*c',
    '!(a && b) || c < d',
    '(a < b) < c',
    'a - -2',
    '(-2)^x',
    '2^-x',
    'phi(x - mean(x))/sum(phi(x))',
    'where(x < 0, 0, x^1.5)',
    '1e-7 + 1e+21',
  ])('gives %s back', (text) => {
    expect(print(parseExpression(text))).toBe(text)
  })

  it('is undone by parsing', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(sameExpression(parseExpression(print(tree)), tree)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })
})
