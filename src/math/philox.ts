/**
 * Philox-4x32-10, the counter-based generator: random words are a pure function of (key, counter), so
 * any order of drawing, any backend and any number of workers see the same bits.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 *
 * Goldstone's use: key = (seed, replica), counter = (block, stream, step low, step high); a block is four
 * words, those of neurons 4 block ... 4 block + 3. A seed of 2^32 or more has a high word h: its key is
 * (low ^ a, replica ^ b) with (a, b) the first two words of philox((h, 0, 0, 0), (low, 0)).
 */
import { InputError, quoted } from '../errors.ts'

/** Which random numbers are drawn: every (seed, replica, step, stream) is an independent sequence. */
export interface Draw {
  /** an integer 0 <= seed < 2^53 */
  readonly seed: number
  /** 0 <= replica < 2^32 */
  readonly replica: number
  /** 0 <= step < 2^53 */
  readonly step: number
  /** see `streamOf` */
  readonly stream: number
}

/** What random numbers are for; numbers are never reused, so that a recorded run stays what it was. */
export const streams = {
  initial: 0,
  white: 1,
  second: 2,
  stationary: 3,
  heterogeneity: 4,
  starts: 5,
  poisson: 6,
  hazard: 7,
  parameter: 8,
  connectivity: 9,
  eachWhite: 10,
} as const

/** The stream of one purpose in one population, or for one of its variables: 16 population + purpose + 2^20 variable. */
export function streamOf(purpose: keyof typeof streams, population = 0, variable = 0): number {
  return 16 * population + streams[purpose] + 2 ** 20 * variable
}

/**
 * The block function: ten rounds on a counter of four words under a key of two.
 * @param counter four unsigned 32-bit integers
 * @param key two unsigned 32-bit integers
 * @returns four unsigned 32-bit integers
 */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array {
  const words = new Uint32Array(4)
  philoxInto(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, words)
  return words
}

/**
 * `philox4x32` without allocation. The high word of a 32 x 32 bit product is recovered from its float64
 * rounding p: p - low is 2^32 high up to p's rounding (below 2^11), so the nearest multiple of 2^32 is it.
 */
export function philoxInto(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  words: Uint32Array,
): void {
  c0 >>>= 0
  c1 >>>= 0
  c2 >>>= 0
  c3 >>>= 0
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(0xd2511f53, c0) >>> 0
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0
    const high0 = ((0xd2511f53 * c0 - low0) * 2 ** -32 + 0.5) >>> 0
    const high1 = ((0xcd9e8d57 * c2 - low1) * 2 ** -32 + 0.5) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  words[0] = c0
  words[1] = c1
  words[2] = c2
  words[3] = c3
}

/** Writes the key words (see above) of a draw to `key`. Throws InputError for a seed that is none. */
export function keyInto(seed: number, replica: number, key: Uint32Array): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new InputError('seed', 'an integer from 0 to 2^53 - 1', quoted(seed))
  const high = Math.floor(seed / 2 ** 32)
  key[0] = seed >>> 0
  key[1] = replica >>> 0
  if (high === 0) return
  const mixed = philox4x32([high, 0, 0, 0], [seed >>> 0, 0])
  key[0] ^= mixed[0]!
  key[1] ^= mixed[1]!
}

/** The four random words of one block of a draw. */
export function randomWords(draw: Draw, block: number): Uint32Array {
  const key = new Uint32Array(2)
  keyInto(draw.seed, draw.replica, key)
  return philox4x32([block, draw.stream, draw.step >>> 0, Math.floor(draw.step / 2 ** 32)], key)
}

/** A uniform number strictly inside (0, 1) from a word: (word + 1/2) / 2^32, exact. */
export function uniform(word: number): number {
  return (word + 0.5) * 2 ** -32
}

const words = new Uint32Array(4)
const key = new Uint32Array(2)

/** `out[offset + i]`, 0 <= i < count: uniform numbers in (0, 1) of the draw, one word each. */
export function fillUniforms(out: Float64Array, offset: number, count: number, draw: Draw): void {
  keyInto(draw.seed, draw.replica, key)
  const high = Math.floor(draw.step / 2 ** 32)
  for (let i = 0; i < count; i++) {
    if ((i & 3) === 0) philoxInto(i >>> 2, draw.stream, draw.step >>> 0, high, key[0]!, key[1]!, words)
    out[offset + i] = uniform(words[i & 3]!)
  }
}
