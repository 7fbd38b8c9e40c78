/** Files that an experiment names, read by whoever runs it: a command line, a page, a test. */
import { InputError, placed, quoted } from '../errors.ts'
import type { CsrArrays } from '../io/csr.ts'
import { readNpy } from '../io/npy.ts'

/** Paths are as the experiment writes them; the reader resolves them against the experiment's file. */
export interface Files {
  read(path: string): Promise<Uint8Array>
}

/** Where there are no files, as in a page. */
export const noFiles: Files = {
  read(path) {
    return Promise.reject(
      new InputError(
        '',
        'an experiment without files, since none can be read here',
        quoted(path),
        'Write the values into the experiment',
      ),
    )
  },
}

/** Files held in memory, by path. */
export function filesFrom(contents: Readonly<Record<string, Uint8Array>>): Files {
  return {
    read(path) {
      const bytes = Object.hasOwn(contents, path) ? contents[path] : undefined
      if (bytes) return Promise.resolve(bytes)
      return Promise.reject(
        new InputError('', 'a file that can be read', quoted(path), 'Check the path and the folder'),
      )
    },
  }
}

/** Bytes of a file; whatever goes wrong is told as bad input at `place`. */
export async function readBytes(files: Files, path: string, place: string): Promise<Uint8Array> {
  try {
    return await files.read(path)
  } catch (error) {
    if (error instanceof InputError) throw error.at(place)
    const code = (error as { code?: unknown } | null)?.code
    const reason =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'EISDIR'
          ? 'a folder'
          : `an error (${String((error as Error)?.message ?? error)})`
    throw new InputError(
      place,
      'a file that can be read',
      `${quoted(path)}: ${reason}`,
      "Paths are relative to the experiment's file",
    )
  }
}

export interface NumberArray {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

/** A .npy file of finite real numbers, row major, as float64. */
export async function readNumbers(files: Files, path: string, place: string): Promise<NumberArray> {
  const bytes = await readBytes(files, path, place)
  return placed(place, () => numbersOf(bytes, path))
}

/** A CSR matrix in an .npz file, as scipy.sparse.save_npz writes it. */
export async function readSparse(files: Files, path: string, place: string): Promise<CsrArrays> {
  const bytes = await readBytes(files, path, place)
  // with what unpacks it, where one is read
  const { readCsr } = await import('../io/csr.ts')
  return placed(place, () => readCsr(bytes))
}

function numbersOf(bytes: Uint8Array, path: string): NumberArray {
  const { shape, data } = readNpy(bytes)
  const values = data instanceof Float64Array ? data : Float64Array.from(data)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new InputError(
      '',
      'finite numbers',
      `${values[bad]} at index ${bad} of ${quoted(path)}`,
      'Replace what is missing',
    )
  }
  return { shape, values }
}
