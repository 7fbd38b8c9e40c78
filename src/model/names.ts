/** Which names an expression may use, and which a model may give. */
import { InputError, quoted } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { functionNames } from './functions.ts'
import { print } from './print.ts'
import { nameNodes } from './rewrite.ts'
import type { Expression } from './tree.ts'

const taken: ReadonlySet<string> = new Set([...functionNames, 'mean', 'sum', 'phi', 'pi', 'I', 't', 'r'])

/** Throws InputError for the first name that is not among `declared` (pi always is). */
export function checkNames(expression: Expression, declared: readonly string[]): void {
  for (const { name } of nameNodes(expression)) {
    if (declared.includes(name)) continue
    const list = declared.length === 0 ? 'no names but pi' : `a declared name (${declared.join(', ')}, pi)`
    const whole = print(expression)
    const where = whole === name ? '' : ` in "${whole.length > 80 ? `${whole.slice(0, 77)}...` : whole}"`
    throw new InputError('', list, `${quoted(name)}${where}`, didYouMean(name, declared))
  }
}

/**
 * Throws InputError unless `name` may be a state variable or parameter: a letter, then letters, digits and
 * underscores, and no word of the language. `allowed` exempts one word (r, when the rate is that variable).
 */
export function checkGivenName(name: string, allowed = ''): void {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    throw new InputError(
      '',
      'a name of letters, digits and underscores that starts with a letter',
      quoted(name),
    )
  if (taken.has(name) && name !== allowed)
    throw new InputError(
      '',
      'a name that is no word of the language',
      quoted(name),
      `Taken are I, t, r, pi and the functions (${functionNames.join(', ')}, mean, phi, sum)`,
    )
}
