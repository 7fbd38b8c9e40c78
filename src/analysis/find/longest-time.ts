/** The longest time constant of a network, by which the duration of simulations is measured. */
import type { Flow } from '../flow.ts'

/** 1 / the slowest local decay rate at a state: the longest time constant of the model. */
export function longestTime(flow: Flow, state: Float64Array): number {
  const rates = flow
    .linearise(state)
    .spectrum()
    .rest.map(({ re }) => -re)
    .filter((rate) => rate > 1e-6)
  return rates.length === 0 ? slowestParameter(flow) : 1 / Math.min(...rates)
}

/** The largest parameter whose name begins with tau; 1 where there is none. */
function slowestParameter({ network }: Flow): number {
  const times = network.populations.flatMap(({ model }) =>
    Object.entries(model.parameters).flatMap(([name, value]) => (name.startsWith('tau') ? [value] : [])),
  )
  return Math.max(1, ...times)
}
