/**
 * WebGPU in Node: Dawn, by the optional package `webgpu`. It needs glibc 2.34, a Vulkan loader and a driver.
 * The object it gives must be held while anything of it is in use (dropped early, the process aborts) and
 * let go at the end (else the process never exits): hence `open` and `close`.
 */
import { existsSync, readdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapterName, isSoftware } from '../../engine/webgpu/device.ts'

/** An adapter as plain data. */
export interface AdapterReport {
  readonly name: string
  readonly vendor: string
  readonly architecture: string
  /** `vulkan`, `metal`, `d3d12`; empty where the platform does not tell */
  readonly backend: string
  /** true for a processor that plays a GPU: right, not fast */
  readonly software: boolean
  readonly limits: Readonly<Record<string, number>>
  readonly features: readonly string[]
}

export interface FoundAdapter {
  /** gives one device; for another ask again */
  readonly adapter: GPUAdapter
  readonly report: AdapterReport
}

export interface OpenGpu {
  /** what there is now, real GPUs before software */
  adapters(): Promise<FoundAdapter[]>
  /** lets everything go; devices are to be destroyed before */
  close(): void
}

/** True when the environment names a Vulkan driver: whoever names a software one asks for it. */
export function driverIsNamed(): boolean {
  return (process.env['VK_DRIVER_FILES'] || process.env['VK_ICD_FILENAMES'] || '') !== ''
}

/**
 * Opens Dawn. `driver` is the file of a Vulkan driver to take in place of the installed ones, unless the
 * environment names one. Throws what the package throws: not installed, a C library too old, a broken driver.
 */
export async function openGpu(driver: string | null = null): Promise<OpenGpu> {
  if (driver !== null && !driverIsNamed()) process.env['VK_DRIVER_FILES'] = driver
  // Dawn grumbles without it.
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir()
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  let gpu: GPU | null = create([])
  return {
    async adapters() {
      if (gpu === null) throw new Error('this GPU is closed')
      const found: FoundAdapter[] = []
      for (const powerPreference of ['high-performance', 'low-power'] as const) {
        const adapter = await gpu.requestAdapter({ powerPreference })
        if (adapter === null) continue
        const report = adapterReport(adapter)
        if (
          found.some((other) => other.report.name === report.name && other.report.backend === report.backend)
        )
          continue
        found.push({ adapter, report })
      }
      return found.sort((a, b) => Number(a.report.software) - Number(b.report.software))
    },
    close() {
      gpu = null
    },
  }
}

/**
 * The driver file of a software Vulkan device: GOLDSTONE_SOFTWARE_GPU, or SwiftShader as Debian's or
 * Playwright's Chromium carries it; null when there is none.
 */
export function softwareDriver(): string | null {
  const named = process.env['GOLDSTONE_SOFTWARE_GPU'] ?? ''
  if (named !== '') return existsSync(named) ? named : null
  const file = 'vk_swiftshader_icd.json'
  const browsers = process.env['PLAYWRIGHT_BROWSERS_PATH'] || join(homedir(), '.cache', 'ms-playwright')
  const chromiums = existsSync(browsers)
    ? readdirSync(browsers)
        .filter((name) => /^chromium-\d/.test(name))
        .flatMap((name) => ['chrome-linux', 'chrome-linux64'].map((folder) => join(browsers, name, folder)))
    : []
  const folders = [
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/usr/lib64/chromium-browser',
    ...chromiums,
  ]
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? null
}

const toldLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const

function adapterReport(adapter: GPUAdapter): AdapterReport {
  const { info, limits, features } = adapter
  return {
    name: adapterName(info),
    vendor: info.vendor,
    architecture: info.architecture,
    backend: (info as { backendType?: string }).backendType ?? '',
    software: isSoftware(info),
    limits: Object.fromEntries(toldLimits.map((limit) => [limit, limits[limit]])),
    features: [...features].sort(),
  }
}
