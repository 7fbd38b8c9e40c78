/**
 * The stages of a mixed-radix transform in workgroup memory, in place: `tile` holds [position][lane]. A
 * forward stage (decimation in frequency) takes blocks of r m positions to r blocks of m,
 *
 *     y[j m + p] = w^(p j) sum_k x[k m + p] exp(-2 pi i j k / r),   w = exp(-2 pi i / (r m)),
 *
 * and leaves the frequencies in digit-reversed order; the inverse undoes the stages from the last to the
 * first, so that a convolution never reorders, needs one copy of its points and one barrier a stage.
 * Source: W. Gentleman and G. Sande, Fast Fourier transforms for fun and profit (AFIPS 1966).
 */
import { shader, whole } from './compose.ts'

export interface Stages {
  /** complex points of a line */
  readonly length: number
  /** product = length, each 2, 4, 8 or odd */
  readonly radices: readonly number[]
  /** lines side by side in the tile */
  readonly lanes: number
  readonly workgroupSize: number
  /** length of the table of roots, exp(-2 pi i t / n) for t < n: a multiple of the line's */
  readonly roots: number
  /** arrays [position][lane] one after the other in the tile; 1 unless given */
  readonly arrays?: number
  /** begins the names of the functions; nothing unless given */
  readonly prefix?: string
  /** WGSL of a point in the tile, of storing one and of a root; `tile` and `roots` unless given */
  readonly memory?: StageMemory
}

export interface StageMemory {
  load(at: string): string
  store(at: string, value: string): string
  root(index: string): string
}

const arraysOfPoints: StageMemory = {
  load: (at) => `tile[${at}]`,
  store: (at, value) => `tile[${at}] = ${value};`,
  root: (index) => `roots[${index}]`,
}

/** Functions forward0, forward1, ...: one stage each, of (thread: u32); no barrier inside. */
export function forwardStages(stages: Stages): string[] {
  const { load, store, root } = stages.memory ?? arraysOfPoints
  return stagesOf(stages, (stage) => {
    const { radix, last } = stage
    const inputs = points(radix).map((k) => load(stage.at(k)))
    const outputs = points(radix).map((j) =>
      store(stage.at(j), last || j === 0 ? `y[${j}]` : `multiply(y[${j}], ${root(stage.root(j))})`),
    )
    return { name: 'forward', inputs, outputs }
  })
}

/** Functions inverse0, inverse1, ...: the stages that undo forward0, forward1, ..., times their radix. */
export function inverseStages(stages: Stages): string[] {
  const { load, store, root } = stages.memory ?? arraysOfPoints
  return stagesOf(stages, (stage) => {
    const { radix, last } = stage
    const inputs = points(radix).map((j) =>
      last || j === 0
        ? load(stage.at(j))
        : `multiply(${load(stage.at(j))}, conjugate(${root(stage.root(j))}))`,
    )
    const outputs = points(radix).map((k) => store(stage.at(k), `y[${(radix - k) % radix}]`))
    return { name: 'inverse', inputs, outputs }
  })
}

interface Stage {
  readonly radix: number
  /** m = 1: every twiddle is 1 */
  readonly last: boolean
  /** place of the k-th point in the tile */
  at(k: number): string
  /** place of w^(p j) among the roots */
  root(j: number): string
}

function points(radix: number): number[] {
  return Array.from({ length: radix }, (_, k) => k)
}

function stagesOf(
  { length, radices, lanes, workgroupSize, roots, arrays = 1, prefix = '' }: Stages,
  body: (stage: Stage) => { name: string; inputs: readonly string[]; outputs: readonly string[] },
): string[] {
  let block = length
  return radices.map((radix, s) => {
    const m = block / radix
    const step = roots / block
    const { name, inputs, outputs } = body({
      radix,
      last: m === 1,
      at: (k) => (k === 0 ? 'at' : `at + ${k * m * lanes}u`),
      root: (j) => `p * ${j * step}u`,
    })
    const text = shader`
fn ${prefix}${name}${whole(s)}(thread: u32) {
  for (var task = thread; task < ${whole((length / radix) * lanes * arrays)}u; task += ${whole(workgroupSize)}u) {
    let q = task / ${whole(lanes)}u;
    let p = q % ${whole(m)}u;
    let at = (q / ${whole(m)}u * ${whole(block)}u + p) * ${whole(lanes)}u + task % ${whole(lanes)}u;
    let y = butterfly${whole(radix)}(array<vec2f, ${whole(radix)}>(
      ${inputs.join(',\n      ')}
    ));
    ${outputs.join('\n    ')}
  }
}
`
    block = m
    return text
  })
}
