/** Networks for the tests of analysis: every built-in model, and couplings of every kind. */
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { quotientCoupling } from '../../../src/model/couplings.ts'
import { modelFromText } from '../../../src/model/models.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import type { Coefficient } from '../../../src/spaces/space.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'
import { coupling, network } from '../engine/networks.ts'

export async function flowFrom(text: object): Promise<Flow> {
  const { network } = await loadExperiment({ goldstone: 1, title: 'test', ...text })
  return flowOf(network)
}

/** One population `p` coupled to itself. */
export function single(population: object, kernel: object): object {
  return { populations: { p: population }, connections: [{ from: 'p', to: 'p', kernel }] }
}

const ring = (samples: number) => ({ group: 'SO(2)', samples })

/** Small ones, all of one variable and more, with and without means, symmetric and not. */
export const experiments: Readonly<Record<string, object>> = {
  'a drifting ring': single({ space: ring(20), transfer: 'erf' }, { spectrum: { 1: { re: 2, im: 0.3 } } }),
  'rate neurons on a sphere': single(
    { space: { sphere: 2, degree: 4 }, transfer: 'tanh' },
    { spectrum: { 0: -1, 1: 2, 2: 1 } },
  ),
  'SO(3)': single({ space: { group: 'SO(3)', degree: 2 }, transfer: 'erf' }, { spectrum: { 1: 2 } }),
  'the firing-rate form': single(
    { space: ring(20), model: 'firing-rate', transfer: 'tanh' },
    { spectrum: { 0: 0.4, 1: { re: 2, im: 0.3 } } },
  ),
  adaptation: single(
    { space: { sphere: 2, degree: 3 }, model: 'adaptation', transfer: 'tanh' },
    { spectrum: { 1: 2 } },
  ),
  'divisive normalisation': single(
    { space: ring(16), model: 'divisive-normalisation' },
    { gaussian: { amplitude: 40, width: 0.5 } },
  ),
  'pairs on a torus': single(
    { space: { group: 'T(2)', samples: [4, 5] }, model: 'excitatory-inhibitory', transfer: 'tanh' },
    { spectrum: { '1,0': 2, '0,1': 1.5 } },
  ),
  'short-term plasticity': single(
    { space: ring(12), model: 'short-term-plasticity', transfer: 'softplus' },
    { spectrum: { 0: 1, 1: 2 } },
  ),
  'quadratic integrate-and-fire': single(
    { space: ring(12), model: 'qif-mean-field' },
    { spectrum: { 0: -10, 1: 8 } },
  ),
  'two populations of different tau': {
    populations: {
      e: { space: ring(15), transfer: 'tanh' },
      i: { space: ring(15), transfer: 'softplus', parameters: { tau: 0.5 } },
    },
    connections: [
      { from: 'e', to: 'e', kernel: { spectrum: { 0: 1, 1: 2 } } },
      { from: 'e', to: 'i', kernel: { spectrum: { 0: 1, 1: 0.3 } } },
      { from: 'i', to: 'e', kernel: { spectrum: { 0: -3, 2: -1 } } },
    ],
    inputs: [{ to: 'e', expression: '1 + 0.1*cos(theta)' }],
  },
  'a heterogeneous kernel': single(
    { space: ring(14), transfer: 'erf' },
    { spectrum: { 1: 2 }, heterogeneity: { std: 0.1, seed: 3 } },
  ),
  'a mean of the input': single(
    {
      space: ring(11),
      model: {
        state: {
          x: { equation: '-x + I - g*mean(I^2) + 0.2*mean(r)*x + a' },
          a: { equation: '-0.3*a + sum(x*r)/11 - tanh(x)*mean(a*mean(x))' },
        },
        rate: 'tanh(x)/(1 + mean(x^2))',
        parameters: { g: 0.3 },
      },
    },
    { spectrum: { 0: 0.5, 1: 2 } },
  ),
}

/**
 * A torus and a ring joined through a quotient both ways, kernels on both, a matrix from the torus to a
 * third population that sends by a kernel to itself; means in two of the three.
 */
export function mixed(): Flow {
  const [torus, circle] = [torusSpace([4, 5]), circleSpace(9)]
  const model = (mean: string) =>
    modelFromText({
      state: { x: { equation: `(-x + I + ${mean})/tau` } },
      rate: 'tanh(x)',
      parameters: { tau: 0.7 },
    })
  const difference = new Map([['theta', parseExpression('theta1 - theta2')]])
  const spectrum = new Map<string, Coefficient>([
    ['0', 0.5],
    ['1', { re: 2, im: 0.3 }],
  ])
  const matrix = Float64Array.from({ length: 9 * 20 }, (_, k) => 0.1 * Math.sin(1 + 3.7 * k))
  return flowOf(
    network({
      populations: [
        { name: 'torus', space: torus, model: model('0.3*mean(r^2)'), parameters: {} },
        { name: 'ring', space: circle, model: model('0'), parameters: { tau: 1.3 } },
        { name: 'read', space: circle, model: model('sin(mean(I))'), parameters: {} },
      ],
      connections: [
        coupling(torus, { '1,0': 1.2, '0,1': { re: 0.4, im: -0.2 } }),
        coupling(circle, { 0: -0.4, 2: 1.1 }, { from: 1, to: 1, place: 'connections[1]' }),
        {
          place: 'connections[2]',
          from: 0,
          to: 1,
          scale: 0.8,
          coupling: quotientCoupling(torus, circle, circleSpace(7), difference, new Map(), spectrum),
        },
        {
          place: 'connections[3]',
          from: 1,
          to: 0,
          scale: -0.6,
          coupling: quotientCoupling(circle, torus, circleSpace(7), new Map(), difference, spectrum),
        },
        {
          place: 'connections[4]',
          from: 0,
          to: 2,
          scale: 2,
          coupling: { kind: 'matrix', rows: 9, columns: 20, weights: matrix },
        },
        coupling(circle, { 0: 0.3, 1: { re: 1, im: 1 } }, { from: 2, to: 2, place: 'connections[5]' }),
        coupling(circle, { 1: 0.7 }, { from: 2, to: 1, place: 'connections[6]' }),
      ],
    }),
  )
}

/** A state without any symmetry. */
export const generic = (n: number, amplitude = 0.5, phase = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => amplitude * Math.sin(phase + 2.3 * i + 0.01 * i * i))
