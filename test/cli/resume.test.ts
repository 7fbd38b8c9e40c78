/** `run --resume`: what a run that was killed comes to, byte for byte, and what it refuses to go on from. */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { softwareDriver } from '../../src/io/node/gpu.ts'
import { writeNpy } from '../../src/io/npy.ts'
import { build, command, environment, goldstone } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-resume-'))

const ring = `
goldstone: 1
title: A ring under coloured noise
populations: { ring: { space: { group: "SO(2)", samples: 33 }, model: rate, transfer: erf } }
connections: [{ from: ring, to: ring, kernel: { spectrum: { "1": 2 } } }]
inputs:
  - { to: ring, expression: "0.3*cos(theta - t/50)", from: 500, until: 6000 }
  - { to: ring, file: drive.npy, every: 100 }
noise: { sigma: 0.1, tau_c: 2 }
simulation: { dt: 0.1, duration: 10000, replicas: 3, seed: 5, initial: { random: 0.5 } }
record: { every: 700, quantities: [activity, order, position] }
`

beforeAll(() => {
  build()
  writeFileSync(join(cwd, 'ring.yaml'), ring)
  drive(0.01)
}, 300_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

function drive(size: number): void {
  const data = Float64Array.from({ length: 66 }, (_, i) => size * i)
  writeFileSync(join(cwd, 'drive.npy'), writeNpy({ shape: [2, 33], data }))
}

interface Killed {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
}

/** Runs the command; sends the signal `after` milliseconds after the first snapshot that is new. */
function stopped(
  parameters: readonly string[],
  snapshot: string,
  after: number,
  signal: NodeJS.Signals = 'SIGKILL',
  env: Readonly<Record<string, string>> = {},
): Promise<Killed> {
  const time = () => statSync(snapshot, { throwIfNoEntry: false })?.mtimeMs
  return new Promise((done, fail) => {
    const before = time()
    const child = spawn(process.execPath, [command, ...parameters], {
      cwd,
      env: { ...environment, ...env },
      stdio: 'ignore',
    })
    const watch = setInterval(() => {
      if (time() === before) return
      clearInterval(watch)
      setTimeout(() => child.kill(signal), after)
    }, 2)
    child.on('error', fail)
    child.on('close', (code, ended) => {
      clearInterval(watch)
      done({ signal: ended, code })
    })
  })
}

const call = (...parameters: string[]) => goldstone(parameters, { cwd })
const snapshotOf = (name: string) => join(cwd, `.${name}.snapshot`)
const often = ['--snapshot-every', '0.02']
const run = (name: string, ...more: string[]) => ['run', 'ring.yaml', '--out', name, ...often, ...more]
const recording = (name: string) => readFileSync(join(cwd, name, 'recording.npz'))
const hidden = () => readdirSync(cwd).filter((name) => name.startsWith('.') && !name.startsWith('.refusing'))

describe('a run that is killed', () => {
  it('ends, resumed, with the bytes of one that never stopped, and leaves nothing else', async () => {
    expect((await call(...run('whole', '--backend', 'cpu'))).code).toBe(0)
    expect(hidden()).toEqual([])
    const parameters = run('killed', '--backend', 'cpu')
    for (const [turn, after] of [0, 37, 5, 90].entries()) {
      const resume = turn === 0 ? [] : ['--resume']
      expect(await stopped([...parameters, ...resume], snapshotOf('killed'), after)).toEqual({
        signal: 'SIGKILL',
        code: null,
      })
      expect(existsSync(join(cwd, 'killed'))).toBe(false)
    }
    const { code, out, err } = await call(...parameters, '--resume', '--json')
    expect(code).toBe(0)
    expect(err).toMatch(/^Going on from step [1-9]\d*\.\n$/)
    expect(JSON.parse(out)).toMatchObject({ status: 'ok', steps: 100_000 })
    expect(recording('killed').equals(recording('whole'))).toBe(true)
    expect(hidden()).toEqual([])
  }, 120_000)

  it('goes on after Ctrl-C too, from the step that it had come to', async () => {
    const parameters = run('interrupted', '--backend', 'cpu')
    expect(await stopped(parameters, snapshotOf('interrupted'), 60, 'SIGINT')).toEqual({
      signal: null,
      code: 130,
    })
    const { status, steps } = JSON.parse(readFileSync(join(cwd, 'interrupted', 'summary.json'), 'utf8'))
    expect(status).toBe('aborted')
    const { code, err } = await call(...parameters, '--resume')
    expect([code, err]).toEqual([0, `Going on from step ${steps}.\n`])
    expect(recording('interrupted').equals(recording('whole'))).toBe(true)
    expect(hidden()).toEqual([])
  }, 120_000)

  it('goes on on a device', async () => {
    const env = { VK_DRIVER_FILES: softwareDriver() ?? 'no software driver was found' }
    const parameters = (name: string) => run(name, '--backend', 'webgpu', '--set', 'simulation.duration=1500')
    expect((await goldstone(parameters('whole-gpu'), { cwd, env })).code).toBe(0)
    await stopped(parameters('gpu'), snapshotOf('gpu'), 10, 'SIGKILL', env)
    await stopped([...parameters('gpu'), '--resume'], snapshotOf('gpu'), 50, 'SIGKILL', env)
    const other = await call(...parameters('gpu'), '--resume', '--backend', 'cpu')
    expect([other.code, other.out]).toEqual([2, ''])
    expect(other.err).toMatch(
      /^error: --resume: expected a snapshot of the engine cpu, received one of webgpu \(.*\)\. Add --backend webgpu, or/,
    )
    const { code, err } = await goldstone([...parameters('gpu'), '--resume'], { cwd, env })
    expect(err).toMatch(/Going on from step [1-9]/)
    expect(code).toBe(0)
    expect(recording('gpu').equals(recording('whole-gpu'))).toBe(true)
  }, 240_000)
})

describe('--resume', () => {
  it('says what it expected, what came and what to do, exits 2 and changes nothing', async () => {
    const parameters = run('refusing', '--backend', 'cpu')
    await stopped(parameters, snapshotOf('refusing'), 0)
    const path = snapshotOf('refusing')
    const good = readFileSync(path)
    async function refused(...more: string[]): Promise<string> {
      const { code, out, err } = await call(...parameters, '--resume', ...more)
      expect([code, out]).toEqual([2, ''])
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(existsSync(path)).toBe(true)
      return err
    }
    expect(await refused('--set', 'simulation.seed=6')).toMatch(
      /^error: --resume: expected a snapshot of this experiment \(\w{12}\), received one of another \(\w{12}, seed 5\)/,
    )
    drive(0.02)
    expect(await refused()).toContain('expected the files that the experiment names as they were')
    drive(0.01)
    for (const spoil of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length - 1000),
      (bytes: Buffer) => bytes.subarray(0, 20),
      (bytes: Buffer) => bytes.subarray(0, 0),
      (bytes: Buffer) => bytes.fill(bytes[bytes.length - 500]! ^ 1, bytes.length - 500, bytes.length - 499),
      (bytes: Buffer) => bytes.fill(123, 100, 101),
      () => Buffer.from('not a snapshot at all, but long enough to be looked at'),
    ]) {
      writeFileSync(path, spoil(Buffer.from(good)))
      expect(await refused()).toMatch(
        /^error: --resume: expected a whole snapshot, received (one|a) .*\(.*\)/,
      )
    }
    rmSync(path)
    mkdirSync(path)
    expect(await refused()).toMatch(/^error: --resume: expected a whole snapshot/)
    rmSync(path, { recursive: true })
    const none = await call(...parameters, '--resume')
    expect(none.code).toBe(2)
    expect(none.err).toContain('--resume: expected the snapshot of a run that was stopped, received none at')
    expect(existsSync(join(cwd, 'refusing'))).toBe(false)
  }, 120_000)

  it('a snapshot that cannot be written is told once, and the run goes on', async () => {
    symlinkSync('/dev/full', `${snapshotOf('full')}.part`)
    const { code, err } = await call(...run('full', '--backend', 'cpu'))
    expect(code).toBe(0)
    expect(err).toMatch(/^Cannot keep a snapshot at .*: the disk is full\. The run goes on\.\n$/)
    expect(recording('full').equals(recording('whole'))).toBe(true)
    expect(hidden()).toEqual([])
  }, 60_000)
})
