/**
 * A live network on the reference engine: float64, one replica after the other. Steps are those of a run, bit for
 * bit. They begin in the caller's own turn; many give way to others now and then, and hands that come meanwhile wait
 * until they are done, as on a device.
 */
import type { Network } from '../model/network.ts'
import { checkEvery, isBounded, locateDivergence } from './divergence.ts'
import { initialState } from './initial.ts'
import { type Layout, layoutOf } from './layout.ts'
import {
  type CpuLive,
  checkLiveSnapshot,
  checkMovable,
  checkState,
  chosenReplicas,
  moved,
  renumbered,
  sameShape,
  seeded,
} from './live.ts'
import type { NoiseSource, Stepper } from './methods.ts'
import { noiseSource } from './noise.ts'
import { type Program, programOf } from './program.ts'
import type { Divergence } from './result.ts'
import { recentRates, recentSpikes } from './spiking/recent.ts'
import type { SpikeSink } from './spiking/spikes.ts'
import { type System, systemOf } from './system.ts'
import { chunkSteps, nextTurn } from './turns.ts'

/** Milliseconds of steps in one turn of the event loop. */
const turn = 20

/** Starts on the reference engine. Throws InputError for a network that cannot run. */
export function liveReference(network: Network): CpuLive {
  let recent = recentSpikes(network)
  /** tells the spikes of whatever numbers run */
  const sink: SpikeSink = {
    keeps: (population) => recent.keeps(population),
    add: (...spikes) => recent.add(...spikes),
  }
  let running = runningOf(network, sink)
  let state = running.system.place(initialState(network, running.layout), running.noise)
  let step = 0
  let diverged: Divergence | null = null
  /** steps under way that gave way to others, and what hands do once they are done */
  let busy = false
  let marched: Promise<void> = Promise.resolve()
  let later: (() => void)[] = []
  /** grows whenever the state is another one: steps under way end */
  let age = 0

  const replicasOf = (replica?: number): number[] =>
    chosenReplicas(running.network.simulation.replicas, replica)

  function leave(): void {
    age++
    busy = false
    later = []
  }

  function begin(next: Running): void {
    leave()
    running = next
    recent = recentSpikes(next.network)
    state = next.system.place(initialState(next.network, next.layout), next.noise)
    step = 0
    diverged = null
  }

  function runReplica(replica: number, end: number): void {
    const { network, layout, advance } = running
    const { stateLength, stride } = layout
    const offset = replica * stride
    for (let s = step; s < end; s++) {
      advance(replica, s, state, offset)
      if (((s + 1) % checkEvery !== 0 && s + 1 !== end) || isBounded(state, offset, stateLength)) continue
      const found = locateDivergence(network, layout, replica, s + 1, state, offset)
      if (diverged === null || found.step < diverged.step) diverged = found
      return
    }
  }

  async function march(end: number): Promise<void> {
    const own = age
    const longest = chunkSteps(running.system, running.program.nanosecondsPerStep, replicasOf().length)
    let due = performance.now() + turn
    while (step < end && diverged === null) {
      const stop = Math.min(end, step + longest)
      for (const replica of replicasOf()) {
        if (performance.now() >= due) {
          busy = true
          await nextTurn()
          if (own !== age) return
          due = performance.now() + turn
        }
        runReplica(replica, stop)
      }
      const found = diverged as Divergence | null
      step = found?.step ?? stop
    }
    busy = false
    for (const act of later.splice(0)) act()
  }

  function inOrder(act: () => void): void {
    if (busy) later.push(act)
    else act()
  }

  return {
    backend: 'cpu',
    get network() {
      return running.network
    },
    get layout() {
      return running.layout
    },
    get program() {
      return running.program
    },
    get plan() {
      const plans = running.program.connections.map(({ plan }) => plan)
      return [...plans, 'float64 on the CPU'].join(', ')
    },
    get step() {
      return step
    },
    get time() {
      return step * running.network.simulation.dt
    },
    get diverged() {
      return diverged
    },
    get memory() {
      return running.program.memory.total
    },
    async advance(steps) {
      while (busy) await marched
      if (diverged !== null) return
      marched = march(step + steps)
      await marched
    },
    async change(network) {
      const next = runningOf(network, sink)
      while (busy) await marched
      const before = running
      if (diverged !== null || !sameShape(before.network, network)) {
        begin(next)
        return 'state'
      }
      if (next.noise?.memory?.length === before.noise?.memory?.length)
        next.noise?.memory?.set(before.noise!.memory!)
      step = renumbered(step, before.network, network)
      running = next
      state = next.system.place(state, next.noise)
      return sameKinds(before, next) ? 'numbers' : 'structure'
    },
    reset: (seed) =>
      begin(runningOf(seed === undefined ? running.network : seeded(running.network, seed), sink)),
    add(direction, strength, replica) {
      checkState(running.layout, direction)
      const replicas = replicasOf(replica)
      const own = Float64Array.from(direction, (x) => strength * x)
      inOrder(() => {
        for (const r of replicas) {
          const offset = r * running.layout.stride
          for (let i = 0; i < own.length; i++) state[offset + i]! += own[i]!
        }
      })
    },
    place(values, replica) {
      checkState(running.layout, values)
      const replicas = replicasOf(replica)
      const own = Float64Array.from(values)
      inOrder(() => {
        for (const r of replicas) state.set(own, r * running.layout.stride)
        diverged = null
      })
    },
    async move(population, motion, replica) {
      while (busy) await marched
      const { network, layout } = running
      checkMovable(layout)
      for (const r of replicasOf(replica)) {
        const own = state.subarray(r * layout.stride, r * layout.stride + layout.stateLength)
        own.set(moved(network, layout, population, motion, own))
      }
    },
    async read(replica) {
      replicasOf(replica)
      while (busy) await marched
      const { stateLength, stride } = running.layout
      return state.slice(replica * stride, replica * stride + stateLength)
    },
    snapshot: async () => {
      while (busy) await marched
      const eta = running.noise?.memory?.slice() ?? null
      return { step, state: state.slice(), eta, bytes: 0 }
    },
    restore(snapshot) {
      checkLiveSnapshot(running.network, running.layout, snapshot)
      leave()
      recent = recentSpikes(running.network)
      state.set(snapshot.state)
      if (snapshot.eta !== null) running.noise?.memory?.set(snapshot.eta)
      step = snapshot.step
      diverged = null
    },
    destroy() {
      leave()
      state = new Float64Array(0)
    },
    state: () => state,
    rates(replica) {
      const { system, layout } = running
      const offset = replica * layout.stride
      system.rates(replica, step * running.network.simulation.dt, state, offset)
      recentRates(running.network, layout, recent, replica, step, system.rate)
      return system.rate
    },
    get spikes() {
      return recent
    },
  }
}

interface Running {
  readonly network: Network
  readonly program: Program
  readonly layout: Layout
  readonly system: System
  readonly advance: Stepper
  readonly noise: NoiseSource | null
}

function runningOf(network: Network, sink: SpikeSink): Running {
  const program = programOf(network)
  const system = systemOf(network, program.connections, sink)
  const noise = noiseSource(network, system.layout)
  const advance = system.stepper(noise)
  return { network, program, layout: layoutOf(network), system, advance, noise }
}

/** Whether nothing but numbers tells two networks of one shape apart. */
function sameKinds(a: Running, b: Running): boolean {
  const kinds = ({ network, program, noise }: Running) =>
    JSON.stringify([
      network.simulation.method,
      noise?.kind,
      program.connections.map(({ from, to, plan, coupling }) => [from, to, plan, coupling]),
      network.inputs.map(({ to, term }) => [to, term.kind]),
      network.populations.map(({ model }) => [model.variables.map(({ equation }) => equation), model.rate]),
    ])
  return kinds(a) === kinds(b)
}
