/** What a loop over pairs of neurons reads beside the state, and at which addresses: arrays, and numbers that all neurons share. */
import { built } from '../../model/compile.ts'
import { emit } from '../../model/javascript.ts'
import type { Population } from '../../model/network.ts'
import type { Expression } from '../../model/tree.ts'
import { grownText, leaves } from './leaves.ts'

/** An array, from the inputs from outside at each stage. */
export type Source = (outside: readonly Float64Array[]) => Float64Array

export interface Placed {
  /** [array, address]: copied once, or before every step */
  readonly constants: readonly (readonly [Float64Array, number])[]
  readonly copied: readonly (readonly [Source, number])[]
  /** puts what is the same for all neurons into u, `uniformCount` numbers that lie at `uniformsAt` */
  readonly uniforms: (
    parameters: Float64Array,
    p: number,
    step: number,
    signals: Float64Array,
    u: Float64Array,
  ) => void
  /** whether they are the same at every step */
  readonly steady: boolean
  readonly uniformsAt: number
  readonly uniformCount: number
  /** the first address that is free behind all */
  readonly end: number
}

export interface Places {
  /** the address of so many numbers */
  claim(numbers: number): number
  constant(array: Float64Array): number
  copied(length: number, source: Source): number
  /** the address of a number that this JavaScript gives */
  uniform(code: string): number
  /** JavaScript of an expression in names that are the same for all neurons */
  code(e: Expression, time: string, signals?: readonly string[]): string
  /** null where there are more numbers than room */
  finish(): Placed | null
}

const mostUniforms = 64

/** Addresses from `from` on. */
export function placesOf(population: Population, from: number): Places {
  let end = from
  const constants: [Float64Array, number][] = []
  const sources: [Source, number][] = []
  const lines: string[] = []
  const addresses = new Map<string, number>()
  const written = new Map<string, Map<Expression, string>>()
  let prefixes = 0

  function claim(numbers: number): number {
    const at = end
    end += Math.ceil((8 * numbers) / 64) * 64
    return at
  }
  const uniformsAt = claim(mostUniforms)

  return {
    claim,
    constant(array) {
      const at = claim(array.length)
      constants.push([array, at])
      return at
    },
    copied(length, source) {
      const at = claim(length)
      sources.push([source, at])
      return at
    },
    uniform(code) {
      const known = addresses.get(code)
      if (known !== undefined) return known
      const k = addresses.size
      lines.push(`u[${k}] = ${code}`)
      addresses.set(code, uniformsAt + 8 * k)
      return uniformsAt + 8 * k
    },
    code(e, time, signals = []) {
      const known = written.get(time) ?? new Map<Expression, string>()
      written.set(time, known)
      const found = known.get(e)
      if (found !== undefined) return found
      const { uniform, local, results } = emit(
        [e],
        leaves(population, '', 0, time, signals),
        `n${prefixes++}_`,
      )
      lines.push(...uniform, ...local)
      known.set(e, results[0]!)
      return results[0]!
    },
    finish() {
      if (addresses.size > mostUniforms) return null
      const uniforms = built<Placed['uniforms']>(
        'parameters, p, step, signals, u',
        [grownText, ...lines].join('\n'),
        new Float64Array(0),
        [],
      )
      const steady = !lines.some((line) => /\b(step|signals)\b/.test(line))
      return {
        ...{ constants, copied: sources, uniforms, steady },
        ...{ uniformsAt, uniformCount: addresses.size, end },
      }
    },
  }
}
