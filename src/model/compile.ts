/**
 * Compiles trees to JavaScript functions (new Function): a plain function of numbers, a field on a space's
 * coordinates, and a whole model as fused loops. A page that runs them needs a content policy that allows
 * 'unsafe-eval'.
 */
import { InputError, quoted } from '../errors.ts'
import { derivativeThroughRate } from './derivative.ts'
import type { Leaf } from './emit.ts'
import { functionNames, functions, powerValue } from './functions.ts'
import { emit, loops } from './javascript.ts'
import type { CompiledEvents, CompiledModel, Model } from './model.ts'
import { checkNames } from './names.ts'
import type { Expression } from './tree.ts'
import { numeral } from './tree.ts'

/** The functions that the code calls by name, for they are no part of Math. */
const ours = functionNames.filter((name) => functions[name].javascript === undefined)

/** The function of this signature and body, in which `w` and `c` and the language's functions are known. */
export function built<T>(signature: string, body: string, w: Float64Array, c: readonly Float64Array[]): T {
  const make = new Function(
    'power',
    ...ours,
    'w',
    'c',
    `'use strict'\nreturn function (${signature}) {\n${body}\n}`,
  )
  return make(powerValue, ...ours.map((name) => functions[name].value), w, c) as T
}

const nothing = new Float64Array(0)

/**
 * The function of the values of `names`, in that order. Throws InputError for another name, phi or a
 * reduction.
 */
export function compileExpression(
  expression: Expression,
  names: readonly string[],
): (...values: number[]) => number {
  checkNames(expression, names)
  const leaf = (name: string): Leaf => ({
    code: name === 'pi' ? 'Math.PI' : `a${names.indexOf(name)}`,
    varies: true,
  })
  const { uniform, local, results } = emit([expression], leaf, 'k')
  const signature = names.map((_, k) => `a${k}`).join(', ')
  return built(signature, [...uniform, ...local, `return ${results[0]}`].join('\n'), nothing, [])
}

/** Writes output[offset + i], 0 <= i < size, for the given values of the uniform names. No allocation. */
export type Field = (values: ArrayLike<number>, output: Float64Array, offset: number) => void

/**
 * An expression in coordinates (arrays of `size` values) and in `uniforms`, names that are the same at every
 * point, such as t. Throws InputError for another name, phi or a reduction.
 */
export function compileField(
  expression: Expression,
  coordinates: ReadonlyMap<string, Float64Array>,
  size: number,
  uniforms: readonly string[] = [],
): Field {
  const names = [...coordinates.keys()]
  checkNames(expression, [...names, ...uniforms])
  const leaf = (name: string): Leaf => {
    if (name === 'pi') return { code: 'Math.PI', varies: false }
    const uniform = uniforms.indexOf(name)
    if (uniform >= 0) return { code: `values[${uniform}]`, varies: false }
    return { code: `c${names.indexOf(name)}[i]`, varies: true }
  }
  const { uniform, local, results } = emit([expression], leaf, 'k')
  const arrays = names.map((_, k) => `const c${k} = c[${k}]`)
  const loop = [`for (let i = 0; i < ${size}; i++) {`, ...local, `output[offset + i] = ${results[0]}`, '}']
  return built('values, output, offset', [...arrays, ...uniform, ...loop].join('\n'), nothing, [
    ...coordinates.values(),
  ])
}

/** The values of an expression in coordinates and named constants at each of `size` points. */
export function evaluateOn(
  expression: Expression,
  coordinates: ReadonlyMap<string, Float64Array>,
  size: number,
  constants: Readonly<Record<string, number>> = {},
): Float64Array {
  const output = new Float64Array(size)
  compileField(expression, coordinates, size, Object.keys(constants))(Object.values(constants), output, 0)
  return output
}

/** What compiled models are laid out by. */
export interface ModelLayout {
  /** parameters that differ between neurons, N values each; they take the place of the one in `parameters` */
  readonly perNeuron?: Readonly<Record<string, Float64Array>>
  /** from one input of a neuron to its next; N if absent */
  readonly inputStride?: number
}

/**
 * A model on N neurons with weights w (sum 1), which its means and sums use: mean(e) = sum_i w_i e_i,
 * sum(e) = N mean(e). The model's expressions hold no phi any more. Throws InputError for undeclared names.
 */
export function compileModel(model: Model, weights: Float64Array, layout: ModelLayout = {}): CompiledModel {
  const size = weights.length
  const { leaf, arrays, own, parameterNames } = leavesOf(model, size, layout)
  const body = (expressions: readonly Expression[], array: string, offset: string): string =>
    loops(
      expressions,
      expressions.map((_, k) => `${array}[${offset} + ${k * size} + i]`),
      leaf,
      size,
    )

  checkNames(model.rate, own)
  const equations = model.variables.map((v) => v.equation)
  for (const equation of equations) checkNames(equation, [...own, 'r', 'I', ...(model.inputs ?? [])])
  const decays = model.variables.map((v) => derivativeThroughRate(v.equation, v.name, model.rate))

  const all = 'state, s, rate, r, input, q, parameters, p, t'
  const make = <T>(signature: string, text: string): T =>
    built(signature, [...arrays.code, text].join('\n'), weights, arrays.values)
  return {
    model,
    size,
    parameterNames,
    rates: make('state, s, parameters, p, t, rate, r', body([model.rate], 'rate', 'r')),
    flow: make(`${all}, flow, o`, body(equations, 'flow', 'o')),
    decay: make(`${all}, decay, o`, body(decays, 'decay', 'o')),
  }
}

/**
 * The spike rule of a model on N neurons, in the layout of `compileModel`.
 * @param signals names whose values, the same for all neurons, the rule may use
 * Throws InputError for a model without one, and for undeclared names.
 */
export function compileEvents(
  model: Model,
  size: number,
  signals: readonly string[] = [],
  layout: ModelLayout = {},
): CompiledEvents {
  const { spike } = model
  if (spike === undefined) throw new InputError('model', 'a spiking model', quoted(model.name))
  const { leaf: inModel, arrays, own } = leavesOf(model, size, layout)
  const known = [...own, 'I', ...(model.inputs ?? []), ...signals]
  const leaf = (name: string): Leaf => {
    const signal = signals.indexOf(name)
    return signal < 0 ? inModel(name) : { code: `signals[${signal}]`, varies: false }
  }
  const values = spike.resets.map((reset) => reset.value)
  for (const expression of [spike.condition, ...values]) checkNames(expression, known)
  if (spike.refractory !== null) checkNames(spike.refractory, Object.keys(model.parameters))

  const single = (expressions: readonly Expression[]): { readonly lines: string[]; results: string[] } => {
    const { uniform, local, results } = emit(expressions, leaf, 'k')
    return { lines: [...arrays.code, ...uniform, ...local], results }
  }
  const reset = single(values)
  const stores = spike.resets.map(
    ({ variable }, k) => `state[s + ${variable * size} + i] = ${reset.results[k]}`,
  )
  const time = single(spike.refractory === null ? [numeral(0)] : [spike.refractory])
  const all = 'state, s, input, q, parameters, p, t, signals'
  const make = <T>(signature: string, lines: readonly string[]): T =>
    built(signature, lines.join('\n'), nothing, arrays.values)
  return {
    spike,
    size,
    condition: make(`${all}, out, o`, [...arrays.code, loops([spike.condition], ['out[o + i]'], leaf, size)]),
    reset: make(`${all}, i`, [...reset.lines, ...stores]),
    refractory: make('parameters, p, i', [...time.lines, `return ${time.results[0]}`]),
  }
}

/** How compiled code reads the names of a model, and the arrays that it holds on to. */
function leavesOf(model: Model, size: number, { perNeuron = {}, inputStride = size }: ModelLayout) {
  const variables = model.variables.map((v) => v.name)
  const parameterNames = Object.keys(model.parameters)
  const inputs = ['I', ...(model.inputs ?? [])]
  const varied = Object.keys(perNeuron)
  const leaf = (name: string): Leaf => {
    const variable = variables.indexOf(name)
    if (variable >= 0) return { code: `state[s + ${variable * size} + i]`, varies: true }
    const each = varied.indexOf(name)
    if (each >= 0) return { code: `c${each}[i]`, varies: true }
    const parameter = parameterNames.indexOf(name)
    if (parameter >= 0) return { code: `parameters[p + ${parameter}]`, varies: false }
    if (name === 'r') return { code: 'rate[r + i]', varies: true }
    const input = inputs.indexOf(name)
    if (input === 0) return { code: 'input[q + i]', varies: true }
    if (input > 0) return { code: `input[q + ${input * inputStride} + i]`, varies: true }
    return { code: name === 'pi' ? 'Math.PI' : 't', varies: false }
  }
  return {
    leaf,
    parameterNames,
    own: [...variables, ...parameterNames, 't'],
    arrays: { code: varied.map((_, k) => `const c${k} = c[${k}]`), values: varied.map((v) => perNeuron[v]!) },
  }
}
