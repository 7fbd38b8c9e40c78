/** Observables: order parameters, decoded positions in every geometry, the energy. */
import { describe, expect, test } from 'vitest'
import { orderLabels, orderOf } from '../../../src/engine/observables/order.ts'
import { positionDecoder, positionJson } from '../../../src/engine/observables/position.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { loadExperiment } from '../../../src/experiment/load.ts'
import { cyclic, dihedral, symmetric } from '../../../src/groups/families.ts'
import { circleSpace, mirrorCircleSpace } from '../../../src/spaces/circle.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { geometryOf } from '../../../src/spaces/geometry.ts'
import { rotationSpace } from '../../../src/spaces/rotation.ts'
import type { Motion, Space } from '../../../src/spaces/space.ts'
import { sphereSpace } from '../../../src/spaces/sphere.ts'
import { spinSpace } from '../../../src/spaces/spin.ts'
import { torusSpace } from '../../../src/spaces/torus.ts'
import { coupling, network, rate, text } from './networks.ts'

describe('order', () => {
  test('is the rms of each part: A / sqrt 2 on a ring, A / sqrt 3 on the sphere', () => {
    const out = new Float64Array(3)
    const ring = circleSpace(11)
    const x = ring.coordinates.get('theta')!.map((t) => 0.4 + 3 * Math.cos(t - 1) + 2 * Math.sin(4 * t))
    orderOf(ring, ['0', '1', '4'], x, out, 0)
    expect(out[0]).toBeCloseTo(0.4, 13)
    expect(out[1]).toBeCloseTo(3 / Math.SQRT2, 13)
    expect(out[2]).toBeCloseTo(2 / Math.SQRT2, 13)
    const sphere = sphereSpace(3)
    orderOf(
      sphere,
      ['1', '2'],
      sphere.coordinates.get('y')!.map((y) => 5 * y),
      out,
      0,
    )
    expect(out[0]).toBeCloseTo(5 / Math.sqrt(3), 13)
    expect(out[1]).toBeCloseTo(0, 13)
  })

  test('observes the labels of the kernels, or the first ones', () => {
    const space = torusSpace([9, 9])
    const kernel = coupling(space, { '0,1': 2, '1,0': 1, '2,-1': 1 })
    const net = network({ populations: [rate(space)], connections: [kernel] })
    expect(new Set(orderLabels(net, 0))).toEqual(new Set(['0,1', '1,0', '2,-1']))
    expect(orderLabels(network({ populations: [rate(space)] }), 0)).toEqual(space.labels.slice(0, 8))
  })
})

/** The position that JSON has for rates given by a function of the point. */
function located(space: Space, rates: Float64Array, spectrum?: Record<string, number>) {
  const connections = spectrum === undefined ? [] : [coupling(space, spectrum)]
  const decoder = positionDecoder(network({ populations: [rate(space)], connections }), 0)
  const out = new Float64Array(decoder.coordinates.length + 1)
  decoder.decode(rates, 0, out, 1)
  return positionJson(decoder, out, 1)
}

const along = (space: Space, of: (c: (name: string) => number) => number) =>
  Float64Array.from({ length: space.size }, (_, i) => of((name) => space.coordinates.get(name)![i]!))

describe('position', () => {
  test.each([circleSpace(17), finiteSpace(cyclic(12))])(
    'on a circle is an angle in [0, 2 pi / k)',
    (space) => {
      for (const angle of [0, 0.3, 3, 6.2]) {
        const rates = along(space, (c) => Math.exp(Math.cos(c('theta') - angle)))
        const decoded = located(space, rates) as number
        expect(Math.cos(decoded - angle)).toBeCloseTo(1, 12)
        expect(decoded).toBeGreaterThanOrEqual(0)
        expect(decoded).toBeLessThan(2 * Math.PI)
      }
      const twofold = along(space, (c) => Math.cos(2 * (c('theta') - 0.3)))
      expect(located(space, twofold, { 0: 1, 2: 3 })).toBeCloseTo(0.3, 12)
    },
  )

  test('on a torus is one angle each, k the lowest of that axis alone', () => {
    const space = torusSpace([10, 15], 'hexagonal')
    const rates = along(space, (c) => 1 + Math.cos(c('theta1') - 2) + Math.cos(3 * (c('theta2') - 0.5)))
    const decoded = located(space, rates, { '1,0': 1, '0,3': 1, '1,-1': 2 }) as number[]
    expect(decoded[0]).toBeCloseTo(2, 12)
    expect(decoded[1]).toBeCloseTo(0.5, 12)
  })

  test('on a torus leaves out the angle on which the state does not depend', () => {
    const space = torusSpace([10, 15], 'rectangular')
    const decoded = located(
      space,
      along(space, (c) => Math.cos(c('theta1') - 2)),
    ) as (number | null)[]
    expect(decoded[0]).toBeCloseTo(2, 12)
    expect(decoded[1]).toBeNull()
    expect(
      located(
        space,
        along(space, () => 1),
      ),
    ).toBeNull()
  })

  test.each([mirrorCircleSpace(9), finiteSpace(dihedral(7))])('on O(2) is an angle and a sheet', (space) => {
    const rates = along(space, (c) => (c('s') > 0 ? 0.2 : 1) * (1 + Math.cos(c('theta') - 1.5)))
    const decoded = located(space, rates) as number[]
    expect(decoded[0]).toBeCloseTo(1.5, 12)
    expect(decoded[1]).toBe(-1)
    const twofold = along(space, (c) => (c('s') > 0 ? 1 : 0.2) * Math.cos(2 * (c('theta') - 0.3)))
    const half = located(space, twofold, { A2: 5, E2: 3 }) as number[]
    expect(half[0]).toBeCloseTo(0.3, 12)
    expect(half[1]).toBe(1)
  })

  test('on the sphere is a unit vector', () => {
    const space = sphereSpace(6)
    const rates = along(space, (c) => 2 + 0.6 * c('x') - 0.8 * c('z'))
    for (const [k, value] of [0.6, 0, -0.8].entries()) {
      expect((located(space, rates) as number[])[k]).toBeCloseTo(value, 13)
    }
  })

  test('on SO(3) is the quaternion nearest to the moment of r', () => {
    const space = rotationSpace(4)
    const q = [0.1, -0.5, 0.7, 0.5].map((v) => v) as [number, number, number, number]
    const unit = q.map((v) => v) as [number, number, number, number]
    const bump = along(space, (c) => (2 * Math.cos(c('omega')) + 1) ** 2)
    expect(Math.hypot(...unit)).toBeCloseTo(1, 12)
    const motion: Motion = { quaternion: unit }
    const decoded = located(space, space.act(motion, bump)) as number[]
    for (let k = 0; k < 4; k++) expect(decoded[k]).toBeCloseTo(unit[k]!, 10)
    const atOne = located(space, bump) as number[]
    for (const [k, value] of [0, 0, 0, 1].entries()) expect(atOne[k]).toBeCloseTo(value, 10)
  })

  test('on SU(2) is a quaternion with its sign', () => {
    const space = spinSpace(3)
    expect(geometryOf(space)).toBe('spin')
    const bump = along(space, (c) => Math.cos((c('alpha') + c('gamma')) / 2) * Math.cos(c('beta') / 2))
    for (const sign of [1, -1]) {
      const decoded = located(
        space,
        bump.map((v) => sign * v),
      ) as number[]
      for (const [k, value] of [0, 0, 0, sign].entries()) expect(decoded[k]).toBeCloseTo(value, 12)
    }
  })

  test('on a discrete group is the most active element', () => {
    const space = finiteSpace(symmetric(3))
    expect(located(space, Float64Array.of(0, 1, 5, 2, -9, 0))).toBe(2)
  })

  test('is null where there is none', () => {
    for (const space of [circleSpace(16), sphereSpace(3), rotationSpace(2), finiteSpace(symmetric(3))]) {
      expect(located(space, new Float64Array(space.size).fill(0.7))).toBeNull()
      expect(located(space, new Float64Array(space.size))).toBeNull()
    }
    const rankOne = along(rotationSpace(3), (c) => Math.cos(c('beta')))
    expect(located(rotationSpace(3), rankOne)).toBeNull()
  })
})

describe('energy', () => {
  const space = finiteSpace(symmetric(4))
  const input = {
    place: '',
    to: 0,
    from: 0,
    until: Infinity,
    term: { kind: 'static' as const, values: new Float64Array(24).map((_, i) => Math.sin(i)) },
  }

  test.each(['erf', 'tanh', 'softplus', 'relu', 'sigmoid'])('decreases (%s)', async (transfer) => {
    const { recording } = await simulateNetwork(
      network({
        populations: [rate(space, transfer)],
        connections: [coupling(space, { '3,1': 0.8, '2,2': -1.2, '4': -0.5 })],
        inputs: [input],
        simulation: { replicas: 3, steps: 400 },
        record: { every: 4, quantities: ['energy'] },
      }),
    )
    const { data, shape } = recording.arrays.get('energy')!
    expect(shape).toEqual([101, 3])
    for (let k = 3; k < data.length; k++) expect(data[k]! - data[k - 3]!).toBeLessThan(1e-13)
    expect(data[300]!).toBeLessThan(data[0]! - 1e-3)
  })

  test('of the erf ring is what its integral gives', async () => {
    const ring = circleSpace(64)
    const { recording } = await simulateNetwork(
      network({
        populations: [rate(ring)],
        connections: [coupling(ring, { 1: 2 })],
        simulation: { steps: 1200, initial: { kind: 'expression', expression: text('2*cos(theta)') } },
        record: { every: 1200, quantities: ['energy'] },
      }),
    )
    expect(recording.arrays.get('energy')!.data[1]).toBeCloseTo(-0.258697, 6)
  })

  test('reads the parameters that a transfer names, replica by replica', async () => {
    const energies = async (transfer: string, parameters: string) => {
      const { network } = await loadExperiment(`
goldstone: 1
populations: { p: { space: { group: C(9) }, transfer: ${transfer}, parameters: { ${parameters} } } }
connections: [{ from: p, to: p, kernel: { spectrum: { 1: 0.8 } } }]
simulation: { duration: 2, dt: 0.1, replicas: 2, initial: { random: 1 } }
record: { every: 10, quantities: [energy] }`)
      return Array.from((await simulateNetwork(network)).recording.arrays.get('energy')!.data)
    }
    const own = await energies('{ expression: tanh(b*x) }', 'b: [2, 0.5]')
    const doubled = await energies('{ name: tanh, gain: 2 }', '')
    const halved = await energies('{ name: tanh, gain: 0.5 }', '')
    expect(own).toHaveLength(6)
    for (const [k, value] of own.entries()) expect(value).toBeCloseTo((k % 2 ? halved : doubled)[k]!, 11)
  })

  test('couples two populations symmetrically', async () => {
    const ring = circleSpace(9)
    const cross = (from: number, to: number, s: number) =>
      coupling(ring, { 1: { re: 1.5, im: s } }, { from, to })
    const made = (s: number) =>
      network({
        populations: [rate(ring, 'tanh'), rate(ring, 'erf', 'q', 2)],
        connections: [cross(0, 1, 0.4), cross(1, 0, s)],
        simulation: { steps: 200 },
        record: { every: 2, quantities: ['energy'] },
      })
    const { data } = (await simulateNetwork(made(-0.4))).recording.arrays.get('energy')!
    for (let k = 1; k < data.length; k++) expect(data[k]! - data[k - 1]!).toBeLessThan(1e-13)
    expect(() => simulateNetwork(made(0.4))).toThrow(/symmetric coupling/)
  })

  test('is refused where there is none, and says why', () => {
    const ring = circleSpace(9)
    const made = (parts: object) => () =>
      simulateNetwork(
        network({
          populations: [rate(ring)],
          connections: [coupling(ring, { 1: 2 })],
          record: { every: 1, quantities: ['energy'] },
          ...parts,
        }),
      )
    expect(made({ connections: [coupling(ring, { 1: { re: 2, im: 0.3 } })] })).toThrow(
      /^record\.quantities: expected for energy, symmetric coupling/,
    )
    expect(made({ inputs: [{ ...input, term: { kind: 'expression', expression: text('t') } }] })).toThrow(
      /constant all the time/,
    )
    expect(made({})).not.toThrow()
  })
})
