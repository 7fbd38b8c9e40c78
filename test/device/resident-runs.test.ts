/** Long runs of the resident pass in invariants, its frames, its inputs and its noise, against the reference engine. */
import { describe, expect, it } from 'vitest'
import { cyclic, dihedral, polyhedral, quaternion } from '../../src/groups/families.ts'
import { fillNormals } from '../../src/math/normal.ts'
import { streamOf } from '../../src/math/philox.ts'
import { modelByName } from '../../src/model/models.ts'
import type { Connection } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { sphereSpace } from '../../src/spaces/sphere.ts'
import { coupling, equations, network, rate, text } from '../unit/engine/networks.ts'
import { carryOut } from './resident.ts'
import { compareRecordings, largest, methods, ring, s4 } from './resident-reference.ts'

const all = { every: 250, quantities: ['activity', 'state', 'order', 'position', 'mean', 'max'] } as const
const long = { steps: 500, replicas: 4 }

describe('500 steps, recorded on the device', () => {
  const relu = (space: Space, name: string, tau = 1) => rate(space, 'relu', name, tau)
  const between = (from: number, to: number, spectrum: Record<string, number>): Connection =>
    coupling(ring, spectrum, { from, to, place: `connections[${from}]` })
  const on = (to: number, size: number) => ({
    place: 'inputs[0]',
    to,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    term: { kind: 'static' as const, values: new Float64Array(size).fill(1) },
  })
  const c6 = finiteSpace(cyclic(6))
  const d32 = finiteSpace(dihedral(32))
  const q8 = finiteSpace(quaternion())
  const ih = finiteSpace(polyhedral('Ih'))
  const networks: Readonly<Record<string, Parameters<typeof network>[0]>> = {
    ring: { populations: [rate(ring)], connections: [coupling(ring, { 1: 2 })] },
    'S(4)': { populations: [rate(s4, 'tanh')], connections: [coupling(s4, { '3,1': 2 })] },
    // both rings of equal height: no position to agree on
    dihedral: {
      populations: [rate(d32)],
      connections: [coupling(d32, { E1: 2 })],
      record: { ...all, quantities: ['activity', 'order', 'mean', 'max'] },
    },
    'E-I ring': {
      populations: [relu(ring, 'e'), relu(ring, 'i', 0.5)],
      connections: [between(0, 0, { 0: 1, 1: 2 }), between(0, 1, { 0: 1, 1: 0.3 }), between(1, 0, { 0: -3 })],
      inputs: [on(0, 64)],
      simulation: { initial: { kind: 'random', deviation: 0.2 } },
    },
    'normalised CANN': {
      populations: [
        {
          name: 'p',
          space: ring,
          model: modelByName('divisive-normalisation', { k: 0.01 }, null),
          parameters: {},
        },
      ],
      connections: [coupling(ring, { 0: 8, 1: 6, 2: 3 }, { plan: 'low-rank' })],
      inputs: [
        { ...on(0, 64), until: 5, term: { kind: 'expression', expression: text('exp(2*cos(theta)-2)') } },
      ],
    },
    'six neurons': {
      populations: [relu(c6, 'p')],
      connections: [coupling(c6, { 0: -6, 1: 2 })],
      inputs: [on(0, 6)],
      simulation: { initial: { kind: 'random', deviation: 1 } },
    },
    Q8: { populations: [rate(q8, 'tanh')], connections: [coupling(q8, { [q8.labels.at(-1)!]: 2 })] },
    Ih: { populations: [rate(ih)], connections: [coupling(ih, { [ih.labels.at(-1)!]: 2 })] },
  }
  it.each(Object.keys(networks))('%s', async (name) => {
    const { simulation, ...parts } = networks[name]!
    await compareRecordings(network({ record: all, ...parts, simulation: { ...long, ...simulation } }), 1e-4)
  })

  it('a sphere with several harmonics, energy and the state of two variables', async () => {
    const sphere = sphereSpace(6)
    const energetic = { every: 100, quantities: ['energy', 'position', 'order', 'mean'] } as const
    const simulation = { steps: 200, replicas: 2 }
    const connections = [coupling(sphere, { 1: 2, 2: 1, 3: 0.5 }, { plan: 'low-rank' })]
    const net = network({ populations: [rate(sphere)], connections, record: energetic, simulation })
    await compareRecordings(net, 1e-4)
    await compareRecordings(net, 1e-4, false)
    const adapting = equations(ring, {
      state: { x: { equation: '(-x - a + I) / tau' }, a: { equation: '(b*r - a + mean(r^2)) / tau_a' } },
      rate: 'tanh(x) - 0.1*mean(x) + 0.01*sum(a)*sin(t)',
      parameters: { tau: 1, b: 0.5, tau_a: 10 },
    })
    for (const method of methods)
      await compareRecordings(
        network({
          populations: [adapting],
          connections: [coupling(ring, { 1: 3 })],
          record: { every: 20, quantities: ['state', 'rate', 'mean'] },
          simulation: { steps: 60, replicas: 2, method },
        }),
        2e-5,
        method !== 'heun',
      )
  })
})

describe('input from outside', () => {
  const base = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY }
  const values = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i))
  const frames = Float64Array.from({ length: 4 * 64 }, (_, i) => Math.cos(i * i))
  it.each([
    ['a window', { ...base, from: 0.35, until: 1.05, term: { kind: 'static', values } }],
    ['an expression', { ...base, term: { kind: 'expression', expression: text('cos(theta - 3*t)') } }],
    ['frames', { ...base, from: 0.2, until: 2, term: { kind: 'frames', every: 0.37, frames } }],
    [
      'a moving bump',
      { ...base, term: { kind: 'moving-bump', amplitude: 3, width: 0.7, centre: [1], velocity: [0.8] } },
    ],
    [
      'a velocity drive',
      { ...base, from: 0.5, until: 2, term: { kind: 'velocity', velocity: [text('0.7*sin(t)')] } },
    ],
  ] as const)('%s', async (_, input) => {
    const net = network({
      populations: [rate(ring)],
      connections: [coupling(ring, { 1: 2 })],
      inputs: [input],
      record: { every: 1, quantities: ['rate'] },
      simulation: { steps: 45, method: 'rk4' },
    })
    await compareRecordings(net, 3e-6)
  })
})

describe('noise', () => {
  it.each([3, 97, 300, 2000])("white is the host's for %i neurons, with a seed beyond 2^32", async (n) => {
    const space = finiteSpace(cyclic(n))
    const silent = equations(space, { state: { x: { equation: '0*x' } }, rate: 'x' })
    const seed = 2 ** 40 + 7
    const net = network({
      populations: [silent],
      noise: { sigma: 0.5, correlationTime: null },
      simulation: { method: 'euler', steps: 1, replicas: 3, seed, initial: { kind: 'model' } },
    })
    const { state } = await carryOut(net)
    const want = new Float64Array(3 * n)
    for (let replica = 0; replica < 3; replica++)
      fillNormals(want, n * replica, n, { seed, replica, step: 0, stream: streamOf('white', 0) })
    const scale = 0.5 * Math.sqrt(0.05)
    expect(largest(want.map((normal, i) => state[i]! - scale * normal))).toBeLessThan(scale * 3e-6)
  })

  it.each([...methods.filter((method) => method !== 'rk4')])(
    '%s, white and coloured, in many steps',
    async (method) => {
      for (const correlationTime of [null, 0.3]) {
        const net = network({
          populations: [rate(ring)],
          connections: [coupling(ring, { 1: 2 })],
          noise: { sigma: 0.3, correlationTime },
          record: { every: 5, quantities: ['rate'] },
          simulation: { steps: 40, replicas: 2, method },
        })
        await compareRecordings(net, 2e-5)
      }
    },
  )
})
