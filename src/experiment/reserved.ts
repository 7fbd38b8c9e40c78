/**
 * Words that the format reserves and this version does not yet carry out. They are recognised and
 * refused with what to do instead, so that no file ever means something else later.
 */
import { InputError, quoted } from '../errors.ts'
import { formatPath, isMapping } from './path.ts'

/** Throws InputError, "not yet", for the first reserved entry in the data. */
export function refuseReserved(experiment: Readonly<Record<string, unknown>>): void {
  refuseSweep(experiment['sweep'])
}

function refuseSweep(sweep: unknown): void {
  if (!isMapping(sweep)) return
  const grid = 'Write axes as { from, to, count }'
  for (const key of ['zip', 'random', 'samples', 'measures']) refuseKey(sweep, 'sweep', key, grid)
  if (!isMapping(sweep['axes'])) return
  for (const [path, axis] of Object.entries(sweep['axes'])) {
    const place = formatPath(['sweep', 'axes', path])
    if (Array.isArray(axis)) refuse(place, 'an axis as list', axis, grid)
    for (const key of ['scale', 'random', 'zip', 'range', 'list', 'values']) refuseKey(axis, place, key, grid)
  }
}

function refuseKey(mapping: unknown, place: string, key: string, remedy: string): void {
  if (isMapping(mapping) && Object.hasOwn(mapping, key))
    refuse(`${place}.${key}`, `"${key}"`, mapping[key], remedy)
}

function refuse(place: string, what: string, value: unknown, remedy: string): never {
  throw new InputError(
    place,
    `nothing that uses ${what}, which is reserved and not yet supported`,
    quoted(value),
    remedy,
  )
}
