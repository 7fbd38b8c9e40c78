/** Spiking networks from their text: written out, and given back unchanged; frozen as the engines read them. */
import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { filesFrom } from '../../../src/experiment/files.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { parseExperiment } from '../../../src/experiment/parse.ts'
import { fromPermalink, permalink } from '../../../src/experiment/permalink.ts'
import { experimentHash, serializeExperiment } from '../../../src/experiment/serialize.ts'
import { writeNpy } from '../../../src/io/npy.ts'
import { writeNpz } from '../../../src/io/npz.ts'
import { drawnValues, quantileValues } from '../../../src/model/distribution.ts'
import type { Network } from '../../../src/model/network.ts'
import { print } from '../../../src/model/print.ts'
import { denseWeights } from '../../../src/model/sparse-coupling.ts'

/** Every word of spiking networks. */
const everything = `goldstone: 1
populations:
  ring:
    space: { group: SO(2), samples: 8 }
    copies: 3
    model:
      state: { v: { equation: "(-v + I + g)/tau", initial: E }, w: "-w" }
      inputs: [g]
      spike: { when: v + ramp > 1, reset: { v: 0, w: w + b }, refractory: 2*t_ref, clamp: [v] }
      parameters: { tau: 10, E: -1, b: 0.5, t_ref: 1 }
    parameters:
      E: { distribution: lorentzian, centre: -1, width: 0.1, quantiles: true }
      tau: { distribution: normal, mean: 10, std: 0.1, seed: 4 }
      b: { distribution: uniform, from: 0, to: 2 }
  list: { neurons: 4, model: poisson, transfer: relu }
  turn: { space: { group: SO(2), samples: 8 }, transfer: relu }
connections:
  - from: ring
    to: ring
    kernel: { spectrum: { 1: 2 } }
    synapse: [{ type: exponential, time: 5 }, { type: alpha, times: [3], weight: 0.5, reversal: -70 }, { type: delta, into: g }]
    delay: { speed: 2, constant: 1 }
    gain: 1 + ramp
    plan: event
  - { from: turn, to: ring, kernel: { expression: sin(theta) }, into: g, delay: 1.5, scale: [1, 2] }
  - { from: ring, to: list, kernel: { random: { probability: 0.5, weight: 3, seed: 2 } }, synapse: { type: double-exponential, times: [1, 4] } }
  - { from: list, to: list, kernel: { random: { probability: 1, autapses: false } }, delay: { constant: 0 } }
  - { from: list, to: ring, kernel: { sparse: w.npz } }
inputs:
  - { to: ring, poisson: { rate: 2 + cos(theta), weight: 0.1 }, synapse: { type: exponential, time: 2, reversal: 0, weight: 2 } }
  - { to: list, spikes: { file: trains.npy, weight: 3 }, from: 1 }
  - { to: ring, into: g, expression: ramp*cos(theta) }
signals: { ramp: 0.1*t, table: { file: table.npy }, both: ramp + table }
noise: { ring: { v: 0.1, w: { sigma: 0.2, tau_c: 5 } } }
simulation:
  replicas: 2
  initial: { ring: { v: { uniform: [-2, -1] }, w: 0.1*cos(theta) }, list: { x: { random: 0.5 } }, turn: { x: 2 } }
record: { every: 10, quantities: [rate, spikes] }
`

const files = filesFrom({
  'w.npz': writeNpz(
    new Map([
      ['indptr', { shape: [9], data: Int32Array.of(0, 1, 1, 1, 3, 3, 3, 3, 3) }],
      ['indices', { shape: [3], data: Int32Array.of(2, 0, 3) }],
      ['data', { shape: [3], data: Float64Array.of(5, 6, 7) }],
      ['shape', { shape: [2], data: Int32Array.of(8, 4) }],
    ]),
  ),
  'trains.npy': writeNpy({ shape: [3, 2], data: Float64Array.of(2, 1, 1, 3, 2, 0) }),
  'table.npy': writeNpy({ shape: [2, 2], data: Float64Array.of(0, 5, 1, 6) }),
})

const load = (given: unknown): Promise<Network> =>
  loadExperiment(given, { files }).then(({ network }) => network)

describe('the resolved experiment', () => {
  const experiment = parseExperiment(everything)

  it('writes every shorthand out', () => {
    expect(experiment.connections[0]).toEqual({
      from: 'ring',
      to: 'ring',
      kernel: { spectrum: { 1: 2 } },
      scale: 1,
      synapse: [
        { type: 'exponential', time: 5, weight: 1 },
        { type: 'alpha', time: 3, weight: 0.5, reversal: -70 },
        { type: 'delta', into: 'g', weight: 1 },
      ],
      delay: { speed: 2, constant: 1 },
      gain: '1 + ramp',
      plan: 'event',
    })
    expect(experiment.connections[1]!.delay).toEqual({ constant: 1.5 })
    expect(experiment.connections[2]!.synapse).toEqual([
      { type: 'double-exponential', rise: 1, decay: 4, weight: 1 },
    ])
    expect(experiment.connections[3]!.kernel.random).toEqual({
      probability: 1,
      weight: 1,
      seed: 1,
      autapses: false,
    })
    expect(experiment.populations['ring']).toMatchObject({
      copies: 3,
      model: { spike: { when: 'v + ramp > 1', reset: { v: '0', w: 'w + b' }, refractory: '2*t_ref' } },
      parameters: { E: { quantiles: true }, tau: { seed: 4 }, b: { seed: 1 } },
    })
    expect(experiment.populations['list']).toEqual({
      neurons: 4,
      model: 'poisson',
      transfer: 'relu',
      parameters: {},
    })
    expect(experiment.signals).toEqual({
      ramp: { expression: '0.1*t' },
      table: { file: 'table.npy' },
      both: { expression: 'ramp + table' },
    })
    expect(experiment.noise).toEqual({ ring: { v: { sigma: 0.1 }, w: { sigma: 0.2, tau_c: 5 } } })
    expect(experiment.simulation.initial).toMatchObject({
      ring: { w: { expression: '0.1*cos(theta)' } },
      turn: { x: { expression: '2' } },
    })
    expect(experiment.record.most).toBe(2 ** 26)
  })

  it('is an experiment that gives itself back: as data, as YAML, through a link', () => {
    expect(parseExperiment(experiment)).toEqual(experiment)
    const text = serializeExperiment(experiment)
    expect(parseExperiment(text)).toEqual(experiment)
    expect(parseExperiment(fromPermalink(`#${permalink({ text }).hash}`).text)).toEqual(experiment)
  })

  it('has a hash that knows the order of signals, and no other', async () => {
    const hash = await experimentHash(experiment)
    const turned = <T>(record: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(record).reverse())
    const other = { ...experiment, signals: turned(experiment.signals!) } as Experiment
    expect(await experimentHash(other)).not.toBe(hash)
    const same = { ...experiment, noise: { ring: turned((experiment.noise as never)['ring']) } } as Experiment
    expect(await experimentHash(same)).toBe(hash)
  })

  it('of rates has none of the new words', () => {
    const plain = parseExperiment(
      'goldstone: 1\npopulations: { a: { space: { group: C(3) }, transfer: erf } }',
    )
    expect(Object.keys(plain)).toEqual([
      'goldstone',
      'title',
      'populations',
      'connections',
      'inputs',
      'noise',
      'simulation',
      'record',
      'certify',
    ])
    expect(plain.record).toEqual({ every: 20, quantities: ['activity', 'order', 'position'] })
    expect(Object.keys(plain.populations['a']!)).toEqual(['space', 'model', 'transfer', 'parameters'])
  })
})

describe('the network', () => {
  it('has copies, lists and parameters of single neurons', async () => {
    const [ring, list, turn] = (await load(everything)).populations
    expect(ring!.copies).toBe(3)
    expect(Object.keys(ring!.perNeuron!)).toEqual(['E', 'tau', 'b'])
    const neurons = { sites: 8, copies: 3 }
    const law = { kind: 'normal', mean: 10, std: 0.1 } as const
    expect(ring!.perNeuron!['tau']).toEqual(
      drawnValues(law, neurons, { seed: 4, population: 0, name: 'tau' }),
    )
    expect(ring!.perNeuron!['E']).toEqual(
      quantileValues({ kind: 'lorentzian', centre: -1, width: 0.1 }, neurons),
    )
    expect(ring!.distributions).toMatchObject({ tau: law, b: { kind: 'uniform', from: 0, to: 2 } })
    expect(ring!.parameters).toMatchObject({ E: -1, tau: 10, b: 1, t_ref: 1 })
    expect(list!.space).toMatchObject({ name: 'list(4)', size: 4, labels: [], sample: null, parent: null })
    expect([...list!.space.coordinates.keys()]).toEqual(['g'])
    expect(turn!.space).toBe(ring!.space)
    expect(turn).not.toHaveProperty('copies')
  })

  it('has a spike rule, and conductances as inputs of the model', async () => {
    const { model } = (await load(everything)).populations[0]!
    expect(model.inputs).toEqual(['g', 'g_1', 'g_2'])
    expect(print(model.variables[0]!.equation)).toContain('g_1*(-70 - v)')
    expect(model.spike!.kind).toBe('when')
    expect(print(model.spike!.condition)).toBe('v + ramp > 1')
    expect(model.spike!.resets.map(({ variable, value }) => [variable, print(value)])).toEqual([
      [0, '0'],
      [1, 'w + b'],
    ])
    expect(model.spike!.clamp).toEqual([0])
  })

  it('has one connection for each synapse, all with one coupling', async () => {
    const { connections } = await load(everything)
    const [first, second, third, plain, double, late, sparse] = connections
    expect(connections.length).toBe(7)
    expect(first!.coupling).toBe(second!.coupling)
    expect(first!.coupling).toBe(third!.coupling)
    const shared = { place: 'connections[0]', plan: 'event', delay: { kind: 'speed', speed: 2, time: 1 } }
    expect(first).toMatchObject({ ...shared, scale: 1, synapse: { kind: 'exponential', decay: 5 } })
    expect(first).not.toHaveProperty('into')
    expect(second).toMatchObject({ ...shared, scale: 0.5, into: 2, synapse: { kind: 'alpha', decay: 3 } })
    expect(third).toMatchObject({ ...shared, into: 1 })
    expect(third).not.toHaveProperty('synapse')
    expect(print(third!.gain!)).toBe('1 + ramp')
    expect(plain).toMatchObject({ into: 1, delay: { kind: 'constant', time: 1.5 } })
    expect(plain!.scale).toEqual(Float64Array.of(1, 2))
    expect(double!.synapse).toEqual({ kind: 'double-exponential', rise: 1, decay: 4 })
    expect(late).not.toHaveProperty('delay')
    expect(late!.coupling).toMatchObject({ kind: 'sparse', rows: 4, columns: 4, weights: 1 })
    expect((late!.coupling as { indices: Uint32Array }).indices.length).toBe(12)
    const dense = denseWeights(sparse!.coupling as never)
    expect([dense[2], dense[12], dense[15], dense.filter((w) => w !== 0).length]).toEqual([5, 6, 7, 3])
  })

  it('has trains of events, sorted in time', async () => {
    const [poisson, trains, driven] = (await load(everything)).inputs
    expect(poisson).toMatchObject({ into: 3, synapse: { kind: 'exponential', decay: 2 } })
    expect(poisson!.term.kind === 'poisson' && [print(poisson!.term.rate), poisson!.term.weight]).toEqual([
      '2 + cos(theta)',
      0.2,
    ])
    expect(trains!.term).toEqual({
      kind: 'spikes',
      times: Float64Array.of(1, 2, 2),
      neurons: Uint32Array.of(3, 1, 0),
      weight: 3,
    })
    expect(driven).toMatchObject({ into: 1, term: { kind: 'expression' } })
  })

  it('has signals, noise and starts of single variables', async () => {
    const { signals, noise, simulation, record } = await load(everything)
    expect(signals!.map(({ name }) => name)).toEqual(['ramp', 'table', 'both'])
    expect(signals![1]!.value).toEqual({
      kind: 'samples',
      times: Float64Array.of(0, 1),
      values: Float64Array.of(5, 6),
    })
    expect(noise).toEqual({
      sigma: 0,
      correlationTime: null,
      each: [
        { population: 0, variable: 0, sigma: 0.1, correlationTime: null },
        { population: 0, variable: 1, sigma: 0.2, correlationTime: 5 },
      ],
    })
    const { initial } = simulation
    expect(
      initial.kind === 'each' && initial.starts.map((s) => [s.population, s.variable, s.initial.kind]),
    ).toEqual([
      [0, 0, 'uniform'],
      [0, 1, 'expression'],
      [1, 0, 'random'],
      [2, 0, 'expression'],
    ])
    expect(record).toEqual({ every: 10, quantities: ['rate', 'spikes'], most: 2 ** 26 })
  })

  it('draws other weights for other populations', async () => {
    const random = { random: { probability: 0.5 } }
    const { connections } = await load({
      goldstone: 1,
      populations: { a: { neurons: 50, model: 'lif' }, b: { neurons: 50, model: 'lif' } },
      connections: ['aa', 'ab', 'ba', 'aa'].map(([from, to]) => ({ from, to, kernel: random })),
    })
    const indices = connections.map(({ coupling }) => (coupling as { indices: Uint32Array }).indices)
    expect(indices[0]).toEqual(indices[3])
    expect(indices[0]).not.toEqual(indices[1])
    expect(indices[1]).not.toEqual(indices[2])
  })
})
