/** An experiment from a file; the files that it names lie beside it. */
import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { InputError } from '../../errors.ts'
import type { Files } from '../../experiment/files.ts'
import { type LoadedExperiment, loadExperiment } from '../../experiment/load.ts'
import { reasonOf } from './output.ts'

/** Reads paths relative to a folder. */
export function filesBeside(folder: string, onRead?: (path: string, bytes: Uint8Array) => void): Files {
  return {
    async read(path) {
      const bytes = await readFile(resolve(folder, path))
      onRead?.(path, bytes)
      return bytes
    },
  }
}

export interface ReadOptions {
  /** `path=value`, applied in order */
  readonly set?: readonly string[]
  /** the file's name in messages; the path unless said */
  readonly name?: string
  /** told of every file that the experiment names and that was read */
  readonly onRead?: (path: string, bytes: Uint8Array) => void
}

/** Throws InputError for a file that cannot be read and for whatever is wrong in it. */
export async function readExperiment(path: string, options: ReadOptions = {}): Promise<LoadedExperiment> {
  const name = options.name ?? relative('.', path)
  const bytes = await readInput(path, name, 'an experiment file')
  return loadExperiment(bytes, {
    name,
    files: filesBeside(dirname(path), options.onRead),
    ...(options.set === undefined ? {} : { set: options.set }),
  })
}

/** The bytes of a file that a person named. */
export async function readInput(path: string, name: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = (error as { code?: string }).code
    const reason = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : reasonOf(error)
    throw new InputError(name, `${what} that can be read`, reason)
  }
}
