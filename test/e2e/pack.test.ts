/** `npm pack` installs in an empty folder and runs as a command and as a library, without `webgpu` too. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'goldstone-pack-'))
// npm run sets variables that would make the inner npm and the command believe they run in the checkout.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_ENV|VITEST)/i.test(name)),
)
const call = (program: string, parameters: readonly string[], cwd = folder) =>
  execFileSync(program, parameters, {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const experiment = `
goldstone: 1
title: Packed ring
populations:
  ring: { space: { group: "C(32)" }, model: rate, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { "1": 2 } } }
simulation: { dt: 0.1, duration: 40, replicas: 2, initial: { random: 0.5 } }
`

beforeAll(() => {
  const packed = call('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root)
    .trim()
    .split('\n')
    .at(-1)!
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }')
  call('npm', [
    'install',
    '--silent',
    '--omit=optional',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    join(folder, packed),
  ])
  writeFileSync(join(folder, 'ring.yaml'), experiment)
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed package, installed without its optional dependency', () => {
  it('leaves webgpu out', () => {
    expect(existsSync(join(folder, 'node_modules', 'webgpu'))).toBe(false)
  })

  it('runs as a command', () => {
    const printed = JSON.parse(
      call(join(folder, 'node_modules', '.bin', 'goldstone'), ['run', 'ring.yaml', '--out', 'out', '--json']),
    )
    expect(printed.status).toBe('ok')
    expect(printed.final.ring.order['1'][0]).toBeCloseTo(2.386013 / Math.SQRT2, 4)
    expect(existsSync(join(folder, 'out', 'manifest.json'))).toBe(true)
  })

  it('says what devices needs', () => {
    const printed = JSON.parse(call(join(folder, 'node_modules', '.bin', 'goldstone'), ['devices', '--json']))
    expect(JSON.stringify(printed)).toContain('npm install webgpu')
  })

  it('runs as a library', () => {
    writeFileSync(
      join(folder, 'script.js'),
      `import { loadExperiment, simulate } from 'goldstone'
       import { readFileSync } from 'node:fs'
       const { network } = await loadExperiment(readFileSync('ring.yaml', 'utf8'))
       const result = await simulate(network)
       console.log(JSON.stringify(result.final.ring.order))`,
    )
    const order = JSON.parse(call(process.execPath, ['script.js']))
    expect(order['1'][1]).toBeCloseTo(2.386013 / Math.SQRT2, 4)
  })

  it('type-checks for a strict consumer', () => {
    writeFileSync(
      join(folder, 'consumer.ts'),
      `import { loadExperiment, simulate, type RunResult } from 'goldstone'
       const { network } = await loadExperiment('goldstone: 1')
       const result: RunResult = await simulate(network, { signal: new AbortController().signal })
       // @ts-expect-error a status is one of the named ones
       if (result.status === 'fine') throw new Error()`,
    )
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const options =
      '--noEmit --strict --target es2022 --module nodenext --moduleResolution nodenext --lib es2023,dom'.split(
        ' ',
      )
    call(process.execPath, [tsc, ...options, 'consumer.ts'])
    expect(readFileSync(join(folder, 'node_modules', 'goldstone', 'package.json'), 'utf8')).toContain('"MIT"')
  })
})
