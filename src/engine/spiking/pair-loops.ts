/** Loops over pairs: around a step, and those that are the same for every network. */
import {
  type Body,
  bodyOf,
  i32,
  local,
  memoryPair,
  onPairs,
  op,
  pair,
  put,
  storeI32,
  withIndex,
} from './assembly.ts'
import { type Pairs, pairBytes, type Value } from './pairs.ts'

/** Ends a loop that goes on while i, `stride` further, is below what `limit` puts on the stack. */
function again(body: Body, i: number, stride: number, limit: () => void): void {
  withIndex(body, op.localGet, i)
  i32(body, stride)
  put(body, op.i32Add)
  withIndex(body, op.localSet, i)
  withIndex(body, op.localGet, i)
  limit()
  put(body, op.i32LessThan)
  withIndex(body, op.branchIf, 0)
  put(body, op.end)
}

/**
 * The loop over `bytes` bytes of neurons, as many pairs a turn as there are masks of who fires; lists them at
 * `firedAt`, and returns how many.
 */
export function loopOf(pairs: Pairs, fires: readonly Value[], firedAt: number, bytes: number): Body {
  const { body, head, s, m, i, ps, pm } = pairs
  const count = local(body, 'i32')
  const any = fires.length > 1 ? local(body, 'pair') : fires[0]!
  if (fires.length > 1) {
    withIndex(body, op.localGet, fires[0]!)
    for (const mask of fires.slice(1)) {
      withIndex(body, op.localGet, mask)
      onPairs(body, pair.or)
    }
    withIndex(body, op.localSet, any)
  }
  withIndex(body, op.localGet, any)
  onPairs(body, pair.anyTrue)
  put(body, op.ifThen, 0x40)
  for (const [k, mask] of fires.entries()) listFired(body, mask, i, 2 * k, count, firedAt)
  put(body, op.end)

  const whole = bodyOf(body.parameters, body.result)
  whole.locals.push(...body.locals)
  put(whole, ...head.bytes, op.loop, 0x40)
  for (const [place, base] of [
    [ps, s],
    [pm, m],
  ] as const) {
    withIndex(whole, op.localGet, base)
    withIndex(whole, op.localGet, i)
    put(whole, op.i32Add)
    withIndex(whole, op.localSet, place)
  }
  for (const byte of body.bytes) whole.bytes.push(byte)
  again(whole, i, pairBytes * fires.length, () => i32(whole, bytes))
  withIndex(whole, op.localGet, count)
  return whole
}

/** fired[count++] = i / 8 + first + lane, for the lanes of a mask that hold. */
function listFired(body: Body, mask: Value, i: Value, first: number, count: Value, firedAt: number): void {
  for (const lane of [0, 1]) {
    withIndex(body, op.localGet, mask)
    onPairs(body, pair.mask)
    i32(body, 1 + lane)
    put(body, op.i32And, op.ifThen, 0x40)
    withIndex(body, op.localGet, count)
    i32(body, 2)
    put(body, op.i32ShiftLeft)
    withIndex(body, op.localGet, i)
    i32(body, 3)
    put(body, op.i32ShiftRight)
    i32(body, first + lane)
    put(body, op.i32Add)
    storeI32(body, firedAt)
    withIndex(body, op.localGet, count)
    i32(body, 1)
    put(body, op.i32Add)
    withIndex(body, op.localSet, count)
    put(body, op.end)
  }
}

/** a += jumpA (gain area), b += jumpB (gain area), area = 0; `bytes` is a multiple of 16. */
export function takeBody(): Body {
  const body = bodyOf(['i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'f64'], null)
  const [a, b, slot, bytes, jumpA, jumpB, gain] = [0, 1, 2, 3, 4, 5, 6]
  const i = local(body, 'i32')
  const at = local(body, 'i32')
  const area = local(body, 'pair')
  const zero = local(body, 'pair')
  const splat = (from: number): number => {
    const made = local(body, 'pair')
    withIndex(body, op.localGet, from)
    onPairs(body, pair.splat)
    withIndex(body, op.localSet, made)
    return made
  }
  const [jumpsA, jumpsB, gains] = [splat(jumpA), splat(jumpB), splat(gain)]
  const address = (base: number): void => {
    withIndex(body, op.localGet, base)
    withIndex(body, op.localGet, i)
    put(body, op.i32Add)
    withIndex(body, op.localSet, at)
  }
  const jump = (base: number, by: number): void => {
    address(base)
    withIndex(body, op.localGet, at)
    withIndex(body, op.localGet, at)
    memoryPair(body, pair.load, 0)
    withIndex(body, op.localGet, by)
    withIndex(body, op.localGet, area)
    onPairs(body, pair.multiply)
    onPairs(body, pair.add)
    memoryPair(body, pair.store, 0)
  }
  put(body, op.loop, 0x40)
  address(slot)
  withIndex(body, op.localGet, gains)
  withIndex(body, op.localGet, at)
  memoryPair(body, pair.load, 0)
  onPairs(body, pair.multiply)
  withIndex(body, op.localSet, area)
  withIndex(body, op.localGet, at)
  withIndex(body, op.localGet, zero)
  memoryPair(body, pair.store, 0)
  jump(a, jumpsA)
  withIndex(body, op.localGet, b)
  put(body, op.ifThen, 0x40)
  jump(b, jumpsB)
  put(body, op.end)
  again(body, i, pairBytes, () => withIndex(body, op.localGet, bytes))
  return body
}

/** Compares all, and asks once. */
export function boundedBody(): Body {
  const body = bodyOf(['i32', 'i32', 'f64'], 'i32')
  const [from, bytes, largest] = [0, 1, 2]
  const i = local(body, 'i32')
  const sound = local(body, 'pair')
  const limit = local(body, 'pair')
  withIndex(body, op.localGet, largest)
  onPairs(body, pair.splat)
  withIndex(body, op.localSet, limit)
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.not)
  withIndex(body, op.localSet, sound)
  put(body, op.loop, 0x40)
  withIndex(body, op.localGet, from)
  withIndex(body, op.localGet, i)
  put(body, op.i32Add)
  memoryPair(body, pair.load, 0)
  onPairs(body, pair.abs)
  withIndex(body, op.localGet, limit)
  onPairs(body, pair.atMost)
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.and)
  withIndex(body, op.localSet, sound)
  again(body, i, pairBytes, () => withIndex(body, op.localGet, bytes))
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.allTrue)
  return body
}
