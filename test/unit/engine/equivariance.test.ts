/** One step commutes with the group: to the bit by gather on finite groups, to round-off by other plans. */
import { describe, expect, test } from 'vitest'
import { programOf } from '../../../src/engine/program.ts'
import { simulateNetwork } from '../../../src/engine/simulate.ts'
import { groupByName } from '../../../src/groups/names.ts'
import { kernelFromValues } from '../../../src/model/kernels.ts'
import type { Method, PlanName } from '../../../src/model/network.ts'
import { finiteSpace } from '../../../src/spaces/finite.ts'
import { coupling, network, rate } from './networks.ts'

const groups = ['C(7)', 'D(5)', 'Q8', 'S(4)', 'A(4)', 'C(3) x S(3)']

describe.each(groups)('one step on %s', (name) => {
  const group = groupByName(name)
  const space = finiteSpace(group)
  const n = group.order
  const kernel = kernelFromValues(
    space,
    Float64Array.from({ length: n }, (_, g) => Math.sin(1 + 3 * g * g)),
  )
  const x = Float64Array.from({ length: n }, (_, g) => Math.cos(2 + 1.3 * g * g))

  async function step(values: Float64Array, plan: PlanName, method: Method): Promise<Float64Array> {
    const net = network({
      populations: [rate(space, 'tanh')],
      connections: [{ ...coupling(space, {}), coupling: { kind: 'kernel', kernel, gains: {} } }],
      simulation: { steps: 1, method, initial: { kind: 'values', values } },
    })
    return (await simulateNetwork(net, { plans: [plan] })).finalState.p!
  }

  test.each(['euler', 'heun', 'rk4', 'exponential-euler'] as Method[])(
    '%s, gather: to the bit',
    async (method) => {
      const next = await step(x, 'gather', method)
      for (let a = 0; a < n; a++) {
        const motion = { element: a }
        expect(await step(space.act(motion, x), 'gather', method)).toEqual(space.act(motion, next))
      }
    },
  )

  test('the kernel on the left is not equivariant unless the group is abelian', async () => {
    // the control: acting from the right, (R_a x)(g) = x(g a), must fail on a non-abelian group
    const right = (values: Float64Array, a: number) => values.map((_, g) => values[group.multiply(g, a)]!)
    const next = await step(x, 'gather', 'euler')
    const worst = async (a: number) => {
      const moved = await step(right(x, a), 'gather', 'euler')
      return Math.max(...right(next, a).map((value, g) => Math.abs(value - moved[g]!)))
    }
    const errors: number[] = []
    for (const a of group.generators) errors.push(await worst(a))
    if (name === 'C(7)') expect(Math.max(...errors)).toBeLessThan(1e-14)
    else expect(Math.max(...errors)).toBeGreaterThan(1e-3)
  })

  test('every plan gives the same step to round-off', async () => {
    const reference = await step(x, 'gather', 'heun')
    const net = network({
      populations: [rate(space)],
      connections: [{ ...coupling(space, {}), coupling: { kind: 'kernel', kernel, gains: {} } }],
    })
    const plans = programOf(net).connections[0]!.considered.filter((c) => c.cost !== null)
    expect(plans.length).toBeGreaterThanOrEqual(3)
    for (const { plan } of plans) {
      const other = await step(x, plan, 'heun')
      for (let g = 0; g < n; g++) expect(Math.abs(other[g]! - reference[g]!)).toBeLessThan(1e-14)
    }
  })
})
