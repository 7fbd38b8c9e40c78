/** What the loops over neurons have in common, in JavaScript and over pairs: how they read names, numbers and noise. */
import type { Leaf } from '../../model/emit.ts'
import type { Population } from '../../model/network.ts'
import type { NoiseSource } from '../methods.ts'

/** grown(z) = (exp(z) - 1)/z, as methods.ts has it. */
export const grownText = 'const grown = (z) => (Math.abs(z) < 1e-8 ? 1 + 0.5 * z : Math.expm1(z) / z)'

/** A number as code that may follow an operator. */
export function literal(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '-0' : value})` : `${value}`
}

/** How the loop reads the names of a model, at a stage whose state is in locals called `state`0, `state`1, ... */
export function leaves(
  { model, perNeuron = {} }: Population,
  state: string,
  stage: number,
  time: string,
  signals: readonly string[] = [],
): (name: string) => Leaf {
  const variables = model.variables.map(({ name }) => name)
  const parameters = Object.keys(model.parameters)
  const inputs = ['I', ...(model.inputs ?? [])]
  const own = Object.keys(perNeuron)
  return (name) => {
    const variable = variables.indexOf(name)
    if (variable >= 0) return { code: `${state}${variable}`, varies: true }
    if (own.includes(name)) return { code: `c${own.indexOf(name)}[j]`, varies: true }
    const input = inputs.indexOf(name)
    if (input >= 0) return { code: `I${stage}_${input}`, varies: true }
    const parameter = parameters.indexOf(name)
    if (parameter >= 0) return { code: `parameters[p + ${parameter}]`, varies: false }
    if (name === 't') return { code: time, varies: false }
    const signal = signals.indexOf(name)
    return { code: signal < 0 ? 'Math.PI' : `signals[${signal}]`, varies: false }
  }
}

/** Whether the noise of the variable that begins there in the state is white. */
export function isWhite({ kind }: NoiseSource, at: number): boolean {
  return typeof kind === 'string'
    ? kind === 'white'
    : kind.some(([from, until]) => at >= from! && at < until!)
}
