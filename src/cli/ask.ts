/** Asks WebGPU for its adapters in a process of its own, which may crash without taking this one with it. */
import { spawn } from 'node:child_process'
import type { AdapterReport } from '../io/node/gpu.ts'

const patience = 20_000

export interface Asked {
  readonly adapters: AdapterReport[]
  /** what went wrong; null when nothing did */
  readonly problem: string | null
}

/** Runs the probe and reads what it prints. */
export async function askForAdapters(): Promise<Asked> {
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
