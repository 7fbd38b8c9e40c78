/** The structure of populations and connections in an experiment file. */
import { z } from 'zod'
import { DEFAULTS, LIMITS } from './defaults.ts'
import {
  about,
  type Complaint,
  DISTRIBUTIONS,
  exactlyOne,
  expression,
  identifier,
  KERNEL_KINDS,
  number,
  PLANS,
  path,
  perReplica,
  positive,
  SPACE_KINDS,
  SYNAPSES,
  seed,
} from './schema-words.ts'

const complex = z.strictObject({
  re: about(number, 'Real part', 'c, the cosine part'),
  im: about(number, 'Imaginary part', 's, the sine part'),
})
const coefficient = about(
  z.union([number, complex, z.array(z.array(z.union([number, complex])).min(1)).min(1)]),
  'Coefficient',
  'J^(rho): a number c means c times the identity; {re, im} and square matrices where the irrep has a stated basis',
)

const spaceSchema = about(
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
      random: about(
        z.strictObject({
          probability: about(z.number().min(0).max(1), 'Probability', 'of every weight to be there'),
          weight: about(number, 'Weight', 'W_ij where it is, without any factor').default(
            DEFAULTS.random.weight,
          ),
          seed: about(seed, 'Seed', 'of which there are').default(DEFAULTS.random.seed),
          autapses: about(z.boolean(), 'Autapses', 'false: none from a neuron to itself').default(
            DEFAULTS.random.autapses,
          ),
        }),
        'Random',
        'few weights at random, I_i = sum_j W_ij r_j',
      ).optional(),
      sparse: about(
        path,
        'Sparse',
        'an .npz file of few weights, as scipy.sparse.save_npz writes a CSR matrix of shape [to, from]',
      ).optional(),
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

const synapseOne = about(
  z.strictObject({
    type: about(z.enum(SYNAPSES), 'Type', 'of the impulse response, whose area is 1'),
    time: about(positive, 'Time', 'in which exponential and alpha decay').optional(),
    rise: about(positive, 'Rise', 'of double-exponential').optional(),
    decay: about(positive, 'Decay', 'of double-exponential').optional(),
    times: about(
      z.union([positive, z.array(positive).min(1).max(2)]),
      'Times',
      'the same in one word: the time, or [rise, decay]',
    ).optional(),
    reversal: about(
      number,
      'Reversal',
      'potential E: what arrives is a conductance g, which adds g (E - v), v the first variable, to I',
    ).optional(),
    into: about(identifier, 'Into', 'a named input of the receiving model').optional(),
    weight: about(number, 'Weight', 'multiplies what passes through').default(DEFAULTS.synapse.weight),
  }),
  'Synapse',
  'the filter through which spikes or rates act',
)

export const synapseSchema = about(
  z.union([synapseOne, z.array(synapseOne).min(1)]),
  'Synapse',
  'one, or a list of several side by side',
)

export const intoSchema = about(identifier, 'Into', 'a named input of the receiving model; I if left out')

const delaySchema = about(
  z.union([
    z.number().nonnegative(),
    z
      .strictObject({
        constant: about(z.number().nonnegative(), 'Constant', 'the same everywhere').optional(),
        speed: about(positive, 'Speed', 'adds the geodesic distance divided by it').optional(),
      })
      .refine(({ constant, speed }) => constant !== undefined || speed !== undefined, {
        params: { expected: 'constant, speed or both', received: '{}' } satisfies Complaint,
      }),
  ]),
  'Delay',
  'rounded to whole steps',
)

const quotientMap = z.record(identifier, expression)
export const connectionSchema = z.strictObject({
  from: about(z.string(), 'From', 'the population that sends'),
  to: about(z.string(), 'To', 'the population that receives'),
  kernel: kernelSchema,
  heterogeneity: heterogeneitySchema.optional(),
  scale: scaleSchema.optional(),
  into: intoSchema.optional(),
  gain: about(expression, 'Gain', 'multiplies what arrives; in t and the signals').optional(),
  synapse: synapseSchema.optional(),
  delay: delaySchema.optional(),
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
