/**
 * NumPy's .npy arrays, as bytes in and bytes out. Written: format 1.0 (2.0 when the header is long),
 * little-endian, C order. Read: formats 1 to 3, little-endian, either order, numbers only.
 * Source: NEP 1, "A Simple File Format for NumPy Arrays", and numpy.lib.format.
 */
import { InputError, quoted } from '../errors.ts'

export type NpyData = Float64Array | Float32Array | Int32Array | Uint8Array

/** An array in C order: the last index runs fastest. An empty shape is a scalar. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: NpyData
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** NumPy's name of the element type of `data`, e.g. `<f8`. */
export function npyType(data: NpyData): string {
  if (data instanceof Float64Array) return '<f8'
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Int32Array) return '<i4'
  return '|u1'
}

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** What stands before the data: magic, version, header length, header, padded to 64 bytes. */
export function npyHeader(array: NpyArray): Uint8Array {
  const { shape, data } = array
  if (elementCount(shape) !== data.length)
    throw new InputError('', `${elementCount(shape)} elements for shape [${shape}]`, `${data.length}`)
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${npyType(data)}', 'fortran_order': False, 'shape': ${tuple}, }`
  const version = text.length + 11 > 65_000 ? 2 : 1
  const prefix = version === 1 ? 10 : 12
  const total = Math.ceil((prefix + text.length + 1) / 64) * 64
  const bytes = new Uint8Array(total).fill(0x20)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint16(6, version, true)
  if (version === 1) view.setUint16(8, total - prefix, true)
  else view.setUint32(8, total - prefix, true)
  for (let i = 0; i < text.length; i++) bytes[prefix + i] = text.charCodeAt(i)
  bytes[total - 1] = 0x0a
  return bytes
}

/** The bytes of an array's elements, without a copy. Every host of JavaScript is little-endian. */
export function npyBody(array: NpyArray): Uint8Array {
  const { data } = array
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** A whole .npy file. */
export function writeNpy(array: NpyArray): Uint8Array {
  const header = npyHeader(array)
  const body = npyBody(array)
  const bytes = new Uint8Array(header.length + body.length)
  bytes.set(header)
  bytes.set(body, header.length)
  return bytes
}

/**
 * Reads a .npy file. float64, float32, int32 and uint8 keep their type; other integers and booleans
 * come as int32 or, where they may not fit, float64 (beyond 2^53 is refused, never rounded).
 * Throws InputError with an empty place.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { type, fortran, shape, start } = readHeader(bytes)
  const size = Number(type.slice(2))
  const count = elementCount(shape)
  if (bytes.length - start < count * size)
    throw new InputError(
      '',
      `${count * size} bytes of data for shape [${shape}]`,
      `${bytes.length - start}`,
      'The file was cut short; write it again',
    )
  // A copy of the data alone, at an aligned address. Not bytes.slice: Node's Buffer returns a view there.
  const body = new Uint8Array(count * size)
  body.set(bytes.subarray(start, start + count * size))
  const data = readElements(body.buffer, type, count)
  return { shape, data: fortran && shape.length > 1 ? toRowMajor(data, shape) : data }
}

interface Header {
  readonly type: string
  readonly fortran: boolean
  readonly shape: number[]
  readonly start: number
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte))
    throw new InputError('', 'a NumPy .npy file', 'other bytes', 'Save the array with numpy.save')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const major = bytes[6]!
  if (major < 1 || major > 3) throw new InputError('', 'a .npy format version of 1 to 3', `${major}`)
  const prefix = major === 1 ? 10 : 12
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(prefix, prefix + length),
  )
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const tuple = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1]
  if (type === undefined)
    throw new InputError('', 'an array of plain numbers', 'a structured array', 'Save one field of it')
  if (order === undefined || tuple === undefined)
    throw new InputError('', 'a .npy header with fortran_order and shape', quoted(text.trim()))
  const shape = tuple
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => Number(part.replace(/L$/, '')))
  if (shape.some((n) => !Number.isSafeInteger(n) || n < 0))
    throw new InputError('', 'a shape of whole numbers', `(${tuple})`)
  return { type: checkedType(type), fortran: order === 'True', shape, start: prefix + length }
}

const readable = ['<f8', '<f4', '<i8', '<u8', '<i4', '<u4', '<i2', '<u2', '|i1', '|u1', '|b1']

function checkedType(type: string): string {
  if (readable.includes(type)) return type
  if (type.startsWith('>'))
    throw new InputError(
      '',
      'little-endian numbers',
      `big-endian "${type}"`,
      `Save array.astype("<${type.slice(1)}") instead`,
    )
  const what = type.startsWith('<c') ? 'complex numbers' : type.startsWith('|O') ? 'Python objects' : 'other'
  throw new InputError(
    '',
    'real numbers (float64, float32, integers or booleans)',
    `${what} "${type}"`,
    'Save array.astype("<f8") instead',
  )
}

function readElements(buffer: ArrayBuffer, type: string, count: number): NpyData {
  switch (type) {
    case '<f8':
      return new Float64Array(buffer)
    case '<f4':
      return new Float32Array(buffer)
    case '<i4':
      return new Int32Array(buffer)
    case '|u1':
    case '|b1':
      return new Uint8Array(buffer)
    case '|i1':
      return Int32Array.from(new Int8Array(buffer))
    case '<i2':
      return Int32Array.from(new Int16Array(buffer))
    case '<u2':
      return Int32Array.from(new Uint16Array(buffer))
    case '<u4':
      return Float64Array.from(new Uint32Array(buffer))
    default:
      return wholeNumbers(type === '<i8' ? new BigInt64Array(buffer) : new BigUint64Array(buffer), count)
  }
}

function wholeNumbers(source: BigInt64Array | BigUint64Array, count: number): Float64Array {
  const result = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const value = Number(source[i]!)
    if (!Number.isSafeInteger(value))
      throw new InputError('', '64-bit integers up to 2^53', `${source[i]}`, 'Save the array as float64')
    result[i] = value
  }
  return result
}

/** From Fortran order (first index fastest) to C order. */
function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  const result = data.slice()
  const index = new Array<number>(shape.length).fill(0)
  const strides: number[] = []
  shape.reduce((stride, length, axis) => {
    strides[axis] = stride
    return stride * length
  }, 1)
  for (let at = 0, from = 0; at < data.length; at++) {
    result[at] = data[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return result
}
