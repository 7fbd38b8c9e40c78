/**
 * The archive for a machine without a network: made, unpacked and run here on the software device, offline and
 * with an emptied environment. GOLDSTONE_FULL=1 compresses as released and runs all of its tests and workloads.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
// @ts-expect-error a script without declarations
import { loaderProblem } from '../../.ci/offline/archive/lib/host.mjs'
// @ts-expect-error a script without declarations
import { isNewer, needsOf } from '../../.ci/offline/elf.mjs'
import { softwareDriver } from '../../src/io/node/gpu.ts'
import { environment, root } from '../cli/goldstone.ts'

const isFull = process.env['GOLDSTONE_FULL'] === '1'
const folder = mkdtempSync(join(tmpdir(), 'goldstone-offline-'))
const archive = join(folder, 'offline.tar.xz')
let unpacked = ''
const software = { VK_DRIVER_FILES: softwareDriver() ?? 'no software driver was found' }
/** Where the system allows it, a network of its own that reaches nothing. */
const apart = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : []

const pack = (...parameters: string[]) =>
  spawnSync(process.execPath, [join(root, '.ci', 'pack-offline.mjs'), ...parameters], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  })

/** Calls run.sh with this environment and nothing else, not even a PATH. */
function call(env: Readonly<Record<string, string>>, ...parameters: string[]) {
  const [program, ...before] = [...apart, join(unpacked, 'run.sh')]
  const found = program === 'unshare' ? '/usr/bin/unshare' : program!
  return spawnSync(found, [...before, ...parameters], { cwd: folder, env, encoding: 'utf8' })
}

/** A folder with a program of that name, which prints `text` and ends with `code`. */
function fake(program: string, text: string, code = 0): string {
  const place = mkdtempSync(join(folder, 'fake-'))
  writeFileSync(join(place, program), `#!/bin/sh\necho '${text}'\nexit ${code}\n`)
  chmodSync(join(place, program), 0o755)
  return place
}

beforeAll(() => {
  const packed = pack('--out', archive, ...(isFull ? [] : ['--level', '0']))
  expect(packed.stderr).toContain(archive)
  const place = join(folder, 'unpacked')
  mkdirSync(place)
  execFileSync('tar', ['xf', archive, '-C', place])
  const [top, ...others] = readdirSync(place)
  expect([top, others]).toEqual([expect.stringMatching(/^goldstone-offline-linux-x64-[0-9a-f]{12}\+?$/), []])
  unpacked = join(place, top!)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the offline archive', () => {
  it('is small, and its binaries ask for no more than glibc 2.34 and GCC 11 have', () => {
    expect(statSync(archive).size).toBeLessThan(60e6)
    const addon = join(unpacked, 'app/node_modules/webgpu/dist/linux-x64/dawn.node')
    for (const path of [join(unpacked, 'bin/node'), addon]) {
      const { libraries, versions } = needsOf(readFileSync(path), path)
      expect(libraries).toContain('libc.so.6')
      const beyond = (most: string) => (version: string) =>
        version.startsWith(`${most.split('_')[0]}_`) && isNewer(version, most)
      expect(versions.filter(beyond('GLIBC_2.34'))).toEqual([])
      expect(versions.filter(beyond('GLIBCXX_3.4.29'))).toEqual([])
      expect(versions.length).toBeGreaterThan(10)
    }
  })

  it('runs everything by one command, offline, and prints and keeps all results', () => {
    const out = join(folder, 'results')
    const quick = isFull ? [] : ['--quick']
    const ended = call(software, '--adapter', 'software', '--out', out, ...quick)
    expect(ended.stderr).toBe('')
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
    expect(results).toMatchObject({ adapter: 'software', quick: !isFull, exit: ended.status })
    const [devices, tests, benchmark] = results.steps
    expect(devices).toMatchObject({ name: 'devices', status: 'ok', exit: 0 })
    expect(devices.report.adapters).toHaveLength(1)
    expect(tests).toMatchObject({ name: 'tests', status: 'ok', failed: 0, skipped: 0, failures: [] })
    expect(tests.passed).toBeGreaterThan(isFull ? 200 : 10)
    const { workloads } = benchmark.report
    expect(workloads.map(({ name }: { name: string }) => name)).toEqual(['W1', 'W2', 'W3', 'W4', 'W5'])
    // the benchmark is red where a program breaks one of its promises, and so is the whole
    const claims = workloads.flatMap(({ claims }: { claims: { holds: boolean }[] }) => claims)
    const broken = claims.filter(({ holds }: { holds: boolean }) => !holds)
    expect(benchmark.failures).toHaveLength(broken.length)
    expect([benchmark.status, ended.status]).toEqual(broken.length > 0 ? ['failed', 1] : ['ok', 0])
    expect(readFileSync(join(out, 'log.txt'), 'utf8')).toBe(ended.stdout)
    expect(ended.stdout).toMatch(
      /^devices +ok .*\n^tests +ok +\d+ passed, 0 failed, 0 skipped .*\n^benchmark +\w+ +5 workloads/m,
    )
  })

  it('has a command that runs an experiment', () => {
    const ring = join(unpacked, 'app/demos/experiments/ring.yaml')
    const parameters = ['run', ring, '--backend', 'webgpu', '--set', 'simulation.duration=5', '--json']
    const printed = execFileSync(join(unpacked, 'goldstone'), parameters, {
      cwd: folder,
      env: software,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(JSON.parse(printed)).toMatchObject({ status: 'ok', backend: 'webgpu' })
  })

  it('ends with Ctrl-C, says what was done, and leaves no process', async () => {
    const out = join(folder, 'interrupted')
    const child = spawn(join(unpacked, 'run.sh'), ['--adapter', 'software', '--out', out], {
      cwd: folder,
      env: software,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.setEncoding('utf8')
    for await (const text of child.stdout as AsyncIterable<string>)
      if (text.includes('RUN')) setTimeout(() => child.kill('SIGINT'), 1000)
    const code = child.exitCode ?? (await new Promise((done) => child.on('close', done)))
    expect(code).toBe(130)
    const { exit, steps } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
    expect([exit, steps.length, steps[1].status]).toEqual([130, 2, 'interrupted'])
    await expect.poll(left).toEqual([])
  })
})

/** Processes that run the archive's Node. */
function left(): string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/exe`).startsWith(unpacked)
    } catch {
      return false // gone meanwhile, or another user's
    }
  })
}

describe('a host that cannot run it is told so in one sentence', () => {
  it.each([
    ['an old glibc', 'glibc 2.31', 0, /^This host has glibc 2\.31; this archive needs glibc 2\.34 .*\.\n$/],
    ['an older one', 'glibc 2.4', 0, /^This host has glibc 2\.4; [^\n]*\.\n$/],
    ['another C library', '', 1, /^This host has no glibc that could be found; [^\n]*\.\n$/],
  ])('%s', (_, told, code, sentence) => {
    const ended = call({ PATH: `${fake('getconf', told, code)}:/usr/bin:/bin` })
    expect([ended.status, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(sentence)
  })

  it('another processor', () => {
    const ended = call({ PATH: `${fake('uname', 'aarch64')}:/usr/bin:/bin` })
    expect([ended.status, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(/^This archive is for Linux on x86-64; [^\n]*aarch64\.\n$/)
  })

  it('a broken Vulkan loader, and none', () => {
    const broken = mkdtempSync(join(folder, 'broken-'))
    writeFileSync(join(broken, 'libvulkan.so.1'), '')
    const ended = call({ LD_LIBRARY_PATH: broken })
    expect([ended.status, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(/^The Vulkan loader libvulkan\.so\.1 cannot be loaded \([^\n]*\.\n$/)
    expect(loaderProblem()).toBe(null)
    expect(loaderProblem('libnowhere.so.1')).toMatch(/^The Vulkan loader \S* cannot be loaded: install /)
  })

  it('no GPU: what was looked for, and exit 1', () => {
    const ended = call(software, '--out', join(folder, 'no-gpu'))
    expect(ended.status).toBe(1)
    expect(ended.stdout).toMatch(/^devices +failed +no GPU offers an adapter here/m)
    expect(ended.stdout).not.toContain('== tests')
  })
})

describe('pack:offline refuses', () => {
  it.each([
    [['--out', 'offline.zip'], /--out: expected a name in \.tar\.xz/],
    [['--out', 'nowhere/offline.tar.xz'], /--out: there is no folder/],
    [['--level', '99'], /--level: expected a digit/],
    [['--node', join(root, 'package.json')], /package\.json is no Linux x86-64 binary/],
  ])('%j', (parameters, complaint) => {
    const ended = pack(...parameters)
    expect([ended.status, ended.stdout]).toEqual([1, ''])
    expect(ended.stderr).toMatch(complaint)
  })
})
