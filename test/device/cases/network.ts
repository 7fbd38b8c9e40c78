/** The network of a case: odd numbers everywhere, so that no mistake of order, sign or place cancels. */
import { kernelFromMatrices, kernelFromValues } from '../../../src/model/kernels.ts'
import { modelByName, modelFromText } from '../../../src/model/models.ts'
import type { Coupling, Input, InputTerm, Method, Network, Population } from '../../../src/model/network.ts'
import { transferByName } from '../../../src/model/transfer.ts'
import type { Space } from '../../../src/spaces/space.ts'
import { network, text } from '../../unit/engine/networks.ts'
import { random } from '../agree.ts'
import { type Case, ownModel, placesOf, spaceNamed } from './factors.ts'

const dt = 0.02
const steps = 3
/** columns of a low-rank kernel, where more labels would make more */
const mostColumns = 40

const noise = (count: number, seed: number): Float64Array => Float64Array.from(random(count, seed))

export function networkOf(row: Case, seed: number): Network {
  const space = spaceNamed(row.space)
  const replicas = Number(row.replicas)
  const inputs = inputsOf(row, space, seed)
  return network({
    title: Object.values(row).join(', '),
    populations: [populationOf(row, space)],
    connections: [
      {
        place: 'connections[0]',
        from: 0,
        to: 0,
        scale: Float64Array.from({ length: replicas }, (_, r) => 1 - 0.1 * r),
        coupling: couplingOf(row, space, seed),
        ...(row.operator === 'matrix' || row.operator === 'quotient' ? {} : { plan: row.operator }),
      },
    ],
    inputs,
    noise: {
      sigma: row.noise === 'none' ? 0 : 0.3,
      correlationTime: row.noise === 'coloured' ? 0.4 : null,
    },
    simulation: { dt, steps, method: row.method as Method, replicas, seed },
    record: { every: 2, quantities: ['state'] },
  })
}

function populationOf({ model, transfer }: Case, space: Space): Population {
  const made =
    model === ownModel
      ? modelFromText({
          state: {
            x: { equation: '(-x - a + I) / tau + 0.1*(mean(x*r) - mean((x - mean(x))^2))', initial: '0.1' },
            a: { equation: '(b*r - a) / tau_a + 0.01*sin(t)' },
          },
          rate: 'tanh(x) * (1 + 0.1*sin(3*t)) - 0.1*mean(x)',
          parameters: { tau: 1, b: 0.5, tau_a: 10 },
        })
      : modelByName(model, {}, transfer === 'none' ? null : transferByName(transfer))
  return { name: 'p', space, model: made, parameters: {} }
}

/** Weights of one row sum up to 2 or so in absolute value, whatever the size. */
function couplingOf({ operator }: Case, space: Space, seed: number): Coupling {
  const n = space.size
  if (operator === 'matrix')
    return { kind: 'matrix', rows: n, columns: n, weights: noise(n * n, seed).map((w) => (4 * w) / n) }
  if (operator === 'sparse') return { kind: 'matrix', rows: n, columns: n, weights: fewWeights(n, seed) }
  if (operator === 'quotient') {
    // two labels as if the points were seen through what only these resolve
    const labels = space.labels.slice(0, 2)
    const bases = labels.map((label) => space.harmonic(label).basis())
    const basis = Float64Array.from(bases.flatMap((columns) => [...columns]))
    const rank = basis.length / n
    const core = noise(rank * rank, seed).map((k) => (2 * k) / rank)
    return { kind: 'quotient', rank, core, fromBasis: basis, toBasis: basis }
  }
  if (operator === 'low-rank' || space.sample === null) {
    const matrices = new Map<string, Float64Array>()
    let columns = 0
    for (const [k, label] of space.labels.entries()) {
      const harmonic = space.harmonic(label)
      const width = harmonic.copies * harmonic.width
      if (columns > 0 && columns + width > mostColumns) break
      columns += width
      const x = noise(width, seed + k)
      const matrix = space.name === 'S2' ? harmonic.kernelMatrix(x[0]!) : harmonic.matrixOf(x)
      matrices.set(
        label,
        matrix.map((entry) => (2 * entry) / (k + 1)),
      )
    }
    return { kind: 'kernel', kernel: kernelFromMatrices(space, matrices, 'noise', 0), gains: {} }
  }
  const values = noise(n, seed)
  const support = operator === 'gather' ? Math.min(n, 7) : n
  // every so many points, from the last on: no neighbours, and not the identity alone
  for (let g = 0; g < n; g++)
    if (operator === 'gather' && (n - 1 - g) % Math.ceil(n / support) !== 0) values[g] = 0
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0) / n
  return {
    kind: 'kernel',
    kernel: kernelFromValues(
      space,
      values.map((value) => (2 * value) / size),
    ),
    gains: {},
  }
}

/** Some five weights a row, none in the second, all in the third. */
function fewWeights(n: number, seed: number): Float64Array {
  const kept = noise(n * n, seed + 1)
  return noise(n * n, seed).map((w, at) => {
    const row = Math.floor(at / n)
    if (row === 2) return (4 * w) / n
    return row !== 1 && Math.abs(kept[at]!) < 5 / n ? w : 0
  })
}

function inputsOf({ input }: Case, space: Space, seed: number): Input[] {
  const n = space.size
  const { angles, centre } = placesOf(space)
  const always = { from: 0, until: Number.POSITIVE_INFINITY }
  const one = (term: InputTerm, window = always): Input[] => [{ place: 'inputs[0]', to: 0, ...window, term }]
  switch (input) {
    case 'constant':
      return one({ kind: 'static', values: noise(n, seed + 1) })
    case 'window':
      return one({ kind: 'static', values: noise(n, seed + 1) }, { from: dt, until: 2 * dt })
    case 'frames':
      return one({ kind: 'frames', every: 1.5 * dt, frames: noise(3 * n, seed + 1) })
    case 'expression':
      return one({ kind: 'expression', expression: text('0.7*cos(distance - 9*t)*exp(-t)') })
    case 'moving bump': {
      const place = [0.3, 1.1, 0.7].slice(0, centre)
      return one({
        kind: 'moving-bump',
        amplitude: 1,
        width: 0.7,
        centre: place,
        velocity: place.map((x) => 3 * x),
      })
    }
    case 'velocity':
      return one({
        kind: 'velocity',
        velocity: Array.from({ length: angles }, (_, a) => text(`1 + ${a} + 5*t`)),
      })
    default:
      return []
  }
}
