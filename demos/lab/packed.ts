/**
 * A certificate and its portrait in few bytes: thousands of states of one network lie in the span of a handful, so
 * each is kept as its coordinates on an orthonormal basis of that span. For what is found when the page is built.
 */
import type { Certificate } from '../../src/index.ts'
import type { Portrait } from './protocol.ts'

export interface Finding {
  readonly certificate: Certificate
  readonly portrait: Portrait
}

/** Relative to a state: what is left of it outside the span is dropped below this. */
const tolerance = 1e-6

interface Head {
  /** manifold states and strands hold indices of states */
  readonly finding: unknown
  readonly length: number
  readonly rank: number
  readonly count: number
}

/** Four bytes of the head's length, the head as JSON padded to 4, basis [rank][length], coordinates [count][rank]. */
export function packed({ certificate, portrait }: Finding): Uint8Array {
  const states: Float64Array[] = []
  const indexOf = (state: ArrayLike<number>): number => states.push(Float64Array.from(state)) - 1
  const finding = {
    certificate: {
      ...certificate,
      manifolds: certificate.manifolds.map((manifold) => ({ ...manifold, state: indexOf(manifold.state) })),
    },
    portrait: {
      bodies: portrait.bodies.map(({ mesh, strands, ...body }) => ({
        ...body,
        strands: strands.map((strand) => strand.map(indexOf)),
        ...(mesh === undefined ? {} : { mesh: { ...mesh, states: mesh.states.map(indexOf) } }),
      })),
    },
  }
  const { basis, coordinates } = spanOf(states)
  const numbers = Float32Array.from([...basis, ...coordinates].flatMap((row) => [...row]))
  const head: Head = {
    finding,
    length: states[0]?.length ?? 0,
    rank: basis.length,
    count: states.length,
  }
  const json = JSON.stringify(head)
  const text = new TextEncoder().encode(
    json + ' '.repeat((4 - (new TextEncoder().encode(json).length % 4)) % 4),
  )
  const bytes = new Uint8Array(4 + text.length + numbers.byteLength)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  bytes.set(new Uint8Array(numbers.buffer), 4 + text.length)
  return bytes
}

export function unpacked(bytes: Uint8Array): Finding {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const head: Head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)))
  const { length, rank, count } = head
  const numbers = new Float32Array(bytes.slice(4 + size).buffer)
  const stateAt = (index: number): Float32Array => {
    if (!(index >= 0 && index < count)) throw new Error(`No state ${index} of ${count} was packed`)
    const state = new Float32Array(length)
    for (let b = 0; b < rank; b++) {
      const share = numbers[rank * length + index * rank + b]!
      for (let i = 0; i < length; i++) state[i]! += share * numbers[b * length + i]!
    }
    return state
  }
  const { certificate, portrait } = head.finding as {
    certificate: Certificate & { manifolds: { state: unknown }[] }
    portrait: {
      bodies: (Portrait['bodies'][number] & { strands: number[][]; mesh?: { states: number[] } })[]
    }
  }
  return {
    certificate: {
      ...certificate,
      manifolds: certificate.manifolds.map((manifold) => ({
        ...manifold,
        state: Float64Array.from(stateAt(manifold.state as unknown as number)),
      })),
    },
    portrait: {
      bodies: portrait.bodies.map(({ mesh, strands, ...body }) => ({
        ...body,
        strands: strands.map((strand) => (strand as unknown as number[]).map(stateAt)),
        ...(mesh === undefined
          ? {}
          : { mesh: { ...mesh, states: (mesh.states as unknown as number[]).map(stateAt) } }),
      })),
    },
  }
}

/** Gram and Schmidt, each twice: an orthonormal basis of the states, and every state's coordinates on it. */
function spanOf(states: readonly Float64Array[]) {
  const basis: Float64Array[] = []
  const removed = (state: Float64Array): Float64Array => {
    const rest = state.slice()
    for (let round = 0; round < 2; round++)
      for (const b of basis) {
        const share = dot(b, rest)
        for (let i = 0; i < rest.length; i++) rest[i]! -= share * b[i]!
      }
    return rest
  }
  for (const state of states) {
    const rest = removed(state)
    const size = Math.sqrt(dot(rest, rest))
    if (size > tolerance * Math.sqrt(dot(state, state))) basis.push(rest.map((value) => value / size))
  }
  const coordinates = states.map((state) => Float64Array.from(basis, (b) => dot(b, state)))
  return { basis, coordinates }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
