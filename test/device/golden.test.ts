/**
 * The composed WGSL of every variant: as it was looked at, compiled without a warning, none without a golden and
 * no golden without a variant. After a change of a shader `npx vitest run test/device/golden --update` writes
 * the goldens anew; look at their difference before it is committed.
 *
 * That no variant is forgotten is measured: while they are composed, every #if of every shader must be seen on and
 * off, and every branch of the functions that compose them taken.
 */
import { readdirSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Pass } from '../../src/engine/webgpu/program.ts'
import { runPasses, testDevice } from './device.ts'

/** Where each #if stands, as the text before it, and what it was. */
const conditions = vi.hoisted(() => new Map<TemplateStringsArray, Map<number, Set<boolean>>>())

vi.mock('wgsl-preprocessor/wgsl-preprocessor.js', async (original) => {
  const { wgsl } = await original<{ wgsl: (strings: TemplateStringsArray, ...values: unknown[]) => string }>()
  return {
    wgsl(strings: TemplateStringsArray, ...values: unknown[]) {
      const own = conditions.get(strings) ?? new Map<number, Set<boolean>>()
      conditions.set(strings, own)
      for (const [k, value] of values.entries())
        if (typeof value === 'boolean') own.set(k, (own.get(k) ?? new Set()).add(value))
      return wgsl(strings, ...values)
    },
  }
})

const folder = join(import.meta.dirname, 'golden')
/** the long tests carry every variant out as well */
const full = process.env['GOLDSTONE_FULL'] === '1'
const shaders = resolve(import.meta.dirname, '../../shaders')

/** Runs `compose` and gives back the branches of the shaders that it did not take. */
async function branchesMissedBy(compose: () => Promise<void>): Promise<string[]> {
  const session = new Session()
  session.connect()
  await session.post('Debugger.enable')
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  await compose()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const missed: string[] = []
  for (const { scriptId, url, functions } of result) {
    const file = url.slice(url.indexOf(shaders) + shaders.length + 1)
    if (!url.includes(shaders) || file === 'compose.ts') continue
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId })
    for (const { functionName, ranges } of functions)
      for (const { startOffset, endOffset, count } of ranges) {
        const text = scriptSource.slice(startOffset, endOffset).trim()
        if (count === 0 && !isNoText(functionName, text)) missed.push(`${file}, ${functionName}: ${text}`)
      }
  }
  session.disconnect()
  return missed
}

/** Refusals, what the test runner adds around exports, and what the library tells of its errors. */
const isNoText = (name: string, text: string): boolean =>
  /^(catch|throw) |^\(\) => \{ try/.test(text) || name === 'specialError'

let missed: string[] = []
const found = await (async () => {
  let made = new Map<string, Pass>()
  missed = await branchesMissedBy(async () => {
    const { variants } = await import('./variants.ts')
    made = variants()
  })
  return made
})()

describe('the variants', () => {
  it('take every branch of the functions that compose shaders', () => expect(missed).toEqual([]))

  it('have every #if on and off', () => {
    const once: string[] = []
    for (const [strings, own] of conditions)
      for (const [k, seen] of own)
        if (seen.size < 2)
          once.push(`${[...seen]} only:${strings[k]!.slice(-200)}${strings[k + 1]!.slice(0, 100)}`)
    expect(once).toEqual([])
  })

  it('have different texts', () => {
    const texts = new Map<string, string>()
    for (const [name, { wgsl }] of found) texts.set(wgsl, [texts.get(wgsl), name].filter(Boolean).join(' = '))
    expect([...texts.values()].filter((names) => names.includes('='))).toEqual([])
  })

  it.each([...found])('%s is as it was, and compiles without a warning', async (name, pass) => {
    await expect(pass.wgsl).toMatchFileSnapshot(`golden/${name}.wgsl`)
    const device = await testDevice()
    const { messages } = await device
      .createShaderModule({ label: name, code: pass.wgsl })
      .getCompilationInfo()
    expect(messages.map(({ message, lineNum }) => `line ${lineNum}: ${message}`)).toEqual([])
    if (!full) return
    // any buffers will do: reads beyond their ends are harmless, and what is computed is looked at elsewhere
    const buffers = pass.bindings.map(({ buffer }) => ({
      name: buffer,
      bytes: 1024,
      element: 'f32' as const,
      holds: '',
      contents: null,
    }))
    const passes = [{ ...pass, workgroups: [1, 1, 1] as const }]
    await runPasses(device, { buffers, passes, clock: { room: 4096 }, read: [] })
  })

  it('have a golden each, and every golden has its variant', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.wgsl$/, ''))
    expect(files.sort()).toEqual([...found.keys()].sort())
  })
})
