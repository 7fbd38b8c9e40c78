/** Divergence: a state that is not finite or larger than 1e12, where it is, and what to do about it. */
import { compileField } from '../model/compile.ts'
import type { Input, Network } from '../model/network.ts'
import { isOn } from './inputs.ts'
import type { Layout } from './layout.ts'
import { stageFractions } from './methods.ts'
import { ofReplica, parameterOf } from './parameters.ts'
import type { Divergence } from './result.ts'
import { signalsOf } from './signals.ts'

/** Larger numbers have diverged. */
export const largest = 1e12
/** The state is looked at after every so many steps, and before every frame. */
export const checkEvery = 4

/** True when every number of x[offset ... offset + length] is finite and at most 1e12 in size. */
export function isBounded(x: ArrayLike<number>, offset: number, length: number): boolean {
  for (let i = offset; i < offset + length; i++) if (!(Math.abs(x[i]!) <= largest)) return false
  return true
}

/** Where the first such number of a replica's state is. */
export function locateDivergence(
  network: Network,
  layout: Layout,
  replica: number,
  step: number,
  x: Float64Array,
  offset: number,
): Divergence {
  const time = step * network.simulation.dt
  for (const [p, block] of layout.blocks.entries()) {
    for (let k = 0; k < block.variables * block.size; k++) {
      if (Math.abs(x[offset + block.state + k]!) <= largest) continue
      const variable = network.populations[p]!.model.variables[Math.floor(k / block.size)]!.name
      const value = x[offset + block.state + k]!
      return {
        ...{ step, time, population: block.name, replica, neuron: k % block.size, variable },
        value: Number.isNaN(value) ? null : value,
      }
    }
  }
  throw new Error('the state is bounded')
}

/**
 * What to do: an input that was not finite since the look before, `since` steps ago, or was beyond `largest`
 * (what the engine holds), is named; a state that left the numbers without growing large
 * first points at the equations; a step that is long against the shortest time constant is shortened; otherwise the growth is
 * the network's own.
 */
export function divergenceAdvice(
  network: Network,
  at: Divergence,
  since = checkEvery,
  largest = Number.MAX_VALUE,
): string {
  const { dt, method } = network.simulation
  for (const input of network.inputs) {
    const found = unsoundSince(network, input, at.step, since, largest)
    if (found !== null)
      return `${found.place} is not a finite number at t = ${Number(found.t.toPrecision(6))}: keep it in its domain, or end it with until`
  }
  let shortest = Number.POSITIVE_INFINITY
  for (const population of network.populations) {
    for (const name of Object.keys({ ...population.model.parameters, ...population.parameters })) {
      if (!/^tau/.test(name)) continue
      const tau = ofReplica(parameterOf(population, name)!, at.replica)
      if (tau > 0) shortest = Math.min(shortest, tau)
    }
  }
  if (dt > 0.2 * shortest) {
    const suggested = Number((0.1 * shortest).toPrecision(1))
    return `dt = ${dt} is long against tau = ${shortest} for ${method}: try simulation.dt: ${suggested}`
  }
  if (at.value === null)
    return 'the state stopped being a number without growing large first: look for a logarithm, a root or a division that leaves its domain in the equations, the transfer or the inputs'
  const linear = network.populations
    .filter((p) => ['linear', 'relu', 'softplus', 'power'].includes(p.model.transfer?.name ?? ''))
    .map((p) => `${p.model.transfer!.name} in ${p.name}`)
  const reason =
    linear.length > 0
      ? `nothing bounds the rate (${linear.join(', ')}): lower the kernel's coefficients below the onset of growth, add inhibition or use a saturating transfer`
      : 'lower the gain of the connections or the input, or try a smaller simulation.dt'
  return `dt = ${dt} is short enough for tau, so the network itself grows; ${reason}`
}

/** The first expression and time in the last `since` steps at which an input was on and not finite. */
function unsoundSince(
  network: Network,
  { place, to, from, until, term }: Input,
  end: number,
  since: number,
  largest: number,
): { place: string; t: number } | null {
  const { dt, method } = network.simulation
  const { space } = network.populations[to]!
  const signals = signalsOf(network)
  const fields =
    term.kind === 'expression'
      ? [{ place: `${place}.expression`, size: space.size, expression: term.expression }]
      : term.kind === 'velocity'
        ? term.velocity.map((expression, a) => ({ place: `${place}.velocity[${a}]`, size: 1, expression }))
        : []
  for (const { place: own, size, expression } of fields) {
    const coordinates = term.kind === 'velocity' ? new Map() : space.coordinates
    const field = compileField(expression, coordinates, size, signals.names)
    const values = new Float64Array(size)
    for (let step = Math.max(0, end - since); step < end; step++) {
      if (!isOn({ from, until }, step, dt)) continue
      for (const fraction of new Set(stageFractions[method])) {
        const t = (step + fraction) * dt
        field(signals.at(t), values, 0)
        if (!values.every((value) => Math.abs(value) <= largest)) return { place: own, t }
      }
    }
  }
  return null
}
