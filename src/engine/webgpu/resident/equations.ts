/** A population's equations as WGSL for one slot: see `inSlot` in shaders/resident/structure.ts for the names. */
import { float } from '../../../../shaders/compose.ts'
import type { SpecialName } from '../../../../shaders/lib/special.wgsl.ts'
import type { Code, Level } from '../../../../shaders/resident/structure.ts'
import { derivativeThroughRate } from '../../../model/derivative.ts'
import type { Leaf } from '../../../model/emit.ts'
import type { Population } from '../../../model/network.ts'
import { takeReductions } from '../../../model/rewrite.ts'
import type { Expression } from '../../../model/tree.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import { type Signals, signalNumber } from '../signals.ts'

export interface EquationsText {
  readonly rateLevels: readonly Level[]
  readonly rate: Code
  readonly flowLevels: readonly Level[]
  readonly flow: Code
}

/** What all emissions of a pass call and read: library functions, and functions of time alone. */
export interface Called {
  readonly functions: Set<SpecialName>
  readonly signals: Signals
}

/** A leaf where nothing but time is known. */
export function unnamed(name: string): Leaf {
  throw new Error(`nothing is called ${name}`)
}

/** Code of expressions, their functions and what depends on time alone noted in `called`. */
export function codeOf(
  expressions: readonly Expression[],
  leaf: (name: string) => Leaf,
  prefix: string,
  called: Called,
): Code {
  const { uniform, local, results, functions } = emitWgsl(
    expressions.map(called.signals.take),
    (name) => {
      const signal = signalNumber(name)
      return signal === null ? leaf(name) : { code: `signalAt(turn, ${signal}u)`, varies: false }
    },
    prefix,
  )
  for (const name of functions) called.functions.add(name)
  return { uniform, local, results }
}

/** The rate, the equations and, `withDecay`, their decay rates; p is the population's index. */
export function equationsText(
  { model, space }: Population,
  p: number,
  withDecay: boolean,
  called: Called,
): EquationsText {
  const variables = model.variables.map((v) => v.name)
  const parameters = Object.keys(model.parameters)
  const equal = space.weights.every((w) => w === space.weights[0])
  const named =
    (phase: string) =>
    (name: string): Leaf => {
      if (name.startsWith('$')) return { code: `${phase}${p}m${name.slice(1)}`, varies: false }
      const variable = variables.indexOf(name)
      if (variable >= 0) return { code: `v${variable}`, varies: true }
      const parameter = parameters.indexOf(name)
      if (parameter >= 0) return { code: `p${p}_${parameter}`, varies: false }
      if (name === 'r') return { code: 'r', varies: true }
      if (name === 'I') return { code: 'input', varies: true }
      return unnamed(name)
    }
  // sums run over w e, or over e where the weights are equal
  const factor = (reduction: 'mean' | 'sum'): string => {
    if (reduction === 'mean') return equal ? float(1 / space.size) : '1.0'
    return equal ? '1.0' : float(space.size)
  }
  function phase(expressions: readonly Expression[], letter: string): { levels: Level[]; code: Code } {
    const taken = takeReductions(expressions)
    const depth = Math.max(0, ...taken.reductions.map((r) => r.level + 1))
    const levels = Array.from({ length: depth }, (_, level): Level => {
      const found = taken.reductions.filter((r) => r.level === level)
      const values = found.map((r) => r.argument)
      return {
        ...codeOf(values, named(letter), `${letter}${p}l${level}_`, called),
        names: found.map((r) => named(letter)(r.name).code),
        factors: found.map((r) => factor(r.reduction)),
      }
    })
    return { levels, code: codeOf(taken.expressions, named(letter), `${letter}${p}_`, called) }
  }
  const equations = model.variables.map((v) => v.equation)
  const decays = withDecay
    ? model.variables.map((v) => derivativeThroughRate(v.equation, v.name, model.rate))
    : []
  const rate = phase([model.rate], 'a')
  const flow = phase([...equations, ...decays], 'b')
  return { rateLevels: rate.levels, rate: rate.code, flowLevels: flow.levels, flow: flow.code }
}
