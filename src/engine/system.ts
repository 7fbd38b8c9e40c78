/**
 * The network's vector field: rates from the state, input from outside and through the connections, then
 * every population's equations. One replica at a time, so that its vectors stay in the cache.
 */
import { compileModel } from '../model/compile.ts'
import type { CompiledModel } from '../model/model.ts'
import type { Network } from '../model/network.ts'
import { type Drive, driveOf } from './inputs.ts'
import { type Layout, layoutOf } from './layout.ts'
import type { Field } from './methods.ts'
import type { Operator, PlanChoice } from './operator.ts'
import { ofReplica, parameterTable } from './parameters.ts'
import { buildOperator } from './plan.ts'

export interface System extends Field {
  readonly network: Network
  readonly layout: Layout
  readonly models: readonly CompiledModel[]
  readonly operators: readonly Operator[]
  readonly drive: Drive
  /** parameters per population, [replica][name] */
  readonly parameters: readonly Float64Array[]
  /** rates of the replica evaluated last, in the layout's order */
  readonly rate: Float64Array
  /** total input of the replica evaluated last */
  readonly input: Float64Array
  /** fills `rate` from the state x[offset ...] at time t */
  rates(replica: number, t: number, x: Float64Array, offset: number): void
  /** input[...] += what the connections carry of rate[...] */
  couple(replica: number, rate: Float64Array, input: Float64Array): void
}

/** Compiles the models, builds the operators and the drive. `choices` has one plan per connection. */
export function systemOf(network: Network, choices: readonly PlanChoice[]): System {
  const { dt, replicas } = network.simulation
  const layout = layoutOf(network)
  const { blocks } = layout
  const models = network.populations.map((p) => compileModel(p.model, p.space.weights))
  const parameters = network.populations.map((p, i) => parameterTable(p, models[i]!.parameterNames, replicas))
  const widths = models.map((m) => m.parameterNames.length)
  const operators = network.connections.map((_, c) => buildOperator(network, c, choices[c]!))
  const drive = driveOf(network, layout)
  const rate = new Float64Array(layout.neurons)
  const input = new Float64Array(layout.neurons)

  function rates(replica: number, t: number, x: Float64Array, offset: number): void {
    for (let p = 0; p < blocks.length; p++) {
      const b = blocks[p]!
      models[p]!.rates(x, offset + b.state, parameters[p]!, replica * widths[p]!, t, rate, b.rate)
    }
  }

  function couple(replica: number, source: Float64Array, target: Float64Array): void {
    for (let c = 0; c < operators.length; c++) {
      const connection = network.connections[c]!
      const from = blocks[connection.from]!.rate
      const to = blocks[connection.to]!.rate
      operators[c]!.apply(source, from, target, to, ofReplica(connection.scale, replica), replica)
    }
  }

  return {
    network,
    layout,
    models,
    operators,
    drive,
    parameters,
    rate,
    input,
    length: layout.stateLength,
    rates,
    couple,
    flow(replica, step, stage, x, offset, flow) {
      const t = (step + stage) * dt
      rates(replica, t, x, offset)
      drive.apply(replica, step, stage, rate, input)
      couple(replica, rate, input)
      for (let p = 0; p < blocks.length; p++) {
        const b = blocks[p]!
        const at = replica * widths[p]!
        models[p]!.flow(
          x,
          offset + b.state,
          rate,
          b.rate,
          input,
          b.rate,
          parameters[p]!,
          at,
          t,
          flow,
          b.state,
        )
      }
    },
    decay(replica, step, x, offset, decay) {
      const t = step * dt
      for (let p = 0; p < blocks.length; p++) {
        const b = blocks[p]!
        const at = replica * widths[p]!
        const from = offset + b.state
        models[p]!.decay(x, from, rate, b.rate, input, b.rate, parameters[p]!, at, t, decay, b.state)
      }
    },
  }
}
