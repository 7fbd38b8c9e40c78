/** The structure of populations in an experiment file. */
import { z } from 'zod'
import { DEFAULTS, LIMITS } from './defaults.ts'
import {
  about,
  type Complaint,
  DISTRIBUTIONS,
  exactlyOne,
  expression,
  identifier,
  number,
  path,
  perReplica,
  SPACE_KINDS,
  seed,
} from './schema-words.ts'

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

const spikeSchema = about(
  exactlyOne(
    z.strictObject({
      when: about(expression, 'When', 'a neuron fires in a step at whose end this holds').optional(),
      hazard: about(expression, 'Hazard', 'or fires by chance, at this rate per unit of time').optional(),
      reset: about(
        z.record(identifier, expression),
        'Reset',
        'variable to its value after the spike, all from the values before it',
      ).default({}),
      refractory: about(
        expression,
        'Refractory time',
        'in which it can not fire again, in parameters; rounded to whole steps',
      ).optional(),
      clamp: about(
        z.array(identifier),
        'Clamp',
        'variables that stay where the reset put them meanwhile',
      ).optional(),
    }),
    ['when', 'hazard'],
  ),
  'Spike',
  'makes it a spiking model, which has no rate: its connections transmit its spikes',
)

const equationsSchema = exactlyOne(
  z.strictObject({
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
    rate: about(expression, 'Rate', 'r, what connections transmit').optional(),
    spike: spikeSchema.optional(),
    inputs: about(
      z.array(identifier).min(1),
      'Named inputs',
      'which the equations use beside I; "into" of connections and inputs names them',
    ).optional(),
    parameters: about(z.record(identifier, number), 'Parameters', 'name and default value').default({}),
  }),
  ['rate', 'spike'],
)

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

const distributionSchema = about(
  z.strictObject({
    distribution: about(z.enum(DISTRIBUTIONS), 'Distribution', 'normal, uniform or lorentzian'),
    mean: about(number, 'Mean', 'of normal').optional(),
    std: about(z.number().nonnegative(), 'Standard deviation', 'of normal').optional(),
    from: about(number, 'From', 'of uniform').optional(),
    to: about(number, 'To', 'of uniform').optional(),
    centre: about(number, 'Centre', 'of lorentzian').optional(),
    width: about(
      z.number().nonnegative(),
      'Width',
      'of lorentzian: half the width at half its maximum',
    ).optional(),
    quantiles: about(
      z.boolean(),
      'Quantiles',
      'true: the midpoint quantiles over the copies of each site (over all neurons where there are none), instead of draws',
    ).optional(),
    seed: about(seed, 'Seed', 'of the draws').optional(),
  }),
  'Distribution',
  'by which the parameter differs between neurons',
)

export const populationSchema = exactlyOne(
  z.strictObject({
    space: spaceSchema.optional(),
    neurons: about(
      z.int().min(1).max(LIMITS.neurons),
      'Neurons',
      'a list of so many without a space, joined by matrix, random and sparse',
    ).optional(),
    copies: about(
      z.int().min(1).max(LIMITS.neurons),
      'Copies',
      'neurons at each site; connections see their mean',
    ).optional(),
    model: about(
      z.union([z.string().min(1), equationsSchema]),
      'Model',
      'the name of a built-in model, or equations',
    ).default(DEFAULTS.population.model),
    transfer: transferSchema.optional(),
    parameters: about(
      z.record(identifier, z.union([...perReplica.options, distributionSchema])),
      'Parameters',
      'of the model, over its own defaults; a list gives every replica its value, a distribution every neuron',
    ).default({}),
  }),
  ['space', 'neurons'],
)
