/**
 * Matrices of few entries as scipy.sparse.save_npz writes them in the format CSR: an .npz file of data, indices,
 * indptr, shape and the format's name.
 */
import { unzipSync } from 'fflate'
import { InputError, quoted } from '../errors.ts'
import { type NpyData, readNpy } from './npy.ts'

export interface CsrArrays {
  /** rows, columns */
  readonly shape: readonly [number, number]
  readonly data: NpyData
  readonly indices: NpyData
  readonly indptr: NpyData
}

const remedy = 'Save it with scipy.sparse.save_npz(file, matrix.tocsr())'

/** Throws InputError with an empty place, or that of an array, for another file or format. */
export function readCsr(bytes: Uint8Array): CsrArrays {
  const files = unzipped(bytes)
  const format = files['format.npy']
  if (format !== undefined && formatOf(format) !== 'csr')
    throw new InputError('', 'a sparse matrix in the format csr', quoted(formatOf(format)), remedy)
  const array = (name: string): { readonly shape: readonly number[]; readonly data: NpyData } => {
    const file = files[`${name}.npy`]
    if (file === undefined)
      throw new InputError(
        '',
        'the arrays data, indices, indptr and shape of a CSR matrix',
        `none called ${name} (${Object.keys(files)
          .map((key) => key.replace(/\.npy$/, ''))
          .join(', ')})`,
        remedy,
      )
    try {
      return readNpy(file)
    } catch (error) {
      throw error instanceof InputError ? error.at(name) : error
    }
  }
  const flat = (name: string): NpyData => {
    const { shape, data } = array(name)
    if (shape.length !== 1)
      throw new InputError(name, 'a list of numbers', `shape [${shape.join(', ')}]`, remedy)
    return data
  }
  const shape = flat('shape')
  if (shape.length !== 2) throw new InputError('shape', 'rows and columns', `${shape.length} numbers`, remedy)
  return {
    shape: [shape[0]!, shape[1]!],
    data: flat('data'),
    indices: flat('indices'),
    indptr: flat('indptr'),
  }
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes)
  } catch (error) {
    throw new InputError('', 'an .npz file', `other bytes (${(error as Error).message})`, remedy)
  }
}

/** The letters at the end of a scalar array of text: bytes, or code points of four bytes each. */
function formatOf(file: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(file)
  return text.slice(text.lastIndexOf('\n') + 1).replace(/\0/g, '')
}
