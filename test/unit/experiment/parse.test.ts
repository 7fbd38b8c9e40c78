import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '../../../src/experiment/parse.ts'
import { canonicalJson, experimentHash, serializeExperiment } from '../../../src/experiment/serialize.ts'

const folder = new URL('../../../demos/experiments/', import.meta.url)
const demos = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const)

const minimal = `
goldstone: 1
populations: { ring: { space: { group: SO(2), samples: 32 }, transfer: erf } }
`

describe('defaults', () => {
  it('are all filled in', () => {
    expect(parseExperiment(minimal)).toEqual({
      goldstone: 1,
      title: 'Untitled experiment',
      populations: {
        ring: { space: { group: 'SO(2)', samples: 32 }, model: 'rate', transfer: 'erf', parameters: {} },
      },
      connections: [],
      inputs: [],
      noise: { sigma: 0 },
      simulation: { dt: 0.05, duration: 100, method: 'heun', replicas: 1, seed: 1, initial: 'model' },
      record: { every: 20, quantities: ['activity', 'order', 'position'] },
      certify: { starts: 64, seed: 1, tolerance: 1e-12 },
    })
  })

  it('let the search for equilibria share the seed of the simulation', () => {
    expect(parseExperiment(`${minimal}simulation: { seed: 7 }`).certify.seed).toBe(7)
    expect(parseExperiment(`${minimal}simulation: { seed: 7 }\ncertify: { seed: 2 }`).certify.seed).toBe(2)
  })
})

describe('the duration', () => {
  it.each([
    [0.1, 1, 1],
    [0.1, 0.3, 0.3],
    [0.3, 1, 3 * 0.3],
    [0.3, 1.1, 4 * 0.3],
  ])('dt %d, duration %d becomes %d', (dt, duration, whole) => {
    const experiment = parseExperiment(`${minimal}simulation: { dt: ${dt}, duration: ${duration} }`)
    expect(experiment.simulation.duration).toBe(whole)
    expect(parseExperiment(experiment)).toEqual(experiment)
  })
})

describe('shorthands', () => {
  const kernelOf = (kernel: string) =>
    parseExperiment(`${minimal}connections: [{ from: ring, to: ring, kernel: ${kernel} }]`).connections[0]

  it('name a family in three ways', () => {
    const said = kernelOf('{ von-mises: { kappa: 2, amplitude: 3 }, scale: 2 }')
    expect(said).toMatchObject({ kernel: { 'von-mises': { kappa: 2, amplitude: 3 } }, scale: 2 })
    expect(kernelOf('{ name: von-mises, kappa: 2, amplitude: 3, scale: 2 }')).toEqual(said)
    expect(kernelOf('{ family: von-mises, kappa: 2, amplitude: 3, scale: 2 }')).toEqual(said)
  })

  it('put scale and heterogeneity on the connection or on its kernel', () => {
    const inside = kernelOf('{ spectrum: { 1: 2 }, heterogeneity: { std: 0.1 }, scale: 3 }')
    const outside = kernelOf('{ spectrum: { 1: 2 } }, heterogeneity: { std: 0.1, seed: 1 }, scale: 3')
    expect(outside).toEqual(inside)
  })

  it('take numbers for expressions and one value for a list', () => {
    const { inputs } = parseExperiment(
      `${minimal}inputs: [{ to: ring, expression: 1 }, { to: ring, velocity: 0.1 }, { to: ring, bump: { centre: 2 } }]`,
    )
    expect(inputs).toEqual([
      { to: 'ring', expression: '1', from: 0 },
      { to: 'ring', velocity: ['0.1'], from: 0 },
      { to: 'ring', bump: { amplitude: 1, width: 0.5, centre: [2] }, from: 0 },
    ])
  })

  it('write an equation without its initial value', () => {
    const text =
      'goldstone: 1\npopulations: { a: { space: { group: C(3) }, model: { state: { x: -x + I }, rate: x } } }'
    expect(parseExperiment(text).populations['a']!.model).toEqual({
      state: { x: { equation: '-x + I', initial: '0' } },
      rate: 'x',
      parameters: {},
    })
  })
})

describe('JSON and YAML', () => {
  it('know no negative zero', () => {
    const { scale } = parseExperiment(
      `${minimal}connections: [{ from: ring, to: ring, kernel: { values: [1] }, scale: -0.0 }]`,
    ).connections[0]!
    expect(Object.is(scale, 0)).toBe(true)
  })

  it('are one format, as text, bytes or data', () => {
    const data = { goldstone: 1, populations: { a: { space: { group: 'C(3)' } } }, connections: [] }
    const experiment = parseExperiment(data)
    expect(parseExperiment(JSON.stringify(data))).toEqual(experiment)
    expect(parseExperiment(new TextEncoder().encode(`\ufeff${JSON.stringify(data, null, 2)}`))).toEqual(
      experiment,
    )
  })

  it('resolves anchors of YAML', () => {
    const text = 'goldstone: 1\npopulations:\n  a: { space: &s { group: C(3) } }\n  b: { space: *s }'
    expect(parseExperiment(text).populations['b']!.space).toEqual({ group: 'C(3)' })
  })

  it('points into JSON too', () => {
    const text = '{\n  "goldstone": 1,\n  "populations": {\n    "a": { "space": { "group": 3 } }\n  }\n}'
    expect(() => parseExperiment(text, { name: 'a.json' })).toThrow(
      'a.json:4:23: populations.a.space.group: expected text, received 3. Put it in quotes: "3"',
    )
  })
})

describe('--set', () => {
  it('acts before validation, and is named when it is to blame', () => {
    const options = {
      name: 'ring.yaml',
      set: ['simulation.replicas=3', 'populations.ring.parameters.tau=[1, 2, 3]'],
    }
    expect(parseExperiment(minimal, options).populations['ring']!.parameters['tau']).toEqual([1, 2, 3])
    expect(() => parseExperiment(minimal, { name: 'ring.yaml', set: ['simulaton.dt=1'] })).toThrow(
      '--set: simulaton: expected one of the keys goldstone, title,',
    )
    expect(() =>
      parseExperiment(`${minimal}noise: 3`, { name: 'ring.yaml', set: ['simulation.dt=1'] }),
    ).toThrow('ring.yaml:4:1: noise: expected a mapping, received 3')
  })
})

describe.each(demos)('%s', (name, text) => {
  const experiment = parseExperiment(text, { name })

  it('says what one sees, and has a title', () => {
    expect(text).toMatch(/^# .+\n# .+\n/)
    expect(experiment.title).not.toBe('Untitled experiment')
  })

  it('is a fixed point of parsing, and survives being written', () => {
    expect(parseExperiment(experiment)).toEqual(experiment)
    expect(parseExperiment(serializeExperiment(experiment))).toEqual(experiment)
    expect(parseExperiment(JSON.stringify(experiment))).toEqual(experiment)
  })
})

describe('the hash', () => {
  const hash = (text: string) => experimentHash(parseExperiment(text))
  const two = (a: string, b: string) =>
    `goldstone: 1\npopulations: { ${a}: { space: { group: C(3) } }, ${b}: { space: { group: C(3) } } }`

  it('is SHA-256 of the canonical JSON', async () => {
    expect(await hash(minimal)).toMatch(/^[0-9a-f]{64}$/)
    expect(canonicalJson({ b: [1, { d: 2, c: 'x' }], a: null })).toBe('{"a":null,"b":[1,{"c":"x","d":2}]}')
  })

  it('sees through order, shorthand and defaults, but not through a changed number', async () => {
    const plain = await hash(minimal)
    expect(await hash(`${minimal}simulation: { dt: 0.05 }\nnoise: {}`)).toBe(plain)
    expect(await hash(`simulation: { seed: 1 }\n${minimal.trim()}`)).toBe(plain)
    expect(await hash(`${minimal}simulation: { dt: 0.051 }`)).not.toBe(plain)
  })

  it('keeps the order of populations, which the random numbers follow', async () => {
    expect(await hash(two('a', 'b'))).not.toBe(await hash(two('b', 'a')))
  })
})
