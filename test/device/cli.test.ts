/** The command line with a software device: the engine that was asked for, its results, its outcomes, its exit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { softwareDriver } from '../../src/io/node/gpu.ts'
import { build, goldstone } from '../cli/goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-device-cli-'))
const ring = `
goldstone: 1
title: A ring
populations: { ring: { space: { group: "SO(2)", samples: 33 }, model: rate, transfer: erf } }
connections: [{ from: ring, to: ring, kernel: { spectrum: { "1": 2 } } }]
simulation: { dt: 0.1, duration: 30, replicas: 3, seed: 5, initial: { random: 0.5 } }
record: { every: 10, quantities: [activity, order, position] }
`
const env = { VK_DRIVER_FILES: softwareDriver() ?? 'no software driver was found' }

beforeAll(() => {
  build()
  writeFileSync(join(cwd, 'ring.yaml'), ring)
  writeFileSync(
    join(cwd, 'long.yaml'),
    ring.replace('duration: 30', 'duration: 1e7').replace('every: 10', 'every: 1e6'),
  )
  writeFileSync(
    join(cwd, 'diverging.yaml'),
    ring.replace('transfer: erf', 'transfer: linear').replace('duration: 30', 'duration: 3000'),
  )
}, 300_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('run --backend webgpu', () => {
  it('gives the document of the reference engine, from the device, and ends by itself', async () => {
    const [device, host] = await Promise.all(
      ['webgpu', 'cpu'].map((backend) =>
        goldstone(['run', 'ring.yaml', '--backend', backend, '--out', backend, '--json'], { cwd, env }),
      ),
    )
    expect(device!.code).toBe(0)
    expect(device!.err).toMatch(/^Backend webgpu, SwiftShader[^\n]*\.\n$/)
    const [told, expected] = [device, host].map((ended) => JSON.parse(ended!.out))
    expect(told).toMatchObject({ status: 'ok', backend: 'webgpu', plan: ['low-rank'], steps: 300 })
    expect(told.device).toMatch(/SwiftShader/i)
    expect(told.work.losses).toEqual([])
    expect(Object.keys(told.final.ring)).toEqual(Object.keys(expected.final.ring))
    expect(Object.keys(told.final.ring.order)).toEqual(['1'])
    for (const rms of told.final.ring.order['1']) expect(rms).toBeCloseTo(2.386013 / Math.SQRT2, 4)
  })

  it('exits 1 for a network that diverges, and says what to do', async () => {
    const { code, out, err } = await goldstone(['run', 'diverging.yaml', '--backend', 'webgpu', '--json'], {
      cwd,
      env,
    })
    expect(code).toBe(1)
    expect(JSON.parse(out).status).toBe('diverged')
    expect(err).toContain('diverged:')
  })

  it('exits 130 after Ctrl-C, with what was done', async () => {
    const { code, out } = await goldstone(['run', 'long.yaml', '--backend', 'webgpu', '--json'], {
      cwd,
      env,
      interrupt: { signal: 'SIGINT', after: 1500 },
    })
    expect(code).toBe(130)
    expect(JSON.parse(out)).toMatchObject({ status: 'aborted', backend: 'webgpu' })
  })

  it('shows with --dry-run the passes that the device will run', async () => {
    const dry = ['run', 'ring.yaml', '--backend', 'webgpu', '--dry-run']
    const [person, script] = await Promise.all(
      [dry, [...dry, '--json']].map((a) => goldstone(a, { cwd, env })),
    )
    expect(person!.out).toMatch(/^resident: /m)
    for (const line of person!.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
    // no time of the reference engine for the device's
    expect(person!.out).not.toMatch(/^expected /m)
    expect(person!.out).toMatch(
      /a step is [\d.]+ \w?\s?flop and .* the\s+time\s+on\s+this\s+one\s+is\s+not\s+known/s,
    )
    const { backend, deviceProgram, expectedSeconds } = JSON.parse(script!.out)
    expect(expectedSeconds).toBeNull()
    const [pass] = deviceProgram.step
    expect(deviceProgram.perStep).toEqual({
      flops: pass.flops / deviceProgram.stepsPerDispatch,
      bytes: pass.bytes / deviceProgram.stepsPerDispatch,
    })
    expect([backend, deviceProgram.mode]).toEqual(['webgpu', 'resident'])
    expect(deviceProgram.step[0].flops).toBeGreaterThan(0)
  })

  it('without an adapter: exit 2, nothing on stdout, and what to install', async () => {
    const nowhere = { VK_DRIVER_FILES: '/nowhere.json' }
    const asked = ['run', 'ring.yaml', '--backend', 'webgpu', '--json']
    const { code, out, err } = await goldstone(asked, { cwd, env: nowhere })
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(
      /--backend: expected an adapter for webgpu, received no Vulkan driver\. Install .*--backend cpu/,
    )
  })
})

describe('numbers beyond float32', () => {
  it('are refused by --backend webgpu with their place, and run on the reference engine', async () => {
    writeFileSync(
      join(cwd, 'large.yaml'),
      ring.replace('{ "1": 2 }', '{ "1": 2e40 }').replace('duration: 30', 'duration: 0.1'),
    )
    const asked = (backend: string) =>
      goldstone(['run', 'large.yaml', '--backend', backend, '--json'], { cwd, env })
    const [device, host] = await Promise.all([asked('webgpu'), asked('cpu')])
    expect([device!.code, device!.out]).toEqual([2, ''])
    expect(device!.err).toMatch(/spectrum.*expected numbers .* 3\.4e38 or 0, received 2e\+?40.*--backend cpu/)
    expect(JSON.parse(host!.out).backend).toBe('cpu')
  })
})

describe('--backend auto', () => {
  it('never takes a software device, and says so', async () => {
    const { code, out, err } = await goldstone(['run', 'ring.yaml', '--json'], { cwd, env })
    expect([code, JSON.parse(out).backend]).toEqual([0, 'cpu'])
    expect(err).toMatch(
      /^Backend cpu, the reference engine: .*SwiftShader.* is software.*--backend webgpu.*\n$/,
    )
  })
})

describe('devices', () => {
  it('lists the software device as what it is', async () => {
    const { code, out } = await goldstone(['devices', '--json'], { cwd, env })
    const told = JSON.parse(out)
    expect([code, told.auto, told.problem]).toEqual([0, 'cpu', null])
    expect(told.adapters).toHaveLength(1)
    expect(told.adapters[0]).toMatchObject({ software: true, vendor: 'google' })
    expect(told.adapters[0].limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256)
  })
})
