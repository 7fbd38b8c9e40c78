/** Runs the built command in a process of its own, as a shell would, outside of any npm script. */
import { execFileSync, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
export const command = join(root, 'dist', 'goldstone.js')

/** The environment without what npm and vitest put there. */
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE_ENV|VITEST|NO_COLOR|FORCE_COLOR)/i.test(name),
  ),
)

/** Builds dist when it is older than the sources. */
export function build(): void {
  execFileSync(process.execPath, [join(root, '.ci', 'build-if-stale.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface CallOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** sends this signal once stderr has said something and `after` milliseconds have gone by */
  readonly interrupt?: { readonly signal: NodeJS.Signals; readonly after: number }
}

export function goldstone(parameters: readonly string[], options: CallOptions): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [command, ...parameters], {
      cwd: options.cwd,
      env: { ...environment, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const { interrupt } = options
    if (interrupt !== undefined)
      child.stderr.once('data', () => setTimeout(() => child.kill(interrupt.signal), interrupt.after))
    child.on('error', fail)
    child.on('close', (code, signal) => done({ code, signal, out, err }))
  })
}

/** Ctrl-C on a command that says nothing meanwhile: after ever longer waits, until it came after the start. */
export async function interrupted(
  parameters: readonly string[],
  { cwd, env }: Pick<CallOptions, 'cwd' | 'env'>,
): Promise<Ended> {
  for (let wait = 1500; ; wait *= 2) {
    const ended = await new Promise<Ended>((done, fail) => {
      const child = spawn(process.execPath, [command, ...parameters], {
        cwd,
        env: { ...environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [out, err] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
      setTimeout(() => child.kill('SIGINT'), wait)
      child.on('error', fail)
      child.on('close', (code, signal) => done({ code, signal, out, err }))
    })
    if (ended.out !== '' || wait > 20_000) return ended
  }
}
