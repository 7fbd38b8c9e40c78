/**
 * A live network on the reference engine: float64, one replica after the other. Steps are those of a run, bit for
 * bit; they are taken in the caller's own turn, so a page asks for few at a time.
 */
import type { Network } from '../model/network.ts'
import { checkEvery, isBounded, locateDivergence } from './divergence.ts'
import { initialState } from './initial.ts'
import { type Layout, layoutOf } from './layout.ts'
import {
  type CpuLive,
  checkLiveSnapshot,
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
import { spikeRates } from './spiking/windows.ts'
import { type System, systemOf } from './system.ts'

/** Starts on the reference engine. Throws InputError for a network that cannot run. */
export function liveReference(network: Network): CpuLive {
  let running = runningOf(network)
  let state = initialState(network, running.layout)
  let step = 0
  let diverged: Divergence | null = null
  /** steps over which the spikes are counted that `rates` shows */
  let lastAdvance = 0

  const replicasOf = (replica?: number): number[] =>
    chosenReplicas(running.network.simulation.replicas, replica)

  function begin(next: Running): void {
    running = next
    state = initialState(next.network, next.layout)
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
      if (diverged !== null) return
      lastAdvance = steps
      for (const replica of replicasOf()) {
        running.system.clear(state, replica * running.layout.stride)
        runReplica(replica, step + steps)
      }
      const found = diverged as Divergence | null
      step = found?.step ?? step + steps
    },
    async change(network) {
      const next = runningOf(network)
      const before = running
      const alike = next.layout.stride === before.layout.stride
      if (diverged !== null || !alike || !sameShape(before.network, network)) {
        begin(next)
        return 'state'
      }
      if (next.noise?.memory?.length === before.noise?.memory?.length)
        next.noise?.memory?.set(before.noise!.memory!)
      step = renumbered(step, before.network, network)
      running = next
      return sameKinds(before, next) ? 'numbers' : 'structure'
    },
    reset: (seed) =>
      begin(seed === undefined ? runningOf(running.network) : runningOf(seeded(running.network, seed))),
    add(direction, strength, replica) {
      checkState(running.layout, direction)
      for (const r of replicasOf(replica)) {
        const offset = r * running.layout.stride
        for (let i = 0; i < direction.length; i++) state[offset + i]! += strength * direction[i]!
      }
    },
    place(values, replica) {
      checkState(running.layout, values)
      for (const r of replicasOf(replica)) state.set(values, r * running.layout.stride)
      diverged = null
    },
    async move(population, motion, replica) {
      const { network, layout } = running
      for (const r of replicasOf(replica)) {
        const own = state.subarray(r * layout.stride, r * layout.stride + layout.stateLength)
        own.set(moved(network, layout, population, motion, own))
      }
    },
    async read(replica) {
      replicasOf(replica)
      const { stateLength, stride } = running.layout
      return state.slice(replica * stride, replica * stride + stateLength)
    },
    snapshot: async () => {
      const eta = running.noise?.memory?.slice() ?? null
      return { step, state: state.slice(), eta, bytes: 0 }
    },
    restore(snapshot) {
      checkLiveSnapshot(running.network, running.layout, snapshot)
      state.set(snapshot.state)
      if (snapshot.eta !== null) running.noise?.memory?.set(snapshot.eta)
      step = snapshot.step
      diverged = null
    },
    destroy() {
      state = new Float64Array(0)
    },
    state: () => state,
    rates(replica) {
      const { system, layout } = running
      const offset = replica * layout.stride
      system.rates(replica, step * running.network.simulation.dt, state, offset)
      spikeRates(running.network, layout, lastAdvance, state, offset, 'frame', system.rate)
      return system.rate
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

function runningOf(network: Network): Running {
  const program = programOf(network)
  const system = systemOf(network, program.connections)
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
