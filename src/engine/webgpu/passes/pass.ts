/**
 * What every pass has in common: a pass comes with its float64 twin and the bound on how far the device may
 * be from it. Both take the buffers as the device holds them (float32 values), so the bound is of this one
 * pass's own rounding. u = 2^-24; a fused multiply-add rounds once where the bound counts two.
 */
import type { BufferSpec, Element, Pass } from '../program.ts'

/** Buffers on the host: numbers as they are, uint32 words as integers. */
export type Memory = ReadonlyMap<string, Float64Array>

/** The clock with its dt. */
export interface Moment {
  readonly step: number
  readonly stage: number
  readonly time: number
  readonly dt: number
  /** the values of the program's signals at the time */
  readonly signals?: ArrayLike<number>
}

export interface Built {
  readonly pass: Pass
  /** carries the pass out on `memory` in float64 */
  twin(memory: Memory, moment: Moment): void
  /**
   * Name of a written buffer -> bound on |device - twin| for every element of it, given the same contents
   * before. An element that the pass does not write has bound 0.
   */
  bound(memory: Memory, moment: Moment): ReadonlyMap<string, Float64Array>
}

/** Numbers of all replicas inside a buffer: element i of a replica is at offset + replica * stride + i. */
export interface View {
  readonly buffer: string
  readonly offset: number
  readonly stride: number
}

/** Half the spacing of float32 at 1. */
export const unit = 2 ** -24

/** k u / (1 - k u): the relative error of k roundings (Higham, Accuracy and Stability, 2002, lemma 3.1). */
export function gamma(k: number): number {
  return (k * unit) / (1 - k * unit)
}

/** Below the smallest normal number a device may flush to zero. */
export const tiny = 2 ** -126

/** `count` workgroups as x by y, for what exceeds the limit of one dimension. The text guards the surplus. */
export function spread(count: number, limit = 65535): readonly [number, number, number] {
  if (count <= limit) return [count, 1, 1]
  const y = Math.ceil(count / limit)
  return [Math.ceil(count / y), y, 1]
}

export function bufferOf(
  name: string,
  holds: string,
  contents: Float32Array | Uint32Array | Int32Array,
  element: Element = contents instanceof Float32Array ? 'f32' : 'u32',
): BufferSpec {
  return { name, bytes: Math.max(4, contents.byteLength), element, holds, contents }
}

export function emptyBuffer(
  name: string,
  holds: string,
  length: number,
  element: Element = 'f32',
): BufferSpec {
  return { name, bytes: 4 * Math.max(1, length), element, holds, contents: null }
}

/** The buffers as the host holds them before the first pass. */
export function memoryOf(buffers: readonly BufferSpec[]): Map<string, Float64Array> {
  return new Map(
    buffers.map(({ name, bytes, contents }) => {
      const memory = new Float64Array(bytes / 4)
      if (contents !== null) memory.set(contents as unknown as ArrayLike<number>)
      return [name, memory]
    }),
  )
}
