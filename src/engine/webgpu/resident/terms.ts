/** Input from outside: what is always on as one table, the rest term by term with its window in steps. */
import type { TermText } from '../../../../shaders/resident/structure.ts'
import { placed } from '../../../errors.ts'
import type { Leaf } from '../../../model/emit.ts'
import { checkNames } from '../../../model/names.ts'
import type { Input, Network } from '../../../model/network.ts'
import { parseExpression } from '../../../model/parse.ts'
import { freeNames, substitute } from '../../../model/rewrite.ts'
import { isAlwaysOn } from '../../inputs.ts'
import { type BumpForm, bumpForm, courseOf } from '../../moving-bump.ts'
import type { Called } from './equations.ts'
import { codeOf } from './equations.ts'
import type { Tables } from './tables.ts'

/** No step is as late. */
export const endless = 2 ** 32 - 1

/** The sum of a population's constant inputs, null where it has none. */
export function constantInput(network: Network, p: number): Float64Array | null {
  let sum: Float64Array | null = null
  for (const input of network.inputs) {
    if (input.to !== p || input.term.kind !== 'static' || !isAlwaysOn(input)) continue
    const { values } = input.term
    sum = sum === null ? values.slice() : sum.map((value, i) => value + values[i]!)
  }
  return sum
}

/** Where the window of an input stands. */
export function windowOf({ from, until }: Input, dt: number, words: Tables): number {
  return words.add([stepAt(from, dt), stepAt(until, dt)])
}

/** The other inputs of population p, but velocity drives, which are connections. */
export function termsOf(
  network: Network,
  p: number,
  floats: Tables,
  words: Tables,
  called: Called,
): TermText[] {
  const { dt } = network.simulation
  const { space } = network.populations[p]!
  const terms: TermText[] = []
  for (const [index, input] of network.inputs.entries()) {
    const { term, place } = input
    if (input.to !== p || term.kind === 'velocity' || (term.kind === 'static' && isAlwaysOn(input))) continue
    const windowAt = windowOf(input, dt, words)
    switch (term.kind) {
      case 'static':
        terms.push({ kind: 'values', windowAt, at: floats.add(term.values) })
        break
      case 'frames': {
        const count = Math.floor(term.frames.length / space.size)
        const first = Math.max(0, input.from)
        const starts = Array.from({ length: count }, (_, f) => frameStart(f, first, term.every, dt))
        const framesAt = words.add([count, ...starts])
        terms.push({ kind: 'frames', windowAt, at: floats.add(term.frames), framesAt })
        break
      }
      case 'expression': {
        const { expression } = term
        const names = [...space.coordinates.keys()]
        placed(place, () => checkNames(expression, [...names, 't']))
        const leaf = (name: string): Leaf => ({ code: `c_${name}`, varies: true })
        const coordinates = freeNames(expression)
          .filter((name) => name !== 't')
          .map((name) => ({ name: `c_${name}`, at: floats.add(space.coordinates.get(name)!) }))
        const code = placed(place, () => codeOf([expression], leaf, `e${index}_`, called))
        terms.push({ kind: 'expression', windowAt, code, coordinates })
        break
      }
      case 'moving-bump': {
        const form = placed(place, () => bumpForm(term, space))
        terms.push({ kind: 'expression', windowAt, ...bumpText(form, `e${index}_`, floats, called) })
      }
    }
  }
  return terms
}

/** amplitude exp(linear d + quadratic d^2 + constant), d = sum_m feature_m c_m(t); its numbers in `tables`. */
function bumpText(
  form: BumpForm,
  prefix: string,
  floats: Tables,
  called: Called,
): Pick<Extract<TermText, { kind: 'expression' }>, 'code' | 'coordinates'> {
  const { amplitude, linear, quadratic, constant, features, course } = form
  const first = floats.add([amplitude, linear, quadratic, constant])
  const d = `(${course.map((_, m) => `f${m} * c${m}`).join(' + ')})`
  const expression = substitute(
    parseExpression(`k0 * exp(k1 * ${d} + k2 * ${d}^2 + k3)`),
    new Map(course.map((component, m) => [`c${m}`, courseOf(component)])),
  )
  const leaf = (name: string): Leaf => {
    if (name.startsWith('f')) return { code: `c_${name}`, varies: true }
    return { code: `tables[${first + Number(name.slice(1))}u]`, varies: false }
  }
  const coordinates = features.map((feature, m) => ({ name: `c_f${m}`, at: floats.add(feature) }))
  return { code: codeOf([expression], leaf, prefix, called), coordinates }
}

/** The first step whose start, with the slack of `isOn`, is not before `time`. */
export function stepAt(time: number, dt: number): number {
  if (time <= 0) return 0
  if (!(time < endless * dt)) return endless
  const slack = 1e-6 * dt
  let step = Math.max(0, Math.floor(time / dt) - 1)
  while (step * dt < time - slack) step++
  return step
}

/** The first step at which frame f is shown, as src/engine/inputs.ts counts. */
export function frameStart(f: number, first: number, every: number, dt: number): number {
  if (f === 0) return 0
  const guess = (first + f * every) / dt
  if (!(guess < endless - 2)) return endless
  let step = Math.max(0, Math.floor(guess) - 2)
  while (Math.floor((step * dt - first + 1e-6 * dt) / every) < f) step++
  return step
}
