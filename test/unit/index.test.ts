/** The library as a script meets it: groups with their tables, and a network made without a file. */
import { describe, expect, it } from 'vitest'
import {
  characterTable,
  group,
  groupReport,
  InputError,
  irrep,
  kernelFromSpectrum,
  makeSpace,
  modelByName,
  type Network,
  simulate,
  subgroupClasses,
  transferOf,
} from '../../src/index.ts'

/** A ring of 64 neurons at c = 2. */
function ring(): Network {
  const space = makeSpace({ group: 'SO(2)', samples: 64 })
  const kernel = kernelFromSpectrum(space, new Map([['1', 2]]))
  const model = modelByName('rate', {}, transferOf('erf'))
  return {
    title: 'by hand',
    populations: [{ name: 'ring', space, model, parameters: {} }],
    connections: [
      { place: 'connection', from: 0, to: 0, coupling: { kind: 'kernel', kernel, gains: {} }, scale: 1 },
    ],
    inputs: [],
    noise: { sigma: 0, correlationTime: null },
    simulation: {
      dt: 0.1,
      steps: 600,
      method: 'rk4',
      replicas: 1,
      seed: 1,
      initial: { kind: 'random', deviation: 0.5 },
    },
    record: { every: 0, quantities: [] },
  }
}

describe('the library', () => {
  it('gives a group with its characters, irreps and subgroups', () => {
    const s4 = group('S(4)')
    expect(characterTable(s4).irreps.map(({ label }) => label)).toEqual([
      '4',
      '3,1',
      '2,2',
      '2,1,1',
      '1,1,1,1',
    ])
    expect(irrep(s4, '3,1').matrix(s4.identity).rows).toBe(3)
    expect(subgroupClasses(s4)).toHaveLength(11)
    expect(groupReport(s4).order).toBe(24)
    expect(() => group('S4')).toThrow(InputError)
  })

  it('runs a network made by hand: the bump of the ring at c = 2', async () => {
    const { status, final } = await simulate(ring())
    expect(status).toBe('ok')
    expect(final['ring']!.order['1']![0]).toBeCloseTo(2.386013 / Math.SQRT2, 6)
  })
  it('runs on the reference engine where there is no device, and takes nothing else for one', async () => {
    expect((await simulate(ring(), { device: null })).backend).toBe('cpu')
    expect((await simulate(ring(), { device: undefined })).backend).toBe('cpu')
    const promised = Promise.resolve() as unknown as GPUDevice
    expect(() => simulate(ring(), { device: promised })).toThrow(
      'device: expected a GPUDevice, received Promise. Give what `await adapter.requestDevice',
    )
    expect(() => simulate(ring(), { device: 'webgpu' as unknown as GPUDevice })).toThrow(InputError)
  })
})
