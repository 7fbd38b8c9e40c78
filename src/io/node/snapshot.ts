/**
 * A run's snapshot on disk, beside its output folder: `.NAME.snapshot`. It is written under another name and
 * renamed, so that it is whole or the one before.
 *
 *   "goldsnap", length of the header (uint32, little-endian), header (JSON), the arrays it lists one after the
 *   other, SHA-256 of all that stands before
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { RunSnapshot } from '../../engine/snapshot.ts'
import { InputError, quoted } from '../../errors.ts'
import type { PlanName } from '../../model/network.ts'
import { type Output, reasonOf } from './output.ts'

/** Which run a snapshot is of: it goes on only as that one. */
export interface RunIdentity {
  readonly version: string
  /** of the experiment, see `experimentHash` */
  readonly hash: string
  /** of the contents of the files that the experiment names */
  readonly files: string
  readonly seed: number
  readonly backend: RunSnapshot['backend']
  readonly plan: readonly PlanName[]
}

export interface SnapshotFile {
  readonly path: string
  /** throws what the file system throws; what was there stays then */
  write(snapshot: RunSnapshot): void
  /**
   * Throws InputError where there is none, a damaged one, or one of another run. The folder that a run which
   * is no more left beside it goes.
   */
  read(): RunSnapshot
  remove(): void
}

interface Header extends RunIdentity {
  readonly format: 1
  /** who wrote it, and the name of the folder that its results were to be written in */
  readonly process: number
  readonly folder: string
  readonly step: number
  readonly frames: number
  /** in the order in which they stand, with their bytes */
  readonly buffers: readonly (readonly [name: string, bytes: number])[]
  readonly recorded: readonly (readonly [name: string, bytes: number])[]
}

const magic = 'goldsnap'
const pieceLength = 2 ** 26
const digestLength = 32

/** The snapshot of the run whose results go to `output`; complaints of it are told at `place`. */
export function snapshotFile(output: Output, identity: RunIdentity, place: string): SnapshotFile {
  const { target, folder } = output
  const path = join(dirname(target), `.${basename(target)}.snapshot`)
  const part = `${path}.part`
  return {
    path,
    write(snapshot) {
      try {
        writeWhole(part, piecesOf(snapshot, { ...identity, process: process.pid, folder: basename(folder) }))
        renameSync(part, path)
      } catch (error) {
        remove(part)
        throw error
      }
    },
    read() {
      if (!existsSync(path))
        throw new InputError(
          place,
          'the snapshot of a run that was stopped',
          `none at ${quotedPath(path)}`,
          'Name the --out of that run, or leave --resume out',
        )
      const refuse = (expected: string, received: string, remedy: string): InputError =>
        new InputError(place, expected, `${received} (${path})`, remedy)
      let found: { header: Header; snapshot: RunSnapshot }
      try {
        found = readWhole(path)
      } catch (error) {
        const system = (error as { code?: unknown }).code !== undefined
        const reason = error instanceof Damage ? error.message : system ? reasonOf(error) : 'a damaged one'
        throw refuse('a whole snapshot', reason, 'Leave --resume out to run it from the beginning')
      }
      const difference = differenceOf(found.header, identity)
      if (difference !== null) throw refuse(...difference)
      sweep(target, found.header)
      return found.snapshot
    },
    remove() {
      remove(path)
      remove(part)
    },
  }
}

/** What was expected, what came, what to do; null for a snapshot of this very run. */
function differenceOf(header: Header, identity: RunIdentity): [string, string, string] | null {
  const again = 'leave --resume out to run it from the beginning'
  if (header.version !== identity.version)
    return [
      `a snapshot of Goldstone ${identity.version}`,
      `one of ${header.version}`,
      `Use that version, or ${again}`,
    ]
  if (header.hash !== identity.hash)
    return [
      `a snapshot of this experiment (${identity.hash.slice(0, 12)})`,
      `one of another (${header.hash.slice(0, 12)}, seed ${header.seed})`,
      `Give the file and every --set as they were, or ${again}`,
    ]
  if (header.files !== identity.files)
    return [
      'the files that the experiment names as they were',
      'a snapshot made with others',
      `Put them back, or ${again}`,
    ]
  if (header.backend !== identity.backend)
    return [
      `a snapshot of the engine ${identity.backend}`,
      `one of ${header.backend}`,
      `Add --backend ${header.backend}, or ${again}`,
    ]
  if (header.plan.join() !== identity.plan.join())
    return [
      `a snapshot with the plan ${identity.plan.join(', ')}`,
      header.plan.join(', '),
      `Give the plan as it was, or ${again}`,
    ]
  return null
}

/** Also where something else stands there, or the system refuses: that ends no run. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It stays.
  }
}

/** Removes what a killed run left: the folder in which it would have written its results. */
function sweep(target: string, { folder, process: writer }: Header): void {
  const start = `.${basename(target)}-`
  const isOurs = folder.startsWith(start) && /^[0-9a-f]{8}$/.test(folder.slice(start.length))
  if (!isOurs || isAlive(writer)) return
  rmSync(join(dirname(target), folder), { recursive: true, force: true })
}

function isAlive(writer: number): boolean {
  try {
    process.kill(writer, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

type Origin = RunIdentity & Pick<Header, 'process' | 'folder'>

function* piecesOf(snapshot: RunSnapshot, origin: Origin): Generator<Uint8Array> {
  const buffers = [...snapshot.buffers]
  const recorded = [...snapshot.recorded]
  const header: Header = {
    format: 1,
    ...origin,
    step: snapshot.step,
    frames: snapshot.frames,
    buffers: buffers.map(([name, { byteLength }]) => [name, byteLength]),
    recorded: recorded.map(([name, { byteLength }]) => [name, byteLength]),
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, text.length, true)
  yield new TextEncoder().encode(magic)
  yield length
  yield text
  for (const [, buffer] of buffers) yield* cut(new Uint8Array(buffer))
  for (const [, { buffer, byteOffset, byteLength }] of recorded)
    yield* cut(new Uint8Array(buffer, byteOffset, byteLength))
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength)
}

function writeWhole(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  try {
    const digest = createHash('sha256')
    const put = (piece: Uint8Array) => {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, piece.length - at)
    }
    for (const piece of pieces) {
      digest.update(piece)
      put(piece)
    }
    put(digest.digest())
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Why a file is no whole snapshot. */
class Damage extends Error {}

function readWhole(path: string): { header: Header; snapshot: RunSnapshot } {
  const { size } = statSync(path)
  const file = openSync(path, 'r')
  try {
    const digest = createHash('sha256')
    let left = size - digestLength
    function take(length: number): Uint8Array<ArrayBuffer> {
      if (!(length >= 0 && length <= left)) throw new Damage('one that was cut short')
      left -= length
      const bytes = new Uint8Array(length)
      fill(file, bytes)
      for (const piece of cut(bytes)) digest.update(piece)
      return bytes
    }
    if (size < digestLength || new TextDecoder().decode(take(Math.min(left, 8))) !== magic)
      throw new Damage('a file that is none')
    const length = new DataView(take(4).buffer).getUint32(0, true)
    const header = headerOf(take(length))
    const buffers = header.buffers.map(([name, bytes]) => [name, take(bytes).buffer] as const)
    const recorded = header.recorded.map(([name, bytes]) => {
      if (bytes % 8 !== 0) throw new Damage('a damaged one')
      return [name, new Float64Array(take(bytes).buffer)] as const
    })
    const told = new Uint8Array(digestLength)
    if (left === 0) fill(file, told)
    if (left !== 0 || !digest.digest().equals(told)) throw new Damage('a damaged one')
    const { backend, plan, step, frames } = header
    const snapshot = { backend, plan, step, frames, buffers: new Map(buffers), recorded: new Map(recorded) }
    return { header, snapshot }
  } finally {
    closeSync(file)
  }
}

function fill(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(file, bytes, at, Math.min(pieceLength, bytes.length - at), null)
    if (count === 0) throw new Damage('one that was cut short')
    at += count
  }
}

/** Only as far as reading on needs it: the digest tells of the rest. */
function headerOf(bytes: Uint8Array): Header {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Header
    if (header.format === 1 && [header.buffers, header.recorded].every(Array.isArray)) return header
  } catch {
    // told below
  }
  throw new Damage('a damaged one, or one of another version')
}

function quotedPath(path: string): string {
  return quoted(path).endsWith('...') ? path : quoted(path)
}
