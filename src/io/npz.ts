/**
 * NumPy's .npz: a zip of .npy files. Written as a stream of pieces, stored unless asked to deflate
 * (recordings of neural activity hardly shrink, and storing is ten times as fast).
 */
import { unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { InputError } from '../errors.ts'
import { type NpyArray, npyBody, npyHeader, readNpy } from './npy.ts'

/** The plain zip format ends here, and so does fflate. */
const largestZip = 2 ** 32 - 1
const pieceLength = 1 << 22

/** Bytes that the file will have, to within the few that names and headers take. */
export function npzSize(arrays: ReadonlyMap<string, NpyArray>): number {
  let size = 22
  for (const [name, array] of arrays) size += array.data.byteLength + 256 + 2 * (name.length + 4)
  return size
}

/** Throws InputError at `record` when a file of that many bytes would exceed the format's 4 GiB. */
export function checkNpzSize(bytes: number): void {
  if (bytes > largestZip)
    throw new InputError(
      'record',
      'a recording of less than 4 GiB',
      `${(bytes / 2 ** 30).toFixed(1)} GiB`,
      'Record less often, fewer quantities or fewer replicas',
    )
}

/**
 * The pieces of an .npz file in order, each to be written before the next is asked for, so that
 * memory stays at one piece beyond the arrays. Throws InputError when it would exceed 4 GiB.
 */
export function* npzPieces(
  arrays: ReadonlyMap<string, NpyArray>,
  options: { readonly deflate?: boolean } = {},
): Generator<Uint8Array> {
  checkNpzSize(npzSize(arrays))
  const ready: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error
    ready.push(piece)
  })
  for (const [name, array] of arrays) {
    const entry = options.deflate
      ? new ZipDeflate(`${name}.npy`, { level: 6 })
      : new ZipPassThrough(`${name}.npy`)
    // A fixed date: the same run gives the same bytes. The zip format knows no earlier one.
    entry.mtime = new Date(1980, 0, 1)
    zip.add(entry)
    const body = npyBody(array)
    entry.push(npyHeader(array), body.length === 0)
    for (let at = 0; at < body.length; at += pieceLength) {
      const end = Math.min(body.length, at + pieceLength)
      entry.push(body.subarray(at, end), end === body.length)
      yield* ready.splice(0)
    }
  }
  zip.end()
  yield* ready.splice(0)
}

/** A whole .npz file in memory. */
export function writeNpz(
  arrays: ReadonlyMap<string, NpyArray>,
  options: { readonly deflate?: boolean } = {},
): Uint8Array {
  const pieces = [...npzPieces(arrays, options)]
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** Reads an .npz file, stored or deflated. Throws InputError naming the array that cannot be read. */
export function readNpz(bytes: Uint8Array): Map<string, NpyArray> {
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(bytes)
  } catch (error) {
    throw new InputError('', 'a NumPy .npz file', `other bytes (${(error as Error).message})`)
  }
  const arrays = new Map<string, NpyArray>()
  for (const [file, content] of Object.entries(files)) {
    const name = file.replace(/\.npy$/, '')
    try {
      arrays.set(name, readNpy(content))
    } catch (error) {
      throw error instanceof InputError ? error.at(name) : error
    }
  }
  return arrays
}
