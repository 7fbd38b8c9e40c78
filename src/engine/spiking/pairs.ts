/**
 * Code that works on pairs of neurons under construction: each value is a local, and what was computed once is not
 * computed again. Several pairs are worked on in one turn of the loop; what they share is computed before it.
 */
import {
  type Body,
  bodyOf,
  f64,
  i32,
  local,
  memoryPair,
  onPairs,
  op,
  pair,
  put,
  withIndex,
} from './assembly.ts'

/** A value that a loop has at hand: the index of its local. */
export type Value = number

/** Bytes of a pair. */
export const pairBytes = 16

export interface Pairs {
  /** what is done for every pair, and before the first */
  readonly body: Body
  readonly head: Body
  /** parameters: where the population's state and its replica's memory begin, in bytes */
  readonly s: Value
  readonly m: Value
  /** locals: bytes until the neurons at hand, alone and from s and m on */
  readonly i: Value
  readonly ps: Value
  readonly pm: Value
  /** the pair at `base` + `offset` */
  load(base: Value, offset: number): Value
  store(base: Value, offset: number, value: Value): void
  /** the result of an instruction */
  apply(code: number, ...operands: readonly Value[]): Value
  number(value: number): Value
  /** twice the number that lies at an address when the loop begins */
  shared(address: number): Value
  /** from here on the next pair of the turn */
  next(): void
}

export function pairsOf(): Pairs {
  const body = bodyOf(['i32', 'i32'], 'i32')
  const [s, m] = [0, 1]
  const [i, ps, pm] = [local(body, 'i32'), local(body, 'i32'), local(body, 'i32')]
  const head: Body = { ...body, bytes: [] }
  const constants = new Map<string, Value>()
  const known = new Map<string, Value>()
  let shift = 0

  function keep(into: Body): Value {
    const value = local(body, 'pair')
    withIndex(into, op.localSet, value)
    return value
  }
  function once(among: Map<string, Value>, key: string, make: () => Value): Value {
    const value = among.get(key) ?? make()
    among.set(key, value)
    return value
  }
  return {
    ...{ body, head, s, m, i, ps, pm },
    load: (base, offset) =>
      once(known, `load ${base} ${offset}`, () => {
        withIndex(body, op.localGet, base)
        memoryPair(body, pair.load, offset + shift)
        return keep(body)
      }),
    store(base, offset, value) {
      withIndex(body, op.localGet, base)
      withIndex(body, op.localGet, value)
      memoryPair(body, pair.store, offset + shift)
    },
    apply: (code, ...operands) =>
      once(known, `${code} ${operands.join()}`, () => {
        for (const operand of operands) withIndex(body, op.localGet, operand)
        onPairs(body, code)
        return keep(body)
      }),
    number: (value) =>
      once(constants, `number ${Object.is(value, -0) ? '-0' : value}`, () => {
        f64(head, value)
        onPairs(head, pair.splat)
        return keep(head)
      }),
    shared: (address) =>
      once(constants, `shared ${address}`, () => {
        i32(head, address)
        onPairs(head, pair.loadSplat)
        put(head, 3, 0)
        return keep(head)
      }),
    next() {
      known.clear()
      shift += pairBytes
    },
  }
}
