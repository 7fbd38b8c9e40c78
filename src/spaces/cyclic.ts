/**
 * Spaces whose sample is a product of cyclic groups: SO(2), T(k), C(n), C(n) x C(m). Harmonics are
 * cosines and sines, written down when asked for; nothing of size N is held but the weights.
 */
import { InputError } from '../errors.ts'
import { harmonicOf } from '../groups/component.ts'
import type { FiniteGroup } from '../groups/group.ts'
import { oncePerLabel } from '../once.ts'
import { turnedAlong } from './axis.ts'
import { lazyCoordinates, requiredCoordinates, tabulate } from './coordinates.ts'
import { cyclicLabels, isSelfConjugate } from './cyclic-labels.ts'
import { checkElement, elementsOf, movedBy } from './elements.ts'
import type { Harmonic, ParentGroup, Space } from './space.ts'
import { checkValues, columnTransform } from './transform.ts'

/** How angle differences, and the wave vectors dual to them, are measured. */
export interface Metric {
  /** length of a displacement, -pi <= d_i <= pi, over the shortest image */
  length(displacement: readonly number[]): number
  /** squared length of a wave vector up to a common factor, an integer */
  dualNorm(k: readonly number[]): number
}

export interface CyclicDescription {
  readonly name: string
  readonly sample: FiniteGroup
  readonly lengths: readonly number[]
  readonly parent: ParentGroup
  /** labels as on finite groups, and the coordinate g */
  readonly finite: boolean
  readonly metric: Metric
}

/** sqrt(sum d_i^2), in radians. */
export const rectangular: Metric = {
  length: (d) => Math.hypot(...d),
  dualNorm: (k) => k.reduce((sum, entry) => sum + entry * entry, 0),
}

/** Word length: the sum of the steps along each axis, the shorter way round. */
export function steps(lengths: readonly number[]): Metric {
  return {
    ...rectangular,
    length: (d) =>
      d.reduce((sum, arc, i) => sum + Math.round((Math.abs(arc) * lengths[i]!) / (2 * Math.PI)), 0),
  }
}

export function cyclicSpace(description: CyclicDescription): Space {
  const { name, sample, lengths, parent, finite, metric } = description
  const size = sample.order
  const strides = lengths.map((_, i) => lengths.slice(i + 1).reduce((product, n) => product * n, 1))
  const names = lengths.length === 1 ? ['theta'] : lengths.map((_, i) => `theta${i + 1}`)
  const labels = cyclicLabels(lengths, finite, (k) => metric.dualNorm(k))
  const angle = (i: number, axis: number): number => {
    const n = lengths[axis]!
    return (2 * Math.PI * (Math.floor(i / strides[axis]!) % n)) / n
  }
  const displacement = new Array<number>(lengths.length)
  const distance = (a: number, b: number): number => {
    for (let axis = 0; axis < lengths.length; axis++) {
      const n = lengths[axis]!
      const stride = strides[axis]!
      const steps = (Math.floor(b / stride) % n) - (Math.floor(a / stride) % n)
      displacement[axis] = (2 * Math.PI * centred(steps, n)) / n
    }
    return metric.length(displacement)
  }
  const angles = names.map((coordinate, axis) => [coordinate, () => tabulate(size, (i) => angle(i, axis))])
  const coordinates = lazyCoordinates({
    ...Object.fromEntries(angles),
    ...(finite ? { g: () => tabulate(size, (i) => i) } : {}),
    distance: () => tabulate(size, (i) => distance(0, i)),
  })
  const weights = new Float64Array(size).fill(1 / size)
  const harmonic = oncePerLabel((label) => waveHarmonic(label, labels.waveVector(label), lengths))
  return {
    name,
    size,
    weights,
    shape: lengths,
    coordinates,
    sample,
    cyclic: lengths,
    parent,
    get labels() {
      return labels.all()
    },
    harmonic,
    evaluate(label, given) {
      const k = labels.waveVector(label)
      const byIndex = finite && !names.some((coordinate) => given.has(coordinate))
      const thetas = byIndex
        ? elementsOf(sample, given).map((g) => lengths.map((_, axis) => angle(g, axis)))
        : transposed(requiredCoordinates(given, names))
      const paired = !isSelfConjugate(k, lengths)
      const phases = thetas.map((theta) => theta.reduce((sum, value, axis) => sum + k[axis]! * value, 0))
      return waveColumns(Float64Array.from(phases), paired)
    },
    distance,
    ...columnTransform(weights, harmonic),
    act(motion, f) {
      checkValues(f, size, 'one for each point')
      if ('element' in motion) return movedBy(sample, checkElement(motion.element, sample), f)
      if (!('angles' in motion) || motion.angles.length !== lengths.length)
        throw new InputError(
          'angles',
          `${lengths.length} angles, or an element, to move ${name}`,
          'angles' in motion ? `${motion.angles.length} angles` : 'a quaternion',
        )
      let out = f
      if (motion.reflect === true) {
        out = new Float64Array(size)
        for (let i = 0; i < size; i++) out[sample.inverse(i)] = f[i]!
      }
      for (const [axis, turn] of motion.angles.entries())
        out = turnedAlong(out, { length: lengths[axis]!, stride: strides[axis]! }, turn)
      return out
    },
  }
}

/** The representative of d modulo n that is nearest to 0. */
function centred(d: number, n: number): number {
  return 2 * d > n ? d - n : 2 * d < -n ? d + n : d
}

/** sqrt 2 cos(k theta) and sqrt 2 sin(k theta), or the one real column where k = -k. */
function waveHarmonic(label: string, k: readonly number[], lengths: readonly number[]): Harmonic {
  const paired = !isSelfConjugate(k, lengths)
  const target = { label, dimension: 1, type: paired ? 'complex' : 'real', takesMatrix: true } as const
  const columns = (): Float64Array => {
    // turns k_1 g_1 / n_1 + k_2 g_2 / n_2 + ..., each reduced exactly, axis by axis
    let turns = new Float64Array(1)
    for (const [axis, n] of lengths.entries()) {
      const next = new Float64Array(turns.length * n)
      for (let i = 0, at = 0; i < turns.length; i++)
        for (let g = 0; g < n; g++, at++) next[at] = turns[i]! + ((k[axis]! * g) % n) / n
      turns = next
    }
    for (let i = 0; i < turns.length; i++) turns[i] = 2 * Math.PI * (turns[i]! - Math.round(turns[i]!))
    return waveColumns(turns, paired)
  }
  return harmonicOf(target, columns, () => {
    throw new InputError('', 'a real or complex type', 'a quaternionic one')
  })
}

function waveColumns(phases: Float64Array, paired: boolean): Float64Array {
  const n = phases.length
  if (!paired) return phases.map(Math.cos)
  return tabulate(2 * n, (i) => Math.SQRT2 * (i < n ? Math.cos(phases[i]!) : Math.sin(phases[i - n]!)))
}

function transposed(arrays: readonly Float64Array[]): number[][] {
  return Array.from({ length: arrays[0]!.length }, (_, i) => arrays.map((values) => values[i]!))
}
