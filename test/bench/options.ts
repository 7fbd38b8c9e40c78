/** What the two benchmark commands are asked, checked. */
import { parseArgs } from 'node:util'
import { InputError, quoted } from '../../src/errors.ts'
import { type PeerKind, peerKinds } from './peers.ts'
import { type Scale, scales, type WorkloadName, workloadNames } from './workloads.ts'

export type Backend = 'auto' | 'cpu' | 'webgpu' | 'software'

export interface Asked {
  readonly backend: Backend
  /** null: full where there is a real GPU, else small */
  readonly scale: Scale | null
  readonly only: readonly WorkloadName[]
  readonly repeats: number
  readonly seed: number
  readonly peers: readonly PeerKind[]
  /** for how long each story of the lab is counted; 0 leaves them out */
  readonly stories: number
  /** a file, `-` for stdout, or null */
  readonly json: string | null
}

export const help = `npm run bench -- [options], npm run bench:browser -- [options]
  --backend auto|webgpu|software|cpu  auto: a real GPU, else cpu; software only if asked for
  --scale full|small|tiny             full where there is a real GPU, else small
  --small                             --scale small
  --only W1,W3                        some of W1 to W5
  --repeats N                         timed runs of each, after one to warm up; 5
  --seed N                            of initial states and the measured matrix; 1
  --peers numpy,torch,jax | none      what to run beside; in Node only
  --stories SECONDS                   how long each story of the lab is watched, in a page; 5, 0 for none
  --json FILE|-                       the whole report as JSON
`

/** Throws InputError at an option. Null when help was asked for. */
export function askedOf(parameters: readonly string[]): Asked | null {
  const { values } = parse(parameters)
  if (values.help) return null
  if (values.small && values.scale !== undefined && values.scale !== 'small')
    throw new InputError('--small', 'not beside --scale', quoted(values.scale))
  const scale = values.small ? 'small' : values.scale
  return {
    backend: one('--backend', ['auto', 'cpu', 'webgpu', 'software'], values.backend ?? 'auto'),
    scale: scale === undefined ? null : one('--scale', scales, scale),
    only: several('--only', workloadNames, values.only ?? workloadNames.join(',')),
    repeats: count('--repeats', values.repeats ?? '5', 1, 1000),
    seed: count('--seed', values.seed ?? '1', 0, 2 ** 32 - 1),
    peers: values.peers === 'none' ? [] : several('--peers', peerKinds, values.peers ?? peerKinds.join(',')),
    stories: count('--stories', values.stories ?? '5', 0, 3600),
    json: values.json ?? null,
  }
}

function parse(parameters: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        backend: text,
        scale: text,
        only: text,
        repeats: text,
        seed: text,
        peers: text,
        stories: text,
        json: text,
        small: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new InputError('options', 'those that --help shows', (error as Error).message)
  }
}

function one<T extends string>(option: string, among: readonly T[], given: string): T {
  const found = among.find((name) => name === given)
  if (found === undefined) throw new InputError(option, `one of ${among.join(', ')}`, quoted(given))
  return found
}

function several<T extends string>(option: string, among: readonly T[], given: string): T[] {
  const named = given.split(',').map((name) => one(option, among, name.trim()))
  return among.filter((name) => named.includes(name))
}

function count(option: string, given: string, least: number, most: number): number {
  const value = Number(given)
  if (given.trim() === '' || !Number.isInteger(value) || value < least || value > most)
    throw new InputError(option, `a whole number from ${least} to ${most}`, quoted(given))
  return value
}
