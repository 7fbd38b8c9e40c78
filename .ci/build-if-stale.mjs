/**
 * Builds dist when a source is newer than it; with --lab the pages of dist/lab as well. With --whole it builds
 * all of it always, declarations included (`npm run build`). Everything is told on stderr.
 *
 * Whole or not at all: the build goes into a folder of its own, then its files move into dist one by one,
 * chunks first, entries last. Chunks carry a hash of their content in their names, so two builds at once,
 * or a command that is running meanwhile, find what they import. Old chunks are swept an hour later. The lab's
 * folder is exchanged as one.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const entries = ['index.js', 'node.js', 'goldstone.js']
const sources = ['src', 'shaders', 'package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json']
const pages = join(dist, 'lab')
const labStamp = join(pages, '.built')
const labSources = ['src', 'shaders', 'demos', 'package.json', 'package-lock.json', 'vite.lab.config.ts']
const whole = process.argv.includes('--whole')
const withLab = whole || process.argv.includes('--lab')
const began = Date.now()

/** The newest change below a path; a folder's own time tells of files that went away. */
function newest(path) {
  if (!existsSync(path)) return 0
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), status.mtimeMs)
}

function isFresh(stamp, files, sources) {
  if ([stamp, ...files].some((path) => !existsSync(path))) return false
  const built = statSync(stamp).mtimeMs
  return sources.every((source) => newest(join(root, source)) <= built)
}

function execute(program, parameters) {
  const done = spawnSync(process.execPath, [join(root, 'node_modules', ...program), ...parameters], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status === 0) return
  process.stderr.write(`The build failed:\n${done.stdout}${done.stderr}\n`)
  process.exit(1)
}

/** Declarations name their neighbours as the built files do. */
function renameImports(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.d.ts')) continue
    const path = join(entry.parentPath, entry.name)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'))
  }
}

function build() {
  mkdirSync(dist, { recursive: true })
  const folder = mkdtempSync(join(dist, '.build-'))
  try {
    execute(['vite', 'bin', 'vite.js'], ['build', '--outDir', folder, '--emptyOutDir'])
    if (whole) {
      execute(['typescript', 'bin', 'tsc'], ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'types')])
      renameImports(join(folder, 'types'))
    }
    chmodSync(join(folder, 'goldstone.js'), 0o755)
    const files = readdirSync(folder).filter((name) => name.endsWith('.js'))
    for (const name of [...files.filter((name) => !entries.includes(name)), ...entries])
      renameSync(join(folder, name), join(dist, name))
    const types = join(dist, 'types')
    rmSync(types, { recursive: true, force: true })
    if (whole) renameSync(join(folder, 'types'), types)
    sweep(files, whole ? Number.POSITIVE_INFINITY : began - 86_400_000)
    mark(stamp)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function buildLab() {
  mkdirSync(dist, { recursive: true })
  const folder = mkdtempSync(join(dist, '.build-'))
  try {
    const fresh = join(folder, 'lab')
    const where = ['--outDir', fresh, '--emptyOutDir']
    execute(['vite', 'bin', 'vite.js'], ['build', '--config', 'vite.lab.config.ts', ...where])
    mark(join(fresh, '.built'))
    if (existsSync(pages)) renameSync(pages, join(folder, 'old'))
    renameSync(fresh, pages)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As of when this build began: what changed meanwhile is newer. */
function mark(stamp) {
  writeFileSync(stamp, '')
  utimesSync(stamp, began / 1000, began / 1000)
}

/** Once the new files are in place: removes other chunks and unfinished builds from before that time. */
function sweep(current, before) {
  for (const name of readdirSync(dist)) {
    const path = join(dist, name)
    const isChunk = name.startsWith('chunk-') && !current.includes(name)
    const isLeft = name.startsWith('.build-')
    const limit = isChunk ? before : began - 86_400_000
    if ((isChunk || isLeft) && existsSync(path) && statSync(path).mtimeMs < limit)
      rmSync(path, { recursive: true, force: true })
  }
}

const built = entries.map((name) => join(dist, name))
if (whole || !isFresh(stamp, built, sources)) build()
if (withLab && (whole || !isFresh(labStamp, [join(pages, 'index.html')], labSources))) buildLab()
