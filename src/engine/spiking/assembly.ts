/**
 * WebAssembly written by hand: functions over one imported memory, of pairs of float64 that are worked on
 * together (f64x2). What is emitted is plain operations, so that it gives the bits of the same JavaScript.
 * Source: WebAssembly Core Specification 2.0, binary format.
 */

export const op = {
  localGet: 0x20,
  localSet: 0x21,
  i32Const: 0x41,
  f64Const: 0x44,
  i32Store: 0x36,
  i32LessThan: 0x49,
  i32Add: 0x6a,
  i32And: 0x71,
  i32ShiftLeft: 0x74,
  i32ShiftRight: 0x76,
  ifThen: 0x04,
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
} as const

/** Of pairs. */
export const pair = {
  load: 0x00,
  loadSplat: 0x0a,
  store: 0x0b,
  splat: 0x14,
  equal: 0x47,
  unequal: 0x48,
  less: 0x49,
  greater: 0x4a,
  atMost: 0x4b,
  atLeast: 0x4c,
  not: 0x4d,
  and: 0x4e,
  or: 0x50,
  select: 0x52,
  anyTrue: 0x53,
  allTrue: 0xc3,
  mask: 0xc4,
  abs: 0xec,
  negate: 0xed,
  root: 0xef,
  add: 0xf0,
  subtract: 0xf1,
  multiply: 0xf2,
  divide: 0xf3,
  min: 0xf4,
  max: 0xf5,
  /** b where a < b, else a: one instruction, where `max` takes care of what is not a number */
  larger: 0xf7,
} as const

export type ValueType = 'i32' | 'f64' | 'pair'

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f64: 0x7c, pair: 0x7b }

/** One function under construction: bytes are appended, locals numbered after the parameters. */
export interface Body {
  readonly parameters: readonly ValueType[]
  readonly result: ValueType | null
  readonly locals: ValueType[]
  readonly bytes: number[]
}

export function bodyOf(parameters: readonly ValueType[], result: ValueType | null): Body {
  return { parameters, result, locals: [], bytes: [] }
}

/** A new local; its index. */
export function local(body: Body, type: ValueType): number {
  return body.parameters.length + body.locals.push(type) - 1
}

export function put(body: Body, ...bytes: readonly number[]): void {
  for (const byte of bytes) body.bytes.push(byte)
}

/** An instruction whose operand is an unsigned number: a local, a branch depth. */
export function withIndex(body: Body, code: number, index: number): void {
  put(body, code, ...unsigned(index))
}

export function i32(body: Body, value: number): void {
  put(body, op.i32Const, ...signed(value))
}

export function f64(body: Body, value: number): void {
  put(body, op.f64Const, ...new Uint8Array(Float64Array.of(value).buffer))
}

export function onPairs(body: Body, code: number): void {
  put(body, 0xfd, ...unsigned(code))
}

/** A load or store of a pair at the address on the stack plus `offset`. */
export function memoryPair(body: Body, code: number, offset: number): void {
  onPairs(body, code)
  put(body, 3, ...unsigned(offset))
}

export function storeI32(body: Body, offset: number): void {
  put(body, op.i32Store, 2, ...unsigned(offset))
}

/** A module of functions over the memory `env.memory`, which has at least `pages` pages. */
export function moduleOf(functions: Readonly<Record<string, Body>>, pages: number): Uint8Array<ArrayBuffer> {
  const bodies = Object.values(functions)
  const types = bodies.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((type) => [typeCodes[type]])),
    ...list(result === null ? [] : [[typeCodes[result]]]),
  ])
  const code = bodies.map(({ locals, bytes }) => {
    const declared = list(locals.map((type) => [1, typeCodes[type]]))
    return sized([...declared, ...bytes, op.end])
  })
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([[...text('env'), ...text('memory'), 2, 0, ...unsigned(pages)]])),
    ...section(3, list(bodies.map((_, k) => unsigned(k)))),
    ...section(7, list(Object.keys(functions).map((name, k) => [...text(name), 0, ...unsigned(k)]))),
    ...section(10, list(code)),
  ])
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)]
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content]
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()]
}

function text(name: string): number[] {
  return sized([...new TextEncoder().encode(name)])
}

function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low + 128 : low)
  } while (rest > 0)
  return bytes
}

function signed(value: number): number[] {
  const bytes: number[] = []
  let rest = value | 0
  while (true) {
    const low = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(done ? low : low | 0x80)
    if (done) return bytes
  }
}
