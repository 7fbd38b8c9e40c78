/** What WebGPU needs, looked for in files only: the package, a Vulkan loader, a Vulkan driver. */
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { softwareDriver } from '../io/node/gpu.ts'

export interface Check {
  readonly name: string
  readonly found: boolean
  /** where it is, or where it was looked for */
  readonly detail: string
  /** what to do when it is missing */
  readonly remedy?: string
}

/** Everything that is looked for, in the order in which it is needed. */
export function webgpuChecks(): Check[] {
  return [packageCheck(), ...(process.platform === 'linux' ? vulkanChecks() : [])]
}

function webgpuPath(): string | null {
  try {
    return createRequire(import.meta.url).resolve('webgpu')
  } catch {
    return null
  }
}

function packageCheck(): Check {
  const path = webgpuPath()
  return {
    name: 'webgpu package',
    found: path !== null,
    detail: path ?? 'not installed',
    ...(path === null ? { remedy: 'npm install webgpu' } : {}),
  }
}

/** How to come by a software device: right, not fast. */
export function softwareAdvice(): string {
  const driver = softwareDriver()
  const set = `VK_DRIVER_FILES=${driver ?? '/usr/lib/chromium/vk_swiftshader_icd.json'}`
  return driver === null
    ? `For a software device: apt-get install chromium libvulkan1, then set ${set}`
    : `For a software device set ${set}`
}

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
      ...(files.length > 0 ? {} : { remedy: `Install the GPU maker's driver. ${softwareAdvice()}` }),
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
