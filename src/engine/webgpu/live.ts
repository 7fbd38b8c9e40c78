/**
 * A live network on a device. State, rates and numbers stay in its buffers; touching them by hand is a write or a
 * small pass, in order with the steps. A change that leaves every text and every size as it was writes the buffers
 * whose contents differ and compiles nothing; another is compiled while the network goes on, and then takes the
 * state over on the device. What is read is four bytes after each advance: whether the state diverged.
 */
import type { Network } from '../../model/network.ts'
import {
  checkLiveSnapshot,
  checkState,
  chosenReplicas,
  type DeviceLive,
  type LiveSnapshot,
  moved,
  renumbered,
  sameShape,
  seeded,
  type Taken,
} from '../live.ts'
import type { Divergence } from '../result.ts'
import { limitsOf } from './device.ts'
import { type Encoder, encoderOf } from './encoder.ts'
import { guardOf } from './guard.ts'
import { type LiveProgram, liveProgram, sameContents, sameStructure, settledFrom } from './live-program.ts'
import { lossOf } from './loss.ts'
import { allocate, type DeviceMemory, passesOf, writeBuffer } from './memory.ts'
import { strokeWords } from './passes/add.ts'
import { readBuffers, readBytes } from './readback.ts'
import { encodeStep, keptBuffers } from './runner.ts'
import { divergenceAt, stepFound } from './watch.ts'

/** Clocks of one submission, at most. */
const clocks = 512

interface Running {
  readonly plan: LiveProgram
  readonly memory: DeviceMemory
  readonly steps: Encoder
  readonly shown: Encoder
}

/** Starts on a device. Rejects with InputError for a network that cannot run, or not there. */
export async function liveOnDevice(device: GPUDevice, network: Network): Promise<DeviceLive> {
  const limits = limitsOf(device)
  const loss = lossOf(device)
  const guarded = guardOf(device)
  const idle: GPUBuffer[] = []
  let running = await started(device, liveProgram(network, limits))
  let step = 0
  let generation = 0
  /** grows whenever the state is put somewhere else: what was found before is of no account */
  let age = 0
  let diverged: Divergence | null = null
  /** rates of the streamed passes are not those of the state */
  let stale = true
  let changing: Promise<unknown> = Promise.resolve()
  /** the windows of the inputs are those of late steps */
  let settled = false

  /** `work`, or a rejection that says so when the device is lost, whatever noticed it first */
  async function onDevice<T>(work: Promise<T>): Promise<T> {
    try {
      return await loss.instead(work)
    } catch (error) {
      const reason = await loss.explains(error)
      throw reason === null ? error : new Error(`the device was lost: ${reason}`)
    }
  }

  const clockAt = (at: number) => ({
    step: at,
    stage: 0,
    count: 0,
    time: at * running.plan.network.simulation.dt,
  })
  const planOf = (next: Network): LiveProgram =>
    liveProgram(next, limits, settled ? step * running.plan.network.simulation.dt : null)
  /** Before steps go beyond what windows are counted in, or come back from there. */
  function settle(end: number): void {
    if (settled === end >= settledFrom) return
    settled = end >= settledFrom
    rewrite(planOf(running.plan.network))
  }
  const replicasOf = (replica?: number): number[] =>
    chosenReplicas(running.plan.network.simulation.replicas, replica)
  const specOf = (name: string) => running.plan.buffers.find((spec) => spec.name === name)
  const write = (name: string, values: ArrayBufferView, at = 0) =>
    guarded(() => writeBuffer(device, running.memory.buffer(name), values, at))

  /** Fills a buffer as its program begins; zeros where that says nothing. */
  function refill(name: string): void {
    const { bytes, contents } = specOf(name)!
    write(name, contents ?? new Uint8Array(bytes))
  }

  function touched(): void {
    stale = true
    if (diverged === null) return
    diverged = null
    age++
    refill('found')
  }

  /** What rounding left out of a state is nothing when it is put there. */
  function forget(replica: number): void {
    const spec = specOf('carried')
    if (spec === undefined) return
    const { replicas } = running.plan.network.simulation
    write('carried', new Float32Array(running.plan.layout.stateLength), (replica * spec.bytes) / replicas)
  }

  /** Encodes and submits as many steps as one submission has clocks for; where they end. */
  function march(from: number, end: number): number {
    const { composed, watch, network } = running.plan
    const { submission } = running.steps
    const { dt } = network.simulation
    if (stale) {
      const clock = submission.clock(clockAt(from))
      for (const pass of composed.begin) submission.dispatch(pass, clock)
      stale = false
    }
    let at = from
    while (at < end && submission.clocksLeft > composed.stageFractions.length + 1) {
      const count = Math.min(composed.stepsPerDispatch, end - at, watch.every - (at % watch.every))
      encodeStep(submission, composed, at, count, dt)
      at += count
      if (at % watch.every !== 0 || watch.passes.length === 0) continue
      const clock = submission.clock(clockAt(at))
      for (const pass of watch.passes) submission.dispatch(pass, clock)
    }
    submission.submit()
    return at
  }

  /** Asks whether something was found until now; the answer comes when all that was submitted is done. */
  async function foundStep(): Promise<number | null> {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
    const staging = idle.pop() ?? device.createBuffer({ label: 'found', size: 4, usage })
    const commands = device.createCommandEncoder({ label: 'found' })
    commands.copyBufferToBuffer(running.memory.buffer('found'), 0, staging, 0, 4)
    device.queue.submit([commands.finish()])
    await staging.mapAsync(GPUMapMode.READ)
    const found = stepFound(new Uint32Array(staging.getMappedRange()))
    staging.unmap()
    idle.push(staging)
    return found
  }

  async function locate(): Promise<Divergence> {
    const { plan, memory } = running
    const names = ['found', 'state'].map((name) => [name, memory.buffer(name)] as const)
    const read = await readBuffers(device, new Map(names))
    const state = new Float32Array(read.get('state')!)
    return divergenceAt(
      plan.network,
      plan.layout,
      plan.watch.locate(new Uint32Array(read.get('found')!), state),
    )
  }

  /** Takes another program's numbers over; its texts and sizes are those that run. */
  function rewrite(next: LiveProgram): void {
    const before = running.plan
    const kept = new Set([...keptBuffers(before.composed).map(({ name }) => name), 'found'])
    running = { ...running, plan: { ...before, network: next.network, buffers: next.buffers } }
    for (const [k, spec] of next.buffers.entries())
      if (!kept.has(spec.name) && spec.contents !== null && !sameContents(before.buffers[k]!, spec))
        refill(spec.name)
  }

  /** Another program in the place of this one; what both keep is copied on the device. */
  function exchange(next: Running, keep: boolean): void {
    const before = running
    if (keep) {
      const commands = device.createCommandEncoder({ label: 'take over' })
      for (const { name, bytes } of keptBuffers(next.plan.composed)) {
        const old = keptBuffers(before.plan.composed).find(
          (spec) => spec.name === name && spec.bytes === bytes,
        )
        if (old === undefined) continue
        const [from, to] = [before.memory.buffer(name), next.memory.buffer(name)]
        commands.copyBufferToBuffer(from, 0, to, 0, from.size)
      }
      guarded(() => device.queue.submit([commands.finish()]))
    }
    running = next
    generation++
    stale = true
    destroyed(before)
  }

  async function taken(network: Network): Promise<Taken> {
    const next = planOf(network)
    const isSame = diverged === null && sameShape(running.plan.network, network)
    if (isSame && sameStructure(running.plan, next)) {
      const encoders = await onDevice(encodersOf(device, next, running.memory))
      step = renumbered(step, running.plan.network, network)
      rewrite(next)
      running.steps.destroy()
      running.shown.destroy()
      running = { plan: next, memory: running.memory, ...encoders }
      stale = true
      return 'numbers'
    }
    const fresh = await onDevice(started(device, next))
    const keeps = isSame && diverged === null
    step = keeps ? renumbered(step, running.plan.network, network) : 0
    exchange(fresh, keeps)
    if (keeps) return 'structure'
    diverged = null
    age++
    return 'state'
  }

  const live: DeviceLive = {
    backend: 'webgpu',
    device,
    get network() {
      return running.plan.network
    },
    get layout() {
      return running.plan.layout
    },
    get program() {
      return running.plan.program
    },
    get plan() {
      const { mode, why } = running.plan.composed
      const plans = running.plan.program.connections.map(({ plan }) => plan)
      return `${[...plans, mode].join(', ')}: ${why}`
    },
    get step() {
      return step
    },
    get time() {
      return step * running.plan.network.simulation.dt
    },
    get diverged() {
      return diverged
    },
    get memory() {
      return running.memory.bytes
    },
    get generation() {
      return generation
    },
    async advance(steps) {
      if (diverged !== null) return
      const now = age
      const asked = guarded(() => {
        const end = step + steps
        settle(end)
        while (step < end) step = march(step, end)
        return foundStep()
      })
      const found = await onDevice(asked)
      if (guarded.faults.length > 0) throw guarded.faults[0]!
      if (found === null || now !== age) return
      const located = await onDevice(locate())
      if (now !== age) return
      // words of 32 bits
      step -= (step - located.step) % 2 ** 32
      diverged = { ...located, step, time: step * running.plan.network.simulation.dt }
    },
    change(network) {
      const change = changing.then(() => taken(network))
      changing = change.catch(() => {})
      return change
    },
    reset(seed) {
      const { network } = running.plan
      step = 0
      settle(0)
      if (seed !== undefined) rewrite(planOf(seeded(network, seed)))
      age++
      diverged = null
      stale = true
      for (const { name } of keptBuffers(running.plan.composed)) refill(name)
      refill('found')
    },
    add(direction, strength, replica) {
      const { plan, steps } = running
      checkState(plan.layout, direction)
      const replicas = replicasOf(replica)
      write('direction', Float32Array.from(direction))
      write('stroke', strokeWords(strength, replicas[0]!, replicas.length, direction.length))
      guarded(() => {
        steps.submission.dispatch(plan.add, 0)
        steps.submission.submit()
      })
      stale = true
    },
    place(state, replica) {
      checkState(running.plan.layout, state)
      const values = Float32Array.from(state)
      for (const r of replicasOf(replica)) {
        write('state', values, r * values.byteLength)
        forget(r)
      }
      touched()
    },
    async move(population, motion, replica) {
      for (const r of replicasOf(replica)) {
        const state = await live.read(r)
        const { network, layout } = running.plan
        live.place(moved(network, layout, population, motion, state), r)
      }
    },
    async read(replica) {
      replicasOf(replica)
      const bytes = 4 * running.plan.layout.stateLength
      const read = readBytes(device, running.memory.buffer('state'), replica * bytes, bytes)
      return Float64Array.from(new Float32Array(await onDevice(read)))
    },
    async snapshot() {
      const at = step
      const { plan, memory } = running
      const kept = new Map(keptBuffers(plan.composed).map(({ name }) => [name, memory.buffer(name)]))
      return unpacked(plan, at, await onDevice(readBuffers(device, kept)))
    },
    restore(snapshot) {
      checkLiveSnapshot(running.plan.network, running.plan.layout, snapshot)
      for (const [name, values] of packed(running.plan, snapshot)) write(name, values)
      step = snapshot.step
      age++
      diverged = null
      stale = true
      refill('found')
    },
    buffer: (name) => running.memory.buffer(name === 'rate' ? 'rates' : name),
    rates(commands) {
      running.shown.into(commands, running.plan.rates.passes, clockAt(step))
    },
    destroy() {
      destroyed(running)
      for (const buffer of idle) buffer.destroy()
    },
  }
  return live
}

async function started(device: GPUDevice, plan: LiveProgram): Promise<Running> {
  const memory = await lossOf(device).instead(allocate(device, plan.buffers))
  try {
    return { plan, memory, ...(await lossOf(device).instead(encodersOf(device, plan, memory))) }
  } catch (error) {
    memory.destroy()
    throw error
  }
}

async function encodersOf(device: GPUDevice, plan: LiveProgram, memory: DeviceMemory) {
  const { composed, watch, rates, add, network } = plan
  const { dt } = network.simulation
  const passes = [...passesOf(composed), ...watch.passes, add]
  const steps = await encoderOf(device, passes, memory, dt, clocks, composed)
  return { steps, shown: await encoderOf(device, rates.passes, memory, dt, 1, rates) }
}

function destroyed({ memory, steps, shown }: Running): void {
  for (const resource of [steps, shown, memory]) resource.destroy()
}

/** Numbers of `carried` of one replica: those lost by the state, then noise that remembers. */
function carriedWidth({ buffers, network }: LiveProgram): number {
  const carried = buffers.find(({ name }) => name === 'carried')
  return carried === undefined ? 0 : carried.bytes / 4 / network.simulation.replicas
}

/** In float64 the state and what rounding left out of it are one number. */
function unpacked(plan: LiveProgram, step: number, read: ReadonlyMap<string, ArrayBuffer>): LiveSnapshot {
  const { stateLength, neurons } = plan.layout
  const { replicas } = plan.network.simulation
  const state = Float64Array.from(new Float32Array(read.get('state')!, 0, replicas * stateLength))
  const own = read.get('eta')
  let eta = own === undefined ? null : Float64Array.from(new Float32Array(own, 0, replicas * neurons))
  const width = carriedWidth(plan)
  const carried = width === 0 ? null : new Float32Array(read.get('carried')!)
  const bytes = [...read.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (carried === null) return { step, state, eta, bytes }
  if (width > stateLength) eta = new Float64Array(replicas * neurons)
  for (let r = 0; r < replicas; r++) {
    const at = r * width
    for (let i = 0; i < stateLength; i++) state[r * stateLength + i]! += carried[at + i]!
    eta?.set(carried.subarray(at + stateLength, at + width), r * neurons)
  }
  return { step, state, eta, bytes }
}

function packed(plan: LiveProgram, { state, eta }: LiveSnapshot): Map<string, Float32Array> {
  const { stateLength, neurons } = plan.layout
  const { replicas } = plan.network.simulation
  const singles = Float32Array.from(state)
  const result = new Map([['state', singles]])
  if (eta !== null && plan.buffers.some(({ name }) => name === 'eta'))
    result.set('eta', Float32Array.from(eta))
  const width = carriedWidth(plan)
  if (width === 0) return result
  const carried = new Float32Array(replicas * width)
  for (let r = 0; r < replicas; r++) {
    for (let i = 0; i < stateLength; i++) {
      const k = r * stateLength + i
      carried[r * width + i] = state[k]! - singles[k]!
    }
    if (eta !== null && width > stateLength)
      carried.set(eta.subarray(r * neurons, (r + 1) * neurons), r * width + stateLength)
  }
  return result.set('carried', carried)
}
