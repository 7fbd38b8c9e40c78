/**
 * A link that carries an experiment: `1.` and base64url of a checksum and a deflated envelope of JSON and a state.
 * It stands behind the # of a page's address, so that no server ever sees it.
 */
import { deflateSync, Inflate } from 'fflate'
import { InputError, quoted } from '../errors.ts'

/** How a person left a view: what it shows, as plain data, and how it was turned. */
export interface LinkedView {
  readonly spec: Readonly<Record<string, unknown>>
  readonly camera?: { readonly yaw: number; readonly pitch: number; readonly zoom: number }
}

export interface Linked {
  /** the experiment, YAML or JSON */
  readonly text: string
  /** [population][variable][neuron] of replica 0 */
  readonly state?: Float32Array
  /** steps that were taken to come to the state */
  readonly step?: number
  readonly views?: readonly LinkedView[]
}

export interface LinkOptions {
  /** longest hash made for the sake of a state, in characters; default 24,000 */
  readonly most?: number
}

/** `1`: the version of the format, before the dot. */
const version = '1'
/** Text and state together, before they are deflated. */
const mostBytes = 2 ** 24
const remedy = 'Copy the whole link again, or ask for the experiment file'

/**
 * The hash of a link, without #. A state that would make it longer than `most` is left out, and its step with it:
 * `begins` is then `anew`. Numbers of the state that are not finite are bad input.
 */
export function permalink(
  { text, state, step, views }: Linked,
  { most = 24_000 }: LinkOptions = {},
): { readonly hash: string; readonly begins: 'anew' | 'in its state' } {
  if (state !== undefined) {
    const bad = state.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0)
      throw new InputError(`state[${bad}]`, 'a finite number', String(state[bad]), 'Reset the network first')
    const hash = encoded({ text, step: step ?? 0, views, neurons: state.length }, state)
    if (hash.length <= most) return { hash, begins: 'in its state' }
  }
  return { hash: encoded({ text, views }, new Float32Array(0)), begins: 'anew' }
}

/**
 * What a hash carries; a leading # is taken off.
 * @throws InputError for a hash that was cut, changed, or made by a newer version
 */
export function fromPermalink(hash: string): Linked {
  const given = hash.replace(/^#/, '')
  const dot = given.indexOf('.')
  const made = given.slice(0, Math.max(0, dot))
  if (dot < 0 || !/^\d+$/.test(made))
    throw new InputError('link', 'a link made by Share', quoted(given.slice(0, 40)), remedy)
  if (made !== version)
    throw new InputError(
      'link',
      `a link of version ${version}`,
      `one of version ${made}`,
      'Update Goldstone to read it',
    )
  const packed = fromBase64(given.slice(dot + 1))
  if (packed.length < 5 || readWord(packed) !== checksum(packed.subarray(4)))
    throw new InputError('link', 'a whole link', 'one that was cut or changed', remedy)
  return readEnvelope(inflated(packed.subarray(4)))
}

interface Envelope {
  readonly text: string
  readonly step?: number
  readonly views?: readonly LinkedView[] | undefined
  /** numbers of the state that follows */
  readonly neurons?: number
}

/** Four bytes of the JSON's length, the JSON, the state by planes of bytes (its exponents deflate well). */
function encoded(envelope: Envelope, state: Float32Array): string {
  const json = new TextEncoder().encode(JSON.stringify(envelope))
  const bytes = new Uint8Array(4 + json.length + 4 * state.length)
  if (bytes.length > mostBytes)
    throw new InputError('text', `at most ${mostBytes} bytes`, `${bytes.length}`, 'Send the file instead')
  const values = new DataView(state.buffer, state.byteOffset, state.byteLength)
  new DataView(bytes.buffer).setUint32(0, json.length)
  bytes.set(json, 4)
  const start = 4 + json.length
  for (let plane = 0; plane < 4; plane++)
    for (let i = 0; i < state.length; i++)
      bytes[start + plane * state.length + i] = (values.getUint32(4 * i, true) >>> (8 * (3 - plane))) & 255
  const deflated = deflateSync(bytes, { level: 9 })
  const packed = new Uint8Array(4 + deflated.length)
  packed.set(deflated, 4)
  new DataView(packed.buffer).setUint32(0, checksum(deflated))
  return `${version}.${toBase64(packed)}`
}

function readEnvelope(bytes: Uint8Array): Linked {
  const bad = () => new InputError('link', 'a link made by Share', 'one that says something else', remedy)
  if (bytes.length < 4) throw bad()
  const size = readWord(bytes)
  if (4 + size > bytes.length) throw bad()
  let envelope: Envelope
  try {
    envelope = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + size)))
  } catch {
    throw bad()
  }
  if (typeof envelope !== 'object' || envelope === null || typeof envelope.text !== 'string') throw bad()
  const { text, step, views, neurons } = envelope
  const count = neurons ?? 0
  const rest = bytes.subarray(4 + size)
  if (!Number.isInteger(count) || count < 0 || rest.length !== 4 * count) throw bad()
  if (step !== undefined && !(Number.isSafeInteger(step) && step >= 0)) throw bad()
  if (views !== undefined && !(Array.isArray(views) && views.every(isView))) throw bad()
  return {
    text,
    ...(views === undefined ? {} : { views }),
    ...(neurons === undefined ? {} : { state: stateFrom(rest, count), step: step ?? 0 }),
  }
}

function isView(view: unknown): view is LinkedView {
  if (typeof view !== 'object' || view === null) return false
  const { spec, camera } = view as Partial<LinkedView>
  if (typeof spec !== 'object' || spec === null) return false
  return camera === undefined || [camera?.yaw, camera?.pitch, camera?.zoom].every(Number.isFinite)
}

function stateFrom(planes: Uint8Array, count: number): Float32Array {
  const state = new Float32Array(count)
  const words = new DataView(state.buffer)
  for (let i = 0; i < count; i++)
    for (let plane = 0; plane < 4; plane++) words.setUint8(4 * i + 3 - plane, planes[plane * count + i]!)
  const bad = state.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new InputError('link', 'a state of finite numbers', `${state[bad]}`, remedy)
  return state
}

/** As far as `mostBytes`: a few characters may stand for gigabytes. */
function inflated(deflated: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  let size = 0
  const inflate = new Inflate((piece) => {
    size += piece.length
    if (size > mostBytes) throw new InputError('link', `at most ${mostBytes} bytes`, 'more', remedy)
    pieces.push(piece)
  })
  try {
    for (let at = 0; at < deflated.length; at += 4096)
      inflate.push(deflated.subarray(at, at + 4096), at + 4096 >= deflated.length)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError('link', 'a link made by Share', 'one that cannot be unpacked', remedy)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Fowler-Noll-Vo 1a, 32 bits: a link that lost its end in a chat is told from a bad experiment. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

function readWord(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64(text: string): Uint8Array {
  // a chat may have broken the line or put a full stop behind it; an address writes %20 for a space, and %22 for a quote
  const plain = text.replace(/\s+|%(?:20|22|3C|3E|60)/gi, '').replace(/[.,;:!?)\]>"']+$/, '')
  if (!/^[A-Za-z0-9_-]+$/.test(plain) || plain.length % 4 === 1)
    throw new InputError('link', 'a whole link', 'one that was cut or changed', remedy)
  const bytes = atob(plain.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0))
}
