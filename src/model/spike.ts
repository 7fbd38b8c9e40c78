/** The spike rule of a model: when a neuron fires, what that leaves behind, and how long it is silent. */
import { InputError, placed, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { SpikeRule, SpikeText } from './model.ts'
import { checkNames } from './names.ts'
import { parseExpression } from './parse.ts'
import { contains, freeNames } from './rewrite.ts'
import type { Expression } from './tree.ts'

/**
 * @param variables of the model, which resets and clamps name
 * @param parameters its parameters, in which the refractory time is
 * @param available every name that conditions and resets may use
 * @param finish puts phi in
 * @throws InputError placed under `model.spike`
 */
export function spikeOf(
  text: SpikeText,
  variables: readonly string[],
  parameters: readonly string[],
  available: readonly string[],
  finish: (expression: Expression) => Expression,
): SpikeRule {
  const { when, hazard, reset = {}, refractory, clamp = [] } = text
  if ((when === undefined) === (hazard === undefined))
    throw new InputError(
      'model.spike',
      'exactly one of when and hazard',
      when === undefined ? 'none of them' : 'when and hazard',
    )
  const kind = when === undefined ? 'hazard' : 'when'
  const made = (given: string | number, place: string): Expression =>
    placed(`model.spike.${place}`, () => {
      const expression = parseExpression(String(given))
      refuseRate(expression)
      if (contains(expression, 'reduction'))
        throw new InputError(
          '',
          "an expression in the neuron's own state, without mean and sum",
          quoted(given),
          'Let a state variable follow the mean',
        )
      checkNames(expression, available)
      return finish(expression)
    })
  const condition = made(when ?? hazard!, kind)
  const resets = Object.entries(reset).map(([name, value]) => ({
    variable: variableOf(name, `model.spike.reset.${name}`, variables),
    value: made(value, `reset.${name}`),
  }))
  const held = clamp.map((name, k) => variableOf(name, `model.spike.clamp[${k}]`, variables))
  held.forEach((variable, k) => {
    if (held.indexOf(variable) !== k)
      throw new InputError(`model.spike.clamp[${k}]`, 'every variable once', quoted(clamp[k]), 'Remove it')
  })
  if (held.length > 0 && refractory === undefined)
    throw new InputError(
      'model.spike.clamp',
      'a refractory time, in which it holds',
      'none',
      'Add refractory',
    )
  return {
    kind,
    condition,
    resets,
    refractory:
      refractory === undefined
        ? null
        : placed('model.spike.refractory', () => timeOf(refractory, parameters)),
    clamp: held,
  }
}

function timeOf(refractory: string | number, parameters: readonly string[]): Expression {
  const time = parseExpression(String(refractory))
  if (contains(time, 'transfer') || contains(time, 'reduction'))
    throw new InputError('', 'a time in parameters', quoted(refractory))
  checkNames(time, parameters)
  if (freeNames(time).length === 0 && time.kind === 'number' && time.value < 0)
    throw new InputError('', 'a time of 0 or more', quoted(refractory))
  return time
}

function variableOf(name: string, place: string, variables: readonly string[]): number {
  const variable = variables.indexOf(name)
  if (variable >= 0) return variable
  throw new InputError(
    place,
    `a state variable (${variables.join(', ')})`,
    quoted(name),
    didYouMean(name, variables),
  )
}

/** A spike train has no value at a time: what a spike does stands in the reset. */
export function refuseRate(expression: Expression): void {
  if (freeNames(expression).includes('r'))
    throw new InputError(
      '',
      'an expression without r, which is a train of spikes here',
      quoted('r'),
      'Write what a spike does into "reset"',
    )
}

/** As lines of a description: `spike when v > v_th`, `v -> v_reset`. */
export function spikeLines({ when, hazard, reset = {}, refractory, clamp = [] }: SpikeText): string[] {
  return [
    when === undefined ? `spike at rate ${hazard}` : `spike when ${when}`,
    ...Object.entries(reset).map(([name, value]) => `${name} -> ${value}`),
    ...(refractory === undefined ? [] : [`refractory for ${refractory}`]),
    ...(clamp.length === 0 ? [] : [`${clamp.join(', ')} held meanwhile`]),
  ]
}
