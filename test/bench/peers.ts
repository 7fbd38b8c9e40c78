/**
 * Peers in Python, each a process that waits for its turn, so that its runs stand between ours. Whatever is
 * not installed is told so.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readNpy } from '../../src/io/npy.ts'
import type { Network } from '../../src/model/network.ts'
import type { PeerAtWork } from './bench.ts'
import { formulationOf } from './formulation.ts'
import text from './peers/peer.py?raw'

export const peerKinds = ['numpy', 'torch', 'jax'] as const
export type PeerKind = (typeof peerKinds)[number]

const patience = 600_000

/** The peers of a workload, loaded with it; GOLDSTONE_PYTHON names another Python than `python3`. */
export async function openPeers(network: Network, kinds: readonly PeerKind[]): Promise<PeerAtWork[]> {
  const { forms, method, dt, files } = formulationOf(network)
  const folder = mkdtempSync(join(tmpdir(), 'goldstone-bench-'))
  const discard = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(join(folder, 'peer.py'), text)
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
    const opened: PeerAtWork[] = []
    for (const kind of kinds) opened.push(await open(kind, folder, { do: 'load', folder, forms, method, dt }))
    const left = opened.filter((peer) => 'close' in peer)
    let working = left.length
    if (working === 0) discard()
    // the folder goes with the last of them
    return opened.map((peer) =>
      'close' in peer
        ? {
            ...peer,
            close() {
              peer.close()
              if (--working === 0) discard()
            },
          }
        : peer,
    )
  } catch (error) {
    discard()
    throw error
  }
}

interface Answer {
  readonly missing?: string
  readonly name?: string
  readonly form?: string
  readonly how?: string
  readonly secondsPerStep?: number
  readonly seconds?: number
}

async function open(kind: PeerKind, folder: string, load: object): Promise<PeerAtWork> {
  const python = process.env['GOLDSTONE_PYTHON'] || 'python3'
  const child = spawn(python, [join(folder, 'peer.py'), kind], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (more: string) => (complaint = (complaint + more).slice(-2000)))
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = new Promise<never>((_, reject) => child.on('error', reject))
  failed.catch(() => {})

  async function answer(): Promise<Answer> {
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    try {
      const { value, done } = await Promise.race([lines.next(), failed])
      if (done) throw new Error(`${kind} ended: ${complaint.trim().split('\n').at(-1) ?? 'without a word'}`)
      return JSON.parse(value) as Answer
    } finally {
      clearTimeout(timer)
    }
  }

  function ask(question: object): Promise<Answer> {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    return answer()
  }

  const close = () => void child.stdin.end()
  try {
    const greeting = await answer()
    if (greeting.missing !== undefined) return { name: kind, missing: greeting.missing }
    const loaded = await ask(load)
    return {
      name: greeting.name!,
      form: loaded.form!,
      how: loaded.how!,
      secondsPerStep: loaded.secondsPerStep!,
      run: async (steps) => (await ask({ do: 'run', steps })).seconds!,
      async state(steps) {
        const to = join(folder, `${kind}-state.npy`)
        await ask({ do: 'state', steps, to })
        return readNpy(readFileSync(to)).data as Float32Array
      },
      close,
    }
  } catch (error) {
    close()
    const reason = error as NodeJS.ErrnoException
    return { name: kind, missing: reason.code === 'ENOENT' ? `${python} not found` : reason.message }
  }
}
