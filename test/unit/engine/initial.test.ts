/** Where runs start, and parameters that differ between replicas in initial states and rates. */
import { describe, expect, test } from 'vitest'
import { initialState } from '../../../src/engine/initial.ts'
import { layoutOf } from '../../../src/engine/layout.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import type { Initial } from '../../../src/model/network.ts'
import { circleSpace } from '../../../src/spaces/circle.ts'
import { equations, network, rate, text } from './networks.ts'

const ring = circleSpace(7)
const model = equations(ring, {
  state: { u: { equation: '-u', initial: 'b*cos(theta)' }, v: { equation: '-v', initial: 'b' } },
  rate: 'b*u',
  parameters: { b: 2 },
})
const population = { ...model, parameters: { b: Float64Array.of(3, 5) } }

function start(initial: Initial, of = population): Float64Array {
  const net = network({ populations: [of], simulation: { replicas: 2, initial } })
  return initialState(net, layoutOf(net))
}

describe('initial states', () => {
  test('as the model says, in coordinates and each replica its own parameters', () => {
    const state = start({ kind: 'model' })
    const theta = ring.coordinates.get('theta')!
    for (let i = 0; i < 7; i++) {
      expect(state[i]).toBeCloseTo(3 * Math.cos(theta[i]!), 14)
      expect(state[14 + i]).toBeCloseTo(5 * Math.cos(theta[i]!), 14)
    }
    expect(Array.from(state.slice(7, 14))).toEqual(new Array(7).fill(3))
    expect(Array.from(state.slice(21))).toEqual(new Array(7).fill(5))
  })

  test('random on the first variable only, with the standard deviation asked for', () => {
    const small = start({ kind: 'random', deviation: 1 })
    const large = start({ kind: 'random', deviation: 4 })
    for (let i = 0; i < 7; i++) expect(large[i]).toBe(4 * small[i]!)
    expect(small.slice(0, 7)).not.toEqual(small.slice(14, 21))
    expect(Array.from(large.slice(7, 14))).toEqual(new Array(7).fill(3))

    const many = circleSpace(20_000)
    const net = network({
      populations: [rate(many)],
      simulation: { initial: { kind: 'random', deviation: 0.5 } },
    })
    const state = initialState(net, layoutOf(net))
    const variance = state.reduce((sum, x) => sum + x * x, 0) / state.length
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(0.04)
  })

  test('by an expression or values, for all replicas or each', () => {
    const theta = ring.coordinates.get('theta')!
    const by = start({ kind: 'expression', expression: text('sin(theta)') })
    for (const offset of [0, 14])
      for (let i = 0; i < 7; i++) expect(by[offset + i]).toBeCloseTo(Math.sin(theta[i]!), 15)
    const values = Float64Array.from({ length: 14 }, (_, i) => i)
    const each = start({ kind: 'values', values })
    expect(each.slice(14, 21)).toEqual(values.slice(7))
    const all = start({ kind: 'values', values: values.slice(0, 7) })
    expect(all.slice(14, 21)).toEqual(values.slice(0, 7))
    expect(() => start({ kind: 'values', values: values.slice(0, 5) })).toThrow(
      /^simulation\.initial\.values: expected 7 numbers for p, or 2 x 7/,
    )
  })
})

test('the rate of each replica uses its own parameters', async () => {
  const result = await simulateNetwork(
    network({
      populations: [population],
      simulation: {
        replicas: 2,
        steps: 0,
        initial: { kind: 'values', values: Float64Array.of(1, 2, 3, 4, 5, 6, 7) },
      },
      record: { every: 1, quantities: ['rate'] },
    }),
  )
  expect(result.final.p!.max).toEqual([21, 35])
  expect(Array.from(result.recording.arrays.get('p.rate')!.data.slice(7, 9))).toEqual([5, 10])
})
