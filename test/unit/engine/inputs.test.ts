/** Inputs: windows, frames, expressions, moving bumps, and the velocity drive that translates a bump. */
import { describe, expect, test } from 'vitest'
import { driveOf } from '../../../src/engine/inputs.ts'
import { layoutOf } from '../../../src/engine/layout.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { kernelFromValues } from '../../../src/model/kernels.ts'
import type { Input, InputTerm, Network } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import type { Space } from '../../../src/spaces/space.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'
import { coupling, network, rate, text } from './networks.ts'

const ring = circleSpace(13)

function input(term: InputTerm, from = 0, until = Number.POSITIVE_INFINITY): Input {
  return { place: 'inputs[0]', to: 0, from, until, term }
}

/** The external input of replica 0 at every given time (step, stage). */
function inputsOf(space: Space, inputs: readonly Input[], times: readonly (readonly [number, number])[]) {
  const net = network({ populations: [rate(space)], inputs, simulation: { dt: 0.1 } })
  const drive = driveOf(net, layoutOf(net))
  const rates = new Float64Array(space.size)
  return times.map(([step, stage]) => {
    const values = new Float64Array(space.size).fill(7)
    drive.apply(0, step, stage, rates, values)
    return values
  })
}

describe('windows', () => {
  const one: InputTerm = { kind: 'static', values: new Float64Array(13).fill(1) }
  test('are on in the steps that begin in [from, until), for all their stages', () => {
    const pulse = [input(one, 0.3, 0.7)]
    const on = inputsOf(ring, pulse, [
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
      [6, 0.5],
      [6, 1],
      [7, 0],
    ]).map((values) => values[4])
    expect(on).toEqual([0, 0, 1, 1, 1, 1, 0])
  })

  test('that begin at multiples of dt integrate to their exact length', async () => {
    const { finalState } = await simulateNetwork(
      network({
        populations: [rate(ring, 'linear', 'p', 1e9)],
        inputs: [input({ kind: 'static', values: new Float64Array(13).fill(1e9) }, 0.3, 0.7)],
        simulation: { dt: 0.1, steps: 20, initial: { kind: 'model' } },
      }),
    )
    expect(finalState.p![0]).toBeCloseTo(0.4, 8)
  })
})

test('frames are held for `every` from the beginning of their window, the last one on', () => {
  const frames = Float64Array.from({ length: 39 }, (_, i) => Math.floor(i / 13) + 1)
  const values = inputsOf(
    ring,
    [input({ kind: 'frames', every: 0.2, frames }, 0.1)],
    [0, 1, 2, 3, 4, 5, 40].map((step) => [step, 0]),
  )
  expect(values.map((v) => v[12])).toEqual([0, 1, 1, 2, 2, 3, 3])
})

test('an expression in coordinates and t, with every term added', () => {
  const term: InputTerm = { kind: 'expression', expression: text('cos(theta)*t + 2') }
  const [values] = inputsOf(
    ring,
    [input(term), input({ kind: 'static', values: new Float64Array(13).fill(1) })],
    [[3, 1]],
  )
  const theta = ring.coordinates.get('theta')!
  for (let i = 0; i < 13; i++) expect(values![i]).toBeCloseTo(3 + 0.4 * Math.cos(theta[i]!), 14)
})

describe('a moving bump', () => {
  const bump = (centre: number[], velocity: number[]): InputTerm => ({
    kind: 'moving-bump',
    amplitude: 2,
    width: 0.5,
    centre,
    velocity,
  })

  test('on a circle goes round', () => {
    const [start, round] = inputsOf(
      ring,
      [input(bump([0.4], [Math.PI]))],
      [
        [0, 0],
        [20, 0],
      ],
    )
    const theta = ring.coordinates.get('theta')!
    for (let i = 0; i < 13; i++) {
      expect(start![i]).toBeCloseTo(2 * Math.exp((Math.cos(theta[i]! - 0.4) - 1) / 0.25), 13)
      expect(round![i]).toBeCloseTo(start![i]!, 10)
    }
  })

  test.each([
    ['rectangular', [0.3, 0.2], [1, 1, 0]],
    ['hexagonal', [0.3, 0.2], [0.5, 0.5, 0.5]],
  ] as const)('on a %s torus is round', (lattice, centre, factors) => {
    const space = torusSpace([9, 10], lattice)
    const [, values] = inputsOf(
      space,
      [input(bump([...centre], [1, -2]))],
      [
        [0, 0],
        [5, 0],
      ],
    )
    const [a, b] = [space.coordinates.get('theta1')!, space.coordinates.get('theta2')!]
    for (let i = 0; i < 90; i++) {
      const [x, y] = [a[i]! - 0.8, b[i]! + 0.8]
      const sum =
        factors[0] * (Math.cos(x) - 1) + factors[1] * (Math.cos(y) - 1) + factors[2] * (Math.cos(x - y) - 1)
      expect(values![i]).toBeCloseTo(2 * Math.exp(sum / 0.25), 12)
    }
  })

  test('on the sphere turns about its axis', () => {
    const space = sphereSpace(4)
    const [start, quarter] = inputsOf(
      space,
      [input(bump([1, 0, 0], [0, 0, Math.PI / 2]))],
      [
        [0, 0],
        [10, 0],
      ],
    )
    for (let i = 0; i < space.size; i++) {
      const [x, y] = [space.coordinates.get('x')![i]!, space.coordinates.get('y')![i]!]
      expect(start![i]).toBeCloseTo(2 * Math.exp((x - 1) / 0.25), 12)
      expect(quarter![i]).toBeCloseTo(2 * Math.exp((y - 1) / 0.25), 12)
    }
  })

  test('on SO(3) has its maximum where it was put and falls with the rotation angle', () => {
    const space = rotationSpace(2)
    const [values] = inputsOf(space, [input(bump([0, 0, 0], [0, 0, 0]))], [[0, 0]])
    const omega = space.coordinates.get('omega')!
    for (let i = 0; i < space.size; i++)
      expect(values![i]).toBeCloseTo(2 * Math.exp((Math.cos(omega[i]!) - 1) / 0.25), 10)
  })
})

describe('velocity drive', () => {
  const speed = 0.37
  async function travelled(net: Network): Promise<Float64Array> {
    const { recording } = await simulateNetwork(net)
    return recording.arrays.get('p.position')!.data
  }

  test('turns the bump of a ring at exactly this speed, its shape unchanged', async () => {
    const space = circleSpace(64)
    const net = (inputs: Input[]) =>
      network({
        populations: [rate(space, 'erf', 'p', 1.3)],
        connections: [coupling(space, { 0: -0.2, 1: 2, 2: 0.4 }, { scale: 1.1 })],
        inputs,
        simulation: {
          dt: 0.05,
          steps: 1200,
          method: 'rk4',
          initial: { kind: 'expression', expression: text('2.4*cos(theta - 1)') },
        },
        record: { every: 400, quantities: ['position', 'order'] },
      })
    const velocity: InputTerm = { kind: 'velocity', velocity: [text('0.37')] }
    const position = await travelled(net([input(velocity)]))
    const turned = (position[3]! - position[2]! + 4 * Math.PI) % (2 * Math.PI)
    expect(Math.abs(turned - ((speed * 20) % (2 * Math.PI)))).toBeLessThan(1e-7)

    const still = (await simulateNetwork(net([]))).final.p!.order
    const moving = (await simulateNetwork(net([input(velocity)]))).final.p!.order
    for (const label of ['1', '2']) expect(moving[label]![0]).toBeCloseTo(still[label]![0]!, 7)
  })

  test('follows a velocity that changes, one per angle of a torus', async () => {
    const space = torusSpace([16, 18])
    const position = await travelled(
      network({
        populations: [rate(space, 'sigmoid')],
        connections: [coupling(space, { '0,0': -6, '1,0': 6, '0,1': 6, '1,-1': 6 })],
        inputs: [
          input({ kind: 'velocity', velocity: [text('0.2*cos(t)'), text('-0.1')] }, 60, 80),
          input({ kind: 'static', values: new Float64Array(space.size).fill(1) }),
        ],
        simulation: {
          dt: 0.1,
          steps: 1000,
          method: 'rk4',
          initial: { kind: 'expression', expression: text('2*cos(theta1 - 3) + 2*cos(theta2 - 3)') },
        },
        record: { every: 200, quantities: ['position'] },
      }),
    )
    const frame = (k: number) => [position[2 * k]!, position[2 * k + 1]!]
    expect(frame(4)[0]! - frame(3)[0]!).toBeCloseTo(0.2 * (Math.sin(80) - Math.sin(60)), 5)
    expect(frame(4)[1]! - frame(3)[1]!).toBeCloseTo(-2, 5)
    expect(frame(5)[1]! - frame(4)[1]!).toBeCloseTo(0, 5)
  })

  test('of a kernel given by its values, on an even sample', async () => {
    const space = circleSpace(32)
    const theta = space.coordinates.get('theta')!
    const kernel = kernelFromValues(
      space,
      theta.map((v) => 8 * Math.exp(2 * (Math.cos(v) - 1)) - 3),
    )
    const position = await travelled(
      network({
        populations: [rate(space, 'tanh')],
        connections: [{ ...coupling(space, { 1: 1 }), coupling: { kind: 'kernel', kernel, gains: {} } }],
        inputs: [input({ kind: 'velocity', velocity: [text('0.1')] })],
        simulation: {
          dt: 0.05,
          steps: 800,
          method: 'rk4',
          initial: { kind: 'expression', expression: text('2*cos(theta - 1)') },
        },
        record: { every: 400, quantities: ['position'] },
      }),
    )
    expect((position[2]! - position[1]!) / 20).toBeCloseTo(0.1, 5)
  })

  test('is refused where nothing can be translated, and says so', () => {
    const velocity = input({ kind: 'velocity', velocity: [text('1')] })
    const sphere = sphereSpace(2)
    const run = (net: Network) => () => simulateNetwork(net)
    expect(run(network({ populations: [rate(sphere)], inputs: [velocity] }))).toThrow(
      'inputs[0].velocity: expected a population on C(n), SO(2) or T(k), received S2',
    )
    expect(run(network({ populations: [rate(ring)], inputs: [velocity] }))).toThrow(/a connection to p/)
    const matrix = { kind: 'matrix' as const, rows: 13, columns: 13, weights: new Float64Array(169) }
    expect(
      run(
        network({
          populations: [rate(ring)],
          connections: [{ ...coupling(ring, { 1: 2 }), coupling: matrix }],
          inputs: [velocity],
        }),
      ),
    ).toThrow(/a kernel in every connection to p.*a matrix in connections\[0\]/)
  })
})
