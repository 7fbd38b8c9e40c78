/** Oracles 2, 6, 9 and 10: the ring with erf and one harmonic. */
import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../src/model/compile.ts'
import { at, networkOf, rateNetwork, run, slope } from './text.ts'

const amplitude = 2.386013
const radial = -0.845876

const ring = (spectrum: string, rest: string) =>
  rateNetwork('{ group: "SO(2)", samples: 32 }', 'erf', spectrum, rest)

describe('oracle 2: the ring at c = 2', () => {
  test('amplitude', async () => {
    const result = await run(
      ring(
        '{ 1: 2 }',
        'simulation: { dt: 0.1, duration: 60, method: heun, initial: { expression: "0.1*cos(theta - 1)" } }',
      ),
    )
    const [order] = result.final.p!.order['1']!
    expect(order! * Math.SQRT2).toBeCloseTo(amplitude, 6)
    expect(result.final.p!.position[0]).toBeCloseTo(1, 10)
  })

  test('the radial eigenvalue is the rate at which a perturbed amplitude returns', async () => {
    const result = await run(
      ring(
        '{ 1: 2 }',
        `simulation: { dt: 0.02, duration: 40, method: rk4, initial: { expression: "2.39*cos(theta)" } }
record: { every: 50, quantities: [order] }`,
      ),
    )
    const settled = at(result, 'order', 40)[0]!
    expect(settled * Math.SQRT2).toBeCloseTo(amplitude, 6)
    const times = [4, 5, 6, 7, 8]
    const rate = slope(
      times,
      times.map((frame) => Math.log(Math.abs(at(result, 'order', frame)[0]! - settled))),
    )
    expect(rate).toBeCloseTo(radial, 4)
  })

  test('the reduced Jacobian at the bump has eigenvalues 0 and -0.845876', async () => {
    const network = await networkOf(ring('{ 1: 2 }', ''))
    const { space, model } = network.populations[0]!
    const { coupling } = network.connections[0]!
    if (coupling.kind !== 'kernel') throw new Error('a kernel was asked for')
    const k = coupling.kernel.spectrum.get('1')!
    const e = space.harmonic('1').basis()
    const slopeOf = compileExpression(model.transfer!.derivative, ['x'])
    const n = space.size
    const phase = 0.4
    const jacobian = new Float64Array(4)
    for (let a = 0; a < 2; a++) {
      for (let b = 0; b < 2; b++) {
        let projected = 0
        for (let i = 0; i < n; i++) {
          const x = amplitude * Math.cos(space.coordinates.get('theta')![i]! - phase)
          for (let c = 0; c < 2; c++) {
            projected += k[2 * a + c]! * e[c * n + i]! * space.weights[i]! * slopeOf(x) * e[b * n + i]!
          }
        }
        jacobian[2 * a + b] = projected - (a === b ? 1 : 0)
      }
    }
    const trace = jacobian[0]! + jacobian[3]!
    const determinant = jacobian[0]! * jacobian[3]! - jacobian[1]! * jacobian[2]!
    expect(trace).toBeCloseTo(radial, 6)
    expect(determinant).toBeCloseTo(0, 6)
  })
})

test('oracle 6: the bump of c = 2, s = 0.3 turns at 0.15 and keeps its shape', async () => {
  const result = await run(
    ring(
      '{ 1: { re: 2, im: 0.3 } }',
      `simulation: { dt: 0.02, duration: 60, method: rk4, initial: { expression: "2.4*cos(theta)" } }
record: { every: 500, quantities: [position, order] }`,
    ),
  )
  const turned = (from: number, to: number) => {
    const angle = at(result, 'position', to)[0]! - at(result, 'position', from)[0]!
    return (angle + 4 * Math.PI) % (2 * Math.PI)
  }
  expect(turned(3, 4) / 10).toBeCloseTo(0.15, 8)
  expect(turned(3, 6) / 30).toBeCloseTo(0.15, 8)
  expect(Math.abs(at(result, 'order', 6)[0]! - at(result, 'order', 3)[0]!)).toBeLessThan(1e-8)
})

test('oracle 9: pinned by 0.05 cos theta', async () => {
  const input = 'inputs: [{ to: p, expression: "0.05*cos(theta)" }]'
  const settled = await run(
    ring(
      '{ 1: 2 }',
      `${input}
simulation: { dt: 0.1, duration: 60, initial: { expression: "2*cos(theta)" } }`,
    ),
  )
  const pinned = settled.final.p!.order['1']![0]! * Math.SQRT2
  expect(pinned).toBeCloseTo(2.444684, 6)

  const result = await run(
    ring(
      '{ 1: 2 }',
      `${input}
simulation: { dt: 0.02, duration: 200, method: rk4, initial: { expression: "2.444684*cos(theta - 0.35)" } }
record: { every: 1, quantities: [position] }`,
    ),
  )
  const { times } = result.recording
  const angle = (frame: number) => at(result, 'position', frame)[0]!
  const frame = times.findIndex((_, f) => angle(f) < 0.15)
  const [before, after] = [angle(frame - 1), angle(frame)]
  const crossing = times[frame - 1]! + 0.02 * ((before - 0.15) / (before - after))
  expect(crossing).toBeCloseTo(41.81, 2)

  const late = [7000, 8000, 9000, 10000]
  const rate = slope(
    late.map((f) => times[f]!),
    late.map((f) => Math.log(angle(f))),
  )
  // the angle is 0.04 ... 0.01 by then, so the rate still differs by the square of that
  expect(Math.abs(rate / (-0.05 / pinned) - 1)).toBeLessThan(2e-3)
})

test('oracle 10: N Var / (sigma^2 t) = 0.514664', async () => {
  const neurons = 16
  const sigma = 0.02
  const replicas = 10_000
  const result = await run(
    rateNetwork(
      `{ group: "SO(2)", samples: ${neurons} }`,
      'erf',
      '{ 1: 2 }',
      `noise: { sigma: ${sigma} }
simulation: { dt: 0.2, duration: 20, replicas: ${replicas}, seed: 7, initial: { expression: "2.386013*cos(theta - 3)" } }
record: { every: 25, quantities: [position] }`,
    ),
  )
  const { data } = result.recording.arrays.get('p.position')!
  const variance = (frame: number) => {
    const angles = data.subarray(frame * replicas, (frame + 1) * replicas)
    const mean = angles.reduce((a, b) => a + b) / replicas
    return angles.reduce((sum, angle) => sum + (angle - mean) ** 2, 0) / (replicas - 1)
  }
  const constant = (neurons * (variance(4) - variance(1))) / (sigma ** 2 * 15)
  expect(Math.abs(constant / 0.514664 - 1)).toBeLessThan(0.05)
})
