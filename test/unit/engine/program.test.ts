/** The program: plain data that tells what a run will do, and refuses what cannot run. */
import { describe, expect, test } from 'vitest'
import { describeProgram } from '../../../src/engine/describe.ts'
import { programOf } from '../../../src/engine/program.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { heterogeneousCoupling } from '../../../src/model/couplings.ts'
import { kernelFromFamily } from '../../../src/model/kernels.ts'
import { modelFromText } from '../../../src/model/models.ts'
import { transferFromExpression } from '../../../src/model/transfer.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { coupling, network, rate } from './networks.ts'

const ring = circleSpace(48)
const net = network({
  title: 'Ring and sphere',
  populations: [
    rate(ring),
    { ...rate(sphereSpace(5), 'tanh', 'q'), parameters: { tau: Float64Array.of(2, 1, 3) } },
  ],
  connections: [coupling(ring, { 1: 2 })],
  noise: { sigma: 0.1, correlationTime: 2 },
  simulation: { replicas: 3, steps: 100 },
  record: { every: 10, quantities: ['activity', 'position'] },
})

describe('programOf', () => {
  const program = programOf(net)
  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
  })

  test('states sizes, parameters and memory', () => {
    expect(program.populations[1]).toEqual({
      name: 'q',
      space: 'S2',
      neurons: 66,
      model: 'rate',
      variables: ['x'],
      parameters: { tau: [1, 3] },
    })
    expect(program.recording).toEqual([
      { name: 'p.activity', shape: [11, 3, 48] },
      { name: 'p.position', shape: [11, 3, 1] },
      { name: 'q.activity', shape: [11, 3, 66] },
      { name: 'q.position', shape: [11, 3, 3] },
    ])
    expect(program.memory.recording).toBe(8 * 11 * 3 * (48 + 1 + 66 + 3))
    expect(program.memory.state).toBe(8 * 3 * 114 * 2)
    const { state, work, operators, recording, total } = program.memory
    expect(state + work + operators + recording).toBe(total)
    expect(program.flopsPerStep).toBeGreaterThan(0)
    expect(program.expectedSeconds).toBeGreaterThan(0)
  })

  test('prints itself in at most 80 columns', () => {
    const lines = describeProgram(program).split('\n')
    expect(lines[0]).toBe('Ring and sphere')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines).toContain('populations  space  neurons  model  variables')
    expect(lines).toContain('q            S2     66       rate   x')
    expect(lines.some((line) => line.startsWith('p -> p       low-rank'))).toBe(true)
  })

  test('takes the plan it is told, and the result names it', async () => {
    for (const plan of ['dense', 'fft', 'gather', 'low-rank'] as const) {
      const result = await simulateNetwork(net, { plans: [plan] })
      expect(result.plan).toEqual([plan])
    }
  })

  test('refuses more memory than the limit before it allocates, and says what to reduce', () => {
    const huge = { ...net, simulation: { ...net.simulation, steps: 1e9 } }
    expect(() => programOf(huge)).toThrow(
      /^record: expected a run that fits in 16 GiB, received one that needs 264 GiB, 264 GiB of it recording\. Raise/,
    )
    const many = {
      ...net,
      simulation: { ...net.simulation, replicas: 1e8 },
      record: { every: 0, quantities: [] },
    }
    expect(() => simulateNetwork(many)).toThrow(/^simulation\.replicas: .*Use fewer replicas/)
    expect(() => programOf(net, { memoryLimit: 1000 })).toThrow(/^record: .*1000 B/)
  })

  test('counts a branch once that phi put in at many places', () => {
    const flops = (depth: number) => {
      const state = { x: `-x + ${'phi('.repeat(depth)}x${')'.repeat(depth)}` }
      const phi = transferFromExpression('x/(1 + x*x + x*x)')
      const model = modelFromText({ state, rate: 'x' }, {}, phi)
      return programOf(network({ populations: [{ ...rate(ring), model }], connections: [] })).flopsPerStep
    }
    expect(flops(8) - flops(7)).toBe(flops(2) - flops(1))
  })

  test('says what the band limit drops of a kernel', () => {
    const sphere = sphereSpace(3)
    const kernel = kernelFromFamily(sphere, 'von-mises', { kappa: 8 })
    const connection = {
      ...coupling(sphere, { 1: 1 }),
      coupling: { kind: 'kernel', kernel, gains: {} },
    } as const
    const narrow = programOf(network({ populations: [rate(sphere)], connections: [connection] }))
    expect(narrow.connections[0]!.dropped).toBe(kernel.dropped)
    expect(kernel.dropped).toBeGreaterThan(1e-3)
    const disordered = heterogeneousCoupling(kernel, { std: 0.1, seed: 1 })
    expect(disordered.dropped).toBe(kernel.dropped)
    expect(describeProgram(narrow)).toMatch(/the band limit of the space drops 0\.\d+ of the kernel's power/)
    expect(program.connections[0]!.dropped).toBe(0)
    expect(describeProgram(program)).not.toMatch(/band limit/)
  })

  test('refuses rk4 with noise', () => {
    const rk4 = { ...net, simulation: { ...net.simulation, method: 'rk4' as const } }
    expect(() => programOf(rk4)).toThrow(/^simulation\.method: .*Use heun/)
  })
})

test('the convolutions of a velocity input are planned, counted and shown', async () => {
  const text = (inputs: string) => `
goldstone: 1
populations: { grid: { space: { group: T(2), samples: [12, 12] }, transfer: relu } }
connections: [{ from: grid, to: grid, kernel: { spectrum: { "0,0": -3, "1,0": 2, "0,1": 1 } } }]
inputs: [${inputs}]`
  const bare = programOf((await loadExperiment(text(''))).network)
  const driven = programOf((await loadExperiment(text('{ to: grid, velocity: [0.1, 0.2] }'))).network)
  expect(bare.drives).toEqual([])
  // d/dtheta1 keeps "1,0" alone, d/dtheta2 "0,1"
  expect(driven.drives.map(({ place, plan, from, to }) => [place, plan, from, to])).toEqual([
    ['inputs[0]', 'low-rank', 'grid', 'grid'],
    ['inputs[0]', 'low-rank', 'grid', 'grid'],
  ])
  const extra = driven.drives.reduce((total, { cost }) => total + cost.bytes, 0)
  expect(extra).toBeGreaterThan(0)
  expect(driven.memory.operators - bare.memory.operators).toBe(extra)
  expect(driven.expectedSeconds).toBeGreaterThan(bare.expectedSeconds)
  expect(describeProgram(driven)).toContain('inputs[0]: least estimated time')
})
