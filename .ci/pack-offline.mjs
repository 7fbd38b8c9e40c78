/**
 * `npm run pack:offline [-- --out FILE] [--level 0..9] [--node FILE]`: one archive with all that a Linux x86-64
 * machine without a network needs to run the device tests and the benchmark on its GPU (docs/offline.md).
 * The name's ending chooses the compressor: .tar.xz, .tar.zst or .tar.gz. Everything is told on stderr.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stage } from './offline/stage.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const limit = 60e6
const compressors = [
  { ending: '.tar.xz', program: 'xz', options: (level) => `-T0 -${level ?? 6}` },
  { ending: '.tar.zst', program: 'zstd', options: (level) => `-q -T0 -${level ?? 19}` },
  { ending: '.tar.gz', program: 'gzip', options: (level) => `-${Math.max(1, level ?? 9)}` },
]
const say = (text) => process.stderr.write(`${text}\n`)
const isHere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0

/** What a program prints; throws with its complaint when it fails. */
function call(program, parameters, options = {}) {
  const done = spawnSync(program, parameters, { cwd: root, encoding: 'utf8', ...options })
  if (done.status === 0) return done.stdout.trim()
  throw new Error(`${program} ${parameters[0]} failed: ${done.error?.message ?? done.stderr.trim()}`)
}

function commitOf() {
  const changed = call('git', ['status', '--porcelain', '--untracked-files=no']) !== ''
  return {
    commit: call('git', ['rev-parse', '--short=12', 'HEAD']) + (changed ? '+' : ''),
    date: call('git', ['show', '-s', '--format=%cI', 'HEAD']),
  }
}

function compressorFor(out) {
  if (out === undefined) {
    const found = compressors.find(({ program }) => isHere(program))
    if (found === undefined)
      throw new Error('None of xz, zstd and gzip is here. Type: sudo apt-get install xz-utils')
    if (found.ending !== '.tar.xz') say(`xz is not here: compressing with ${found.program}`)
    return found
  }
  const found = compressors.find(({ ending }) => out.endsWith(ending))
  if (found === undefined)
    throw new Error(
      `--out: expected a name in ${compressors.map(({ ending }) => ending).join(', ')}, received ${out}`,
    )
  if (!isHere(found.program))
    throw new Error(`--out: ${basename(out)} needs ${found.program}, which is not here`)
  return found
}

function pack() {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, level: { type: 'string' }, node: { type: 'string' } },
  })
  const level = values.level === undefined ? undefined : Number(values.level)
  if (level !== undefined && !/^\d$/.test(values.level))
    throw new Error(`--level: expected a digit, received ${values.level}`)
  const compressor = compressorFor(values.out)
  const made = commitOf()
  const name = `goldstone-offline-linux-x64-${made.commit}`
  const caller = process.env.INIT_CWD ?? process.cwd()
  const out = resolve(caller, values.out ?? `${name}${compressor.ending}`)
  if (!existsSync(dirname(out))) throw new Error(`--out: there is no folder ${dirname(out)}`)
  const scratch = mkdtempSync(join(tmpdir(), 'goldstone-pack-'))
  try {
    stage(root, join(scratch, name), { ...made, node: resolve(caller, values.node ?? process.execPath), say })
    say(`Compressing with ${compressor.program} ...`)
    const unfinished = join(scratch, `archive${compressor.ending}`)
    const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=${made.date}`]
    const through = `--use-compress-program=${compressor.program} ${compressor.options(level)}`
    call('tar', ['--create', '--file', unfinished, ...same, through, '--directory', scratch, name])
    const { size } = statSync(unfinished)
    if (size >= limit)
      throw new Error(
        `The archive would have ${(size / 1e6).toFixed(1)} MB: ${limit / 1e6} MB is its limit. ` +
          `Compress better (--out NAME.tar.xz, --level 9)${isHere('strip') ? '' : ', or install strip (binutils)'}`,
      )
    // the temporary folder may be on another disk
    call('cp', [unfinished, `${out}.part`])
    renameSync(`${out}.part`, out)
    say(`${out}: ${(size / 1e6).toFixed(1)} MB`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

try {
  pack()
} catch (error) {
  say(error.message)
  process.exitCode = 1
}
