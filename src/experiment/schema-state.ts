/** The structure of what moves single variables: where they start, their noise, and functions of time. */
import { z } from 'zod'
import {
  about,
  type Complaint,
  exactlyOne,
  expression,
  INITIAL_KINDS,
  identifier,
  number,
  path,
  positive,
} from './schema-words.ts'

/** Exactly one of these keys, or populations instead. */
function oneOrPopulations<T extends z.ZodObject>(schema: T, keys: readonly string[]): T {
  const checked = schema.superRefine((value, context) => {
    const present = Object.keys(value as object)
    const words = present.filter((key) => keys.includes(key))
    if (words.length === 0 ? present.length > 0 : present.length === 1) return
    const strange = words.length === 0 || words.length < present.length
    const complaint: Complaint = {
      expected: `exactly one of ${keys.join(', ')}${strange ? ', or populations instead' : ''}`,
      received: present.length === 0 ? 'none of them' : present.join(' and '),
      remedy: present.length === 0 ? '' : `Keep one of the ${present.length}`,
    }
    context.addIssue({ code: 'custom', params: { ...complaint } })
  })
  const populations = { additionalProperties: { type: 'object' } }
  return checked.meta({ oneOf: [...keys.map((key) => ({ required: [key] })), populations] }) as T
}

const starts = {
  random: about(z.number().nonnegative(), 'Random', 'standard deviation of independent normals').optional(),
  expression: about(expression, 'Expression', 'in the coordinates').optional(),
  values: about(
    z.array(z.union([number, z.array(number).min(1)])).min(1),
    'Values',
    'one per neuron; or a list of them per replica, in one list or nested',
  ).optional(),
  file: about(path, 'File', 'a .npy array of them').optional(),
}

const variableStart = z.union([
  number,
  z.string().min(1),
  exactlyOne(
    z.strictObject({
      ...starts,
      uniform: about(z.array(number).length(2), 'Uniform', 'independent, between the two').optional(),
    }),
    [...INITIAL_KINDS, 'uniform'],
  ),
])

export const initialSchema = about(
  z.union([
    z.literal('model'),
    oneOrPopulations(
      z
        .object(starts)
        .catchall(
          about(
            z.record(identifier, variableStart),
            'Initial state of a population',
            'variable to a number, an expression or one of random, uniform, expression, values, file',
          ),
        ),
      INITIAL_KINDS,
    ),
  ]),
  'Initial state',
  "of every population's first variable, or population to variable to its own; `model`: as the model says",
)

const noiseKeys = {
  sigma: about(z.number().nonnegative(), 'Sigma', "additive noise per neuron, x' += sigma xi(t)").optional(),
  tau_c: about(positive, 'Correlation time', 'makes it Ornstein-Uhlenbeck; white if left out').optional(),
}

export const noiseSchema = about(
  z
    .object(noiseKeys)
    .catchall(
      about(
        z.record(identifier, z.union([z.number().nonnegative(), z.strictObject(noiseKeys)])),
        'Noise of a population',
        'variable to sigma, or to { sigma, tau_c }',
      ),
    )
    .superRefine((value, context) => {
      const keys = Object.keys(value)
      const words = keys.filter((key) => Object.hasOwn(noiseKeys, key))
      if (words.length === 0 || words.length === keys.length) return
      const complaint: Complaint = {
        expected: 'sigma and tau_c for all populations, or populations instead',
        received: keys.join(' and '),
        remedy: 'Write for example { sheet: { x: 0.1 } }',
      }
      context.addIssue({ code: 'custom', params: { ...complaint } })
    }),
  'Noise',
  'on the first variable of every population, or population to variable to its noise',
)

export const signalsSchema = about(
  z.record(
    identifier,
    z.union([
      expression,
      exactlyOne(
        z.strictObject({
          expression: about(expression, 'Expression', 'in t and the signals before it').optional(),
          file: about(path, 'File', 'a .npy array of rows (time, value), linear between them').optional(),
        }),
        ['expression', 'file'],
      ),
    ]),
  ),
  'Signals',
  'functions of time that expressions of inputs, gains and spike rules may name',
)
