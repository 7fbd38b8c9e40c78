/** What is certified of networks with the words of spikes: few weights are, what remembers is refused. */
import { describe, expect, it } from 'vitest'
import { certifyNetwork } from '../../../src/analysis/certify.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { filesFrom } from '../../../src/experiment/files.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { writeNpy } from '../../../src/io/npy.ts'
import { writeNpz } from '../../../src/io/npz.ts'

/** Two neurons that excite themselves: 1.5 on the diagonal. */
const files = filesFrom({
  'w.npy': writeNpy({ shape: [2, 2], data: Float64Array.of(1.5, 0, 0, 1.5) }),
  'w.npz': writeNpz(
    new Map([
      ['indptr', { shape: [3], data: Int32Array.of(0, 1, 2) }],
      ['indices', { shape: [2], data: Int32Array.of(0, 1) }],
      ['data', { shape: [2], data: Float64Array.of(1.5, 1.5) }],
      ['shape', { shape: [2], data: Int32Array.of(2, 2) }],
    ]),
  ),
})

async function certificate(space: object, kernel: object) {
  const { network } = await loadExperiment(
    {
      goldstone: 1,
      populations: { a: { ...space, transfer: 'tanh' } },
      connections: [{ from: 'a', to: 'a', kernel }],
    },
    { files },
  )
  const { manifolds } = await certifyNetwork(network, { starts: 16 })
  return manifolds
}

it('few weights are a matrix of all', async () => {
  const space = { space: { group: 'C(2)' } }
  const [sparse, matrix] = [
    await certificate(space, { sparse: 'w.npz' }),
    await certificate(space, { matrix: 'w.npy' }),
  ]
  expect(sparse.length).toBeGreaterThan(2)
  expect(sparse.map(({ spectrum, index }) => [spectrum, index])).toEqual(
    matrix.map(({ spectrum, index }) => [spectrum, index]),
  )
})

it('a list of neurons is sent to a space', async () => {
  await expect(certificate({ neurons: 2 }, { sparse: 'w.npz' })).rejects.toThrow(
    'populations.a: expected a space, by whose symmetries equilibria are told apart, received a list of 2 neurons. Put them on one of as many points, such as { group: "C(2)" }: weights act there too',
  )
})

describe('what remembers is refused', () => {
  const ring = { space: { group: 'C(4)' }, transfer: 'tanh' }
  const own = (more: object) => ({
    connections: [{ from: 'a', to: 'a', kernel: { spectrum: { 0: 1 } }, ...more }],
  })
  it.each([
    ['spikes', { space: { group: 'C(4)' }, model: 'lif' }, {}, 'populations.a', 'a spiking model'],
    ['copies', { ...ring, copies: 2 }, {}, 'populations.a', '2 copies at each site'],
    [
      'neurons that differ',
      { ...ring, parameters: { tau: { distribution: 'uniform', from: 1, to: 2 } } },
      {},
      'populations.a',
      'parameters that differ between neurons',
    ],
    [
      'named inputs',
      { space: ring.space, model: { state: { x: 'I + g - x' }, inputs: ['g'], rate: 'x' } },
      {},
      'populations.a',
      'a model with named inputs',
    ],
    ['a synapse', ring, own({ synapse: { type: 'alpha', time: 1 } }), 'connections[0]', 'a synapse'],
    ['a delay', ring, own({ delay: 1 }), 'connections[0]', 'a delay'],
    ['a gain', ring, own({ gain: 't' }), 'connections[0]', 'a gain in time'],
    ['trains', ring, { inputs: [{ to: 'a', poisson: { rate: 1 } }] }, 'inputs[0]', 'a spike train'],
  ])('%s', async (_, population, more, place, received) => {
    const { network } = await loadExperiment({ goldstone: 1, populations: { a: population }, ...more })
    expect(() => flowOf(network)).toThrow(
      `${place}: expected a rate network that acts at once, of which equilibria can be sought, received ${received}.`,
    )
  })
})
