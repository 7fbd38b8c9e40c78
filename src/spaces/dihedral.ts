/**
 * D(n) and O(2): two circles, r^a and r^a s, with the real irreps A1, A2, (B1, B2), E_k written down
 * in the angle, so that they may be evaluated between the samples.
 */
import { InputError, quoted } from '../errors.ts'
import { harmonicOf } from '../groups/component.ts'
import type { FiniteGroup } from '../groups/group.ts'
import { oncePerLabel } from '../once.ts'
import { turnedAlong } from './axis.ts'
import { lazyCoordinates, requiredCoordinates, tabulate } from './coordinates.ts'
import { checkElement, elementsOf, movedBy } from './elements.ts'
import type { Harmonic, Space } from './space.ts'
import { checkValues, columnTransform } from './transform.ts'

/** One irrep: its columns are functions of the phase k theta and of s. */
interface Wave {
  readonly label: string
  readonly dimension: 1 | 2
  /** k, of the phase k theta */
  readonly frequency: number
  column(index: number, phase: number, s: number): number
}

/**
 * @param sample D(n), index a + n b of r^a s^b
 * @param finite true for D(n), which has B1 and B2 where n is even, and the coordinate g
 */
export function dihedralSpace(name: string, sample: FiniteGroup, n: number, finite: boolean): Space {
  const size = 2 * n
  const theta = tabulate(size, (i) => (2 * Math.PI * (i % n)) / n)
  const s = tabulate(size, (i) => (i < n ? 1 : -1))
  const weights = new Float64Array(size).fill(1 / size)
  const wave = (label: string): Wave => waveOf(label, name, n, finite)
  const harmonic = oncePerLabel((label) => waveHarmonic(wave(label), n, s))
  const distance = (a: number, b: number): number => {
    if (a < n !== b < n) return Math.PI
    const steps = Math.abs((a % n) - (b % n))
    return (2 * Math.PI * Math.min(steps, n - steps)) / n
  }
  const coordinates = lazyCoordinates({
    theta: () => theta,
    s: () => s,
    ...(finite ? { g: () => tabulate(size, (i) => i) } : {}),
    distance: () => tabulate(size, (i) => distance(0, i)),
  })
  return {
    name,
    size,
    weights,
    shape: [2, n],
    coordinates,
    sample,
    cyclic: null,
    parent: { name: 'O(2)', dimension: 1 },
    get labels() {
      const doubles = Array.from({ length: Math.ceil(n / 2) - 1 }, (_, k) => `E${k + 1}`)
      return ['A1', 'A2', ...doubles, ...(finite && n % 2 === 0 ? ['B1', 'B2'] : [])]
    },
    harmonic,
    evaluate(label, given) {
      if (finite && !given.has('theta') && !given.has('s')) {
        const elements = elementsOf(sample, given)
        const at = (values: Float64Array): Float64Array => Float64Array.from(elements, (g) => values[g]!)
        return waveColumns(wave(label), phases(wave(label), at(theta)), at(s))
      }
      const [angles, signs] = requiredCoordinates(given, ['theta', 's'])
      return waveColumns(wave(label), phases(wave(label), angles!), signs!)
    },
    distance,
    ...columnTransform(weights, harmonic),
    act(motion, f) {
      checkValues(f, size, 'one for each point')
      if ('element' in motion) return movedBy(sample, checkElement(motion.element, sample), f)
      if (!('angles' in motion) || motion.angles.length !== 1)
        throw new InputError('angles', `one angle, or an element, to move ${name}`, quoted(motion))
      const reflected = motion.reflect === true ? movedBy(sample, n, f) : f
      return turnedAlong(reflected, { length: n, stride: 1 }, motion.angles[0]!)
    },
  }
}

function phases({ frequency }: Wave, theta: Float64Array): Float64Array {
  return theta.map((angle) => frequency * angle)
}

function waveHarmonic(wave: Wave, n: number, s: Float64Array): Harmonic {
  const { label, dimension, frequency } = wave
  const reduced = (): Float64Array => tabulate(2 * n, (i) => (2 * Math.PI * ((frequency * (i % n)) % n)) / n)
  const target = { label, dimension, type: 'real', takesMatrix: true } as const
  return harmonicOf(
    target,
    () => waveColumns(wave, reduced(), s),
    () => {
      throw new InputError('', 'a real type', 'a quaternionic one')
    },
  )
}

function waveColumns(wave: Wave, phase: Float64Array, s: Float64Array): Float64Array {
  const n = phase.length
  return tabulate(wave.dimension ** 2 * n, (i) => wave.column(Math.floor(i / n), phase[i % n]!, s[i % n]!))
}

/** E_k: sqrt 2 times the entries of [[cos, -s sin], [sin, s cos]] at k theta. */
function waveOf(label: string, name: string, n: number, finite: boolean): Wave {
  const single = (frequency: number, mirrored: boolean): Wave => ({
    label,
    dimension: 1,
    frequency,
    column: (_, phase, s) => (mirrored ? s : 1) * Math.cos(phase),
  })
  if (label === 'A1' || label === 'A2') return single(0, label === 'A2')
  const half = n / 2
  if (finite && n % 2 === 0 && (label === 'B1' || label === 'B2')) return single(half, label === 'B2')
  const largest = Math.ceil(half) - 1
  const k = Number(/^E([1-9]\d*)$/.exec(label)?.[1])
  const singles = finite && n % 2 === 0 ? 'A1, A2, B1, B2' : 'A1, A2'
  const doubles = largest < 1 ? '' : largest === 1 ? ', E1' : `, E1 ... E${largest}`
  if (Number.isNaN(k) || k > largest)
    throw new InputError(
      '',
      `a label of ${name}${finite ? '' : ` with ${n} rotations`}: ${singles}${doubles}`,
      quoted(label),
      Number.isNaN(k) ? '' : finite ? aliasOf(k, n) : `Take ${2 * k + 1} samples or more`,
    )
  return {
    label,
    dimension: 2,
    frequency: k,
    column: (index, phase, s) => {
      const wave = index === 0 || index === 3 ? Math.cos(phase) : Math.sin(phase)
      return Math.SQRT2 * wave * (index === 3 ? s : index === 1 ? -s : 1)
    },
  }
}

/** What E_k is on D(n) for k beyond its range. */
function aliasOf(k: number, n: number): string {
  const folded = Math.min(k % n, n - (k % n))
  if (folded === 0) return 'It is A1 and A2 together'
  return 2 * folded === n ? 'It is B1 and B2 together' : `It is the same as E${folded}`
}
