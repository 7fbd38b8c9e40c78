/** `npm run bench`: the workloads in Node, beside the peers that are installed. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { deviceDescriptor } from '../../src/engine/webgpu/device.ts'
import { InputError } from '../../src/errors.ts'
import {
  type AdapterReport,
  driverIsNamed,
  type OpenGpu,
  openGpu,
  softwareDriver,
} from '../../src/io/node/gpu.ts'
import { cpuName } from '../../src/io/node/write-run.ts'
import { runBench } from './bench.ts'
import { commit } from './commit.ts'
import { main } from './main.ts'
import type { Asked, Backend } from './options.ts'
import { openPeers } from './peers.ts'
import type { AdapterFacts, BenchReport } from './report.ts'

interface Opened {
  readonly device: GPUDevice
  readonly facts: AdapterFacts
  close(): void
}

async function measure(asked: Asked): Promise<BenchReport> {
  const opened = await open(asked.backend)
  try {
    const real = opened !== null && !opened.facts.software
    const scale = asked.scale ?? (real ? 'full' : 'small')
    const bench = {
      device: opened?.device ?? null,
      software: opened?.facts.software ?? true,
      tell: (text: string) => process.stderr.write(`${text}\n`),
      peers: (network: Parameters<typeof openPeers>[0]) => openPeers(network, asked.peers),
    }
    const { peak, workloads } = await runBench(bench, { ...asked, scale })
    return {
      goldstone: 1,
      commit,
      seed: asked.seed,
      repeats: asked.repeats,
      warmup: 1,
      scale,
      reduced: scale === 'full' ? null : `the workloads are ${scale}, ${why(asked, real)}; each says how`,
      host: `node ${process.versions.node}`,
      platform: `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${cpuName()}`,
      backend: opened === null ? 'cpu' : 'webgpu',
      adapter: opened?.facts ?? null,
      peak,
      workloads,
    }
  } finally {
    opened?.close()
  }
}

export const why = (asked: Asked, real: boolean): string =>
  asked.scale !== null ? 'as asked for' : real ? 'though there is a GPU' : 'for there is no GPU'

/** Null is the reference engine. */
async function open(backend: Backend): Promise<Opened | null> {
  if (backend === 'cpu') return null
  const software = backend === 'software'
  const driver = software ? softwareDriver() : null
  if (software && driver === null && !driverIsNamed())
    throw refused('no driver of a software device', 'Install chromium, or name one in GOLDSTONE_SOFTWARE_GPU')
  let gpu: OpenGpu
  try {
    gpu = await openGpu(driver)
  } catch (error) {
    if (backend !== 'auto') throw refused((error as Error).message, 'npm ci installs the package webgpu')
    process.stderr.write(`No WebGPU here (${(error as Error).message}): the reference engine\n`)
    return null
  }
  const all = await gpu.adapters()
  const found = all.find(({ report }) => (software ? report.software : !report.software || driverIsNamed()))
  const taken = backend === 'auto' && found?.report.software ? undefined : found
  if (taken === undefined) {
    gpu.close()
    if (backend === 'auto') {
      process.stderr.write('No GPU offers an adapter: the reference engine. See --backend software\n')
      return null
    }
    throw refused('no such adapter', 'See goldstone devices')
  }
  const device = await taken.adapter.requestDevice(deviceDescriptor(taken.adapter))
  return {
    device,
    facts: factsOf(taken.report, device),
    close() {
      device.destroy()
      gpu.close()
    },
  }
}

function factsOf(report: AdapterReport, device: GPUDevice): AdapterFacts {
  const { name, vendor, architecture, software, backend } = report
  const version = '/proc/driver/nvidia/version'
  const nvidia =
    vendor === 'nvidia' && existsSync(version) ? (readFileSync(version, 'utf8').split('\n')[0] ?? '') : ''
  return {
    name,
    vendor,
    architecture,
    driver: [backend, nvidia].filter((text) => text !== '').join(', '),
    software,
    subgroups: device.features.has('subgroups'),
  }
}

const refused = (received: string, remedy: string): InputError =>
  new InputError('--backend', 'a device to measure', received, remedy)

process.exitCode = await main(measure)
