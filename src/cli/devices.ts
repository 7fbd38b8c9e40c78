/** `goldstone devices`: what could run an experiment here, what was looked for, and what to install. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, freemem, homedir, totalmem } from 'node:os'
import { join } from 'node:path'
import { bytesText } from '../engine/units.ts'
import { writeJson } from '../io/manifest.ts'
import { cpuName } from '../io/node/write-run.ts'
import type { AdapterReport } from './probe.ts'
import { lineWidth, rule, type Streams, table, wrap } from './terminal.ts'

interface Check {
  readonly name: string
  readonly found: boolean
  /** where it is, or where it was looked for */
  readonly detail: string
  /** what to do when it is missing */
  readonly remedy?: string
}

interface DevicesReport {
  /** what `--backend auto` takes in this version */
  readonly auto: 'cpu'
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
  const present = webgpuPath() !== null
  const checks = [webgpuCheck(), ...(process.platform === 'linux' ? vulkanChecks() : [])]
  const asked = present ? await askForAdapters() : { adapters: [], problem: null }
  const advice = checks.flatMap(({ found, remedy }) => (found || remedy === undefined ? [] : [remedy]))
  if (advice.length === 0 && asked.adapters.length === 0 && asked.problem === null)
    advice.push(
      'Drivers are there and none offers an adapter: there is no GPU they know, or WebGPU refuses them ' +
        '(as it does the Mesa of Debian 12). ' +
        softwareDevice,
    )
  if (asked.problem !== null) advice.push('Update the driver, or run with --backend cpu')
  return {
    auto: 'cpu',
    cpu: { name: cpuName(), cores: availableParallelism(), memory: totalmem(), free: freemem() },
    checks,
    ...asked,
    advice,
  }
}

function webgpuPath(): string | null {
  try {
    return createRequire(import.meta.url).resolve('webgpu')
  } catch {
    return null
  }
}

function webgpuCheck(): Check {
  const path = webgpuPath()
  return {
    name: 'webgpu package',
    found: path !== null,
    detail: path ?? 'not installed',
    ...(path === null ? { remedy: 'npm install webgpu' } : {}),
  }
}

const softwareDevice =
  'For a software device: apt-get install chromium libvulkan1, then set ' +
  'VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json'

const loaderFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib/x86_64-linux-gnu',
  '/lib64',
  '/usr/local/lib',
]

function vulkanChecks(): Check[] {
  const folders = [
    ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((part) => part !== ''),
    ...loaderFolders,
  ]
  const loader = folders.map((folder) => join(folder, 'libvulkan.so.1')).find((path) => existsSync(path))
  const { files, where } = driverFiles()
  return [
    {
      name: 'Vulkan loader',
      found: loader !== undefined,
      detail: loader ?? 'libvulkan.so.1 is in none of the usual folders',
      remedy:
        'apt-get install libvulkan1 (Debian, Ubuntu) or vulkan-loader (Fedora, Arch: vulkan-icd-loader)',
    },
    {
      name: 'Vulkan driver',
      found: files.length > 0,
      detail: files.length > 0 ? files.join(', ') : `no driver file in ${where}`,
      ...(files.length > 0 ? {} : { remedy: `Install the GPU maker's driver. ${softwareDevice}` }),
    },
  ]
}

function driverFiles(): { files: string[]; where: string } {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES']
  if (named !== undefined && named !== '')
    return { files: named.split(':').filter((path) => existsSync(path)), where: `VK_DRIVER_FILES=${named}` }
  const folders = [
    '/etc/vulkan/icd.d',
    '/usr/share/vulkan/icd.d',
    '/usr/local/share/vulkan/icd.d',
    join(homedir(), '.local/share/vulkan/icd.d'),
  ]
  const files = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .map((name) => join(folder, name))
      : [],
  )
  return { files, where: folders.join(', ') }
}

const patience = 20_000

/** Runs the probe in a process of its own and reads what it prints. */
async function askForAdapters(): Promise<{ adapters: AdapterReport[]; problem: string | null }> {
  const child = spawn(process.execPath, [process.argv[1]!, 'devices', '--probe'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { XDG_RUNTIME_DIR: '/tmp', ...process.env },
  })
  let [printed, complaint] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  const ending = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(null)
      const last = complaint.trim().split('\n').at(-1) ?? ''
      resolve(
        signal === null ? `it ended with code ${code}: ${last}` : `it was ended by ${signal}. ${last}`.trim(),
      )
    })
  })
  clearTimeout(timer)
  try {
    if (ending === null) return { adapters: JSON.parse(printed) as AdapterReport[], problem: null }
  } catch {
    return { adapters: [], problem: 'the webgpu package printed what is no JSON' }
  }
  return { adapters: [], problem: `The webgpu package could not be asked: ${ending}` }
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
        [
          'webgpu',
          'not yet',
          `${adapters.length === 0 ? 'no adapter' : adapters.length === 1 ? '1 adapter' : `${adapters.length} adapters`}; the engine has not landed`,
        ],
        ['auto', 'cpu', 'takes this'],
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
      adapter.software ? `${adapter.name} (software: right, not fast; never chosen by auto)` : adapter.name,
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
