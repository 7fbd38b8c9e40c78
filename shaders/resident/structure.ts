/**
 * What makes two resident passes have one text: sizes, operators, equations, where tables begin. Numbers are
 * not among it. `...At` are element offsets in the buffer that the comment names.
 */
import { whole } from '../compose.ts'

/** Statements for all neurons, for one, and the code of the values; names in them are those of `aliases`. */
export interface Code {
  readonly uniform: readonly string[]
  readonly local: readonly string[]
  readonly results: readonly string[]
}

/** Reductions that wait for no other of the same phase. */
export interface Level extends Code {
  /** the variables that hold them, one a result, as the equations name them */
  readonly names: readonly string[]
  /** by what each weighted sum is multiplied, as WGSL */
  readonly factors: readonly string[]
}

/** Input from outside in the steps of a window: [on, off) at windowAt of `indices`. */
export type TermText = { readonly windowAt: number } & (
  | { readonly kind: 'values'; readonly at: number }
  /** framesAt of `indices`: how many, then the step at which each begins */
  | { readonly kind: 'frames'; readonly at: number; readonly framesAt: number }
  | {
      readonly kind: 'expression'
      readonly code: Code
      /** a coordinate's name in the code and its values, one a neuron, in `tables` */
      readonly coordinates: readonly { readonly name: string; readonly at: number }[]
    }
)

export interface PopulationText {
  readonly index: number
  /** N */
  readonly size: number
  /** neurons of one thread, ceil(N / threads) */
  readonly slots: number
  /** four neurons in a row to a thread, so that they share a block of random words; slots are a multiple of 4 */
  readonly quads: boolean
  readonly variables: number
  /** in a replica's rates, and in its state */
  readonly rateAt: number
  readonly stateAt: number
  /** parameters read once: `let p0_0 = numbers[own + 0u];` */
  readonly parameters: readonly string[]
  /** of `tables`; null where the weights are equal or no reduction asks for them */
  readonly weightsAt: number | null
  readonly rateLevels: readonly Level[]
  readonly rate: Code
  readonly flowLevels: readonly Level[]
  /** the equations, then for exponential-euler their decay rates */
  readonly flow: Code
  /** constant input, of `tables` */
  readonly driveAt: number | null
  readonly terms: readonly TermText[]
}

export type ConnectionText =
  | {
      readonly kind: 'low-rank'
      readonly from: number
      readonly to: number
      /** this connection's columns are first ... first + columns - 1 of all */
      readonly first: number
      readonly columns: number
      /** of `tables`, column after column; equal where both are one basis */
      readonly fromAt: number
      readonly toAt: number
      /** true where threads hold their rows of the basis in registers */
      readonly held: boolean
      /** a factor in t alone, in the steps of a window; null is 1 always */
      readonly timed: { readonly windowAt: number; readonly code: Code } | null
    }
  | {
      readonly kind: 'gather'
      readonly from: number
      readonly to: number
      readonly support: number
      /** of `tables`, and of `indices`: neighbour m of neuron i at neighboursAt + m N + i */
      readonly factorsAt: number
      readonly neighboursAt: number
      /** in a replica's numbers */
      readonly scaleAt: number
    }
  | {
      readonly kind: 'fft'
      readonly from: number
      readonly to: number
      /** of the text's transforms */
      readonly transform: number
      /** of `tables`: six numbers a pair, see transform.wgsl.ts */
      readonly factorsAt: number
      readonly scaleAt: number
    }
  | {
      readonly kind: 'sparse'
      readonly from: number
      readonly to: number
      /** of `indices`: how many weights each row stores */
      readonly lengthsAt: number
      /** of `indices` and of `tables`: column and weight of entry m of row i at ... + m N_to + i */
      readonly columnsAt: number
      readonly at: number
      readonly scaleAt: number
    }
  | {
      readonly kind: 'dense'
      readonly from: number
      readonly to: number
      /** of `tables`: W_ij at j N_to + i */
      readonly at: number
      readonly scaleAt: number
    }

/** A Fourier transform of rates in the workgroup. */
export interface TransformText {
  /** complex points along each axis, the last axis fastest */
  readonly axes: readonly {
    readonly length: number
    readonly radices: readonly number[]
    /** of `tables`: exp(-2 pi i t / length), real and imaginary parts in turn */
    readonly rootsAt: number
  }[]
  /** product of the lengths */
  readonly points: number
  /** neighbours of a row are one complex number; else imaginary parts begin as zero */
  readonly packed: boolean
  /** frequencies k and -k make a pair; of `indices`: the places of both, pair after pair */
  readonly pairs: number
  readonly pairsAt: number
}

export interface RecordText {
  /** numbers of one replica in a frame */
  readonly length: number
  /** of `indices`: every, replicas */
  readonly settingsAt: number
  /** whole arrays, and where they lie in a frame */
  readonly whole: readonly {
    readonly what: 'rate' | 'state'
    readonly population: number
    readonly at: number
  }[]
  /** sums and extremes; of `indices`, five numbers each: see record.wgsl.ts */
  readonly measures: number
  readonly measuresAt: number
}

export interface ResidentText {
  readonly threads: number
  /** sums over threads by subgroups, else in shared memory */
  readonly subgroups: boolean
  readonly method: 'euler' | 'heun' | 'rk4' | 'exponential-euler'
  readonly noise: 'none' | 'white' | 'coloured'
  /** WGSL functions that the equations call */
  readonly library: string
  /** functions of time, and numbers of them behind the clock, turn by turn */
  readonly signals: number
  readonly signalRoom: number
  /** per replica */
  readonly stateLength: number
  readonly neurons: number
  readonly numbers: number
  readonly populations: readonly PopulationText[]
  readonly connections: readonly ConnectionText[]
  readonly transforms: readonly TransformText[]
  /** of `indices`: the number of the run's last step */
  readonly endAt: number
  /** of `indices`: two words a replica, the keys of its noise */
  readonly keysAt: number
  /** columns of all low-rank connections */
  readonly columns: number
  /** projections by subgroups (2 barriers), else this many sections of shared rates a column (3) */
  readonly sections: number | null
  /** of `indices`, six numbers a column: see operators.wgsl.ts */
  readonly columnsAt: number
  /** in a replica's numbers: one gain a column */
  readonly gainsAt: number
  /** of `tables`: see update.wgsl.ts */
  readonly noiseAt: number
  readonly record: RecordText | null
}

export const stagesOf = { euler: 1, heun: 2, rk4: 4, 'exponential-euler': 1 } as const

/** The u32 literal of an integer. */
export const u = (n: number): string => `${whole(n)}u`

/** An index: so many elements on from `place`. */
export const after = (n: number, place: string): string => (n === 0 ? place : `${u(n)} + ${place}`)

export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k)

/** Names of a slot's variables. */
export const neuronOf = (p: number, k: number): string => `i${p}_${k}`
export const rateOf = (p: number, k: number): string => `r${p}_${k}`
export const inputOf = (p: number, k: number): string => `in${p}_${k}`
/** the state at which the right-hand side is evaluated */
export const stateOf = (p: number, k: number, v: number): string => `y${p}_${k}_${v}`
export const kickOf = (p: number, k: number): string => `kick${p}_${k}`

/** The neuron of thread 0 in slot k, and how far apart those of neighbouring threads are. */
const placeOf = ({ quads }: PopulationText, k: number, threads: number): [first: number, stride: number] =>
  quads ? [(k - (k % 4)) * threads + (k % 4), 4] : [k * threads, 1]

/** True when every thread has a neuron in this slot. */
export function isFull(population: PopulationText, k: number, threads: number): boolean {
  const [first, stride] = placeOf(population, k, threads)
  return first + stride * (threads - 1) < population.size
}

/** The thread's place in this slot, which may lie beyond the last neuron. */
export function placed(population: PopulationText, k: number, threads: number): string {
  const [first, stride] = placeOf(population, k, threads)
  const thread = stride === 1 ? 'thread' : `${u(stride)} * thread`
  return first === 0 ? thread : `${thread} + ${u(first)}`
}

/** Whether the thread's neuron in this slot is its own: false repeats the last neuron. */
export const isOwn = (population: PopulationText, k: number, threads: number): string =>
  isFull(population, k, threads) ? 'true' : `${placed(population, k, threads)} < ${u(population.size)}`

/** `value` where the neuron is the thread's own, else 0. */
export const owned = (population: PopulationText, k: number, threads: number, value: string): string =>
  isFull(population, k, threads) ? value : `select(0.0, ${value}, ${isOwn(population, k, threads)})`

/**
 * A block in which the names of the equations stand for one slot's values; r and the input only `inFlow`,
 * for the rate and what it needs come before them.
 */
export function inSlot(
  { index: p, variables }: PopulationText,
  k: number,
  lines: readonly string[],
  inFlow = true,
): string[] {
  const aliases = range(variables).map((v) => `let v${v} = ${stateOf(p, k, v)};`)
  if (inFlow) aliases.push(`let r = ${rateOf(p, k)};`, `let input = ${inputOf(p, k)};`)
  return ['{', ...aliases, ...lines, '}']
}
