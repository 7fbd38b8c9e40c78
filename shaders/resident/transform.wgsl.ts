/**
 * Convolution by Fourier transform within a workgroup: I += scale F^-1 (w J^) F r. The rates lie in a tile of
 * real parts and one of imaginary parts, every axis is transformed in place by the stages of
 * fft-stages.wgsl.ts, and frequencies stay digit-reversed. On an even last axis of n = 2 h points neighbours
 * are one complex number, z_j = r_2j + i r_2j+1, whose transform Z is h long there; with M = w J^ / P,
 * P the complex points, phi = 2 pi k / n along that axis, S and D half the sum and half the difference of M_k
 * and M_k+h, the convolution is, for each pair (k, -k),
 *
 *     Z'_k = a Z_k + b conj Z_-k,   Z'_-k = c Z_-k - conj(b) conj Z_k,
 *     a = S - D sin phi,   b = i D cos phi,   c = conj(S + D sin phi).
 *
 * An odd last axis goes as complex numbers, a = M, b = 0, c = conj M.
 */
import { shader } from '../compose.ts'
import { butterflies, complexNumbers } from '../fft-butterfly.wgsl.ts'
import { forwardStages, inverseStages, type Stages } from '../fft-stages.wgsl.ts'
import {
  after,
  type ConnectionText,
  inputOf,
  isOwn,
  neuronOf,
  type ResidentText,
  range,
  rateOf,
  type TransformText,
  u,
} from './structure.ts'

type Fft = Extract<ConnectionText, { kind: 'fft' }>

/** Where imaginary parts begin in the tile. */
const imaginaryAt = ({ transforms }: ResidentText): number =>
  Math.max(0, ...transforms.map(({ points }) => points))

export function transformSpace(s: ResidentText): Record<string, number> {
  return s.transforms.length === 0 ? {} : { tile: 2 * imaginaryAt(s) }
}

const stagesIn = ({ axes }: TransformText): number =>
  axes.reduce((sum, { radices }) => sum + radices.length, 0)

/** One after the load, one a stage forth and back, one after the product; one before where tiles differ. */
export function transformBarriers(s: ResidentText): number {
  const used = s.connections.flatMap((c) => (c.kind === 'fft' ? [s.transforms[c.transform]!] : []))
  return used.reduce((sum, t) => sum + 2 + 2 * stagesIn(t) + (differ(s) ? 1 : 0), 0)
}

/** A thread reads only the words that it writes next, but not those of another transform. */
const differ = (s: ResidentText): boolean => s.transforms.length > 1

/** Functions of the stages of every transform. */
export function transformText(s: ResidentText): string {
  if (s.transforms.length === 0) return ''
  const radices = s.transforms.flatMap(({ axes }) => axes.flatMap((axis) => axis.radices))
  return shader`
${complexNumbers}
fn pointAt(at: u32) -> vec2f { return vec2f(tile[at], tile[at + ${u(imaginaryAt(s))}]); }
fn putPoint(at: u32, z: vec2f) {
  tile[at] = z.x;
  tile[at + ${u(imaginaryAt(s))}] = z.y;
}
fn complexAt(at: u32) -> vec2f { return vec2f(tables[at], tables[at + 1u]); }
${butterflies(radices)}
${s.transforms.flatMap((t, index) => stagesOf(s, t, index).flatMap((axis) => [...forwardStages(axis), ...inverseStages(axis)])).join('\n')}
`
}

function stagesOf(s: ResidentText, { axes }: TransformText, index: number): Stages[] {
  const product = (from: number, until: number) =>
    axes.slice(from, until).reduce((points, { length }) => points * length, 1)
  return axes.map(({ length, radices, rootsAt }, axis) => ({
    length,
    radices,
    arrays: product(0, axis),
    lanes: product(axis + 1, axes.length),
    workgroupSize: s.threads,
    roots: length,
    prefix: prefixOf(index, axis),
    memory: {
      load: (at) => `pointAt(${at})`,
      store: (at, value) => `putPoint(${at}, ${value});`,
      root: (k) => `complexAt(${after(rootsAt, `2u * (${k})`)})`,
    },
  }))
}

const prefixOf = (transform: number, axis: number): string => `t${transform}axis${axis}`

/** From the rates of one population to the inputs of another on the same space. */
export function convolve(s: ResidentText, c: Fft): string[] {
  const { axes, packed, pairs, pairsAt } = s.transforms[c.transform]!
  const { index: from, slots } = s.populations[c.from]!
  const target = s.populations[c.to]!
  const imaginary = u(imaginaryAt(s))
  const place = (p: number, k: number) =>
    packed ? `(${neuronOf(p, k)} & 1u) * ${imaginary} + ${neuronOf(p, k)} / 2u` : neuronOf(p, k)
  const calls = range(axes.length).flatMap((axis) =>
    range(axes[axis]!.radices.length).map((stage) => [axis, stage] as const),
  )
  const call = (direction: string, [axis, stage]: readonly [number, number]) => [
    `${prefixOf(c.transform, axis)}${direction}${stage}(thread);`,
    'workgroupBarrier();',
  ]
  return [
    ...(differ(s) ? ['workgroupBarrier();'] : []),
    ...range(slots).flatMap((k) => {
      const stores = [
        `tile[${place(from, k)}] = ${rateOf(from, k)};`,
        ...(packed ? [] : [`tile[${place(from, k)} + ${imaginary}] = 0.0;`]),
      ]
      const own = isOwn(s.populations[c.from]!, k, s.threads)
      return own === 'true' ? stores : [`if (${own}) {`, ...stores, '}']
    }),
    'workgroupBarrier();',
    ...calls.flatMap((stage) => call('forward', stage)),
    `for (var p = thread; p < ${u(pairs)}; p += ${u(s.threads)}) {`,
    `let near = indices[${after(pairsAt, '2u * p')}];`,
    `let far = indices[${after(pairsAt + 1, '2u * p')}];`,
    'let x = pointAt(near);',
    'let y = pointAt(far);',
    ...['a', 'b', 'c'].map((name, n) => `let ${name} = complexAt(${after(c.factorsAt + 2 * n, '6u * p')});`),
    'putPoint(near, multiply(a, x) + multiply(b, conjugate(y)));',
    'putPoint(far, multiply(c, y) - multiply(conjugate(b), conjugate(x)));',
    '}',
    'workgroupBarrier();',
    ...calls.toReversed().flatMap((stage) => call('inverse', stage)),
    ...range(target.slots).map(
      (k) =>
        `${inputOf(target.index, k)} += numbers[${after(c.scaleAt, 'own')}] * tile[${place(target.index, k)}];`,
    ),
  ]
}
