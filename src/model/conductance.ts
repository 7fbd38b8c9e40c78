/**
 * Conductances: what arrives through a synapse with the reversal potential E is a named input g of the receiving
 * model, and I becomes I + g (E - v), v the first variable. Engines know inputs only; the local decay rate of
 * exponential Euler has the conductance in it by itself.
 */
import { InputError, quoted } from '../errors.ts'
import type { Model } from './model.ts'
import { freeNames, substitute } from './rewrite.ts'
import { simplify } from './simplify.ts'
import type { Expression } from './tree.ts'
import { binary, named, numeral } from './tree.ts'

/** The name of the input that carries the conductance to `reversal`, in a model that has it. */
export interface Conductance {
  readonly reversal: number
  readonly name: string
}

/**
 * The model with an input for each of the reversal potentials, all different, and what they are called. Throws
 * InputError for a model whose equations do not use I.
 */
export function withConductances(
  model: Model,
  reversals: readonly number[],
): { readonly model: Model; readonly conductances: readonly Conductance[] } {
  if (reversals.length === 0) return { model, conductances: [] }
  if (!model.variables.some(({ equation }) => freeNames(equation).includes('I')))
    throw new InputError(
      'reversal',
      'a receiving model whose equations use I, to which g (E - v) is added',
      quoted(model.name),
      'Write I into an equation, or name an input and use "into"',
    )
  const taken = new Set([
    ...model.variables.map(({ name }) => name),
    ...Object.keys(model.parameters),
    ...(model.inputs ?? []),
  ])
  const conductances: Conductance[] = []
  for (const reversal of reversals) {
    let name = `g_${conductances.length + 1}`
    while (taken.has(name)) name = `${name}_`
    taken.add(name)
    conductances.push({ reversal, name })
  }
  const v = named(model.variables[0]!.name)
  const current = conductances.reduce<Expression>(
    (sum, { reversal, name }) =>
      binary('+', sum, binary('*', named(name), binary('-', numeral(reversal), v))),
    named('I'),
  )
  const put = (expression: Expression) =>
    freeNames(expression).includes('I')
      ? simplify(substitute(expression, new Map([['I', current]])))
      : expression
  const { spike } = model
  return {
    model: {
      ...model,
      variables: model.variables.map((variable) => ({ ...variable, equation: put(variable.equation) })),
      inputs: [...(model.inputs ?? []), ...conductances.map(({ name }) => name)],
      ...(spike === undefined
        ? {}
        : {
            spike: {
              ...spike,
              condition: put(spike.condition),
              resets: spike.resets.map((reset) => ({ ...reset, value: put(reset.value) })),
            },
          }),
    },
    conductances,
  }
}
