/** States to begin with, from what a run recorded or from an array of states. */
import { layoutOf } from '../engine/layout.ts'
import { InputError } from '../errors.ts'
import type { Network } from '../model/network.ts'
import { type NpyArray, readNpy } from './npy.ts'
import { readNpz } from './npz.ts'

/**
 * One state a replica, [population][variable][neuron]. An .npz file is a recording of `run`: the final states
 * `NAME.final` or, where it has none and neurons have one variable, the last frame of `NAME.activity`. An .npy
 * file holds states of n numbers, [replica, n] or [n], n counting all populations and variables in order.
 *
 * @throws InputError at `place` for another file or other shapes
 */
export function readStarts(bytes: Uint8Array, network: Network, place: string): Float64Array[] {
  try {
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
    return isZip ? fromRecording(readNpz(bytes), network) : fromArray(readNpy(bytes), network)
  } catch (error) {
    throw error instanceof InputError ? error.at(place) : error
  }
}

function fromArray({ shape, data }: NpyArray, network: Network): Float64Array[] {
  const { stateLength: n } = layoutOf(network)
  const values = data.length
  const last = shape.slice(1).reduce((product, length) => product * length, 1)
  const isOne = values === n && (shape.length === 1 || shape[0] !== 1)
  const rows = isOne ? 1 : last === n ? shape[0]! : 0
  if (rows === 0)
    throw new InputError('', `states of ${n} numbers, [replica, ${n}]`, `shape [${shape.join(', ')}]`)
  return checked(Array.from({ length: rows }, (_, r) => Float64Array.from(data.subarray(r * n, (r + 1) * n))))
}

function fromRecording(arrays: ReadonlyMap<string, NpyArray>, network: Network): Float64Array[] {
  const { blocks, stateLength } = layoutOf(network)
  const parts = blocks.map((block) => {
    const final = arrays.get(`${block.name}.final`)
    if (final !== undefined) return lastOf(final, `${block.name}.final`, [block.variables, block.size], false)
    const activity = arrays.get(`${block.name}.activity`)
    if (activity !== undefined && block.variables === 1)
      return lastOf(activity, `${block.name}.activity`, [block.size], true)
    throw new InputError(
      '',
      `an array "${block.name}.final"`,
      `${[...arrays.keys()].join(', ') || 'no array'}`,
      'Give the recording of a run of this experiment',
    )
  })
  const replicas = parts[0]!.length
  if (parts.some((part) => part.length !== replicas))
    throw new InputError(
      '',
      'as many replicas of every population',
      parts.map(({ length }) => length).join(', '),
    )
  return checked(
    Array.from({ length: replicas }, (_, r) => {
      const state = new Float64Array(stateLength)
      for (const [p, { state: offset }] of blocks.entries()) state.set(parts[p]![r]!, offset)
      return state
    }),
  )
}

/** Of each replica the numbers of the given shape; the last frame where time comes first. */
function lastOf(
  { shape, data }: NpyArray,
  name: string,
  tail: readonly number[],
  overTime: boolean,
): Float64Array[] {
  const lead = overTime ? 2 : 1
  const fits = shape.length === lead + tail.length && tail.every((length, i) => shape[lead + i] === length)
  if (!fits || shape[0] === 0)
    throw new InputError(
      name,
      `shape [${[...(overTime ? ['time'] : []), 'replica', ...tail].join(', ')}]`,
      `[${shape.join(', ')}]`,
      'Give the recording of a run of this experiment',
    )
  const size = tail.reduce((product, length) => product * length, 1)
  const replicas = shape[lead - 1]!
  const start = data.length - replicas * size
  return Array.from({ length: replicas }, (_, r) =>
    Float64Array.from(data.subarray(start + r * size, start + (r + 1) * size)),
  )
}

function checked(states: Float64Array[]): Float64Array[] {
  const bad = states.findIndex((state) => !state.every(Number.isFinite))
  if (bad >= 0)
    throw new InputError('', 'finite numbers', `replica ${bad} is not`, 'Leave out runs that diverged')
  if (states.length === 0) throw new InputError('', 'at least one replica', 'none')
  return states
}
