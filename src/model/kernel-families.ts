/**
 * Named kernels of geodesic distance d (the coordinate `distance`, in the space's own units: radians on
 * circle, sphere and rotations). Every one is an expression like a user's own, plus `baseline`.
 * Beyond the cut locus of a torus or circle nothing is summed over images: d is the shortest way.
 */
import { InputError, quoted } from '../errors.ts'
import { parseExpression } from './parse.ts'
import type { Expression } from './tree.ts'

export type FamilyName = 'von-mises' | 'mexican-hat' | 'gaussian'

interface Family {
  readonly text: string
  /** parameter -> default, null when it must be given */
  readonly parameters: Readonly<Record<string, number | null>>
  /** parameters that must be positive */
  readonly positive: readonly string[]
}

export const families: Readonly<Record<FamilyName, Family>> = {
  /** the bump of circular statistics, its largest value `amplitude` at d = 0 */
  'von-mises': {
    text: 'amplitude*exp(kappa*(cos(distance) - 1)) + baseline',
    parameters: { kappa: null, amplitude: 1, baseline: 0 },
    positive: [],
  },
  gaussian: {
    text: 'amplitude*exp(-distance^2/(2*width^2)) + baseline',
    parameters: { width: null, amplitude: 1, baseline: 0 },
    positive: ['width'],
  },
  /**
   * A difference of Gaussians: a centre of width `width` minus `surround` times one `ratio` times as
   * wide. `surround` is 1/ratio unless given, which balances the two areas on a line.
   */
  'mexican-hat': {
    text: 'amplitude*(exp(-distance^2/(2*width^2)) - surround*exp(-distance^2/(2*(ratio*width)^2))) + baseline',
    parameters: { width: null, ratio: 2, surround: Number.NaN, amplitude: 1, baseline: 0 },
    positive: ['width', 'ratio'],
  },
}

/** The expression of a family and its parameters with defaults. Throws InputError at a parameter's name. */
export function familyOf(
  name: FamilyName,
  given: Readonly<Record<string, number>>,
): { expression: Expression; constants: Record<string, number> } {
  const family = families[name]
  const known = Object.keys(family.parameters)
  for (const key of Object.keys(given)) {
    if (!known.includes(key))
      throw new InputError(key, `a parameter of ${name}: ${known.join(', ')}`, quoted(key))
  }
  const constants: Record<string, number> = {}
  for (const key of known) {
    const value = given[key] ?? family.parameters[key] ?? null
    if (value === null) throw new InputError(key, 'a number', 'nothing', `Give ${key} of the ${name} kernel`)
    constants[key] = value
  }
  if (Number.isNaN(constants['surround'])) constants['surround'] = 1 / constants['ratio']!
  for (const key of known) {
    const value = constants[key]!
    const positive = family.positive.includes(key)
    if (!Number.isFinite(value) || (positive && value <= 0))
      throw new InputError(key, positive ? 'a positive number' : 'a finite number', quoted(value))
  }
  return { expression: parseExpression(family.text), constants }
}
