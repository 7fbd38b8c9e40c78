/** The library as composed text: whole as a golden, and any part of it closed under what it calls. */
import { describe, expect, it } from 'vitest'
import { special, specialNames } from '../../../shaders/lib/special.wgsl.ts'
import { functionNames } from '../../../src/model/functions.ts'

const defined = (text: string) => [...text.matchAll(/^(?:fn|struct) (\w+)/gm)].map((m) => m[1]!)

describe('the device library', () => {
  it('is composed as it was', async () => {
    await expect(special(specialNames)).toMatchFileSnapshot('library.wgsl')
  })

  it.each(specialNames)('gives %s with what it calls, each once, callees first', (name) => {
    const text = special([name, name])
    const names = defined(text)
    expect(new Set(names).size).toBe(names.length)
    expect(names.at(-1)).toBe(name)
    const whole = defined(special(specialNames))
    for (const [, called] of text.matchAll(/\b(\w+)\(/g))
      if (whole.includes(called!)) expect(names).toContain(called)
    for (const [k, own] of names.entries()) {
      const before = text.slice(0, text.search(new RegExp(`^(?:fn|struct) ${own}\\b`, 'm')))
      for (const later of names.slice(k + 1)) expect(before).not.toMatch(new RegExp(`\\b${later}\\b`))
    }
  })

  it('has a form of every function of the language but those WGSL has exactly', () => {
    const bare = ['abs', 'ceil', 'floor', 'where', 'atan2']
    const own = functionNames.filter((name) => !bare.includes(name)).map((name) => `${name}32`)
    expect(specialNames).toEqual(expect.arrayContaining([...own, 'angle32', 'pow32', 'powi32']))
  })

  it('refuses a name that it lacks', () => {
    expect(() => special(['tan' as 'tan32'])).toThrow(RangeError)
  })

  it('never calls a loose function of WGSL bare', () => {
    const loose =
      /(?<![\w])(tanh|sinh|cosh|sin|cos|tan|exp|exp2|log|log2|pow|atan|atan2|asin|acos|round|fract)\(/
    expect(special(specialNames)).not.toMatch(loose)
  })
})
