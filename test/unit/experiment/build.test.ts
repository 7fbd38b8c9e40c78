import { describe, expect, it } from 'vitest'
import { bumpForm } from '../../../src/engine/moving-bump.ts'
import { programOf } from '../../../src/engine/program.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import type { Spaces } from '../../../src/experiment/build.ts'
import { filesFrom } from '../../../src/experiment/files.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { writeNpy } from '../../../src/io/npy.ts'
import type { InputTerm, Network } from '../../../src/model/network.ts'

const files = filesFrom({
  'w.npy': writeNpy({ shape: [3, 6], data: Float64Array.from({ length: 18 }, (_, i) => i) }),
  'one.npy': writeNpy({ shape: [6], data: Float64Array.of(1, 2, 3, 4, 5, 6) }),
  'two.npy': writeNpy({ shape: [2, 6], data: Float64Array.from({ length: 12 }, (_, i) => i) }),
  'starts.npy': writeNpy({ shape: [2, 6], data: Float64Array.from({ length: 12 }, (_, i) => -i) }),
  'c3.json': new TextEncoder().encode('[[0, 1, 2], [1, 2, 0], [2, 0, 1]]'),
  'c3.yaml': new TextEncoder().encode('cayley:\n  - [0, 1, 2]\n  - [1, 2, 0]\n  - [2, 0, 1]\n'),
  'c3.npy': writeNpy({ shape: [3, 3], data: Int32Array.of(0, 1, 2, 1, 2, 0, 2, 0, 1) }),
})

async function built(more: object, population: object = {}): Promise<Network> {
  const a = { space: { group: 'C(6)' }, transfer: 'erf', ...population }
  const b = { space: { group: 'C(3)' }, transfer: 'erf' }
  const twin = { space: { group: 'C(6)' }, transfer: 'tanh' }
  const { network } = await loadExperiment({ goldstone: 1, populations: { a, b, twin }, ...more }, { files })
  return network
}

const own = (kernel: object, more: object = {}) => ({
  connections: [{ from: 'a', to: 'a', kernel, ...more }],
})

describe('spaces and kernels', () => {
  it('are shared where they are the same', async () => {
    const network = await built({
      connections: [
        { from: 'a', to: 'a', kernel: { spectrum: { 1: 2 } } },
        { from: 'a', to: 'twin', kernel: { spectrum: { 1: 2 }, gains: { 1: 3 } }, scale: 2 },
        { from: 'twin', to: 'twin', kernel: { spectrum: { 1: 2.5 } } },
      ],
    })
    const [a, b, twin] = network.populations
    expect(a!.space).toBe(twin!.space)
    expect(a!.space).not.toBe(b!.space)
    const [first, second, third] = network.connections.map(({ coupling }) =>
      coupling.kind === 'kernel' ? coupling.kernel : null,
    )
    expect(first).toBe(second)
    expect(first).not.toBe(third)
  })

  it.each(['c3.json', 'c3.yaml', 'c3.npy'])('come from a Cayley table in %s', async (cayley) => {
    const { space } = (await built({}, { space: { cayley } })).populations[0]!
    expect(space.size).toBe(3)
    expect(space.sample!.multiply(1, 2)).toBe(0)
  })

  it('come from generators', async () => {
    const { space } = (
      await built(
        {},
        {
          space: {
            generators: [
              [1, 2, 0],
              [1, 0, 2],
            ],
          },
        },
      )
    ).populations[0]!
    expect(space.size).toBe(6)
  })
})

describe('couplings', () => {
  it('take the values of a kernel in the order of the group', async () => {
    const { coupling } = (await built(own({ values: [6, 0, 3, 0, 0, 0] }))).connections[0]!
    if (coupling.kind !== 'kernel') throw new Error('no kernel')
    expect([...coupling.kernel.values!]).toEqual([6, 0, 3, 0, 0, 0])
    expect(coupling.kernel.symmetric).toBe(false)
  })

  it('take a measured matrix as it is, between any two spaces', async () => {
    const network = await built({
      connections: [{ from: 'a', to: 'b', kernel: { matrix: 'w.npy' }, scale: 2 }],
    })
    const { coupling, scale } = network.connections[0]!
    expect(coupling).toMatchObject({ kind: 'matrix', rows: 3, columns: 6 })
    expect(coupling.kind === 'matrix' && coupling.weights[7]).toBe(7)
    expect(scale).toBe(2)
  })

  it('refuse a matrix that is too tall, too wide or lying on its side', async () => {
    const from = (a: string, b: string) =>
      built({ connections: [{ from: a, to: b, kernel: { matrix: 'w.npy' } }] })
    await expect(from('b', 'a')).rejects.toThrow(
      'connections[0].kernel.matrix: expected an array of shape [6, 3] (to, from), received shape [3, 6] in "w.npy". Transpose it',
    )
    await expect(from('a', 'a')).rejects.toThrow(
      'expected an array of shape [6, 6] (to, from), received shape [3, 6]',
    )
    await expect(from('b', 'b')).rejects.toThrow(
      'expected an array of shape [3, 3] (to, from), received shape [3, 6]',
    )
  })

  it('become matrices when they are heterogeneous, the same for the same seed', async () => {
    const weights = async (seed: number) => {
      const network = await built(own({ spectrum: { 1: 2 }, heterogeneity: { std: 0.1, seed } }))
      const { coupling } = network.connections[0]!
      return coupling.kind === 'matrix' ? [...coupling.weights] : null
    }
    expect(await weights(1)).toHaveLength(36)
    expect(await weights(1)).toEqual(await weights(1))
    expect(await weights(1)).not.toEqual(await weights(2))
  })

  it('join two spaces through a common quotient', async () => {
    const network = await built({
      connections: [
        {
          from: 'a',
          to: 'b',
          kernel: { spectrum: { 1: 2 } },
          through: { space: { group: 'SO(2)', samples: 12 }, from: { theta: 'theta + 1' } },
        },
      ],
    })
    const { coupling } = network.connections[0]!
    if (coupling.kind !== 'quotient') throw new Error('no quotient')
    const { rank, toBasis, core, fromBasis } = coupling
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 6; j++) {
        let sum = 0
        for (let p = 0; p < rank; p++)
          for (let q = 0; q < rank; q++)
            sum += toBasis[p * 3 + i]! * core[p * rank + q]! * fromBasis[q * 6 + j]!
        const [x, y] = [(2 * Math.PI * i) / 3, (2 * Math.PI * j) / 6 + 1]
        expect(sum).toBeCloseTo(4 * Math.cos(x - y), 12)
      }
    }
  })

  it('run by the plan that is asked for', async () => {
    for (const plan of ['low-rank', 'fft', 'gather', 'dense']) {
      const network = await built(own({ spectrum: { 1: 2 } }, { plan }))
      expect(programOf(network).connections[0]!.plan).toBe(plan)
    }
  })

  it('carry gains and scales per replica', async () => {
    const network = await built({
      ...own({ spectrum: { 1: 2, 2: 1 }, gains: { 1: [1, 2] } }, { scale: [3, 4] }),
      simulation: { replicas: 2 },
    })
    expect(network.connections[0]).toMatchObject({
      place: 'connections[0]',
      scale: Float64Array.of(3, 4),
      coupling: { gains: { 1: Float64Array.of(1, 2) } },
    })
  })
})

describe('models', () => {
  it('have their own defaults under what the experiment says', async () => {
    const network = await built(
      { simulation: { replicas: 2 } },
      { model: 'adaptation', parameters: { b: [1, 2] } },
    )
    expect(network.populations[0]!.parameters).toEqual({ tau: 1, tau_a: 10, b: Float64Array.of(1, 2) })
  })

  it('take names in a transfer as parameters', async () => {
    const network = await built({}, { transfer: { expression: 'tanh(slope*x)' }, parameters: { slope: 3 } })
    expect(network.populations[0]!.parameters).toEqual({ tau: 1, slope: 3 })
  })
})

describe('inputs', () => {
  const terms = async (...entries: object[]) =>
    (await built({ inputs: entries.map((entry) => ({ to: 'a', ...entry })) })).inputs

  it('are arrays where nothing depends on time', async () => {
    const inputs = await terms(
      { constant: 2 },
      { expression: 'g^2' },
      { pattern: [1, 2, 3, 4, 5, 6] },
      { file: 'one.npy' },
    )
    expect(inputs.map(({ term }) => (term.kind === 'static' ? [...term.values] : null))).toEqual([
      [2, 2, 2, 2, 2, 2],
      [0, 1, 4, 9, 16, 25],
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
    ])
  })

  it('keep what depends on time, and when', async () => {
    const inputs = await terms(
      { expression: 'cos(theta - t)', from: 1, until: 2 },
      { file: 'two.npy', every: 0.5 },
      { velocity: '0.1*t' },
      { bump: { width: 0.3, velocity: 2 } },
    )
    expect(inputs.map(({ term }) => term.kind)).toEqual(['expression', 'frames', 'velocity', 'moving-bump'])
    expect(inputs[0]).toMatchObject({ from: 1, until: 2, place: 'inputs[0]' })
    expect(inputs[1]).toMatchObject({ from: 0, until: Number.POSITIVE_INFINITY, term: { every: 0.5 } })
    expect(inputs[3]!.term).toMatchObject({ amplitude: 1, width: 0.3, centre: [], velocity: [2] })
  })

  it('start a bump at the pole of a sphere, at rest', async () => {
    const population = { space: { sphere: 2, degree: 3 } }
    const network = await built({ inputs: [{ to: 'a', bump: {} }] }, population)
    const { term } = network.inputs[0]!
    const { course } = bumpForm(term as InputTerm & { kind: 'moving-bump' }, network.populations[0]!.space)
    expect(course.map(({ rest, even }) => rest + even)).toEqual([0, 0, 1])
    expect(course.every(({ odd, speed }) => odd * speed === 0)).toBe(true)
  })
})

describe('the simulation', () => {
  it('has steps, noise and a start', async () => {
    const network = await built({
      noise: { sigma: 0.1, tau_c: 2 },
      simulation: { dt: 0.1, duration: 0.3, replicas: 2, initial: { random: 0.5 } },
    })
    expect(network.noise).toEqual({ sigma: 0.1, correlationTime: 2 })
    expect(network.simulation).toMatchObject({ steps: 3, initial: { kind: 'random', deviation: 0.5 } })
  })

  it('starts from a file, each replica from its own row', async () => {
    const populations = { a: { space: { group: 'C(6)' }, transfer: 'erf' } }
    const simulation = { replicas: 2, initial: { file: 'starts.npy' } }
    const { network } = await loadExperiment({ goldstone: 1, populations, simulation }, { files })
    const { initial } = network.simulation
    expect(initial.kind === 'values' && initial.values[7]).toBe(-7)
  })

  it('tells where the engine complains', async () => {
    const text = `goldstone: 1
populations:
  a: { space: { group: C(6) }, transfer: erf }
connections:
  - { from: a, to: a, kernel: { spectrum: { 1: { re: 2, im: 1 } } } }
record:
  quantities: [energy]
`
    const { network, located } = await loadExperiment(text, { name: 'e.yaml' })
    expect(() => located(() => simulateNetwork(network))).toThrow(
      /^e\.yaml:7:3: record\.quantities: expected for energy, /,
    )
  })
})

describe('initial values', () => {
  it('nested, one list per replica, are those of one flat list', async () => {
    const rows = [
      [0, 1, 2],
      [3, 4, 5],
    ]
    const make = async (values: unknown) => {
      const { experiment, network } = await loadExperiment({
        goldstone: 1,
        populations: { a: { space: { group: 'C(3)' }, transfer: 'erf' } },
        simulation: { replicas: 2, initial: { values } },
      })
      expect(experiment.simulation.initial).toEqual({ values: rows.flat() })
      return network.simulation.initial
    }
    expect(await make(rows)).toEqual(await make(rows.flat()))
  })
})

it('spaces made before are not made again, unless a file says what they are', async () => {
  const spaces: Spaces = new Map()
  const made = async (space: object, c: number) => {
    const populations = { a: { space, transfer: 'erf' } }
    const connections = [{ from: 'a', to: 'a', kernel: { spectrum: { 1: c } } }]
    const written = { goldstone: 1, populations, ...('group' in space ? { connections } : {}) }
    return (await loadExperiment(written, { spaces, files })).network.populations[0]!.space
  }
  const ring = { group: 'SO(2)', samples: 8 }
  const first = await made(ring, 1)
  expect(await made(ring, 2)).toBe(first)
  expect(await made({ group: 'SO(2)', samples: 9 }, 2)).not.toBe(first)
  expect(await made({ cayley: 'c3.json' }, 1)).not.toBe(await made({ cayley: 'c3.json' }, 1))
  // others push it out in the end
  for (let n = 10; n < 20; n++) await made({ group: 'SO(2)', samples: n }, 1)
  expect(spaces.size).toBeLessThan(10)
  expect(await made(ring, 1)).not.toBe(first)
})

it('spaces written differently are one', async () => {
  const { network } = await loadExperiment({
    goldstone: 1,
    populations: {
      a: { space: { group: 'SO(2)', samples: 8 }, transfer: 'erf' },
      b: { space: { group: 'SO( 2 )', samples: [8] }, transfer: 'erf' },
      c: { space: { group: 'T(2)', samples: [4, 4] }, transfer: 'erf' },
      d: { space: { group: 'T(2)', samples: [4, 4], lattice: 'rectangular' }, transfer: 'erf' },
      e: { space: { group: 'T(2)', samples: [4, 4], lattice: 'hexagonal' }, transfer: 'erf' },
    },
    connections: [{ from: 'a', to: 'b', kernel: { spectrum: { 1: 1 } } }],
  })
  const [a, b, c, d, e] = network.populations.map(({ space }) => space)
  expect(a).toBe(b)
  expect(c).toBe(d)
  expect(e).not.toBe(c)
})
