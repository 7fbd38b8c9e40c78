/** One browser for all test files of the project device-page: each opens a page of its own in it. */
import { chromium } from 'playwright'
import type { TestProject } from 'vitest/node'
import { launchOptions } from '../../../.ci/browser.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    browser: string
  }
}

export default async function ({ provide }: TestProject) {
  const server = await chromium.launchServer(launchOptions({ gpu: 'software' }))
  provide('browser', server.wsEndpoint())
  return () => server.close()
}
