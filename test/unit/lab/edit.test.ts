/** The text and its numbers: what a slider writes is read back, and nothing else in the text has moved. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { NumberControl } from '../../../demos/lab/control.ts'
import { sectionsOf } from '../../../demos/lab/controls.ts'
import { dataOf, glossOf, numberText, withValue } from '../../../demos/lab/edit.ts'
import { parseExperiment } from '../../../src/index.ts'

const folder = resolve(import.meta.dirname, '../../../demos/experiments')
const experiments = readdirSync(folder).map(
  (name) => [name, readFileSync(join(folder, name), 'utf8')] as const,
)

const numbersOf = (text: string): NumberControl[] =>
  sectionsOf(dataOf(text)!)
    .flatMap(({ parts }) => parts.flatMap(({ controls }) => controls))
    .filter((control) => control.kind === 'number')

describe('the text of an experiment', () => {
  it('takes a number in its place and keeps every other character', () => {
    const text = '# one\ngoldstone: 1 # kept\nnoise: { sigma: 0.5,   tau_c: 2 }\n\n# last\n'
    expect(withValue(text, ['noise', 'sigma'], 0.25)).toBe(text.replace('0.5', '0.25'))
    expect(withValue(text, ['goldstone'], 2)).toBe(text.replace('1 #', '2 #'))
  })

  it('keeps quotes, takes labels that YAML reads as numbers, entries of lists and of matrices', () => {
    const text = `a: { transfer: "erf", b: 'x' }\nspectrum: { 1: 2, "1,0": [[1, -2], [3, 4]] }\nv: ["0.1", 0.2]\n`
    expect(withValue(text, ['a', 'transfer'], 'relu')).toContain('"relu"')
    expect(withValue(text, ['a', 'b'], "it's")).toContain("'it''s'")
    expect(parse(withValue(text, ['spectrum', '1'], -3.5)!).spectrum).toEqual({
      1: -3.5,
      '1,0': [
        [1, -2],
        [3, 4],
      ],
    })
    expect(withValue(text, ['spectrum', '1,0', 0, 1], 7)).toContain('[[1, 7], [3, 4]]')
    expect(withValue(text, ['v', 0], 0.4)).toContain('"0.4"')
  })

  it('makes what was missing, with the comments as they were, and refuses what it cannot take', () => {
    const text = '# one\ngoldstone: 1\nconnections:\n  - { from: a, to: a } # two\n'
    const noisy = withValue(text, ['noise', 'sigma'], 0.1)!
    expect(parse(noisy).noise).toEqual({ sigma: 0.1 })
    expect(noisy).toContain('# one')
    const odd = withValue(text, ['connections', 0, 'heterogeneity', 'std'], 0.2)!
    expect(parse(odd).connections[0].heterogeneity).toEqual({ std: 0.2 })
    expect(odd).toContain('# two')
    expect(withValue(text, ['connections', 3, 'scale'], 1)).toBeNull()
    expect(withValue(text, ['connections'], 1)).toBeNull()
    expect(withValue('a: [', ['a'], 1)).toBeNull()
  })

  it.each(experiments)(
    'every slider of %s writes a text that says it and is an experiment still',
    (name, text) => {
      const controls = numbersOf(text)
      expect(controls.length).toBeGreaterThan(3)
      for (const { path, value, whole } of controls) {
        const next = whole ? value + 1 : value === 0 ? 0.5 : value * 1.25
        const changed = withValue(text, path, next)
        expect(changed, path.join('.')).not.toBeNull()
        const again = numbersOf(changed!).find((control) => control.path.join() === path.join())
        expect(again?.value, path.join('.')).toBeCloseTo(next, 9)
        expect(glossOf(changed!)).toBe(glossOf(text))
        expect(() => parseExperiment(changed, { name })).not.toThrow()
      }
    },
  )

  it('reads the words of its first comment, and nothing from a broken text', () => {
    expect(glossOf('# One ring.\n# It turns.\ngoldstone: 1\n# no')).toBe('One ring. It turns.')
    expect(glossOf('goldstone: 1')).toBe('')
    expect(dataOf('a: [')).toBeNull()
    expect(dataOf('- 1')).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => void dataOf(text)))
  })

  it('writes numbers that are read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.abs(Number(numberText(value)) - value)).toBeLessThanOrEqual(1e-8 * Math.abs(value))
      }),
    )
  })
})
