/** The strict tag: what it writes, and each slip that it refuses. */
import { describe, expect, it } from 'vitest'
import type { Piece } from '../../../shaders/compose.ts'
import { float, shader, whole } from '../../../shaders/compose.ts'

describe('float', () => {
  it.each([
    [1, '1.0'],
    [0, '0.0'],
    [-0, '(-0.0)'],
    [-1.5, '(-1.5)'],
    [0.1, '0.1'],
    [Math.PI, '3.1415927'],
    [16777216, '16777216.0'],
    [1e21, '1e+21'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1e-45, '1e-45'],
    [1e-50, '0.0'],
  ])('%s is %s', (x, text) => expect(float(x)).toBe(text))

  it('names the float32 nearest to any number, in at most nine digits', () => {
    const bits = new Uint32Array(1)
    const value = new Float32Array(bits.buffer)
    for (let k = 0; k < 5000; k++) {
      bits[0] = Math.imul(k + 1, 0x9e3779b1)
      if (!Number.isFinite(value[0]!)) continue
      const text = float(value[0]!).replace(/[()]/g, '')
      expect(Math.fround(Number(text))).toBe(value[0])
      expect(text).toMatch(/[.e]/)
      expect(
        text
          .replace(/e.*/, '')
          .replace(/\D|\.0$/g, '')
          .replace(/^0+|0+$/g, '').length,
      ).toBeLessThanOrEqual(9)
    }
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 3.41e38])('refuses %s', (x) =>
    expect(() => float(x)).toThrow(RangeError),
  )
})

describe('whole', () => {
  it('writes integers plainly', () => expect(whole(4294967295)).toBe('4294967295'))
  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses %s', (n) => expect(() => whole(n)).toThrow(RangeError))
})

describe('shader', () => {
  it('chooses branches, writes numbers as floats and strings as they stand', () => {
    const text = (fast: boolean) => shader`
      #if ${fast}
      let y = ${'x'} * ${2};
      #else
      let y = x + x;   
      #endif



      let n = ${whole(3)};`
    expect(text(true)).toBe('let y = x * 2.0;\n\n      let n = 3;\n')
    expect(text(false)).toBe('let y = x + x;\n\n      let n = 3;\n')
  })

  it.each([undefined, null, {}, [1], true, 1n, Number.NaN])('refuses %s as a piece', (piece) =>
    expect(() => shader`let x = ${piece as Piece};`).toThrow(),
  )

  it.each([1, 0, 'true', undefined])('refuses %s as a condition', (piece) =>
    expect(
      () => shader`
      #if ${piece as Piece}
      #endif
    `,
    ).toThrow(TypeError),
  )

  it('refuses directives inside strings, misspelt, unclosed, or three deep', () => {
    expect(() => shader`${'#if'}`).toThrow(SyntaxError)
    expect(() => shader`#define x`).toThrow(SyntaxError)
    expect(() => shader`{ #if ${true} x #endif}`).toThrow()
    expect(
      () => shader`
      #if ${true}
    `,
    ).toThrow()
    expect(
      () => shader`
      #if ${true}
      #if ${true}
      #if ${true}
      #endif
      #endif
      #endif
    `,
    ).toThrow(SyntaxError)
  })
})
