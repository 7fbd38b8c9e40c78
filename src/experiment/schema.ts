/**
 * The structure of an experiment file, in zod: what keys there are, of which types and in which
 * bounds, titled and described for editors. What entries mean to each other is checked in resolve.ts
 * and build.ts. Alternatives are told apart by the key present, so that a message never has to list
 * what every alternative would have wanted.
 */
import { z } from 'zod'
import { DEFAULTS, LIMITS, VERSION } from './defaults.ts'

export const METHODS = ['euler', 'heun', 'rk4', 'exponential-euler'] as const
export const QUANTITIES = ['activity', 'state', 'rate', 'order', 'position', 'energy', 'mean', 'max'] as const
export const PLANS = ['low-rank', 'fft', 'gather', 'dense'] as const
export const FAMILIES = ['von-mises', 'mexican-hat', 'gaussian'] as const
export const KERNEL_KINDS = ['spectrum', 'expression', 'values', 'matrix', ...FAMILIES] as const
export const INPUT_KINDS = ['constant', 'expression', 'pattern', 'bump', 'velocity', 'file'] as const
export const INITIAL_KINDS = ['random', 'expression', 'values', 'file'] as const
export const SPACE_KINDS = ['group', 'sphere', 'generators', 'cayley'] as const

/** A name that can stand in an expression. */
export const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/
/** A population's name: also part of a path and of a file's entry. */
export const POPULATION_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/

/** What a custom issue carries, to become an InputError. */
export interface Complaint {
  readonly expected: string
  readonly received?: string
  readonly remedy?: string
}

/** Requires exactly one of `keys`, in the check and in the JSON Schema. */
function exactlyOne<T extends z.ZodObject>(schema: T, keys: readonly string[]): T {
  return schema
    .superRefine((value, context) => {
      const present = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined)
      if (present.length === 1) return
      const params: Complaint = {
        expected: `exactly one of ${keys.join(', ')}`,
        received: present.length === 0 ? 'none of them' : present.join(' and '),
        remedy: present.length === 0 ? '' : `Keep one of the ${present.length}`,
      }
      context.addIssue({ code: 'custom', params: { ...params } })
    })
    .meta({ oneOf: keys.map((key) => ({ required: [key] })) }) as T
}

function about<T extends z.ZodType>(schema: T, title: string, description: string): T {
  return schema.meta({ ...schema.meta(), title, description }) as T
}

const number = z.number()
const positive = z.number().positive()
const seed = z.int().min(0).max(LIMITS.seed)
const perReplica = z.union([number, z.array(number).min(1)])
const identifier = z.string().regex(IDENTIFIER)
const path = z.string().min(1)
const scalarOrList = z.union([number, z.array(number).min(1)])

const expression = about(
  z.union([z.string().min(1), number]),
  'Expression',
  'text such as "2*cos(theta)": + - * / ^, comparisons, && || !, pi, abs acos asin atan atan2 ceil clamp cos cosh ' +
    'erf exp floor heaviside log max min mod relu round sigmoid sign sin sinh softplus sqrt tan tanh where',
)

const complex = z.strictObject({
  re: about(number, 'Real part', 'c, the cosine part'),
  im: about(number, 'Imaginary part', 's, the sine part'),
})
const coefficient = about(
  z.union([number, complex, z.array(z.array(z.union([number, complex])).min(1)).min(1)]),
  'Coefficient',
  'J^(rho): a number c means c times the identity; {re, im} and square matrices where the irrep has a stated basis',
)

export const spaceSchema = about(
  exactlyOne(
    z.strictObject({
      group: about(
        z.string().min(1),
        'Group',
        'C(n) D(n) S(n) A(n) Q8 T O I Td Oh Ih, products such as "C(8) x S(3)"; SO(2) O(2) T(k) with samples; SO(3) SU(2) with degree',
      ).optional(),
      samples: about(
        z.union([z.int().min(1), z.array(z.int().min(1)).min(1)]),
        'Samples',
        'points on SO(2) (rotations of O(2)), or points along each circle of T(k)',
      ).optional(),
      lattice: about(
        z.enum(['rectangular', 'hexagonal']),
        'Lattice',
        'of T(2): hexagonal has lattice vectors at 120 degrees',
      ).optional(),
      degree: about(
        z.int().min(0).max(512),
        'Degree',
        'L: quadrature exact for products of two harmonics of degree up to L',
      ).optional(),
      sphere: about(z.literal(2), 'Sphere', '2, the sphere S2; needs degree').optional(),
      generators: about(
        z.array(z.array(z.int().min(0)).min(1)).min(1),
        'Generators',
        'permutations that generate the group, each the list of 0-based images',
      ).optional(),
      cayley: about(
        z.union([path, z.array(z.array(z.int().min(0)).min(1)).min(1)]),
        'Cayley table',
        'table of products, rows times columns, as lists or a .npy, .json or .yaml file of them',
      ).optional(),
    }),
    SPACE_KINDS,
  ),
  'Space',
  'where the neurons of the population sit',
)

const equationsSchema = z.strictObject({
  state: about(
    z
      .record(
        identifier,
        z.union([
          expression,
          z.strictObject({
            equation: about(expression, 'Equation', 'the time derivative'),
            initial: about(
              expression,
              'Initial value',
              'in parameters and coordinates; 0 if left out',
            ).optional(),
          }),
        ]),
      )
      .refine((state) => Object.keys(state).length > 0, {
        params: { expected: 'at least one state variable', received: '{}' } satisfies Complaint,
      }),
    'State variables',
    'name to equation; noise, initial and order act on the first',
  ),
  rate: about(expression, 'Rate', 'r, what connections transmit'),
  parameters: about(z.record(identifier, number), 'Parameters', 'name and default value').default({}),
})

const transferSchema = about(
  z.union([
    z.string().min(1),
    exactlyOne(
      z
        .object({
          name: about(
            z.string().min(1),
            'Name',
            'linear tanh erf relu softplus sigmoid step power',
          ).optional(),
          expression: about(expression, 'Expression', 'phi(x) in x').optional(),
        })
        .catchall(number),
      ['name', 'expression'],
    ),
  ]),
  'Transfer function',
  'phi(x): a name (erf is erf(sqrt(pi) x / 2)), a name with its parameters, or an expression in x',
)

const populationSchema = z.strictObject({
  space: spaceSchema,
  model: about(
    z.union([z.string().min(1), equationsSchema]),
    'Model',
    'the name of a built-in model, or equations',
  ).default(DEFAULTS.population.model),
  transfer: transferSchema.optional(),
  parameters: about(
    z.record(identifier, perReplica),
    'Parameters',
    'of the model, over its own defaults; a list gives every replica its value',
  ).default({}),
})

const family = (description: string) => about(z.record(identifier, number), 'Family', description)

const heterogeneitySchema = about(
  z.strictObject({
    std: about(z.number().nonnegative(), 'Standard deviation', 'in the units of the kernel J'),
    seed: about(seed, 'Seed', 'of the disorder').default(DEFAULTS.heterogeneity.seed),
  }),
  'Heterogeneity',
  'breaks the symmetry by a stated amount; the connection becomes a matrix',
)

const scaleSchema = about(perReplica, 'Scale', 'multiplies the weights; a list gives every replica its value')

const kernelSchema = about(
  exactlyOne(
    z.strictObject({
      spectrum: about(
        z.record(z.string(), coefficient),
        'Spectrum',
        'irrep label to coefficient, such as { "1,0": 2, "0,1": 2 }',
      ).optional(),
      expression: about(expression, 'Expression', 'J in the coordinates of the space').optional(),
      values: about(
        z.array(number).min(1),
        'Values',
        'J(g) in the order of the group (W = J/N on a finite group)',
      ).optional(),
      matrix: about(path, 'Matrix', 'a .npy file of weights W, acting as I_i = sum_j W_ij r_j').optional(),
      'von-mises': family('von Mises kernel of the geodesic distance').optional(),
      'mexican-hat': family('difference of two bumps of the geodesic distance').optional(),
      gaussian: family('Gaussian of the geodesic distance').optional(),
      gains: about(
        z.record(z.string(), perReplica),
        'Gains',
        'irrep label to a factor on its coefficient; a list gives every replica its own',
      ).optional(),
      heterogeneity: heterogeneitySchema.optional(),
      scale: scaleSchema.optional(),
    }),
    KERNEL_KINDS,
  ),
  'Kernel',
  'the function J on the group, or measured weights',
)

const quotientMap = z.record(identifier, expression)
const connectionSchema = z.strictObject({
  from: about(z.string(), 'From', 'the population that sends'),
  to: about(z.string(), 'To', 'the population that receives'),
  kernel: kernelSchema,
  heterogeneity: heterogeneitySchema.optional(),
  scale: scaleSchema.optional(),
  plan: about(z.enum(PLANS), 'Plan', 'forces the operator; without it a cost model chooses').optional(),
  through: about(
    z.strictObject({
      space: spaceSchema,
      from: about(quotientMap, 'From', 'coordinates on it in those of the sending space').optional(),
      to: about(quotientMap, 'To', 'coordinates on it in those of the receiving space').optional(),
    }),
    'Through',
    'a common quotient of two different spaces, on which the kernel acts',
  ).optional(),
})

const bumpSchema = z.strictObject({
  amplitude: about(number, 'Amplitude', 'at the centre').default(DEFAULTS.bump.amplitude),
  width: about(positive, 'Width', 'radians').default(DEFAULTS.bump.width),
  centre: about(scalarOrList, 'Centre', 'one value per coordinate; 0 if left out').optional(),
  velocity: about(scalarOrList, 'Velocity', 'per unit of time; 0 if left out').optional(),
})

const inputSchema = exactlyOne(
  z.strictObject({
    to: about(z.string(), 'To', 'the population that receives it'),
    constant: about(number, 'Constant', 'the same value everywhere').optional(),
    expression: about(expression, 'Expression', 'in the coordinates and t').optional(),
    pattern: about(z.array(number).min(1), 'Pattern', 'one value per neuron').optional(),
    bump: about(bumpSchema, 'Bump', 'a bump that may move').optional(),
    velocity: about(
      z.union([expression, z.array(expression).min(1)]),
      'Velocity drive',
      'translates the state at this velocity; an expression in t for each direction',
    ).optional(),
    file: about(path, 'File', 'a .npy array of shape [neurons] or [frames, neurons]').optional(),
    every: about(positive, 'Every', 'time for which each frame of the file is held').optional(),
    from: about(z.number().nonnegative(), 'From', 'time at which it begins').default(DEFAULTS.input.from),
    until: about(z.number().nonnegative(), 'Until', 'time at which it ends; never, if left out').optional(),
  }),
  INPUT_KINDS,
)

const initialSchema = about(
  z.union([
    z.literal('model'),
    exactlyOne(
      z.strictObject({
        random: about(
          z.number().nonnegative(),
          'Random',
          'standard deviation of independent normals',
        ).optional(),
        expression: about(expression, 'Expression', 'in the coordinates').optional(),
        values: about(
          z.array(number).min(1),
          'Values',
          'one per neuron, or per replica and neuron',
        ).optional(),
        file: about(path, 'File', 'a .npy array of them').optional(),
      }),
      INITIAL_KINDS,
    ),
  ]),
  'Initial state',
  "of every population's first variable; `model`: as the model says",
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
    noise: about(
      z.strictObject({
        sigma: about(
          z.number().nonnegative(),
          'Sigma',
          "additive noise per neuron, x' += sigma xi(t)",
        ).default(DEFAULTS.noise.sigma),
        tau_c: about(
          positive,
          'Correlation time',
          'makes it Ornstein-Uhlenbeck; white if left out',
        ).optional(),
      }),
      'Noise',
      'on the first variable of every population',
    ).prefault({}),
    simulation: about(simulationSchema, 'Simulation', 'how the run is made').prefault({}),
    record: about(
      z.strictObject({
        every: about(z.int().min(0), 'Every', 'steps between frames; 0 records only the final state').default(
          DEFAULTS.record.every,
        ),
        quantities: about(z.array(z.enum(QUANTITIES)), 'Quantities', 'what is recorded').default([
          ...DEFAULTS.record.quantities,
        ]),
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
export type WrittenKernel = z.output<typeof kernelSchema>
export type WrittenConnection = z.output<typeof connectionSchema>
export type WrittenInput = z.output<typeof inputSchema>
export type WrittenPopulation = z.output<typeof populationSchema>
