/**
 * Coordinates are asked for by name and computed only then: a million-point torus whose kernel
 * comes from a spectrum never holds them.
 */
import { InputError } from '../errors.ts'

/** A read-only map whose values are made on first use and kept. */
export function lazyCoordinates(
  makers: Readonly<Record<string, () => Float64Array>>,
): ReadonlyMap<string, Float64Array> {
  const names = Object.keys(makers)
  const made = new Map<string, Float64Array>()
  const get = (name: string): Float64Array | undefined => {
    if (!Object.hasOwn(makers, name)) return undefined
    let values = made.get(name)
    if (values === undefined) made.set(name, (values = makers[name]!()))
    return values
  }
  function* values(): Generator<Float64Array, undefined> {
    for (const name of names) yield get(name)!
  }
  function* entries(): Generator<[string, Float64Array], undefined> {
    for (const name of names) yield [name, get(name)!]
  }
  const map: ReadonlyMap<string, Float64Array> = {
    size: names.length,
    has: (name) => Object.hasOwn(makers, name),
    get,
    keys: () => names.values(),
    values,
    entries,
    forEach: (visit) => {
      for (const [name, value] of entries()) visit(value, name, map)
    },
    [Symbol.iterator]: entries,
  }
  return map
}

/** The arrays of the named coordinates, all of one length; InputError names the first that is missing. */
export function requiredCoordinates(
  coordinates: ReadonlyMap<string, Float64Array>,
  names: readonly string[],
): Float64Array[] {
  const arrays = names.map((name) => {
    const values = coordinates.get(name)
    if (values !== undefined) return values
    const given = [...coordinates.keys()].join(', ') || 'none'
    throw new InputError('', `the coordinates ${names.join(', ')}`, given, `Give ${name} too`)
  })
  for (const [i, values] of arrays.entries())
    if (values.length !== arrays[0]!.length)
      throw new InputError(names[i]!, `${arrays[0]!.length} values`, `${values.length}`)
  return arrays
}

/** An array of `length` numbers made by a function of the index. */
export function tabulate(length: number, value: (index: number) => number): Float64Array {
  const out = new Float64Array(length)
  for (let i = 0; i < length; i++) out[i] = value(i)
  return out
}
