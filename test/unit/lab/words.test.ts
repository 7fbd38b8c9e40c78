/** Numbers as a person reads and types them, keys, and the choice of views. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriedOver, choicesOf, keyOf, nextChoice, type Spec } from '../../../demos/lab/choices.ts'
import { methods, sectionsOf } from '../../../demos/lab/controls.ts'
import {
  aligned,
  bytes,
  counted,
  expressionType,
  fixed,
  numberFrom,
  proseType,
  significant,
} from '../../../demos/lab/format.ts'
import { commandOf, keys } from '../../../demos/lab/keys.ts'
import type { NetworkSummary, ViewSpec } from '../../../demos/lab/protocol.ts'
import { transfers } from '../../../demos/lab/unit-controls.ts'
import { METHODS } from '../../../src/experiment/schema-words.ts'
import { transferNames } from '../../../src/model/transfer.ts'

describe('numbers', () => {
  it('are written with a true minus, aligned, and in powers of ten where decimals would hide them', () => {
    expect([2, -0.42294, 0, 1234.5].map((value) => significant(value))).toEqual(['2', '−0.423', '0', '1230'])
    expect(significant(-2.1e-7)).toBe('−2.1·10⁻⁷')
    expect([2, 0.12, -1.5, 0.00012].map(aligned)).toEqual(['2.000', '0.120', '−1.500', '1.2·10⁻⁴'])
    expect(fixed(-0.0001, 1)).toBe('0.0')
    expect([counted(1240), counted(3.44e6)]).toEqual(['1,240', '3.44 million'])
    expect([bytes(900), bytes(640_000), bytes(1.2e9)]).toEqual(['900 B', '640 kB', '1.2 GB'])
  })

  it('are read as they are written, with a decimal comma too, and nothing else is', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (value) => {
        expect(numberFrom(fixed(value, 3))).toBeCloseTo(value, 2)
        expect(numberFrom(String(value))).toBe(value + 0)
      }),
    )
    // what a field shows can be mended in place
    for (const value of [2e-4, -3.1e-7, 4.5e7, 12, 0])
      expect([numberFrom(aligned(value)), numberFrom(significant(value))]).toEqual([value, value])
    expect([numberFrom('0,25'), numberFrom(' −3 '), numberFrom('1e-3')]).toEqual([0.25, -3, 0.001])
    expect(['', 'x', '1,2,3', '1 e', 'Infinity', '1e999', '--1'].map(numberFrom)).toEqual(Array(7).fill(null))
  })

  it('sets expressions as type', () => {
    expect(expressionType('(-x + I)/tau')).toBe('(−x + I)/τ')
    expect(expressionType('0.05*cos(0.1*theta1) - 1e-3*tau_a')).toBe('0.05 cos(0.1 θ1) − 1e-3 τ_a')
    expect(proseType('A grid-cell sheet, J0 = -2, pi / 2 after 20 tau')).toBe(
      'A grid-cell sheet, J0 = −2, π / 2 after 20 τ',
    )
  })
})

describe('keys', () => {
  const pressed = { key: 'x', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

  it('are each meant once', () => {
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length)
    expect(new Set(keys.map(({ command }) => command)).size).toBe(keys.length)
  })

  it('are obeyed on the page and not while typing, with a modifier, or where a button has its own', () => {
    expect(commandOf(pressed, 'else')).toBe('strike')
    expect(commandOf({ ...pressed, key: 'X', shiftKey: true }, 'slider')).toBe('strike')
    expect(commandOf({ ...pressed, key: '?', shiftKey: true }, 'else')).toBe('keys')
    expect(commandOf(pressed, 'text')).toBeNull()
    expect(commandOf({ ...pressed, ctrlKey: true }, 'else')).toBeNull()
    expect(commandOf({ ...pressed, key: ' ' }, 'else')).toBe('play')
    expect(commandOf({ ...pressed, key: ' ' }, 'button')).toBeNull()
    expect(commandOf({ ...pressed, key: 'q' }, 'else')).toBeNull()
  })
})

const network = (name: string, variables: readonly string[] = ['x']): NetworkSummary => ({
  title: name,
  populations: [
    {
      name,
      space: 'SO(2), 64 neurons',
      neurons: 64,
      spikes: false,
      variables,
      labels: ['1'],
      forms: ['curve', 'sheet'],
    },
  ],
  replicas: 4,
  dt: 0.1,
  seed: 1,
  plan: '',
  pace: null,
  views: [
    { kind: 'phase', axes: 'order', replica: 0 },
    { kind: 'activity', population: name, variable: 'rate', as: 'natural', replica: 0 },
  ],
  kernels: [],
})

describe('views', () => {
  it('can be chosen once each, every variable among them', () => {
    const choices = choicesOf(network('ring', ['x', 'a']))
    expect(new Set(choices.map(({ key }) => key)).size).toBe(choices.length)
    expect(choices.map(({ spec }) => ('variable' in spec ? spec.variable : ''))).toContain('a')
    for (const { key, spec } of choices) expect(keyOf(spec)).toBe(key)
  })

  it('are offered in turn, what the network asks for first', () => {
    const open: Spec[] = []
    for (const _ of choicesOf(network('ring'))) open.push(nextChoice(network('ring'), open)!)
    expect(open[0]).toEqual(network('ring').views[0])
    expect(new Set(open.map(keyOf)).size).toBe(open.length)
  })

  it('stay with a network that has them, and give way to what another asks for', () => {
    const { views } = network('ring')
    expect(carriedOver(network('ring'), views.slice(0, 1))).toEqual(views.slice(0, 1))
    expect(carriedOver(network('grid'), views)).toEqual(network('grid').views)
    expect(carriedOver(network('ring'), [{ kind: 'phase', axes: 'order', replica: 9 }])).toEqual(views)
    for (const replica of [-1, 0.5, Number.NaN])
      expect(carriedOver(network('ring'), [{ kind: 'series', population: 'ring', replica }])).toEqual(views)
    const plot: Spec = { kind: 'plot', plot: 'kernel' }
    expect(carriedOver(network('grid'), [plot])).toEqual([plot])
  })

  it('lose a form that another space does not take', () => {
    const spec = (as: 'curve' | 'surface' | 'natural'): ViewSpec => ({
      kind: 'activity',
      population: 'ring',
      variable: 'rate',
      as,
      replica: 0,
    })
    expect(carriedOver(network('ring'), [spec('curve'), spec('surface')])).toEqual([
      spec('curve'),
      spec('natural'),
    ])
  })
})

describe('controls', () => {
  it('offer the transfers and methods that there are', () => {
    expect([...transfers, 'power']).toEqual(transferNames)
    expect(methods).toEqual(METHODS)
  })

  it('turn what the text leaves out too, and read both ways to write a kernel', () => {
    const sections = sectionsOf({
      populations: { ring: { space: { group: 'SO(2)', samples: 64 }, transfer: { name: 'tanh', gain: 2 } } },
      connections: [{ from: 'ring', to: 'ring', kernel: { spectrum: { 1: { re: 2, im: 0.1 } } } }],
    })
    const paths = sections.flatMap(({ parts }) =>
      parts.flatMap(({ controls }) => controls.flatMap((c) => ('path' in c ? [c.path.join('.')] : []))),
    )
    for (const path of [
      'populations.ring.space.samples',
      'connections.0.kernel.spectrum.1.re',
      'connections.0.kernel.spectrum.1.im',
      'populations.ring.transfer.name',
      'populations.ring.transfer.gain',
      'populations.ring.parameters.tau',
      'noise.sigma',
      'simulation.dt',
      'simulation.replicas',
    ])
      expect(paths).toContain(path)
    expect(sections.map(({ name }) => name)).toEqual(['Space', 'Kernel', 'Units', 'Noise', 'Run'])
  })

  it('offer no disorder where a velocity drives, which takes none', () => {
    const connections = [{ from: 'a', to: 'a', kernel: { spectrum: { 1: 2 } } }]
    const inputs = [{ to: 'a', velocity: 0.1 }]
    const namesOf = (data: object) => {
      const kernel = sectionsOf({ populations: { a: {} }, connections, ...data }).find(
        ({ name }) => name === 'Kernel',
      )!
      return kernel.parts[0]!.controls.map((control) => 'name' in control && control.name)
    }
    expect(namesOf({})).toContain('disorder')
    expect(namesOf({ inputs })).not.toContain('disorder')
  })

  it('say something of any data, and throw at none', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => void sectionsOf(data)))
    expect(sectionsOf({ populations: [1], connections: { a: 1 }, inputs: 'x' }).length).toBeGreaterThan(0)
  })
})
