/** A Cayley table from a file: .npy, or JSON or YAML with the table itself or under `cayley`. */
import { InputError, placed, quoted } from '../errors.ts'
import { type Files, readBytes, readNumbers } from './files.ts'
import { isMapping } from './path.ts'
import { readSource } from './source.ts'

/** Rows of whole numbers; whether they make a group is for the group to say. */
export async function cayleyTable(files: Files, path: string, place: string): Promise<number[][]> {
  if (path.endsWith('.npy')) {
    const { shape, values } = await readNumbers(files, path, place)
    const n = shape[0] ?? 0
    if (shape.length !== 2 || shape[1] !== n)
      throw new InputError(place, 'a square table', `shape [${shape.join(', ')}] in ${quoted(path)}`)
    return Array.from({ length: n }, (_, row) => [...values.subarray(row * n, (row + 1) * n)])
  }
  const bytes = await readBytes(files, path, place)
  return placed(place, () => {
    const { value } = readSource(bytes)
    const table = isMapping(value) ? value['cayley'] : value
    const rows =
      Array.isArray(table) && table.every((row) => Array.isArray(row) && row.every(Number.isInteger))
    if (!rows)
      throw new InputError(
        '',
        'a table, as a list of lists of whole numbers',
        `other data in ${quoted(path)}`,
      )
    return table
  })
}
