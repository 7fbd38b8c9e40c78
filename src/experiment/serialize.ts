/** A resolved experiment as YAML for the manifest, and as a hash that names it. */
import { stringify } from 'yaml'
import type { Experiment } from './experiment.ts'

/** YAML that parses back to an equal experiment. */
export function serializeExperiment(experiment: Experiment): string {
  return stringify(experiment, { lineWidth: 0, aliasDuplicateObjects: false })
}

/**
 * SHA-256, in hexadecimal, of the experiment as canonical JSON: keys sorted, except where their order
 * has a meaning (populations, state variables, signals). Files that it names enter by name only.
 */
export async function experimentHash(experiment: Experiment): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(experiment))
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const ORDERED = new Set(['populations', 'state', 'signals'])

/** JSON without white space and with sorted keys. */
export function canonicalJson(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value)
  if (!ORDERED.has(key)) keys.sort()
  const record = value as Record<string, unknown>
  return `{${keys.map((k) => `${JSON.stringify(k)}:${canonicalJson(record[k], k)}`).join(',')}}`
}
