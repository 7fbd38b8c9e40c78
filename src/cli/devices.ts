/** `goldstone devices`: what could run an experiment here, what was looked for, and what to install. */
import { availableParallelism, freemem, totalmem } from 'node:os'
import { bytesText } from '../engine/units.ts'
import { writeJson } from '../io/manifest.ts'
import type { AdapterReport } from '../io/node/gpu.ts'
import { cpuName } from '../io/node/write-run.ts'
import { askForAdapters } from './ask.ts'
import { type Check, softwareAdvice, webgpuChecks } from './checks.ts'
import { lineWidth, rule, type Streams, table, wrap } from './terminal.ts'

interface DevicesReport {
  /** what `--backend auto` takes */
  readonly auto: 'webgpu' | 'cpu'
  readonly cpu: {
    readonly name: string
    readonly cores: number
    readonly memory: number
    readonly free: number
  }
  readonly checks: readonly Check[]
  readonly adapters: readonly AdapterReport[]
  /** what went wrong while asking for adapters; null when nothing did */
  readonly problem: string | null
  readonly advice: readonly string[]
}

export async function devices(options: { readonly json?: boolean }, { out }: Streams): Promise<number> {
  const report = await devicesReport()
  out.write(options.json ? writeJson(report) : `${devicesText(report, lineWidth(out)).join('\n')}\n`)
  return 0
}

async function devicesReport(): Promise<DevicesReport> {
  const checks = webgpuChecks()
  const asked = checks[0]!.found ? await askForAdapters() : { adapters: [], problem: null }
  const advice = checks.flatMap(({ found, remedy }) => (found || remedy === undefined ? [] : [remedy]))
  if (advice.length === 0 && asked.adapters.length === 0 && asked.problem === null)
    advice.push(
      'Drivers are there and none offers an adapter: there is no GPU they know, or WebGPU refuses them ' +
        '(as it does the Mesa of Debian 12). ' +
        softwareAdvice(),
    )
  if (asked.problem !== null) advice.push('Update the driver, or run with --backend cpu')
  return {
    auto: asked.adapters.some(({ software }) => !software) ? 'webgpu' : 'cpu',
    cpu: { name: cpuName(), cores: availableParallelism(), memory: totalmem(), free: freemem() },
    checks,
    ...asked,
    advice,
  }
}

function devicesText(report: DevicesReport, width: number): string[] {
  const { cpu, checks, adapters, problem, advice } = report
  const lines = [
    'Engines',
    rule(width),
    ...table(
      [
        ['cpu', 'ready', cpu.name],
        [
          '',
          '',
          `reference engine; ${cpu.cores} cores, ${bytesText(cpu.free)} of ${bytesText(cpu.memory)} free`,
        ],
        ['webgpu', adapters.length > 0 ? 'ready' : 'no adapter', adapters.map(({ name }) => name).join(', ')],
        ['auto', report.auto, 'takes this'],
      ],
      ['left', 'left', 'left'],
    ),
    '',
    'Looked for',
    rule(width),
    ...table(
      checks.map(({ name, found, detail }) => [name, found ? 'found' : 'missing', detail]),
      ['left', 'left', 'left'],
    ).flatMap((line) => wrap(line, width, 25)),
  ]
  for (const adapter of adapters) {
    const { limits } = adapter
    lines.push(
      '',
      adapter.software ? `${adapter.name} (software: right, not fast; never taken by auto)` : adapter.name,
      rule(width),
      ...table(
        [
          [
            'driver',
            [adapter.backend, adapter.vendor, adapter.architecture].filter((t) => t !== '').join(', '),
          ],
          ['largest buffer', bytesText(limits['maxBufferSize'] ?? 0)],
          [
            'workgroup',
            `${limits['maxComputeInvocationsPerWorkgroup']} invocations, ${bytesText(limits['maxComputeWorkgroupStorageSize'] ?? 0)}`,
          ],
          [
            'features',
            adapter.features.filter((name) => toldFeatures.includes(name)).join(', ') || 'none that count',
          ],
        ],
        ['left', 'left'],
      ).flatMap((line) => wrap(line, width, 16)),
    )
  }
  if (problem !== null) lines.push('', ...wrap(problem, width))
  if (advice.length > 0) {
    lines.push('', 'For a GPU', rule(width))
    for (const step of advice) lines.push(...wrap(step, width, 2))
  }
  return lines
}

const toldFeatures = ['shader-f16', 'subgroups', 'timestamp-query', 'float32-filterable']
