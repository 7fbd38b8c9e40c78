/** `goldstone lab [FILE]`: serves the lab that was built into dist/lab, and opens it, with an experiment if one is given. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { InputError } from '../errors.ts'
import { permalink } from '../experiment/permalink.ts'
import { reasonOf } from '../io/node/output.ts'
import { readExperiment, readInput } from '../io/node/read-experiment.ts'
import { listenForInterrupts } from './interrupt.ts'
import { fromCaller, packageFolder } from './paths.ts'
import type { Streams } from './terminal.ts'

export interface LabOptions {
  /** 0: any that is free */
  readonly port: number
  /** shows the page in the person's browser */
  readonly open: boolean
}

/** Returns the exit code once it is interrupted. */
export async function lab(
  file: string | undefined,
  { port, open }: LabOptions,
  { out, err }: Streams,
): Promise<number> {
  const folder = join(packageFolder(), 'dist', 'lab')
  if (!existsSync(join(folder, 'index.html')))
    throw new InputError('lab', 'the lab, built into dist/lab', 'no such folder', 'Type: npm run lab')
  const hash = file === undefined ? '' : `#${await linkTo(file, err)}`
  const interruption = listenForInterrupts()
  try {
    const server = await serve(folder, port)
    const address = `http://localhost:${(server.address() as AddressInfo).port}/${hash}`
    interruption.phase('running')
    out.write(`${address}\n`)
    err.write('The lab is served at this address until Ctrl-C.\n')
    if (open) show(address)
    await new Promise<void>((end) => interruption.signal.addEventListener('abort', () => end()))
    server.close()
    server.closeAllConnections()
    return interruption.exitCode()
  } finally {
    interruption.end()
  }
}

/** The experiment as a link carries it, once it is known to be one. */
async function linkTo(file: string, err: NodeJS.WriteStream): Promise<string> {
  const path = fromCaller(file)
  const beside: string[] = []
  await readExperiment(path, { name: file, onRead: (name) => beside.push(name) })
  if (beside.length > 0)
    err.write(`A link carries no arrays: drop ${[file, ...beside].join(', ')} on the page together.\n`)
  const bytes = await readInput(path, file, 'an experiment file')
  return permalink({ text: new TextDecoder().decode(bytes) }).hash
}

/** On this machine alone. Files are looked up at each request and kept by no browser: a newer build is seen at once. */
function serve(folder: string, port: number): Promise<Server> {
  const files = sirv(folder, { dev: true })
  return new Promise((done, fail) => {
    const server = createServer((request, response) =>
      files(request, response, () => {
        response.statusCode = 404
        response.end('There is no such page in the lab.\n')
      }),
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      fail(
        new InputError(
          '--port',
          'a port that is free',
          taken ? `${port}, which another program holds` : `${port} (${reasonOf(error)})`,
          taken ? `Name another, such as --port ${port + 1}, or 0 for any` : 'Name another, or 0 for any',
        ),
      )
    })
    server.listen(port, '127.0.0.1', () => done(server))
  })
}

/** Asks the system for the person's browser; without one the address on the terminal has to do. */
function show(address: string): void {
  const { platform, env } = process
  const hasScreen = platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
  if (!hasScreen) return
  const program = platform === 'darwin' ? 'open' : platform === 'win32' ? 'explorer.exe' : 'xdg-open'
  const child = spawn(program, [address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
