// biome-ignore-all lint/suspicious/noExplicitAny: mutated data have no type
/** Whatever comes in, what comes out is an experiment that survives being written, or an InputError. */
import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { InputError } from '../../../src/errors.ts'
import { buildNetwork } from '../../../src/experiment/build.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { parseExperiment } from '../../../src/experiment/parse.ts'
import { serializeExperiment } from '../../../src/experiment/serialize.ts'

const folder = new URL('../../../demos/experiments/', import.meta.url)
const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))

function accepted(given: unknown): Experiment | null {
  let experiment: Experiment
  try {
    experiment = parseExperiment(given, { name: 'any.yaml' })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    expect(error.message).toMatch(/^[^\n]+: expected [^\n]+, received [^\n]+$/)
    return null
  }
  expect(parseExperiment(serializeExperiment(experiment))).toEqual(experiment)
  return experiment
}

/** Values that break things, small enough to build when they are accepted. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'x', 'theta', '1/0', 'C(3)', 'T(2)', 'erf', [], {}, [[]], [1, 2], {
    re: 1,
    im: 2,
  }),
  fc.constantFrom<unknown>(
    0,
    -1,
    1,
    2,
    3,
    7,
    0.5,
    1e-300,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 40,
  ),
  fc.constantFrom<unknown>(
    { random: 1 },
    { expression: 'cos(theta)' },
    { 1: 2 },
    { group: 'S(3)' },
    { sphere: 2, degree: 2 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Every path into a value. */
function paths(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [
    at,
    ...Object.entries(value).flatMap(([key, item]) =>
      paths(item, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

function changedAt(
  value: unknown,
  path: readonly (string | number)[],
  change: (old: unknown) => unknown,
): unknown {
  if (path.length === 0) return change(value)
  const copy: any = Array.isArray(value) ? [...value] : { ...(value as object) }
  const [first, ...rest] = path
  const next = changedAt(copy[first!], rest, change)
  if (next === undefined && !Array.isArray(copy)) delete copy[first!]
  else copy[first!] = next
  return copy
}

const mutated = (bases: readonly unknown[]) =>
  fc
    .tuple(
      fc.constantFrom(...bases),
      fc.array(fc.tuple(fc.nat(), odd, fc.constantFrom('replace', 'remove', 'add', 'repeat'), fc.string()), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([base, changes]) =>
      changes.reduce((value, [where, by, how, key]) => {
        const all = paths(value)
        return changedAt(value, all[where % all.length]!, (old) => {
          if (how === 'replace') return by
          if (how === 'remove') return undefined
          if (how === 'repeat') return [old, old]
          return typeof old === 'object' && old !== null && !Array.isArray(old) ? { ...old, [key]: by } : by
        })
      }, base),
    )

it('takes any data', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
      (given) => void accepted(given),
    ),
  )
  fc.assert(fc.property(fc.jsonValue(), (given) => void accepted({ goldstone: 1, populations: given })))
})

it('takes any text and any bytes', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void accepted(text)))
  fc.assert(
    fc.property(fc.string(), (text) => void accepted(`goldstone: 1\ntitle: ${text}\npopulations: {}`)),
  )
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void accepted(bytes)))
})

it('takes any file with a piece cut out or put in', () => {
  const cut = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(20), fc.string({ maxLength: 4 }))
  fc.assert(
    fc.property(cut, ([text, at, length, piece]) => {
      const start = at % text.length
      accepted(text.slice(0, start) + piece + text.slice(start + length))
    }),
    { numRuns: 300 },
  )
})

it('takes any change of a good experiment', () => {
  fc.assert(
    fc.property(mutated(texts.map((text) => parse(text))), (given) => void accepted(given)),
    { numRuns: 500 },
  )
})

const small = {
  goldstone: 1,
  populations: {
    a: { space: { group: 'SO(2)', samples: 6 }, transfer: 'erf', parameters: { tau: 1 } },
    b: { space: { group: 'S(3)' }, model: { state: { x: '-x + I' }, rate: 'tanh(x)' } },
  },
  connections: [
    { from: 'a', to: 'a', kernel: { spectrum: { 1: { re: 2, im: 1 } }, gains: { 1: 1 } }, scale: 1 },
    {
      from: 'b',
      to: 'b',
      kernel: {
        spectrum: {
          '2,1': [
            [1, 0],
            [0, 2],
          ],
        },
        heterogeneity: { std: 0.1 },
      },
    },
    { from: 'a', to: 'a', kernel: { gaussian: { width: 1 } } },
  ],
  inputs: [
    { to: 'a', bump: { width: 1, centre: 1, velocity: 0.1 } },
    { to: 'b', expression: 'g*t', until: 3 },
    { to: 'a', velocity: '0.1*t' },
  ],
  simulation: { initial: { expression: 'distance' }, replicas: 2 },
}

const spiking = {
  goldstone: 1,
  populations: {
    a: {
      space: { group: 'C(6)' },
      copies: 2,
      model: {
        state: { v: 'I + g - v' },
        inputs: ['g'],
        spike: { when: 'v + s > 1', reset: { v: 'b' }, refractory: 1, clamp: ['v'] },
        parameters: { b: 1 },
      },
      parameters: { b: { distribution: 'normal', mean: 0, std: 1, seed: 2 } },
    },
    b: { neurons: 5, model: 'poisson', transfer: 'relu' },
  },
  connections: [
    {
      from: 'a',
      to: 'a',
      kernel: { spectrum: { 1: 2 } },
      synapse: [
        { type: 'alpha', time: 2, reversal: -1 },
        { type: 'double-exponential', times: [1, 2], into: 'g' },
      ],
      delay: { speed: 1, constant: 1 },
      gain: 's',
    },
    { from: 'a', to: 'b', kernel: { random: { probability: 0.5 } }, delay: 1, plan: 'event' },
  ],
  inputs: [{ to: 'a', poisson: { rate: '1 + s', weight: 2 }, synapse: { type: 'delta', reversal: 1 } }],
  signals: { s: 't', u: { expression: 's^2' } },
  noise: { a: { v: 0.1 }, b: { x: { sigma: 1, tau_c: 2 } } },
  simulation: { initial: { a: { v: { uniform: [0, 1] } }, b: { x: 'g' } } },
  record: { quantities: ['spikes'], most: 100 },
}

it('builds any change of a good experiment, or says why not', async () => {
  const files = { read: () => Promise.reject(new Error('no files')) }
  for (const good of [small, spiking])
    await expect(buildNetwork(parseExperiment(good), files)).resolves.toBeDefined()
  await fc.assert(
    fc.asyncProperty(mutated([small, spiking]), async (given) => {
      const experiment = accepted(given)
      if (experiment === null) return
      try {
        await buildNetwork(experiment, files)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        expect(error.place).not.toBe('')
      }
    }),
    { numRuns: 600 },
  )
})
