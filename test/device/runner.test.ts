/** The runner: steps, clocks, frames, aborts, losses and what comes back, seen in programs made by hand. */
import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import { checkLimits } from '../../src/engine/webgpu/memory.ts'
import { mostUnderWay, paceOf, paceOn } from '../../src/engine/webgpu/pace.ts'
import { pipelinesOf } from '../../src/engine/webgpu/pipelines.ts'
import type { DeviceProgram } from '../../src/engine/webgpu/program.ts'
import { carryOut, type Job, type Outcome, type Snapshot } from '../../src/engine/webgpu/runner.ts'
import { watchOf } from '../../src/engine/webgpu/watch.ts'
import { counted } from './counted.ts'
import { anotherDevice, testDevice } from './device.ts'
import { residentByHand, streamedByHand } from './hand-made.ts'

const n = 7
const counter = streamedByHand({ n, updates: ['x + rate[i]'] })

function stateOf({ end }: { end: Snapshot | null }): number[] {
  return [...new Float32Array(end!.buffers.get('state')!)].slice(0, n)
}

/** Runs and keeps the first number of every frame. */
async function recorded(device: GPUDevice, job: Job): Promise<{ outcome: Outcome; frames: number[] }> {
  const frames: number[] = []
  const outcome = await carryOut(device, {
    ...job,
    onFrames(first, count, values) {
      expect(first).toBe(frames.length)
      const length = values.length / count
      for (let f = 0; f < count; f++) frames.push(values[f * length]!)
    },
  })
  return { outcome, frames }
}

describe('the runner', () => {
  it('takes every step once, whatever the submissions', async () => {
    const outcome = await carryOut(await testDevice(), { program: counter, dt: 0.1, steps: 5003, every: 0 })
    expect(outcome.status).toBe('ok')
    expect(outcome.end!.step).toBe(5003)
    expect(stateOf(outcome)).toEqual(new Array(n).fill(5003))
    expect(outcome.counts.dispatches).toBe(5003)
    expect(outcome.counts.submissions).toBeLessThan(1000)
  })

  it('maps nothing during a run but what is recorded', async () => {
    const device = await testDevice()
    const quiet = await carryOut(device, { program: counter, dt: 0.1, steps: 600, every: 0 })
    expect(quiet.counts).toMatchObject({ frames: 0, watch: 0, maps: 0, snapshots: 4 * n })
    const { outcome, frames } = await recorded(device, { program: counter, dt: 0.1, steps: 600, every: 7 })
    expect(frames).toEqual(Array.from({ length: 86 }, (_, f) => 7 * f))
    expect(outcome.counts.frames).toBe(86 * 4 * n)
    expect(outcome.counts.maps).toBeLessThan(10)
  })

  it('fills more than one readback buffer without losing a frame', async () => {
    const wide = streamedByHand({ n: 100_003, updates: ['x + rate[i]'] })
    const job = { program: wide, dt: 0.1, steps: 90, every: 1 }
    const { outcome, frames } = await recorded(await testDevice(), job)
    expect(frames).toEqual(Array.from({ length: 91 }, (_, f) => f))
    expect(outcome.counts.maps).toBeGreaterThan(3)
  })

  it('shows every pass its step, its stage and its time', async () => {
    const clocks = streamedByHand({
      n,
      updates: ['f32(clock.stepLow)', 'x + f32(clock.stage) * 1000.0', 'x + 1e6 * clock.time + clock.dt'],
      stageFractions: [0, 0.5, 1],
    })
    const outcome = await carryOut(await testDevice(), { program: clocks, dt: 0.25, steps: 10, every: 0 })
    expect(stateOf(outcome)[0]).toBeCloseTo(9 + 1000 + 1e6 * 2.5 + 0.25, 0)
  })

  it('counts steps beyond 2^24 and 2^32', async () => {
    const program = streamedByHand({
      n,
      updates: ['f32(clock.stepLow % 1000u) + 1e6 * f32(clock.stepHigh)'],
    })
    for (const start of [2 ** 24 + 1, 2 ** 33 + 77]) {
      const from = { step: start, buffers: new Map() }
      const outcome = await carryOut(await testDevice(), { program, dt: 1, steps: start + 3, every: 0, from })
      const last = start + 2
      expect(stateOf(outcome)[0]).toBe(((last % 2 ** 32) % 1000) + 1e6 * Math.floor(last / 2 ** 32))
    }
  })

  it('gives the frames that a resident pass records by itself, in the order of their steps', async () => {
    const program = residentByHand(n, 5, 16)
    const { outcome, frames } = await recorded(await testDevice(), {
      program,
      dt: 0.1,
      steps: 1013,
      every: 5,
    })
    expect(frames).toEqual(Array.from({ length: 203 }, (_, f) => 5 * f))
    expect(stateOf(outcome)[0]).toBe(1013)
    // one a submission, and one more wherever the 16 slots of a dispatch are full
    const { dispatches, submissions } = outcome.counts
    expect(dispatches).toBeLessThanOrEqual(1 + submissions + Math.ceil(203 / 16))
  })

  it('stops within the submissions under way when aborted', async () => {
    const controller = new AbortController()
    const { outcome, frames } = await recorded(await testDevice(), {
      program: counter,
      dt: 0.1,
      steps: 1e9,
      every: 100,
      signal: controller.signal,
      onProgress: (step) => step > 500 && controller.abort(),
    })
    expect(outcome.status).toBe('aborted')
    const { step } = outcome.end!
    expect(step).toBeLessThan(1e6)
    expect(stateOf(outcome)[0]).toBe(step)
    expect(frames).toHaveLength(Math.floor(step / 100) + 1)
  })

  it('submits no step after an abort, not even where it waited for room', async () => {
    const device = await anotherDevice()
    const asked = counted(device)
    const createBuffer = device.createBuffer.bind(device)
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor)
      const mapAsync = buffer.mapAsync.bind(buffer)
      // so late that the run waits
      buffer.mapAsync = async (...range) => {
        await mapAsync(...range)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return buffer
    }
    // a buffer for readback takes one frame
    const wide = streamedByHand({ n: 1_300_003, updates: ['x + rate[i]'] })
    for (const where of ['onFrames', 'onProgress'] as const) {
      const controller = new AbortController()
      let calls = 0
      let submitted = 0
      let done = 0
      const abort = () => {
        if (++calls !== 5) return
        submitted = asked.steps
        controller.abort()
      }
      const outcome = await carryOut(device, {
        program: wide,
        dt: 0.1,
        steps: 1e9,
        every: 2,
        signal: controller.signal,
        onFrames: () => where === 'onFrames' && abort(),
        onProgress() {
          if (controller.signal.aborted) done++
          if (where === 'onProgress') abort()
        },
      })
      expect(outcome.status).toBe('aborted')
      expect(asked.steps).toBe(submitted)
      expect(done).toBeLessThanOrEqual(mostUnderWay)
      expect(stateOf(outcome)[0]).toBe(outcome.end!.step)
    }
  })

  it('has no more under way than about 20 ms, which is all that an abort waits for', async () => {
    const controller = new AbortController()
    const slow = streamedByHand({ n: 5003, updates: ['x + sin(cos(x * rate[i]))'] })
    const ends: { step: number; at: number }[] = []
    let aborted = 0
    const abort = () => {
      aborted = ends.length
      controller.abort()
    }
    const { end } = await carryOut(await testDevice(), {
      program: slow,
      dt: 0.1,
      steps: 1e9,
      every: 0,
      signal: controller.signal,
      onProgress(step) {
        // what is compiled before takes as long as it takes
        if (ends.push({ step, at: performance.now() }) === 1) setTimeout(abort, 1500)
      },
    })
    expect(ends.at(-1)!.step).toBe(end!.step)
    expect(ends.length - aborted).toBeLessThanOrEqual(mostUnderWay)
    // of two submissions that follow one another, once the pace is found
    const pairs = ends.slice(10).flatMap(({ at }, k) => (k < 2 ? [] : [at - ends[8 + k]!.at]))
    const quartile = pairs.toSorted((a, b) => a - b)[Math.floor(pairs.length / 4)]!
    expect(quartile).toBeLessThan(32)
  })

  it('goes on from a snapshot on a new device as if nothing had happened', async () => {
    const doomed = await anotherDevice()
    const program = streamedByHand({
      n,
      updates: ['fract(x * 1.37 + f32(clock.stepLow % 64u) * 0.01 + rate[i])'],
      rates: Float32Array.from({ length: n }, (_, i) => 0.1 * i),
    })
    const job = { program, dt: 0.1, steps: 20_000, every: 50 }
    const whole = await recorded(await testDevice(), job)
    const frames: number[] = []
    const take = (first: number, count: number, values: Float32Array) => {
      for (let f = 0; f < count; f++) frames[first + f] = values[f * n]!
    }
    let from: Snapshot | undefined
    const lost = await carryOut(doomed, {
      ...job,
      steps: 1e9,
      onFrames: take,
      snapshotEvery: 5,
      onSnapshot(snapshot) {
        expect(frames.length).toBe(Math.floor(snapshot.step / 50) + 1)
        from ??= snapshot
        doomed.destroy()
      },
    })
    expect(lost.status).toBe('device-lost')
    expect(lost.reason).toMatch(/destroyed/)
    expect(lost.end).toBeNull()
    expect(from!.step).toBeGreaterThan(0)
    const rest = await carryOut(await anotherDevice(), { ...job, steps: 20_000, onFrames: take, from: from! })
    expect(rest.status).toBe('ok')
    expect(stateOf(rest)).toEqual(stateOf(whole.outcome))
    expect(frames.slice(0, 401)).toEqual(whole.frames)
  })

  it('tells a device that was lost before it began', async () => {
    const device = await anotherDevice()
    device.destroy()
    const outcome = await carryOut(device, { program: counter, dt: 0.1, steps: 10, every: 0 })
    expect(outcome).toMatchObject({ status: 'device-lost', end: null })
  })

  it('lets two networks share a device', async () => {
    const device = await testDevice()
    const jobs = [3001, 2003].map((steps) => carryOut(device, { program: counter, dt: 0.1, steps, every: 0 }))
    const outcomes = await Promise.all(jobs)
    expect(outcomes.map((outcome) => stateOf(outcome)[0])).toEqual([3001, 2003])
  })

  it('compiles a structure once, whatever its numbers', async () => {
    const device = await testDevice()
    const pipelines = pipelinesOf(device)
    const run = (rate: number) => {
      const rates = new Float32Array(n).fill(rate)
      const program = streamedByHand({ n, updates: ['x + 2.0 * rate[i]'], rates })
      return carryOut(device, { program, dt: 0.1, steps: 3, every: 0 })
    }
    await run(1)
    const before = pipelines.compilations
    for (let rate = 2; rate < 30; rate++) expect(stateOf(await run(rate))[0]).toBe(6 * rate)
    expect(pipelines.compilations).toBe(before)
    expect(pipelines.warnings).toEqual([])
  })

  it('tells a text that does not compile as a fault, with its line', async () => {
    const program = streamedByHand({ n, updates: ['x + nonsense'] })
    const run = carryOut(await testDevice(), { program, dt: 0.1, steps: 3, every: 0 })
    await expect(run).rejects.toThrow(/update 0, line \d+: error: .*nonsense/)
  })

  it('tells passes that do not fit together as a fault', async () => {
    const [{ pass, stage }] = counter.step as [(typeof counter.step)[0]]
    const bindings = pass.bindings.map(({ buffer }) => ({ buffer, access: 'read' as const }))
    const misfit = { ...counter, step: [{ pass: { ...pass, bindings }, stage }] }
    const run = carryOut(await testDevice(), { program: misfit, dt: 0.1, steps: 3, every: 0 })
    await expect(run).rejects.toThrow(/update 0/)
  })
})

describe('the watch', () => {
  it('finds the first look at which a number is too large, and the lowest place', async () => {
    const device = await testDevice()
    const rates = Float32Array.of(1, 1, 2, 1, 2, 1, 1)
    const program = streamedByHand({
      n,
      updates: ['x * rate[i]'],
      rates,
      initial: new Float32Array(n).fill(1),
    })
    const watch = watchOf(program, limitsOf(device))
    const { outcome, frames } = await recorded(device, { program, dt: 0.1, steps: 100_000, every: 10, watch })
    expect(outcome.status).toBe('diverged')
    // 2^40 > 1e12 at step 40, a frame; 2^39 is below
    expect(outcome.found).toEqual({ step: 40, place: 2, value: 2 ** 40 })
    expect(outcome.end!.step).toBeLessThan(100_000)
    expect(frames.length).toBeGreaterThanOrEqual(5)
  })

  it('sees NaN and infinity, of which a compiler may assume that there are none', async () => {
    const device = await testDevice()
    for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const initial = Float32Array.of(1, 1, 1, 1, 1, 1e12, bad)
      const program = streamedByHand({ n, updates: ['x'], initial })
      const watch = watchOf(program, limitsOf(device))
      const outcome = await carryOut(device, { program, dt: 0.1, steps: 40, every: 0, watch })
      expect(outcome.found).toEqual({ step: 32, place: 6, value: bad })
    }
  })
})

describe('what a device cannot do', () => {
  it('is told as what was asked and what is offered', async () => {
    const limits = { ...limitsOf(await testDevice()), maxBufferSize: 20 }
    expect(() => checkLimits(counter, limits)).toThrow(
      /at most 20 B, .* received one of 28 B \(7 numbers of state\)/,
    )
    // 28 bytes of frame follow 16 on their way to the host
    const tight = { ...limits, maxBufferSize: 43 }
    expect(() => checkLimits(counter, tight)).toThrow(
      /at most 43 B, .* 44 B \(a frame on its way to the host\)/,
    )
    const narrow = { ...limitsOf(await testDevice()), maxComputeInvocationsPerWorkgroup: 32 }
    expect(() => checkLimits(counter, narrow)).toThrow(
      /update 0 asks for 64 invocations, the device offers 32/,
    )
  })
})

describe('the pace', () => {
  it('settles where the two under way take 20 ms together, and yields when steps become slow', () => {
    const pace = paceOf()
    for (let i = 0; i < 20; i++) pace.measured(pace.steps, 0.01 * pace.steps + 0.2)
    expect(pace.steps * 0.01 + 0.2).toBeCloseTo(10, 0)
    pace.measured(pace.steps, pace.steps * 1)
    expect(pace.steps).toBe(10)
    pace.measured(1, 1000)
    expect(pace.steps).toBe(1)
  })
  it('begins where the last run of the same structure on the device left off', async () => {
    const device = await anotherDevice()
    const run = (program: DeviceProgram) => carryOut(device, { program, dt: 0.1, steps: 3000, every: 0 })
    expect(paceOn(device, counter).steps).toBe(1)
    await run(counter)
    expect(paceOn(device, counter).steps).toBeGreaterThan(1)
    const others = streamedByHand({ n, updates: ['x + rate[i]'], rates: new Float32Array(n).fill(2) })
    expect(paceOn(device, others).steps).toBe(paceOn(device, counter).steps)
    expect(paceOn(device, streamedByHand({ n, updates: ['x - rate[i]'] })).steps).toBe(1)
    expect(paceOn(await testDevice(), streamedByHand({ n: 200, updates: ['x + rate[i]'] })).steps).toBe(1)
  })
})
