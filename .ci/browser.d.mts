import type { LaunchOptions } from 'playwright'

/** Path of a Chromium that is present, or null. */
export function findBrowser(): string | null
/** Launch options for playwright's chromium.launch; `gpu: 'software'` gives pages WebGPU on a software device. */
export function launchOptions(options?: { readonly gpu?: 'software' }): LaunchOptions
