/**
 * The laws of a network that goes on without end, over every engine: its steps are those of a run, numbers change
 * in place, hands do what they say, and a snapshot goes on wherever it is put.
 */
import { describe, expect, it } from 'vitest'
import type { Live } from '../../src/engine/live.ts'
import { pipelinesOf } from '../../src/engine/webgpu/pipelines.ts'
import { live } from '../../src/experiment/live.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import { symmetric } from '../../src/groups/families.ts'
import type { Network } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import { anotherDevice, testDevice } from '../device/device.ts'
import { coupling, equations, network, rate, text } from '../unit/engine/networks.ts'

const ring = circleSpace(15)
/** One more neuron than a workgroup holds */
const wide = circleSpace(8193)

interface Engine {
  readonly name: string
  readonly mode: 'cpu' | 'resident' | 'streamed'
  readonly space: typeof ring
  device(): Promise<GPUDevice | null>
}

const engines: readonly Engine[] = [
  { name: 'cpu', mode: 'cpu', space: ring, device: async () => null },
  { name: 'webgpu, resident', mode: 'resident', space: ring, device: testDevice },
  { name: 'webgpu, streamed', mode: 'streamed', space: wide, device: testDevice },
]

describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (_, { mode, space, device }) => {
  const exact = mode === 'cpu'
  const made = (parts: Partial<Network> & { c?: number; dt?: number; seed?: number } = {}): Network => {
    const { c = 2, dt = 0.05, seed = 3, ...rest } = parts
    return network({
      populations: [rate(space)],
      connections: [coupling(space, { 1: c }, { plan: 'low-rank' })],
      inputs: [
        {
          place: 'inputs[0]',
          to: 0,
          from: 0.4,
          until: 1.2,
          term: { kind: 'expression', expression: text('0.2*cos(theta - t)') },
        },
      ],
      noise: { sigma: 0.1, correlationTime: 0.5 },
      simulation: { seed, dt, replicas: 2 },
      ...rest,
    })
  }
  const begin = async (n: Network): Promise<Live> => live(n, { device: await device() })
  /** the state of all replicas after a run of so many steps */
  const ran = async (n: Network, steps: number) => {
    const run = await simulate({ ...n, simulation: { ...n.simulation, steps } }, { device: await device() })
    return run.finalState['p']!
  }
  const states = async (one: Live) => [...(await one.read(0)), ...(await one.read(1))]
  const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)))

  it('takes the steps of a run, however they are asked for', async () => {
    const one = await begin(made())
    expect(one.plan).toContain(mode === 'cpu' ? 'CPU' : mode)
    for (const steps of [1, 2, 30, 7]) await one.advance(steps)
    expect(one.step).toBe(40)
    expect(one.time).toBeCloseTo(2, 12)
    expect(await states(one)).toEqual([...(await ran(made(), 40))])
    one.destroy()
  })

  it('goes on from where it is with other numbers, and compiles nothing', async () => {
    const [one, other] = [
      await begin(made()),
      await begin(made({ c: 2.5, noise: { sigma: 0.2, correlationTime: 0.5 } })),
    ]
    await one.advance(20)
    const before = await one.snapshot()
    const own = await device()
    const compiled = own === null ? 0 : pipelinesOf(own).compilations
    expect(await one.change(other.network)).toBe('numbers')
    if (own !== null) expect(pipelinesOf(own).compilations).toBe(compiled)
    await one.advance(20)
    other.restore(before)
    await other.advance(20)
    expect(await states(one)).toEqual(await states(other))
    // without the change it would be somewhere else
    expect(apart(await states(one), await ran(made(), 40))).toBeGreaterThan(1e-3)
    one.destroy()
    other.destroy()
  })

  it('keeps the time when dt changes, and the state when the structure does', async () => {
    const one = await begin(made())
    await one.advance(21)
    expect(await one.change(made({ dt: 0.025 }))).toBe('numbers')
    expect([one.step, one.time]).toEqual([42, expect.closeTo(1.05, 12)])
    const state = await states(one)
    expect(await one.change(made({ dt: 0.025, noise: { sigma: 0, correlationTime: null } }))).toBe(
      'structure',
    )
    expect(await states(one)).toEqual(state)
    await one.advance(1)
    expect(apart(await states(one), state)).toBeGreaterThan(0)
    const smaller = made({ simulation: { ...made().simulation, replicas: 1 } })
    expect(await one.change(smaller)).toBe('state')
    expect(one.step).toBe(0)
    one.destroy()
  })

  it('has no last step: noise, inputs and time go on beyond 2^32', async () => {
    const begun = { place: 'inputs[1]', to: 0, from: 0.4, until: Number.POSITIVE_INFINITY }
    const term = { kind: 'expression', expression: text('0.1*sin(t)*cos(theta)') } as const
    const late = made({ inputs: [...made().inputs, { ...begun, term }] })
    const [one, reference] = [await begin(late), await live(late)]
    const start = { ...(await reference.snapshot()), step: 2 ** 32 - 8 }
    for (const next of [one, reference]) {
      next.restore(start)
      await next.advance(5)
      await next.advance(20)
    }
    expect([one.step, one.time]).toEqual([2 ** 32 + 17, reference.time])
    const apartNow = apart(await states(one), await states(reference))
    // on a device no window is open in the one step before 2^32
    expect(apartNow).toBeLessThan(exact ? 1e-300 : 0.05 * 0.25)
    // back in the window that had passed
    one.reset()
    await one.advance(12)
    expect(await states(one)).toEqual([...(await ran(late, 12))])
    one.destroy()
  })

  it('goes on as before when a change is refused', async () => {
    const one = await begin(made())
    await one.advance(4)
    const wrong = made({ simulation: { ...made().simulation, method: 'rk4' } })
    await expect(one.change(wrong)).rejects.toThrow('simulation.method')
    await one.advance(4)
    expect(await states(one)).toEqual([...(await ran(made(), 8))])
    one.destroy()
  })

  it('begins anew, with another seed when one is given', async () => {
    const one = await begin(made())
    await one.advance(5)
    one.reset()
    await one.advance(9)
    expect(await states(one)).toEqual([...(await ran(made(), 9))])
    one.reset(8)
    await one.advance(9)
    expect(await states(one)).toEqual([...(await ran(made({ seed: 8 }), 9))])
    one.destroy()
  })

  it('adds, places and moves', async () => {
    const one = await begin(made())
    await one.advance(3)
    const [before, still] = [await one.read(0), await one.read(1)]
    const direction = before.map((_, i) => Math.fround(Math.sin(i)))
    one.add(direction, 0.25, 0)
    const expected = before.map((x, i) => x + 0.25 * direction[i]!)
    expect(apart(await one.read(0), expected)).toBeLessThan(exact ? 1e-15 : 2e-7)
    expect(await one.read(1)).toEqual(still)
    one.add(direction, -1)
    expect(
      apart(
        await one.read(1),
        still.map((x, i) => x - direction[i]!),
      ),
    ).toBeLessThan(exact ? 1e-15 : 4e-7)
    one.place(direction)
    expect(await states(one)).toEqual([...direction, ...direction])
    await one.move(0, { element: 4 }, 1)
    expect(await one.read(1)).toEqual(space.act({ element: 4 }, direction))
    expect(await one.read(0)).toEqual(direction)
    expect(() => one.place([1, 2])).toThrow('state')
    expect(() => one.add(direction, 1, 2)).toThrow('replica')
    one.destroy()
  })

  it('transmits the rates of the state as it is', async () => {
    const one = await begin(made())
    const placed = Float64Array.from({ length: space.size }, (_, i) => Math.fround(Math.cos(i)))
    await one.advance(2)
    one.place(placed, 1)
    const rates = await ratesOf(one, 1)
    const system = await live(one.network)
    system.place(placed, 1)
    expect(apart(rates, system.rates(1))).toBeLessThan(exact ? 0 + 1e-15 : 1e-6)
    one.destroy()
  })

  it('takes models whose rates contain means', async () => {
    const n = network({
      populations: [equations(space, { state: { u: '-u + I' }, rate: 'u^2/(1 + 0.01*sum(u^2))' })],
      connections: [coupling(space, { 1: 2 }, { plan: 'low-rank' })],
      simulation: { seed: 3, dt: 0.05 },
    })
    const one = await begin(n)
    await one.advance(2)
    const reference = await live(n)
    reference.place(await one.read(0))
    expect(apart(await ratesOf(one, 0), reference.rates(0))).toBeLessThan(exact ? 1e-15 : 1e-6)
    one.destroy()
  })

  it('tells where it diverged, and stands still until it is put somewhere else', async () => {
    const grows = network({
      populations: [equations(space, { state: { x: { equation: '60*x', initial: 1 } }, rate: 'x' })],
      simulation: { dt: 0.05, method: 'euler', initial: { kind: 'model' } },
    })
    const one = await begin(grows)
    await one.advance(96)
    expect(one.diverged).toMatchObject({ population: 'p', variable: 'x', replica: 0 })
    const { step } = one
    expect(one.diverged!.step).toBe(step)
    await one.advance(5)
    expect(one.step).toBe(step)
    one.reset()
    expect(one.diverged).toBeNull()
    await one.advance(2)
    expect((await one.read(0))[0]).toBe(16)
    await one.advance(96)
    expect(one.diverged).not.toBeNull()
    expect(await one.change(grows)).toBe('state')
    expect(one.diverged).toBeNull()
    one.destroy()
  })
})

async function ratesOf(one: Live, replica: number): Promise<Float64Array> {
  if (one.backend === 'cpu') return one.rates(replica)
  const { device, layout } = one
  const commands = device.createCommandEncoder()
  one.rates(commands)
  const size = 4 * layout.neurons
  const copy = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  commands.copyBufferToBuffer(one.buffer('rate'), replica * size, copy, 0, size)
  device.queue.submit([commands.finish()])
  await copy.mapAsync(GPUMapMode.READ)
  const read = Float64Array.from(new Float32Array(copy.getMappedRange()))
  copy.destroy()
  return read
}

const resting = network({
  populations: [rate(finiteSpace(symmetric(4)), 'tanh')],
  connections: [coupling(finiteSpace(symmetric(4)), { '3,1': 1.5 }, { plan: 'low-rank' })],
  noise: { sigma: 0.05, correlationTime: 1 },
  simulation: { dt: 0.1, replicas: 3 },
})

describe('a snapshot', () => {
  it('goes on bit for bit on another device, and on the reference engine within float32', async () => {
    const one = await live(resting, { device: await testDevice() })
    await one.advance(50)
    const taken = await one.snapshot()
    expect(taken.eta).toHaveLength(72)
    const [other, reference] = [await live(resting, { device: await anotherDevice() }), await live(resting)]
    for (const next of [other, reference]) next.restore(taken)
    for (const next of [one, other, reference]) await next.advance(50)
    expect(other.step).toBe(100)
    for (const replica of [0, 1, 2]) {
      const expected = await one.read(replica)
      expect(await other.read(replica)).toEqual(expected)
      const near = await reference.read(replica)
      for (let i = 0; i < 24; i++) expect(Math.abs(near[i]! - expected[i]!)).toBeLessThan(1e-5)
    }
    expect(() => reference.restore({ ...taken, state: new Float64Array(3) })).toThrow('snapshot')
    for (const next of [one, other, reference]) next.destroy()
  })

  it('rejects when the device is lost', async () => {
    const device = await anotherDevice()
    const one = await live(resting, { device })
    await one.advance(3)
    device.destroy()
    await expect(one.advance(3)).rejects.toThrow('lost')
  })

  it('leaves nothing behind: memory is that of the program, whatever was done', async () => {
    const one = await live(resting, { device: await testDevice() })
    const { memory } = one
    for (let k = 0; k < 40; k++) {
      await one.change({ ...resting, noise: { sigma: 0.05 + 0.001 * k, correlationTime: 1 } })
      one.add(new Float64Array(24), 1)
      await one.advance(2)
    }
    expect(one.memory).toBe(memory)
    expect(one.generation).toBe(0)
    one.destroy()
  })
})

describe('many steps of the reference engine', () => {
  const replicas = 40
  const many = { ...resting, simulation: { ...resting.simulation, replicas } }
  const steps = 1500
  const all = async (one: Live) => Promise.all(Array.from({ length: replicas }, (_, r) => one.read(r)))

  it('give way now and then; what hands do meanwhile comes after them', async () => {
    const [one, other] = [await live(many), await live(many)]
    const began = performance.now()
    await other.advance(steps)
    const whole = performance.now() - began
    for (const k of [0, 1]) other.add(new Float64Array(24).fill(k), 0.5)
    await other.advance(2)

    let [longest, before] = [0, performance.now()]
    const clock = setInterval(() => {
      longest = Math.max(longest, performance.now() - before)
      before = performance.now()
    }, 1)
    const done = one.advance(steps)
    expect(one.step).toBeLessThan(steps)
    for (const k of [0, 1]) one.add(new Float64Array(24).fill(k), 0.5)
    const then = one.advance(2)
    await Promise.all([done, then])
    clearInterval(clock)
    expect(one.step).toBe(steps + 2)
    expect(await all(one)).toEqual(await all(other))
    // turns of 20 ms, on a busy machine longer
    expect(longest).toBeLessThan(whole / 2)

    // a read waits for them; a reset ends them
    void one.advance(steps)
    const read = one.read(0)
    expect(one.step).toBeLessThan(2 * steps)
    await read
    expect(one.step).toBe(2 * steps + 2)
    const ended = one.advance(steps)
    one.reset()
    await ended
    expect(one.step).toBe(0)
    expect(await all(one)).toEqual(await all(await live(many)))
    one.destroy()
    other.destroy()
  })
})
