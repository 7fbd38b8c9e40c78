/** Where a run starts: the first variable as the experiment says, the others as their model says. */
import { InputError, placed, quoted } from '../errors.ts'
import { fillNormals } from '../math/normal.ts'
import { streamOf } from '../math/philox.ts'
import { evaluateOn } from '../model/compile.ts'
import type { Network } from '../model/network.ts'
import type { Layout } from './layout.ts'
import { ofReplica, parameterOf } from './parameters.ts'

/** The states of all replicas, [replica][layout]. Throws InputError at `simulation.initial`. */
export function initialState(network: Network, layout: Layout): Float64Array {
  const { replicas, initial, seed } = network.simulation
  const { stateLength } = layout
  const state = new Float64Array(replicas * stateLength)
  for (const [p, block] of layout.blocks.entries()) {
    const { size } = block
    startAsModelled(network, layout, p, state)
    const first = (replica: number) => replica * stateLength + block.state
    switch (initial.kind) {
      case 'model':
        break
      case 'random':
        for (let replica = 0; replica < replicas; replica++) {
          const at = first(replica)
          fillNormals(state, at, size, { seed, replica, step: 0, stream: streamOf('initial', p) })
          for (let i = at; i < at + size; i++) state[i] = initial.deviation * state[i]!
        }
        break
      case 'expression': {
        const { coordinates } = network.populations[p]!.space
        const values = placed('simulation.initial.expression', () =>
          evaluateOn(initial.expression, coordinates, size),
        )
        for (let replica = 0; replica < replicas; replica++) state.set(values, first(replica))
        break
      }
      case 'values': {
        const { values } = initial
        if (values.length !== size && values.length !== replicas * size) {
          throw new InputError(
            'simulation.initial.values',
            `${size} numbers for ${block.name}, or ${replicas} x ${size}`,
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
  return state
}

/** Every variable of population p by its model's own initial expression, in parameters and coordinates. */
function startAsModelled(network: Network, layout: Layout, p: number, state: Float64Array): void {
  const population = network.populations[p]!
  const { state: start, size } = layout.blocks[p]!
  const { model, space } = population
  const names = Object.keys({ ...model.parameters, ...population.parameters })
  const differing = names.some((name) => typeof parameterOf(population, name) !== 'number')
  for (const [v, variable] of model.variables.entries()) {
    let values: Float64Array | undefined
    for (let replica = 0; replica < network.simulation.replicas; replica++) {
      if (values === undefined || differing) {
        const constants = Object.fromEntries(
          names.map((name) => [name, ofReplica(parameterOf(population, name)!, replica)]),
        )
        values = evaluateOn(variable.initial, space.coordinates, size, constants)
      }
      state.set(values, replica * layout.stateLength + start + v * size)
    }
  }
}
