/**
 * Refuses a time step so long that neurons fire by the method alone. A quadratic neuron is reset far below its
 * threshold, where its equation is steep: a step that is too long throws it from there beyond its peak at once, and
 * it fires in every step, whatever drives it.
 */
import { type Field, stepper } from '../engine/methods.ts'
import { parametersOf } from '../engine/parameters.ts'
import { InputError } from '../errors.ts'
import { compileEvents, compileExpression, compileModel } from '../model/compile.ts'
import type { Method, Network, Population } from '../model/network.ts'

/** Steps that stand for the exact way of a neuron through one step of the run. */
const fine = 1000

/**
 * From its reset a neuron without input is led through one step, and through the same time in short ones.
 * @throws InputError where it fires in the one and not in the others
 */
export function checkStep({ populations, signals = [], simulation }: Network): void {
  const { dt, method } = simulation
  for (const population of populations) {
    if (population.model.spike?.kind !== 'when') continue
    const names = signals.map(({ name }) => name)
    const fires = afterReset(population, method, names)
    if (!fires(dt, 1) || fires(dt / fine, fine)) continue
    let enough = dt
    while (fires(enough, 1)) enough /= 2
    throw new InputError(
      'simulation.dt',
      `a step in which a neuron of ${population.name} that has just fired, and is not driven, does not fire again`,
      `${dt}`,
      `Take at most ${Number(enough.toPrecision(3))}`,
    )
  }
}

/** Whether a neuron that is reset fires again within so many steps of this length; never where the reset lets it fire. */
function afterReset(
  population: Population,
  method: Method,
  signals: readonly string[],
): (dt: number, steps: number) => boolean {
  const { model, space } = population
  const parameters = parametersOf(population, 0)
  const { flow, decay, parameterNames } = compileModel(model, Float64Array.of(1))
  const values = Float64Array.from(parameterNames, (name) => parameters[name]!)
  const places = [...space.coordinates].map(([name, of]) => [name, of[0]!] as const)
  const known = { ...parameters, ...Object.fromEntries(places) }
  const events = compileEvents(model, 1, signals)
  const input = new Float64Array(1 + (model.inputs?.length ?? 0))
  const quiet = new Float64Array(signals.length)
  const rate = new Float64Array(1)
  const found = new Float64Array(1)
  const holds = (state: Float64Array, t: number): boolean => {
    events.condition(state, 0, input, 0, values, 0, t, quiet, found, 0)
    return found[0]! > 0
  }
  return (dt, steps) => {
    const field: Field = {
      length: model.variables.length,
      flow: (_, step, stage, x, at, out) =>
        flow(x, at, rate, 0, input, 0, values, 0, (step + stage) * dt, out, 0),
      decay: (_, step, x, at, out) => decay(x, at, rate, 0, input, 0, values, 0, step * dt, out, 0),
    }
    const state = Float64Array.from(model.variables, ({ initial }) =>
      compileExpression(initial, Object.keys(known))(...Object.values(known)),
    )
    events.reset(state, 0, input, 0, values, 0, 0, quiet, 0)
    if (holds(state, 0)) return false
    const advance = stepper(method, field, dt, null)
    for (let step = 0; step < steps; step++) {
      advance(0, step, state, 0)
      if (holds(state, (step + 1) * dt)) return true
    }
    return false
  }
}
