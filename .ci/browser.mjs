/** Which Chromium the end-to-end tests drive: Playwright's own where it is installed, else the system's. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of a Chromium that is present, or null. GOLDSTONE_BROWSER names another. */
export function findBrowser() {
  const candidates = [process.env.GOLDSTONE_BROWSER, chromium.executablePath(), ...systemBrowsers]
  return candidates.find((path) => path && existsSync(path)) ?? null
}

/** Launch options for playwright's chromium.launch on a machine with or without a GPU. */
export function launchOptions() {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('No Chromium found: run npm test, which fetches one')
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return { executablePath, headless: true, args: [...quiet, ...asRoot] }
}
