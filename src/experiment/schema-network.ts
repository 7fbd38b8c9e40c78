/** The structure of connections in an experiment file. */
import { z } from 'zod'
import { DEFAULTS } from './defaults.ts'
import { spaceSchema } from './schema-population.ts'
import {
  about,
  type Complaint,
  exactlyOne,
  expression,
  identifier,
  KERNEL_KINDS,
  number,
  PLANS,
  path,
  perReplica,
  positive,
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
