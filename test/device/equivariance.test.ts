/**
 * f(g x) = g f(x) on the device for every element g of every finite group of the suite. Each replica starts from
 * its own translate of one state, so that one run has them all.
 *
 * By gather the two sides are equal to the bit, whatever the device's arithmetic: every point h adds
 * J(u) r(h u^-1) over the support u of the kernel, in an order of u that is the same at every point, and does
 * the same operations in all replicas. Translation by g sends h to g h and moves r(h u^-1) to
 * (g h) u^-1: the point g h then adds the same numbers in the same order. (A sum over the points k in their own
 * order, which weighs r(k) by J(k^-1 h), would meet the same terms in another order and round differently: dense
 * does so, and low-rank sums over all points too. These are equivariant within their bounds.)
 */
import { describe, expect, it } from 'vitest'
import { composeProgram } from '../../src/engine/webgpu/compose.ts'
import { gatherPass } from '../../src/engine/webgpu/passes/gather.ts'
import { bufferOf } from '../../src/engine/webgpu/passes/pass.ts'
import { simulateOnDevice } from '../../src/engine/webgpu/simulate.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import type { FiniteGroup } from '../../src/groups/group.ts'
import type { Kernel } from '../../src/model/kernel.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Method, PlanName } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { groups } from '../contract/groups.ts'
import { network, rate } from '../unit/engine/networks.ts'
import { random } from './agree.ts'
import { runPasses, testDevice } from './device.ts'

const full = process.env['GOLDSTONE_FULL'] === '1'

/** Every translate of f, [a][h] = f(a^-1 h). */
function translates(group: FiniteGroup, f: Float32Array): Float32Array {
  const n = group.order
  const all = new Float32Array(n * n)
  for (let a = 0; a < n; a++) for (let h = 0; h < n; h++) all[a * n + group.multiply(a, h)] = f[h]!
  return all
}

/** A kernel of up to 40 values, more than a block of gather, and no symmetry. */
function kernelOn(group: FiniteGroup): Kernel {
  const n = group.order
  const values = Float64Array.from(random(n, 5), (value, g) => (g % Math.ceil(n / 40) === 0 ? value : 0))
  return kernelFromValues(
    finiteSpace(group),
    values.map((value) => 3 * value),
  )
}

/** The state of the identity's replica after two steps, and how far that of any replica is from its translate. */
async function spread(group: FiniteGroup, kernel: Kernel, plan: PlanName, method: Method, streamed: boolean) {
  const n = group.order
  const start = random(n, 7)
  const made = network({
    populations: [rate(kernel.space, 'tanh')],
    connections: [
      {
        place: 'connections[0]',
        from: 0,
        to: 0,
        scale: 1,
        plan,
        coupling: { kind: 'kernel', kernel, gains: {} },
      },
    ],
    simulation: {
      steps: 2,
      method,
      replicas: n,
      initial: { kind: 'values', values: Float64Array.from(translates(group, start)) },
    },
  })
  const compose = streamed ? streamedProgram : composeProgram
  const { finalState, work } = await simulateOnDevice(await testDevice(), made, { compose })
  expect(work!.mode).toBe(streamed || plan === 'fft' ? 'streamed' : 'resident')
  const state = Float32Array.from(finalState['p']!)
  const own = state.slice(group.identity * n, (group.identity + 1) * n)
  const expected = translates(group, own)
  let worst = 0
  for (let i = 0; i < state.length; i++) worst = Math.max(worst, Math.abs(state[i]! - expected[i]!))
  expect(own.some((x, h) => Math.abs(x - start[h]!) > 1e-3)).toBe(true)
  return { worst, size: own.reduce((most, x) => Math.max(most, Math.abs(x)), 0) }
}

describe.each(groups.map(({ name, make }) => [name, make] as const))('%s', (_, make) => {
  const group = make()
  const n = group.order
  const kernel = kernelOn(group)

  it('the gather pass commutes with every element, to the bit', async () => {
    const view = (buffer: string, stride: number) => ({ buffer, offset: 0, stride })
    const { buffers, built } = gatherPass(
      'test',
      kernel,
      view('source', n),
      view('target', n),
      view('gains', 0),
      n,
    )
    const before = random(n, 3)
    const read = await runPasses(await testDevice(), {
      buffers: [
        ...buffers,
        bufferOf('source', '', translates(group, random(n, 2))),
        bufferOf('target', '', translates(group, before)),
        bufferOf('gains', '', Float32Array.of(1.7)),
      ],
      passes: [built.pass],
      read: ['target'],
    })
    const target = read.get('target') as Float32Array
    const own = target.slice(group.identity * n, (group.identity + 1) * n)
    expect(own).not.toEqual(before)
    expect(Buffer.from(target.buffer).equals(Buffer.from(translates(group, own).buffer))).toBe(true)
  })

  it('a run by gather commutes with every element, to the bit', async () => {
    expect((await spread(group, kernel, 'gather', 'heun', false)).worst).toBe(0)
  })

  if (full) {
    const methods: Method[] = ['euler', 'heun', 'rk4', 'exponential-euler']
    it.each(methods)('a run by %s, resident and streamed', async (method) => {
      for (const streamed of [false, true]) {
        expect((await spread(group, kernel, 'gather', method, streamed)).worst).toBe(0)
        for (const plan of ['low-rank', 'dense'] as const) {
          const { worst, size } = await spread(group, kernel, plan, method, streamed)
          // two runs, each two steps within 4 u (1 + |x|) a stage
          expect(worst).toBeLessThan(2 * 2 * 4 * 4 * 2 ** -24 * (1 + size))
        }
      }
    })
  }
})

it('a sum over the points in their own order is not equivariant to the bit: the control', async () => {
  const group = groups.find(({ name }) => name === 'S(4)')!.make()
  expect((await spread(group, kernelOn(group), 'dense', 'heun', false)).worst).toBeGreaterThan(0)
})
