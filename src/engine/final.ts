/** What every engine says of the end of a run: the state, its summary per population, the speed. */
import type { Network } from '../model/network.ts'
import type { Layout } from './layout.ts'
import { orderLabels, orderOf } from './observables/order.ts'
import { type Position, positionDecoder, positionJson } from './observables/position.ts'
import type { Program } from './program.ts'
import { maxOf, meanOf, meanOfCopies } from './recorder.ts'
import type { FinalPopulation, RunResult } from './result.ts'
import type { System } from './system.ts'

type End = 'final' | 'finalState' | 'wallSeconds' | 'neuronStepsPerSecond' | 'program' | 'plan'

/** Of a run of which `state` is the state after `step` steps, `done` of them since it began or went on. */
export function endOf(
  system: System,
  program: Program,
  state: Float64Array,
  step: number,
  done: number,
  wallSeconds: number,
): Pick<RunResult, End> {
  const { network, layout } = system
  const neuronSteps = layout.neurons * network.simulation.replicas * done
  return {
    final: finalOf(system, state, step),
    finalState: finalStateOf(network, layout, state),
    wallSeconds,
    neuronStepsPerSecond: neuronSteps / Math.max(wallSeconds, 1e-9),
    program,
    plan: program.connections.map((connection) => connection.plan),
  }
}

/** Mean, max, order and position of every population after `step` steps. */
function finalOf(system: System, state: Float64Array, step: number): Record<string, FinalPopulation> {
  const { network, layout } = system
  const { replicas } = network.simulation
  const parts = layout.blocks.map((block, p) => {
    const labels = orderLabels(network, p)
    return {
      block,
      labels,
      emits: network.populations[p]!.model.spike === undefined ? ('rate' as const) : ('spike' as const),
      space: network.populations[p]!.space,
      decoder: positionDecoder(network, p),
      rms: new Float64Array(labels.length),
      mean: new Array<number>(replicas),
      max: new Array<number>(replicas),
      order: labels.map(() => new Array<number>(replicas)),
      position: new Array<Position>(replicas),
    }
  })
  const place = new Float64Array(Math.max(...parts.map(({ decoder }) => decoder.coordinates.length)))
  for (let replica = 0; replica < replicas; replica++) {
    const offset = replica * layout.stride
    system.observe(replica, step, state, offset, 'tenth')
    for (const { block, labels, space, decoder, rms, mean, max, order, position } of parts) {
      mean[replica] = meanOf(system.rate, block.site, space.weights)
      max[replica] = maxOf(system.rate, block.site, block.sites)
      orderOf(space, labels, meanOfCopies(block, state, offset + block.state), rms, 0)
      for (const [k, values] of order.entries()) values[replica] = rms[k]!
      decoder.decode(system.rate, block.site, place, 0)
      position[replica] = positionJson(decoder, place, 0)
    }
  }
  return Object.fromEntries(
    parts.map(({ block, labels, emits, mean, max, order, position }) => [
      block.name,
      {
        emits,
        mean,
        max,
        order: Object.fromEntries(labels.map((label, k) => [label, order[k]!])),
        position,
      },
    ]),
  )
}

/** [replica][variable][neuron] of every population; of a single one without copying. */
function finalStateOf(network: Network, layout: Layout, state: Float64Array): Record<string, Float64Array> {
  const { replicas } = network.simulation
  if (layout.blocks.length === 1 && layout.stride === layout.stateLength)
    return { [layout.blocks[0]!.name]: state }
  return Object.fromEntries(
    layout.blocks.map((block) => {
      const length = block.variables * block.size
      const part = new Float64Array(replicas * length)
      for (let replica = 0; replica < replicas; replica++) {
        const from = replica * layout.stride + block.state
        part.set(state.subarray(from, from + length), replica * length)
      }
      return [block.name, part]
    }),
  )
}
