/**
 * Spiking networks beside Brian2's compiled targets: the same network on the same machine in the same run, ours and
 * theirs by turns. Ratios are of the processor's time, all threads of a process together, which other processes lengthen
 * least. `npm run bench:spiking -- --repeats 5 --seconds 1 --only cuba`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import cuba from '../../demos/spiking/cuba.yaml?raw'
import { InputError, loadExperiment, simulate } from '../../src/index.ts'
import peerText from './peers/brian.py?raw'
import { spreadOf } from './statistics.ts'

const targets = ['cython', 'cpp_standalone'] as const

/** The ring of peers/brian.py: 16,384 leaky neurons under noise, each kicked by its 100 nearest neighbours. */
const ring = `
goldstone: 1
title: Ring of 16,384 neurons
populations:
  ring: { space: { group: "C(16384)" }, model: lif, parameters: { E_L: -52, t_ref: 2 } }
connections:
  - { from: ring, to: ring, kernel: { expression: "where(distance > 1e-9 && distance < 50.5*2*pi/16384, 0.5*16384, 0)" }, synapse: { type: exponential, time: 5 } }
noise: { ring: { v: 1.2649110640673518 } }
simulation: { dt: 0.1, duration: 1000, method: euler, initial: { ring: { v: { uniform: [-60, -50] } } } }
record: { every: 0, quantities: [spikes] }
`

const workloads: Readonly<Record<string, string>> = {
  cuba: cuba.replace('quantities: [mean, spikes]', 'quantities: [spikes]').replace('every: 50', 'every: 0'),
  ring,
}

/** One run: wall and processor seconds of the run alone. */
interface Run {
  readonly seconds: number
  readonly cpu: number
  readonly spikes: number
}

interface Peer {
  readonly name: string
  run(): Promise<Run>
  close(): void
}

/** null where Brian2, or a compiler for it, is not installed. */
async function openPeer(workload: string, target: string, seconds: number): Promise<Peer | null> {
  const folder = mkdtempSync(join(tmpdir(), 'goldstone-brian-'))
  writeFileSync(join(folder, 'brian.py'), peerText)
  const python = process.env['GOLDSTONE_PYTHON'] || '/usr/bin/python3'
  const child = spawn(python, ['-W', 'ignore', 'brian.py', workload, target, String(seconds)], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const failed = new Promise<null>((resolve) => child.on('error', () => resolve(null)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const next = await Promise.race([lines.next(), failed])
    return next === null || next.done ? null : (JSON.parse(next.value) as Record<string, unknown>)
  }
  const close = () => {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const hello = await answer()
  if (typeof hello?.['name'] !== 'string') {
    close()
    return null
  }
  return {
    name: hello['name'],
    close,
    async run() {
      child.stdin.write('\n')
      const told = await answer()
      if (told === null) throw new Error(`${hello['name']} ended before it answered`)
      return told as unknown as Run
    },
  }
}

async function ours(text: string, seconds: number): Promise<Run> {
  const loaded = await loadExperiment(text.replace(/duration: \d+/, `duration: ${1000 * seconds}`))
  const run = simulate(loaded)
  // operators and loops are made by now, as the peers' were
  const begun = process.cpuUsage()
  const { wallSeconds, recording } = await run
  const { user, system } = process.cpuUsage(begun)
  const spikes = [...recording.spikes.values()].reduce((sum, { step }) => sum + step.length, 0)
  return { seconds: wallSeconds, cpu: 1e-6 * (user + system), spikes }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { repeats: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' } },
  })
  const repeats = Number(values.repeats ?? 5)
  const seconds = Number(values.seconds ?? 1)
  const names = (values.only ?? Object.keys(workloads).join(',')).split(',')
  for (const [option, value] of [
    ['--repeats', repeats],
    ['--seconds', seconds],
  ] as const)
    if (!(value > 0)) throw new InputError(option, 'a positive number', String(value))
  for (const name of names) {
    const text = workloads[name]
    if (text === undefined)
      throw new InputError('--only', `some of ${Object.keys(workloads).join(', ')}`, `"${name}"`)
    console.log(`${name}: ${seconds} s of its time, dt 0.1 ms, on the reference engine`)
    const peers: Peer[] = []
    for (const target of targets) {
      const peer = await openPeer(name, target, seconds)
      if (peer === null) console.log(`  Brian2 (${target}) is not installed, or found no compiler`)
      else peers.push(peer)
    }
    try {
      const first = await ours(text, seconds)
      for (const peer of peers) await peer.run()
      const mine: Run[] = []
      const ratios = peers.map((): number[] => [])
      let theirs = peers.map(() => 0)
      for (let k = 0; k < repeats; k++) {
        const own = await ours(text, seconds)
        mine.push(own)
        for (const [p, peer] of peers.entries()) {
          const other = await peer.run()
          ratios[p]!.push(other.cpu / own.cpu)
          theirs = theirs.with(p, other.spikes)
        }
      }
      const [wall, cpu] = (['seconds', 'cpu'] as const).map((clock) =>
        spreadOf(mine.map((run) => run[clock])),
      )
      console.log(
        `  Goldstone: ${cpu!.median.toFixed(3)} s of a processor (${cpu!.lower.toFixed(3)} to ${cpu!.upper.toFixed(3)}), ${wall!.median.toFixed(3)} s by the clock, ${mine[0]!.spikes} spikes; first run ${first.cpu.toFixed(3)} s`,
      )
      for (const [p, peer] of peers.entries()) {
        const { median, lower, upper } = spreadOf(ratios[p]!)
        console.log(
          `  ${peer.name}: takes ${median.toFixed(2)} times the processor's time (${lower.toFixed(2)} to ${upper.toFixed(2)}), ${theirs[p]} spikes`,
        )
      }
    } finally {
      for (const peer of peers) peer.close()
    }
  }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof InputError ? error.message : String((error as Error).stack)}\n`)
  process.exitCode = error instanceof InputError ? 2 : 1
}
