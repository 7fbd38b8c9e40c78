/** Which Chromium the end-to-end tests drive: Playwright's own where it is installed, else the system's. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of a Chromium that is present, or null. GOLDSTONE_BROWSER names another. */
export function findBrowser() {
  const candidates = [process.env.GOLDSTONE_BROWSER, chromium.executablePath(), ...systemBrowsers]
  return candidates.find((path) => path && existsSync(path)) ?? null
}

/** WebGPU on the software device that Chromium carries; without the last three a canvas loses the device. */
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
]

/**
 * Launch options for playwright's chromium.launch on a machine with or without a GPU. `gpu: 'software'` gives
 * pages WebGPU on a software device, the same on every machine.
 */
export function launchOptions({ gpu } = {}) {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('No Chromium found: run npm test, which fetches one')
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const device = gpu === 'software' ? softwareGpu : []
  return { executablePath, headless: true, args: [...quiet, ...device, ...asRoot] }
}
