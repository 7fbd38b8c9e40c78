/**
 * The structure of an experiment file, in zod: what keys there are, of which types and in which
 * bounds, titled and described for editors. What entries mean to each other is checked in resolve.ts
 * and build.ts. Alternatives are told apart by the key present, so that a message never has to list
 * what every alternative would have wanted.
 */
import { z } from 'zod'
import { DEFAULTS, LIMITS, VERSION } from './defaults.ts'
import { connectionSchema, intoSchema, populationSchema, synapseSchema } from './schema-network.ts'
import {
  about,
  type Complaint,
  exactlyOne,
  expression,
  INITIAL_KINDS,
  INPUT_KINDS,
  identifier,
  METHODS,
  number,
  POPULATION_NAME,
  path,
  positive,
  QUANTITIES,
  scalarOrList,
  seed,
} from './schema-words.ts'

const bumpSchema = z.strictObject({
  amplitude: about(number, 'Amplitude', 'at the centre').default(DEFAULTS.bump.amplitude),
  width: about(positive, 'Width', 'radians').default(DEFAULTS.bump.width),
  centre: about(scalarOrList, 'Centre', 'one value per coordinate; 0 if left out').optional(),
  velocity: about(scalarOrList, 'Velocity', 'per unit of time; 0 if left out').optional(),
})

const inputSchema = exactlyOne(
  z.strictObject({
    to: about(z.string(), 'To', 'the population that receives it'),
    into: intoSchema.optional(),
    constant: about(number, 'Constant', 'the same value everywhere').optional(),
    expression: about(expression, 'Expression', 'in the coordinates, t and the signals').optional(),
    pattern: about(z.array(number).min(1), 'Pattern', 'one value per neuron').optional(),
    bump: about(bumpSchema, 'Bump', 'a bump that may move').optional(),
    velocity: about(
      z.union([expression, z.array(expression).min(1)]),
      'Velocity drive',
      'translates the state at this velocity; an expression in t for each direction',
    ).optional(),
    file: about(path, 'File', 'a .npy array of shape [neurons] or [frames, neurons]').optional(),
    poisson: about(
      z.strictObject({
        rate: about(expression, 'Rate', 'events per unit of time, in the coordinates, t and the signals'),
        weight: about(number, 'Weight', 'of each event, a unit delta times it').default(
          DEFAULTS.events.weight,
        ),
      }),
      'Poisson',
      'an independent train for every neuron',
    ).optional(),
    spikes: about(
      z.strictObject({
        file: about(path, 'File', 'a .npy array of rows (time, neuron)'),
        weight: about(number, 'Weight', 'of each spike').default(DEFAULTS.events.weight),
      }),
      'Spikes',
      'recorded trains',
    ).optional(),
    synapse: synapseSchema.optional(),
    every: about(positive, 'Every', 'time for which each frame of the file is held').optional(),
    from: about(z.number().nonnegative(), 'From', 'time at which it begins').default(DEFAULTS.input.from),
    until: about(z.number().nonnegative(), 'Until', 'time at which it ends; never, if left out').optional(),
  }),
  INPUT_KINDS,
)

/** Exactly one of these keys, or populations instead. */
function oneOrPopulations<T extends z.ZodObject>(schema: T, keys: readonly string[]): T {
  return schema.superRefine((value, context) => {
    const present = Object.keys(value as object)
    const words = present.filter((key) => keys.includes(key))
    if (words.length === 0 ? present.length > 0 : present.length === 1) return
    const complaint: Complaint = {
      expected: `exactly one of ${keys.join(', ')}${words.length === present.length && words.length > 0 ? '' : ', or populations instead'}`,
      received: present.length === 0 ? 'none of them' : present.join(' and '),
      remedy: present.length === 0 ? '' : `Keep one of the ${present.length}`,
    }
    context.addIssue({ code: 'custom', params: { ...complaint } })
  }) as T
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

const initialSchema = about(
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

const noiseSchema = about(
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

const signalsSchema = about(
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

const simulationSchema = z.strictObject({
  dt: about(positive, 'Time step', 'in the units of tau').default(DEFAULTS.simulation.dt),
  duration: about(positive, 'Duration', 'rounded to a whole number of steps').default(
    DEFAULTS.simulation.duration,
  ),
  method: about(z.enum(METHODS), 'Method', 'with noise, its stochastic form').default(
    DEFAULTS.simulation.method,
  ),
  replicas: about(
    z.int().min(1).max(LIMITS.replicas),
    'Replicas',
    'repeats with their own random numbers',
  ).default(DEFAULTS.simulation.replicas),
  seed: about(seed, 'Seed', 'of initial states and noise').default(DEFAULTS.simulation.seed),
  initial: initialSchema.default(DEFAULTS.simulation.initial),
})

const axisSchema = z.strictObject({
  from: about(number, 'From', 'first value'),
  to: about(number, 'To', 'last value'),
  count: about(z.int().min(1).max(1e6), 'Count', 'number of values, evenly spaced'),
})

export const experimentSchema = about(
  z.strictObject({
    goldstone: about(z.literal(VERSION), 'Version', 'of this format'),
    title: about(z.string(), 'Title', 'for people').default(DEFAULTS.title),
    populations: about(
      z.record(z.string().regex(POPULATION_NAME), populationSchema),
      'Populations',
      'name to population',
    ),
    connections: about(
      z.array(connectionSchema),
      'Connections',
      'each adds W r to the input of one population',
    ).default([]),
    inputs: about(z.array(inputSchema), 'Inputs', 'each is added to I of one population').default([]),
    signals: signalsSchema.optional(),
    noise: noiseSchema.prefault({}),
    simulation: about(simulationSchema, 'Simulation', 'how the run is made').prefault({}),
    record: about(
      z.strictObject({
        every: about(z.int().min(0), 'Every', 'steps between frames; 0 records only the final state').default(
          DEFAULTS.record.every,
        ),
        quantities: about(z.array(z.enum(QUANTITIES)), 'Quantities', 'what is recorded').default([
          ...DEFAULTS.record.quantities,
        ]),
        most: about(
          z.int().min(1).max(LIMITS.spikes),
          'Most',
          'spikes that are kept; more end the run with an error that says how many were needed',
        ).optional(),
      }),
      'Record',
      'what is kept of the run',
    ).prefault({}),
    certify: about(
      z.strictObject({
        starts: about(
          z.int().min(0).max(1e6),
          'Starts',
          'random starts of the search for equilibria',
        ).default(DEFAULTS.certify.starts),
        seed: about(seed, 'Seed', "of the starts; the simulation's if left out").optional(),
        tolerance: about(
          positive.max(1e-6),
          'Tolerance',
          "max |z'| asked of Newton, relative to 1 + the state",
        ).default(DEFAULTS.certify.tolerance),
      }),
      'Certify',
      'how equilibria are searched',
    ).prefault({}),
    sweep: about(
      z.strictObject({
        axes: about(
          z.record(z.string().min(1), axisSchema).refine((axes) => Object.keys(axes).length > 0, {
            params: { expected: 'at least one axis', received: '{}' } satisfies Complaint,
          }),
          'Axes',
          'path in this file to values',
        ),
      }),
      'Sweep',
      'the grid that `goldstone sweep` runs',
    ).optional(),
  }),
  'Goldstone experiment',
  'A recurrent network whose connectivity is a group convolution, and how to run it.',
)

/** An experiment as it may be written: shorthands and defaults not yet resolved. */
export type Written = z.output<typeof experimentSchema>
export type WrittenConnection = z.output<typeof connectionSchema>
export type WrittenInput = z.output<typeof inputSchema>
export type WrittenSynapse = Exclude<NonNullable<WrittenConnection['synapse']>, readonly unknown[]>
export type WrittenPopulation = z.output<typeof populationSchema>
export type WrittenSpike = NonNullable<Exclude<WrittenPopulation['model'], string>['spike']>
export type WrittenDistribution = Exclude<
  WrittenPopulation['parameters'][string],
  number | readonly unknown[]
>
