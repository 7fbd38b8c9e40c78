/** Flows and their Jacobians: against finite differences, against dense algebra, against oracles. */
import { describe, expect, test } from 'vitest'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'

async function flow(text: object): Promise<Flow> {
  const { network } = await loadExperiment({ goldstone: 1, title: 'test', ...text })
  return flowOf(network)
}

const generic = (n: number, amplitude = 0.5, phase = 1) =>
  Float64Array.from({ length: n }, (_, i) => amplitude * Math.sin(phase + 2.3 * i + 0.01 * i * i))

const networks: Record<string, object> = {
  ring: {
    populations: { p: { space: { group: 'SO(2)', samples: 20 }, transfer: 'erf' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 1: { re: 2, im: 0.3 } } } }],
  },
  firing: {
    populations: { p: { space: { group: 'SO(2)', samples: 20 }, model: 'firing-rate', transfer: 'tanh' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 0: 0.4, 1: { re: 2, im: 0.3 } } } }],
  },
  adaptation: {
    populations: { p: { space: { sphere: 2, degree: 3 }, model: 'adaptation', transfer: 'tanh' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 1: 2 } } }],
  },
  normalised: {
    populations: { p: { space: { group: 'SO(2)', samples: 16 }, model: 'divisive-normalisation' } },
    connections: [{ from: 'p', to: 'p', kernel: { gaussian: { amplitude: 40, width: 0.5 } } }],
  },
  pair: {
    populations: { p: { space: { group: 'T(2)', samples: [4, 5] }, model: 'excitatory-inhibitory', transfer: 'tanh' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { '1,0': 2, '0,1': 1.5 } } }],
  },
  synapses: {
    populations: { p: { space: { group: 'SO(2)', samples: 12 }, model: 'short-term-plasticity', transfer: 'softplus' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 0: 1, 1: 2 } } }],
  },
  qif: {
    populations: { p: { space: { group: 'SO(2)', samples: 12 }, model: 'qif-mean-field' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 0: -10, 1: 8 } } }],
  },
}

describe.each(Object.entries(networks))('%s', (_, text) => {
  test('the Jacobian against central differences', async () => {
    const f = await flow(text)
    const z = generic(f.length)
    const v = generic(f.length, 1, 4)
    const exact = new Float64Array(f.length)
    const linearisation = f.linearise(z)
    linearisation.apply(v, exact)
    const h = 1e-5
    const [up, down] = [new Float64Array(f.length), new Float64Array(f.length)]
    f.evaluate(z.map((value, i) => value + h * v[i]!), up)
    f.evaluate(z.map((value, i) => value - h * v[i]!), down)
    for (let i = 0; i < f.length; i++) expect(exact[i]).toBeCloseTo((up[i]! - down[i]!) / (2 * h), 6)
  })

  test('solve against the product', async () => {
    const f = await flow(text)
    const linearisation = f.linearise(generic(f.length))
    const b = generic(f.length, 1, 7)
    const c = generic(f.length, 1, 3)
    const r = generic(f.length, 1, 5)
    const { x, y } = linearisation.solve(b, { shift: 0.37, columns: [c], rows: [r], d: [0.2] })!
    const image = new Float64Array(f.length)
    linearisation.apply(x, image)
    for (let i = 0; i < f.length; i++) expect(image[i]! - 0.37 * x[i]! + y[0]! * c[i]!).toBeCloseTo(b[i]!, 9)
    expect(x.reduce((sum, value, i) => sum + f.weights[i]! * r[i]! * value, 0)).toBeCloseTo(0.2, 10)
  })
})

test('the bump of a ring', async () => {
  const f = await flow({
    populations: { p: { space: { group: 'SO(2)', samples: 128 }, transfer: 'erf' } },
    connections: [{ from: 'p', to: 'p', kernel: { spectrum: { 1: 2 } } }],
  })
  const theta = f.network.populations[0]!.space.coordinates.get('theta')!
  const start = theta.map((t) => 2 * Math.cos(t) + 0.1 * Math.cos(2 * t))
  const result = newton(f, start, { tangents: () => [theta.map((t) => Math.sin(t))] })
  const spectrum = f.linearise(result.state).spectrum()
  expect(Math.max(...result.state)).toBeCloseTo(2.386013, 6)
  expect(spectrum.values).toHaveLength(2)
  expect(spectrum.values[1]!.re).toBeCloseTo(-0.845876, 6)
  const [null1] = spectrum.nullSpace(1e-7)
})
