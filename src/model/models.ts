/** Model text to Model: names checked, phi put in, the experiment's parameters merged. */
import { InputError, placed, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { builtInModels } from './built-in.ts'
import type { Model, ModelText, Transfer, Variable } from './model.ts'
import { checkGivenName, checkNames } from './names.ts'
import { parseExpression } from './parse.ts'
import { contains, freeNames, substituteTransfer } from './rewrite.ts'
import { simplify } from './simplify.ts'
import { refuseRate, spikeLines, spikeOf } from './spike.ts'
import type { Expression } from './tree.ts'

/** A built-in model, for lists and documentation. */
export interface ModelDescription {
  readonly name: string
  readonly summary: string
  /** one line a variable: `x' = (-x + I)/tau`; then one for r, or those of the spike rule */
  readonly equations: readonly string[]
  readonly parameters: Readonly<Record<string, number>>
  readonly source: string
  /** whether it takes a transfer */
  readonly transfer: boolean
}

export const modelNames = Object.keys(builtInModels)

export const modelDescriptions: readonly ModelDescription[] = Object.entries(builtInModels).map(
  ([name, { summary, source, state, rate, spike, parameters = {} }]) => ({
    name,
    summary,
    equations: [
      ...Object.entries(state).map(([v, text]) => `${v}' = ${equationOf(text)}`),
      ...(spike === undefined ? [`r = ${rate}`] : spikeLines(spike)),
    ],
    parameters,
    source,
    transfer: [rate ?? '', String(spike?.hazard ?? ''), ...Object.values(state).map(equationOf)].some(
      (text) => text.includes('phi('),
    ),
  }),
)

/**
 * A built-in model with the experiment's parameters (defaults for the others) and transfer. Throws InputError
 * for an unknown name or parameter, and when a transfer is missing or of no use.
 */
export function modelByName(
  name: string,
  parameters: Readonly<Record<string, number>> = {},
  transfer: Transfer | null = null,
  signals: readonly string[] = [],
): Model {
  if (!Object.hasOwn(builtInModels, name))
    throw new InputError(
      'model',
      `a built-in model (${modelNames.join(', ')}) or equations`,
      quoted(name),
      didYouMean(name, modelNames),
    )
  return modelFromText(builtInModels[name]!, parameters, transfer, name, signals)
}

/**
 * A model from text. Places in messages are relative to the population: `model.state.x.equation`,
 * `parameters.tau`, `transfer`.
 * @param parameters the experiment's own; they override the text's defaults
 * @param transfer phi, where the text uses it; names in it other than x are parameters too
 * @param signals names that a spike rule may use beside its own
 */
export function modelFromText(
  text: ModelText,
  parameters: Readonly<Record<string, number>> = {},
  transfer: Transfer | null = null,
  name = 'equations',
  signals: readonly string[] = [],
): Model {
  checkKind(text)
  const variables = Object.keys(text.state)
  if (variables.length === 0) throw new InputError('model.state', 'at least one state variable', 'none')
  const defaults = text.parameters ?? {}
  const rateText = text.rate ?? '0'
  const rate = placed('model.rate', () => parseExpression(rateText))
  const inputs = text.inputs ?? []
  checkGivenNames(variables, Object.keys(defaults), inputs, rateText.trim())

  const values = mergedParameters(name, defaults, parameters, transfer, variables)
  const declared = [...variables, ...Object.keys(values), 't']
  const available = [...new Set([...declared, ...(text.spike === undefined ? ['r'] : []), 'I', ...inputs])]
  let usesPhi = contains(rate, 'transfer')
  const state = variables.map((variable): Variable => {
    const source = equationOf(text.state[variable]!)
    const initial = initialOf(text.state[variable]!)
    const place = `model.state.${variable}`
    return {
      name: variable,
      source,
      equation: placed(`${place}.equation`, () => {
        const equation = parseExpression(source)
        if (text.spike !== undefined) refuseRate(equation)
        checkNames(equation, available)
        usesPhi ||= contains(equation, 'transfer')
        return withTransfer(equation, transfer)
      }),
      initial: placed(`${place}.initial`, () => {
        const start = parseExpression(String(initial))
        if (contains(start, 'transfer') || contains(start, 'reduction'))
          throw new InputError('', 'an expression in parameters and coordinates', quoted(initial))
        return start
      }),
    }
  })
  placed('model.rate', () => checkNames(rate, declared))
  const spike =
    text.spike === undefined
      ? null
      : spikeOf(text.spike, variables, Object.keys(values), [...available, ...signals], (expression) => {
          usesPhi ||= contains(expression, 'transfer')
          return withTransfer(expression, transfer)
        })

  if (transfer !== null && !usesPhi)
    throw new InputError(
      'transfer',
      `no transfer, for ${name} does not use phi`,
      quoted(transfer.name),
      'Remove it',
    )
  return {
    name,
    variables: state,
    rate: placed('model.rate', () => withTransfer(rate, transfer)),
    parameters: values,
    transfer,
    ...(spike === null ? {} : { spike }),
    ...(inputs.length === 0 ? {} : { inputs }),
  }
}

/** Exactly one of rate and spike. */
function checkKind({ rate, spike }: ModelText): void {
  if (rate !== undefined && spike !== undefined)
    throw new InputError(
      'model',
      'either rate or spike',
      'both',
      'Remove one: a spiking model sends its spikes',
    )
  if (rate === undefined && spike === undefined)
    throw new InputError('model', 'a rate, or a spike rule', 'neither', 'Add for example rate: "tanh(x)"')
}

type StateText = ModelText['state'][string]

function equationOf(text: StateText): string {
  return typeof text === 'string' ? text : text.equation
}

function initialOf(text: StateText): string | number {
  return typeof text === 'string' ? 0 : (text.initial ?? 0)
}

function checkGivenNames(
  variables: readonly string[],
  parameters: readonly string[],
  inputs: readonly string[],
  rate: string,
): void {
  for (const variable of variables)
    placed(`model.state.${variable}`, () => checkGivenName(variable, rate === 'r' ? 'r' : ''))
  for (const parameter of parameters)
    placed(`model.parameters.${parameter}`, () => {
      checkGivenName(parameter)
      if (variables.includes(parameter))
        throw new InputError('', 'a name that is no state variable', quoted(parameter), 'Rename one of them')
    })
  for (const [k, input] of inputs.entries())
    placed(`model.inputs[${k}]`, () => {
      checkGivenName(input)
      if (variables.includes(input) || parameters.includes(input) || inputs.indexOf(input) !== k)
        throw new InputError('', 'a name that nothing else has', quoted(input), 'Rename one of them')
    })
}

/** Defaults, the experiment's values, and the parameters that only the transfer names. */
function mergedParameters(
  model: string,
  defaults: Readonly<Record<string, number>>,
  given: Readonly<Record<string, number>>,
  transfer: Transfer | null,
  variables: readonly string[],
): Record<string, number> {
  const ofTransfer = transfer === null ? [] : freeNames(transfer.phi).filter((name) => name !== 'x')
  for (const name of ofTransfer)
    placed('transfer', () => {
      checkGivenName(name)
      if (variables.includes(name))
        throw new InputError('', 'an expression in x and parameters', `the state variable ${quoted(name)}`)
    })
  const known = [...new Set([...Object.keys(defaults), ...ofTransfer])]
  for (const [name, value] of Object.entries({ ...defaults, ...given })) {
    const place = `parameters.${name}`
    if (!known.includes(name)) {
      const list = known.length === 0 ? 'no parameters' : `a parameter of ${model} (${known.join(', ')})`
      throw new InputError(place, list, quoted(name), didYouMean(name, known))
    }
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new InputError(place, 'a finite number', quoted(value))
  }
  const values: Record<string, number> = {}
  for (const name of known) {
    const value = given[name] ?? defaults[name]
    if (value === undefined)
      throw new InputError(`parameters.${name}`, `a value of ${name}, which the transfer names`, 'nothing')
    values[name] = value
  }
  return values
}

function withTransfer(expression: Expression, transfer: Transfer | null): Expression {
  if (transfer !== null) return simplify(substituteTransfer(expression, transfer.phi))
  if (contains(expression, 'transfer'))
    throw new InputError(
      '',
      'a transfer for phi',
      'none',
      'Give the population a transfer, e.g. transfer: erf',
    )
  return simplify(expression)
}
