import type { LaunchOptions } from 'playwright'

/** Path of a Chromium that is present, or null. */
export function findBrowser(): string | null
/** Launch options for playwright's chromium.launch on a machine with or without a GPU. */
export function launchOptions(): LaunchOptions
