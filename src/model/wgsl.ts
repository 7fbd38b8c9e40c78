/**
 * Trees to WGSL, float32: the same values as the JavaScript within the stated error of the device's library.
 * Constants are folded in float64 before they are rounded; truth is 1.0, falsehood 0.0.
 */

import { float } from '../../shaders/compose.ts'
import type { SpecialName } from '../../shaders/lib/special.wgsl.ts'
import { special, specialNames } from '../../shaders/lib/special.wgsl.ts'
import { InputError } from '../errors.ts'
import type { Dialect, Emitted, Leaf } from './emit.ts'
import { emitIn } from './emit.ts'
import { binaryValue, functions, unaryValue } from './functions.ts'
import { rewrite } from './rewrite.ts'
import { simplifier } from './simplify.ts'
import type { Expression, FunctionName } from './tree.ts'
import { numeral, parts } from './tree.ts'

export interface EmittedWgsl extends Emitted {
  /** what the statements call; a shader of several emissions takes `special` of all their names */
  readonly functions: readonly SpecialName[]
  /** `special(functions)` */
  readonly library: string
}

/**
 * Emits expressions free of phi and reductions as `let` statements called `prefix`0, `prefix`1, ... `leaf`
 * gives the code of an f32 for every name but pi. Throws InputError for a number other than 0 whose size
 * float32 does not reach (1.2e-38 to 3.4e38).
 */
export function emitWgsl(
  expressions: readonly Expression[],
  leaf: (name: string) => Leaf,
  prefix: string,
): EmittedWgsl {
  const used = new Set<SpecialName>()
  const simplify = simplifier()
  const folded = expressions.map((e) => rewrite(simplify(rewrite(e, numbersFolded)), numbersFolded))
  const emitted = emitIn(dialectOf(used), folded, leaf, prefix)
  const names = specialNames.filter((name) => used.has(name))
  return { ...emitted, functions: names, library: special(names) }
}

/** pi, and whatever has only numbers for parts, as a number: one that is not finite too. */
function numbersFolded(e: Expression): Expression {
  if (e.kind === 'name') return e.name === 'pi' ? numeral(Math.PI) : e
  const values = parts(e).map((part) => (part.kind === 'number' ? part.value : null))
  if (values.length === 0 || values.includes(null)) return e
  const numbers = values as number[]
  switch (e.kind) {
    case 'unary':
      return numeral(unaryValue(e.operator, numbers[0]!))
    case 'binary':
      return numeral(binaryValue(e.operator, numbers[0]!, numbers[1]!))
    case 'call':
      return numeral(functions[e.function].value(...numbers))
    default:
      return e
  }
}

/** WGSL's own function, exact, where it loses no NaN. */
const exact: Partial<Record<FunctionName, string>> = { abs: 'abs', ceil: 'ceil', floor: 'floor' }

/** Functions whose library form has another name than theirs with 32 at the end. */
const renamed: Partial<Record<FunctionName, SpecialName>> = { atan2: 'angle32' }

function dialectOf(used: Set<SpecialName>): Dialect {
  const call = (name: SpecialName, ...codes: string[]): string => {
    used.add(name)
    return `${name}(${codes.join(', ')})`
  }
  const truth = (condition: string): string => `select(0.0, 1.0, ${condition})`
  return {
    constant: (name, code) => `let ${name} = ${code};`,
    number: (value) => {
      if (Number.isNaN(value)) return call('nan32')
      if (!Number.isFinite(value)) return value > 0 ? call('inf32') : `(-${call('inf32')})`
      return float(inRange(value))
    },
    unary: (operator, a) => (operator === '-' ? `-${a}` : truth(`!${call('holds32', a)}`)),
    binary: (operator, a, b, exponent) => {
      switch (operator) {
        case '+':
        case '-':
        case '*':
        case '/':
          return `${a} ${operator} ${b}`
        case '^':
          return power(a, b, exponent)
        case '&&':
        case '||':
          return truth(`${call('holds32', a)} ${operator} ${call('holds32', b)}`)
        case '!=':
          return truth(call('differs32', a, b))
        default:
          return truth(`${call('ordered32', a, b)} && ${a} ${operator} ${b}`)
      }
    },
    call: (name, codes) => {
      if (name === 'where') return `select(${codes[2]}, ${codes[1]}, ${call('holds32', codes[0]!)})`
      if (name === 'max' || name === 'min') return codes.reduce((a, b) => call(`${name}32`, a, b))
      const own = exact[name]
      if (own !== undefined) return `${own}(${codes.join(', ')})`
      return call(renamed[name] ?? (`${name}32` as SpecialName), ...codes)
    },
  }

  function power(a: string, b: string, exponent: number | null): string {
    if (exponent === 2) return `${a} * ${a}`
    if (exponent === 3) return `${a} * ${a} * ${a}`
    if (exponent === -1) return `1.0 / ${a}`
    if (exponent === 0.5) return call('sqrt32', a)
    if (exponent !== null && Number.isInteger(exponent) && Math.abs(exponent) <= 32)
      return call('powi32', a, `${exponent}`)
    return call('pow32', a, b)
  }
}

function inRange(value: number): number {
  const size = Math.abs(value)
  if (size !== 0 && (size < 2 ** -126 || !Number.isFinite(Math.fround(size))))
    throw new InputError(
      '',
      'numbers of a size from 1.2e-38 to 3.4e38 or 0',
      String(value),
      'The GPU computes in float32: choose other units, or the CPU',
    )
  return value
}
