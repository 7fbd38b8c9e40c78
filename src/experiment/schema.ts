/**
 * The structure of an experiment file, in zod: what keys there are, of which types and in which
 * bounds, titled and described for editors. What entries mean to each other is checked in resolve.ts
 * and build.ts. Alternatives are told apart by the key present, so that a message never has to list
 * what every alternative would have wanted.
 */
import { z } from 'zod'
import { DEFAULTS, LIMITS, VERSION } from './defaults.ts'
import { connectionSchema, intoSchema, synapseSchema } from './schema-network.ts'
import { populationSchema } from './schema-population.ts'
import { initialSchema, noiseSchema, signalsSchema } from './schema-state.ts'
import {
  about,
  type Complaint,
  exactlyOne,
  expression,
  INPUT_KINDS,
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
