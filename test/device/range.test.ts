/** Numbers that float32 does not hold: refused at their place, before they become infinity. */
import { describe, expect, it } from 'vitest'
import { ableOr, type Engine } from '../../src/cli/engine.ts'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Connection, Input, Network, Simulation } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { coupling, network, rate } from '../unit/engine/networks.ts'
import { testDevice } from './device.ts'

type Parts = Omit<Partial<Network>, 'simulation'> & { tau?: number; simulation?: Partial<Simulation> }

const space = circleSpace(12)
const huge = (at: number) => Float64Array.from({ length: 12 }, (_, i) => (i === at ? 1e39 : 1))
const input = (term: Input['term']): Parts => ({
  inputs: [{ place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY, term }],
})
const joined = (connection: Partial<Connection>): Parts => ({
  connections: [coupling(space, { 1: 2 }, connection)],
})
const base = coupling(space, { 1: 2e20 }).coupling

const cases: Readonly<Record<string, [Parts, string, string]>> = {
  'a parameter': [{ tau: 1e39 }, 'populations.p.parameters.tau', '1e+39'],
  'a parameter that would be 0': [{ tau: 1e-50 }, 'populations.p.parameters.tau', '1e-50'],
  'a time step': [{ simulation: { dt: 1e-40 } }, 'simulation.dt', '1e-40'],
  noise: [{ noise: { sigma: 1e39, correlationTime: null } }, 'noise.sigma', '1e+39'],
  'a coefficient': [
    { connections: [coupling(space, { 1: 2e40 })] },
    'connections[0].kernel.spectrum.1',
    '2e+40 as number 0',
  ],
  'a scale of one replica': [
    joined({ scale: Float64Array.of(1, 4e38) }),
    'connections[0].scale',
    '4e+38 as number 1',
  ],
  'a gain': [
    joined({ coupling: { ...base, gains: { 1: 1e39 } } as Connection['coupling'] }),
    'connections[0].kernel.gains.1',
    '1e+39',
  ],
  'a product': [joined({ coupling: base, scale: 1e20 }), 'connections[0]', 'the largest weight times scale'],
  values: [
    joined({ coupling: { kind: 'kernel', kernel: kernelFromValues(space, huge(5)), gains: {} } }),
    'connections[0].kernel.values',
    '1e+39 as number 5',
  ],
  'a matrix': [
    joined({
      coupling: { kind: 'matrix', rows: 12, columns: 12, weights: new Float64Array(144).fill(-1e40) },
    }),
    'connections[0].kernel.matrix',
    '-1e+40 as number 0',
  ],
  'an input': [input({ kind: 'static', values: huge(3) }), 'inputs[0]', '1e+39 as number 3'],
  frames: [input({ kind: 'frames', every: 1, frames: huge(7) }), 'inputs[0]', '1e+39 as number 7'],
  'a bump': [
    input({ kind: 'moving-bump', amplitude: 1, width: 1e-20, centre: [0], velocity: [0] }),
    'inputs[0].bump.width',
    '1e-20',
  ],
  'an initial state': [
    { simulation: { initial: { kind: 'values', values: huge(9) } } },
    'simulation.initial',
    '1e+39 as number 9',
  ],
}

function made({ tau = 1, simulation, ...parts }: Parts): Network {
  return network({
    populations: [rate(space, 'erf', 'p', tau)],
    ...parts,
    simulation: { replicas: 2, steps: 3, ...simulation },
  })
}

describe('what float32 does not hold', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const [parts, place, received] = cases[name]!
    const net = made(parts)
    const device = await testDevice()
    try {
      simulateOnDevice(device, net)
    } catch (error) {
      expect(error).toMatchObject({ place, received: expect.stringContaining(received) })
      expect((error as Error).message).toMatch(/float32.*--backend cpu/)
      return
    }
    expect.fail('it was taken')
  })

  it('is taken up to the largest float32, and small entries of tables are as good as 0', async () => {
    const values = Float64Array.from({ length: 12 }, (_, i) => 10 ** (-30 * i))
    const net = made({ ...joined({ scale: 1e38 }), ...input({ kind: 'static', values }) })
    const limits = limitsOf(await testDevice())
    expect(composeProgram(net, programOf(net), limits).mode).toBe('resident')
  })

  it('makes auto take the reference engine, and say why', async () => {
    const limits = limitsOf(await testDevice())
    let closed = 0
    const engine: Engine = {
      backend: 'webgpu',
      device: 'a GPU',
      why: 'a GPU is there',
      compose: (net, program) => composeProgram(net, program, limits),
      simulate: simulateNetwork,
      close: () => closed++,
    }
    const [good, bad] = [made({}), made({ tau: 1e39 })]
    expect(ableOr(engine, good, programOf(good))).toBe(engine)
    const other = ableOr(engine, bad, programOf(bad))
    expect([other.backend, closed]).toEqual(['cpu', 1])
    expect(other.why).toMatch(/the GPU takes numbers .* received 1e\+39 at populations\.p\.parameters\.tau/)
  })
})
