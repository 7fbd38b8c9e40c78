/**
 * A folder of results that is whole or not there: files are written into a sibling folder with a dot in
 * front, and moved into place at the end, the manifest last.
 */
import { randomUUID } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../../errors.ts'

const manifestName = 'manifest.json'

/** A run says nothing of its kind in its manifest. */
export type OutputKind = 'run' | 'certificate' | 'figure'
const kinds: readonly OutputKind[] = ['run', 'certificate', 'figure']

export interface Output {
  /** where the results will be */
  readonly target: string
  /** where they are written meanwhile */
  readonly folder: string
  /** moves everything into place; returns the file names */
  keep(): string[]
  /** removes what was written, and the parents that were made for it */
  discard(): void
}

/**
 * An output folder at `target` for files of the given names. What is there already stays, but for the files of
 * an earlier output of ours of the same kind. Throws InputError at `place` when the folder cannot be made or
 * written, and when it holds another kind or somebody else's file of one of these names.
 */
export function openOutput(
  target: string,
  place: string,
  names: readonly string[],
  kind: OutputKind = 'run',
): Output {
  if (target === '') throw new InputError(place, 'a folder', 'nothing', 'Name one')
  const blocked = firstFile(target)
  if (blocked !== null)
    throw new InputError(place, 'a folder', `"${blocked}", which is a file`, 'Name another folder')
  const held = kindOf(target)
  if (held !== null && held !== kind)
    throw new InputError(
      place,
      `a new folder, or one that holds an earlier ${kind}`,
      `"${target}", which holds a ${held}`,
      'Name another folder with --out',
    )
  const foreign = held === kind ? undefined : names.find((name) => existsSync(join(target, name)))
  if (foreign !== undefined)
    throw new InputError(
      place,
      `a new folder, or one that holds an earlier ${kind}`,
      `"${target}", which holds a ${foreign} that no ${kind} of Goldstone wrote`,
      'Name another folder with --out',
    )
  let made: string | undefined
  let folder: string
  const parent = dirname(target)
  try {
    made = makeFolders(parent)
    folder = join(parent, `.${basename(target)}-${randomUUID().slice(0, 8)}`)
    mkdirSync(folder)
  } catch (error) {
    removeEmpty(parent, made)
    throw new InputError(
      place,
      'a folder that can be made and written',
      `"${target}": ${reasonOf(error)}`,
      'Name another folder with --out',
    )
  }
  let open = true
  return {
    target,
    folder,
    keep() {
      const names = readdirSync(folder)
      if (existsSync(target)) {
        replaceFiles(folder, target, names)
        rmSync(folder, { recursive: true, force: true })
      } else renameSync(folder, target)
      open = false
      return names.sort()
    },
    discard() {
      if (!open) return
      open = false
      rmSync(folder, { recursive: true, force: true })
      removeEmpty(parent, made)
    },
  }
}

/** What the system says of a failed write, without its code and call. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'EROFS':
      return 'the file system is read-only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full'
    case 'ENOENT':
      return 'the system does not allow it'
    case 'ENOTDIR':
      return 'part of the path is a file'
    case 'ENAMETOOLONG':
      return 'the name is too long'
    default:
      return message ?? String(error)
  }
}

/** The first part of a path that exists and leads to no folder; null when there is none. */
function firstFile(path: string): string | null {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) return statSync(at).isDirectory() ? null : at
    if (isLink(at)) return at
    if (dirname(at) === at) return null
  }
}

/** True for a link, one that leads nowhere too. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** What of ours a folder holds, by its manifest: format, hash, version and kind; null for nothing. */
function kindOf(folder: string): OutputKind | null {
  const { format, hash, versions, kind = 'run' } = manifestOf(folder)
  const isOurs = format === 1 && typeof hash === 'string' && typeof versions?.goldstone === 'string'
  return isOurs && kinds.some((known) => known === kind) ? (kind as OutputKind) : null
}

/** Into an existing folder: foreign files stay, files of an earlier run that has no successor go. */
function replaceFiles(from: string, to: string, names: readonly string[]): void {
  const old = filesOfManifest(to)
  rmSync(join(to, manifestName), { force: true })
  for (const name of names) if (name !== manifestName) renameSync(join(from, name), join(to, name))
  for (const name of old) if (!names.includes(name)) rmSync(join(to, name), { force: true })
  if (names.includes(manifestName)) renameSync(join(from, manifestName), join(to, manifestName))
}

function filesOfManifest(folder: string): string[] {
  const { files } = manifestOf(folder)
  return (Array.isArray(files) ? files : [])
    .map(({ name }) => name)
    .filter((name): name is string => typeof name === 'string' && basename(name) === name && name !== '..')
}

interface ManifestLike {
  readonly kind?: unknown
  readonly format?: unknown
  readonly hash?: unknown
  readonly versions?: { readonly goldstone?: unknown }
  readonly files?: { readonly name?: unknown }[]
}

/** What the folder's manifest says; nothing where there is none that can be read. */
function manifestOf(folder: string): ManifestLike {
  try {
    return (JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as ManifestLike | null) ?? {}
  } catch {
    return {}
  }
}

/**
 * Makes a folder and the parents that it lacks; returns the topmost that was made. Node's own recursive
 * mkdir never returns where a folder cannot be made but the system says that its parent is missing (/proc).
 */
function makeFolders(path: string): string | undefined {
  const missing: string[] = []
  for (let at = path; !existsSync(at); at = dirname(at)) missing.push(at)
  for (const folder of missing.toReversed()) mkdirSync(folder)
  return missing.at(-1)
}

/** Removes the folders from `folder` up to `first`, the topmost that was made, while they are empty. */
function removeEmpty(folder: string, first: string | undefined): void {
  if (first === undefined) return
  try {
    for (let at = folder; at.length >= first.length; at = dirname(at)) rmdirSync(at)
  } catch {
    // Someone else has put something there: it stays.
  }
}
