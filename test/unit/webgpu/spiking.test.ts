/** What the device does of spiking networks without a device: how it is told, what is refused and where. */
import { describe, expect, it } from 'vitest'
import { programOf } from '../../../src/engine/program.ts'
import { composeProgram } from '../../../src/engine/webgpu/compose.ts'
import { describeDeviceProgram } from '../../../src/engine/webgpu/describe.ts'
import { liveProgram } from '../../../src/engine/webgpu/live-program.ts'
import { InputError } from '../../../src/errors.ts'
import type { Network } from '../../../src/model/network.ts'
import { parseExpression } from '../../../src/model/parse.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { chances, exactRing } from '../../device/spiking-networks.ts'
import { connection, integrator, matrix, neurons, spiking } from '../engine/spiking/networks.ts'
import { limits } from './twins.ts'

const compose = (network: Network, own = limits) => composeProgram(network, programOf(network), own)
const ring = circleSpace(8)

function refusal(work: () => unknown): InputError {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('what only the reference engine does is refused at its place, and told to be its', () => {
  const rate = { state: { x: '-x + I' }, rate: 'x' }
  const averaging = { ...integrator, state: { v: '(-v + I - mean(v))/tau' } }
  it.each<[string, string, () => unknown]>([
    [
      'copies of rates',
      'populations.p.copies',
      () => compose(spiking({ populations: [neurons(ring, rate, { copies: 2 })] })),
    ],
    [
      'means in a spiking model',
      'populations.p.model',
      () => compose(spiking({ populations: [neurons(ring, averaging)] })),
    ],
    [
      'passes that bind too many buffers',
      'populations',
      () => compose(chances(), { ...limits, maxStorageBuffersPerShaderStage: 4 }),
    ],
    ['a live network that fires', 'populations.p', () => liveProgram(exactRing(), limits)],
  ])('%s', (_, place, work) => {
    const error = refusal(work)
    expect(error.place).toBe(place)
    expect(error.message).toContain('reference engine')
  })
})

it('refuses a Poisson rate that is none, as the reference engine does', () => {
  const trained = (rate: string) => {
    const made = chances()
    const [first, ...others] = made.inputs
    return {
      ...made,
      inputs: [
        { ...first!, term: { kind: 'poisson' as const, rate: parseExpression(rate), weight: 1 } },
        ...others,
      ],
    }
  }
  expect(() => compose(trained('cos(theta)'))).toThrow(
    /^inputs\[0\].poisson.rate: expected a rate from 0 to 500 events a step/,
  )
  expect(() => compose(trained('1 + cos(theta)'))).not.toThrow()
})

it('tells every pass of a step, and why it is not resident', () => {
  const network = exactRing({ plan: 'event' })
  const text = describeDeviceProgram(compose(network))
  expect(text.replace(/\s+/g, ' ')).toContain(
    'not resident: Population p fires, and a workgroup keeps no events.',
  )
  const { step } = compose(network)
  expect(step.map(({ pass }) => pass.name)).toEqual([
    'scatter connections[0]',
    'arrive connections[0]',
    'synapse spikes to I of p',
    'stage 1 of 1, p',
    'threshold p',
    'tally p',
  ])
})

describe('eight bytes a synapse at most, four where all weigh the same', () => {
  const sites = 64
  const dense = matrix(sites, sites, (i, j) => 1 + ((i * j) % 7))
  const indices = Uint32Array.from({ length: sites * sites }, (_, k) => k % sites)
  const starts = Uint32Array.from({ length: sites + 1 }, (_, i) => i * sites)
  const same = { kind: 'sparse', rows: sites, columns: sites, starts, indices, weights: 0.5 } as const
  it.each([
    ['each its own', dense, undefined, 8],
    ['each its own, and its own delay', dense, { kind: 'speed', speed: 1, time: 0 }, 8],
    ['all one', same, undefined, 4],
    ['all one, each its own delay', same, { kind: 'speed', speed: 1, time: 0 }, 4],
  ] as const)('%s', (_, coupling, delay, bytes) => {
    const network = spiking({
      populations: [neurons(circleSpace(sites), integrator)],
      connections: [connection(0, 0, coupling, { plan: 'event', ...(delay === undefined ? {} : { delay }) })],
    })
    const held = compose(network).buffers.filter(({ name }) =>
      /^connections\[0\] (places|weights|delays)/.test(name),
    )
    expect(held.reduce((sum, buffer) => sum + buffer.bytes, 0)).toBe(bytes * sites * sites)
  })
})
