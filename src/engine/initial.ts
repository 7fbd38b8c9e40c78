/**
 * Where a run starts: the first variable, or those that are named, as the experiment says; the others as their
 * model says; nothing on its way, no neuron refractory.
 */
import { InputError, placed, quoted } from '../errors.ts'
import { fillNormals } from '../math/normal.ts'
import { fillUniforms, streamOf } from '../math/philox.ts'
import { evaluateOn } from '../model/compile.ts'
import type { Initial, Network } from '../model/network.ts'
import { freeNames } from '../model/rewrite.ts'
import type { Layout } from './layout.ts'
import { ofReplica, parameterOf } from './parameters.ts'

/** The states of all replicas and the memory of events behind each, [replica][layout]. Throws InputError at `simulation.initial`. */
export function initialState(network: Network, layout: Layout): Float64Array {
  const { replicas, initial } = network.simulation
  const state = new Float64Array(replicas * layout.stride)
  for (const [p, { name }] of layout.blocks.entries()) {
    startAsModelled(network, layout, p, state)
    if (initial.kind === 'model') continue
    if (initial.kind !== 'each') {
      start(network, layout, p, 0, initial, state, 'simulation.initial')
      continue
    }
    for (const one of initial.starts) {
      if (one.population !== p) continue
      const variable = network.populations[p]!.model.variables[one.variable]!.name
      start(network, layout, p, one.variable, one.initial, state, `simulation.initial.${name}.${variable}`)
    }
  }
  return state
}

/** Variable v of population p in one of the ways in which a variable is given. */
function start(
  network: Network,
  layout: Layout,
  p: number,
  v: number,
  initial: Exclude<Initial, { kind: 'model' | 'each' }>,
  state: Float64Array,
  place: string,
): void {
  const { replicas, seed } = network.simulation
  const { name, size, sites, copies, state: block } = layout.blocks[p]!
  const first = (replica: number) => replica * layout.stride + block + v * size
  switch (initial.kind) {
    case 'random':
      for (let replica = 0; replica < replicas; replica++) {
        const at = first(replica)
        fillNormals(state, at, size, { seed, replica, step: 0, stream: streamOf('initial', p, v) })
        for (let i = at; i < at + size; i++) state[i] = initial.deviation * state[i]!
      }
      return
    case 'uniform':
      for (let replica = 0; replica < replicas; replica++) {
        const at = first(replica)
        fillUniforms(state, at, size, { seed, replica, step: 0, stream: streamOf('initial', p, v) })
        for (let i = at; i < at + size; i++) state[i] = initial.from + (initial.to - initial.from) * state[i]!
      }
      return
    case 'expression': {
      const { coordinates } = network.populations[p]!.space
      const values = placed(`${place}.expression`, () => evaluateOn(initial.expression, coordinates, sites))
      for (let replica = 0; replica < replicas; replica++)
        for (let copy = 0; copy < copies; copy++) state.set(values, first(replica) + copy * sites)
      return
    }
    case 'values': {
      const { values } = initial
      if (values.length !== size && values.length !== replicas * size) {
        throw new InputError(
          `${place}.values`,
          `${size} numbers for ${name}, or ${replicas} x ${size}`,
          quoted(values),
        )
      }
      for (let replica = 0; replica < replicas; replica++) {
        const from = values.length === size ? 0 : replica * size
        state.set(values.subarray(from, from + size), first(replica))
      }
    }
  }
}

/** Every variable of population p by its model's own initial expression, in parameters and coordinates. */
function startAsModelled(network: Network, layout: Layout, p: number, state: Float64Array): void {
  const population = network.populations[p]!
  const { state: block, size, sites, copies } = layout.blocks[p]!
  const { model, space, perNeuron = {} } = population
  const names = Object.keys({ ...model.parameters, ...population.parameters })
  const differing = names.some((name) => typeof parameterOf(population, name) !== 'number')
  for (const [v, variable] of model.variables.entries()) {
    const own = freeNames(variable.initial).filter((name) => Object.hasOwn(perNeuron, name))
    let values: Float64Array | undefined
    for (let replica = 0; replica < network.simulation.replicas; replica++) {
      if (values === undefined || differing) {
        const constants = Object.fromEntries(
          names
            .filter((name) => !own.includes(name))
            .map((name) => [name, ofReplica(parameterOf(population, name)!, replica)]),
        )
        values = new Float64Array(size)
        for (let copy = 0; copy < copies; copy++) {
          const from = copy * sites
          const places = new Map(space.coordinates)
          for (const name of own) places.set(name, perNeuron[name]!.subarray(from, from + sites))
          values.set(evaluateOn(variable.initial, places, sites, constants), from)
          if (own.length > 0) continue
          for (let other = 1; other < copies; other++) values.copyWithin(other * sites, 0, sites)
          break
        }
      }
      state.set(values, replica * layout.stride + block + v * size)
    }
  }
}
