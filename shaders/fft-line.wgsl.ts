/**
 * One pass over memory of a convolution by Fourier transform: every line along one axis of an array
 * [outer][axis][inner] is read into workgroup memory, transformed and written back, several lines a
 * workgroup. `forward` begins with rates or a spectrum and ends with a spectrum; `inverse` the other way
 * about, ending in `input += gain * result`; `both` multiplies in between, so that the last axis of a
 * convolution costs one pass, and a one-dimensional convolution is one pass altogether.
 */
import { shader, whole } from './compose.ts'
import { butterflies, complexNumbers } from './fft-butterfly.wgsl.ts'
import {
  halfLoad,
  halfStore,
  product,
  realDeclarations,
  spectrumLoad,
  spectrumStore,
  wholeLoad,
  wholeStore,
} from './fft-ends.wgsl.ts'
import {
  packedProduct,
  packedRealLoad,
  packedRealStore,
  packedSpectrumLoad,
  packedSpectrumStore,
  untangling,
} from './fft-packed.wgsl.ts'
import { forwardStages, inverseStages } from './fft-stages.wgsl.ts'

/** Where one replica's numbers lie in a buffer [replica][stride], from `offset` on. */
export interface Span {
  readonly stride: number
  readonly offset: number
}

/** What is done with each sum instead of adding it to the input: the stage that waits for it, say. */
export interface Arrival {
  /** the buffers that it binds after those of the line, in order, and whether it writes them */
  readonly uses: readonly { readonly name: string; readonly written: boolean }[]
  /** declares them from that binding on, and `fn arrive(replica: u32, point: u32, sum: f32)` */
  readonly text: (first: number) => string
}

export interface FftLine {
  readonly direction: 'forward' | 'inverse' | 'both'
  /** complex points of a line in the tile; the product of the radices */
  readonly length: number
  readonly radices: readonly number[]
  /** lines that a workgroup holds */
  readonly lanes: number
  /** lines in all: replicas * outer * inner */
  readonly lines: number
  /** of the array [replica][outer][axis][inner] */
  readonly outer: number
  readonly inner: number
  /**
   * numbers per outer index in the array read and in the array written; where it is less than the line
   * times inner, the rest of the line is zero (read) or dropped (written)
   */
  readonly read: number
  readonly write: number
  /**
   * reals only: `packed` has two neighbours of a row as one complex number (and its spectrum is the half
   * 0 ... length), `halves` has rows of odd length as complex numbers with imaginary part zero (and their
   * spectrum is the half 0 ... (length - 1) / 2), `whole` has all as complex numbers; replicas never mix
   */
  readonly packing: 'packed' | 'halves' | 'whole'
  /** reads rates, instead of a spectrum */
  readonly rates: Span | null
  /** adds to the input, instead of writing a spectrum */
  readonly input: Span | null
  /** in place of adding to the input */
  readonly arrival: Arrival | null
  /** gain of a replica: gains[replica * stride + offset] */
  readonly gains: Span
  /** one buffer is read and written, instead of two */
  readonly inPlace: boolean
  /** the axis is a part of a longer one: indices of the rest of it, for its twiddles `turns`; else 1 */
  readonly rest: number
  readonly roots: number
  readonly workgroupSize: number
  /** workgroups along x of the dispatch */
  readonly across: number
}

/** What stands at a binding, in the order of the bindings. */
export type FftBinding =
  | 'roots'
  | 'places'
  | 'turns'
  | 'multiplier'
  | 'rates'
  | 'spectrumIn'
  | 'spectrum'
  | 'gains'
  | 'input'

/** The buffers that a pass binds, in order; of them `spectrum` and `input` are written. */
export function fftBindings(line: FftLine): FftBinding[] {
  const { direction, packing, rates, input, rest, inPlace, arrival } = line
  const used: Record<FftBinding, boolean> = {
    roots: true,
    places: packing !== 'whole' && (rates !== null || input !== null),
    turns: rest > 1,
    multiplier: direction === 'both',
    rates: rates !== null,
    spectrumIn: rates === null && !inPlace,
    spectrum: input === null,
    gains: input !== null,
    input: input !== null && arrival === null,
  }
  return (Object.keys(used) as FftBinding[]).filter((name) => used[name])
}

const types: Record<FftBinding, string> = {
  roots: 'read> roots: array<vec2f>',
  places: 'read> places: array<u32>',
  turns: 'read> turns: array<vec2f>',
  multiplier: 'read> multiplier: array<vec2f>',
  rates: 'read> rates: array<f32>',
  spectrumIn: 'read> spectrumIn: array<vec2f>',
  spectrum: 'read_write> spectrum: array<vec2f>',
  gains: 'read> gains: array<f32>',
  input: 'read_write> input: array<f32>',
}

/** The text of a pass; its entry is `main`. */
export function fftLine(line: FftLine): string {
  const { direction, radices } = line
  const forward = direction !== 'inverse'
  const inverse = direction !== 'forward'
  const declarations = fftBindings(line).map(
    (name, i) => `@group(0) @binding(${i}) var<storage, ${types[name]};`,
  )
  // in between, the product does the last forward and the first inverse stage itself
  const stages = radices.length - (direction === 'both' && !packed(line) ? 1 : 0)
  const calls = (name: string) =>
    radices.slice(0, Math.max(0, stages)).map((_, s) => `${name}${s}(thread);\n  workgroupBarrier();`)
  return shader`
${declarations.join('\n')}
${line.arrival?.text(declarations.length) ?? ''}

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = ${whole(line.length)}u;
const LANES = ${whole(line.lanes)}u;
const LINES = ${whole(line.lines)}u;
const TILE = ${whole(line.length * line.lanes)}u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = ${whole(line.outer)}u;
const INNER = ${whole(line.inner)}u;
const READ = ${whole(line.read)}u;
const WRITE = ${whole(line.write)}u;
const SIZE = ${whole(line.workgroupSize)}u;
${realDeclarations(line)}

// [position][lane]
var<workgroup> tile: array<vec2f, TILE>;

${complexNumbers}
${butterflies(radices)}
${forward ? forwardStages(line).slice(0, Math.max(0, stages)).join('\n') : ''}
${inverse ? inverseStages(line).slice(0, Math.max(0, stages)).join('\n') : ''}
${ends(line)}
@compute @workgroup_size(${whole(line.workgroupSize)})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * ${whole(line.across)}u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();
#if ${forward}
  ${calls('forward').join('\n  ')}
#endif
#if ${direction === 'both'}
  product(first, thread);
  workgroupBarrier();
#endif
#if ${inverse}
  ${calls('inverse').reverse().join('\n  ')}
#endif
  store(first, thread);
}
`
}

/** True when the line begins or ends with reals, two neighbours as one complex number. */
function packed({ packing, rates, input }: FftLine): boolean {
  return packing === 'packed' && (rates !== null || input !== null)
}

/** load, store and, in between, product. */
function ends(line: FftLine): string {
  const { direction, rates, input, packing } = line
  const both = direction === 'both'
  if (packed(line))
    return [
      untangling,
      rates === null ? packedSpectrumLoad(line) : packedRealLoad,
      input === null ? packedSpectrumStore(line) : packedRealStore(line),
      both ? packedProduct(line) : '',
    ].join('\n')
  const half = packing === 'halves'
  const load = rates !== null ? wholeLoad : half && input !== null ? halfLoad : spectrumLoad
  const store = input !== null ? wholeStore : half && rates !== null ? halfStore : spectrumStore
  return [load(line), store(line), both ? product(line) : ''].join('\n')
}
