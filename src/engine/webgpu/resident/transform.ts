/** The tables of Fourier transforms within a workgroup; see shaders/resident/transform.wgsl.ts for the formulas. */
import type { TransformText } from '../../../../shaders/resident/structure.ts'
import { isSmooth } from '../../../math/lift.ts'
import { rootOfUnity } from '../../../math/roots.ts'
import type { Kernel } from '../../../model/kernel.ts'
import { kernelSpectrum } from '../../operators/kernel-spectrum.ts'
import { product, radicesOf } from '../passes/fft-plan.ts'
import { placeTable, rootTable } from '../passes/fft-tables.ts'
import type { Tables } from './tables.ts'
import { need } from './unfit.ts'

/** The transforms that a text has, each shape once. */
export interface Transforms {
  /** the index of the transform on these cyclic lengths */
  of(cyclic: readonly number[], place: string): number
  readonly texts: readonly TransformText[]
}

export function transformsIn(floats: Tables, words: Tables): Transforms {
  const known: string[] = []
  const texts: TransformText[] = []
  const roots = new Map<number, Float32Array>()
  return {
    texts,
    of(cyclic, place) {
      const shape = withoutOnes(cyclic)
      const found = known.indexOf(`${shape}`)
      if (found >= 0) return found
      const rough = shape.find((n) => !isSmooth(n))
      need(
        rough === undefined,
        `${place} runs by FFT on an axis of ${rough} points; a workgroup transforms lengths whose prime factors are at most 13.`,
      )
      const { lengths, packed } = complexLengths(shape)
      const pairs = pairsOf(lengths)
      known.push(`${shape}`)
      texts.push({
        axes: lengths.map((length) => {
          const table = roots.get(length) ?? rootTable(length)
          roots.set(length, table)
          return { length, radices: radicesOf(length), rootsAt: floats.add(table) }
        }),
        points: product(lengths),
        packed,
        pairs: pairs.length,
        pairsAt: words.add(placesOf(lengths, pairs)),
      })
      return texts.length - 1
    },
  }
}

function withoutOnes(cyclic: readonly number[]): readonly number[] {
  const long = cyclic.filter((n) => n > 1)
  return long.length === 0 ? [1] : long
}

/** Complex points along each axis: an even last axis has half as many as reals. */
function complexLengths(shape: readonly number[]): { lengths: readonly number[]; packed: boolean } {
  const row = shape.at(-1)!
  return row % 2 === 0
    ? { lengths: shape.with(-1, row / 2), packed: true }
    : { lengths: shape, packed: false }
}

/** Every frequency, row major, whose negative is not before it. */
function pairsOf(lengths: readonly number[]): (readonly number[])[] {
  const pairs: number[][] = []
  for (let at = 0; at < product(lengths); at++) {
    const k = indicesOf(at, lengths)
    if (at <= placeOf(negative(k, lengths), lengths)) pairs.push(k)
  }
  return pairs
}

function indicesOf(at: number, lengths: readonly number[]): number[] {
  let rest = at
  return lengths
    .toReversed()
    .map((n) => {
      const k = rest % n
      rest = (rest - k) / n
      return k
    })
    .reverse()
}

const placeOf = (k: readonly number[], lengths: readonly number[]): number =>
  k.reduce((at, index, axis) => at * lengths[axis]! + index, 0)

const negative = (k: readonly number[], lengths: readonly number[]): number[] =>
  k.map((index, axis) => (lengths[axis]! - index) % lengths[axis]!)

/** The places of k and -k after the forward stages. */
function placesOf(lengths: readonly number[], pairs: readonly (readonly number[])[]): number[] {
  const tables = lengths.map(placeTable)
  const place = (k: readonly number[]) =>
    placeOf(
      k.map((index, axis) => tables[axis]![index]!),
      lengths,
    )
  return pairs.flatMap((k) => [place(k), place(negative(k, lengths))])
}

/** a, b, c of every pair, real and imaginary parts in turn. The kernel's space must have `cyclic`. */
export function factorsOf(kernel: Kernel): Float64Array {
  const shape = withoutOnes(kernel.space.cyclic!)
  const { lengths, packed } = complexLengths(shape)
  const half = kernelSpectrum(kernel, shape)
  const points = product(lengths)
  const row = shape.at(-1)!
  const width = Math.floor(row / 2) + 1
  function multiplier(k: readonly number[]): { re: number; im: number } {
    const beyond = k.at(-1)! >= width
    const own = beyond ? negative(k, shape) : k
    const at = 2 * placeOf(own, shape.with(-1, width))
    return { re: half[at]! / points, im: (beyond ? -half[at + 1]! : half[at + 1]!) / points }
  }
  return Float64Array.from(
    pairsOf(lengths).flatMap((k) => {
      const m = multiplier(k)
      if (!packed) return [m.re, m.im, 0, 0, m.re, -m.im]
      const last = k.at(-1)!
      const other = multiplier(k.with(-1, last + row / 2))
      const sum = { re: (m.re + other.re) / 2, im: (m.im + other.im) / 2 }
      const difference = { re: (m.re - other.re) / 2, im: (m.im - other.im) / 2 }
      const { re: cos, im: sin } = rootOfUnity(last, row)
      return [
        sum.re - difference.re * sin,
        sum.im - difference.im * sin,
        -difference.im * cos,
        difference.re * cos,
        sum.re + difference.re * sin,
        -sum.im - difference.im * sin,
      ]
    }),
  )
}
