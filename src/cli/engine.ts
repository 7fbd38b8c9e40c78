/**
 * The engine of a run. `auto` takes a real GPU for what runs on it, else the reference engine, and says why; `webgpu` takes the
 * best adapter there is, a software one only where VK_DRIVER_FILES asks for it.
 */
import type { Program, ProgramOptions } from '../engine/program.ts'
import type { Run } from '../engine/result.ts'
import { type SimulateOptions, simulateNetwork } from '../engine/simulate.ts'
import { composeProgram } from '../engine/webgpu/compose.ts'
import { deviceDescriptor, limitsOf } from '../engine/webgpu/device.ts'
import type { DeviceProgram } from '../engine/webgpu/program.ts'
import { simulateOnDevice } from '../engine/webgpu/simulate.ts'
import { InputError } from '../errors.ts'
import { driverIsNamed, type FoundAdapter, openGpu } from '../io/node/gpu.ts'
import { cpuName } from '../io/node/write-run.ts'
import type { Network } from '../model/network.ts'
import { askForAdapters } from './ask.ts'
import { softwareAdvice, webgpuChecks } from './checks.ts'

export type BackendName = 'auto' | 'webgpu' | 'cpu'

export interface Engine {
  readonly backend: 'webgpu' | 'cpu'
  /** the adapter, or the processor */
  readonly device: string
  /** why this one; null when it was asked for by name */
  readonly why: string | null
  /** what the device will do; null on the reference engine */
  compose(network: Network, program: Program): DeviceProgram | null
  simulate(network: Network, options: SimulateOptions & ProgramOptions): Run
  close(): void
}

/** Throws InputError at `--backend` for a device that there is not, with what to install. */
export async function openEngine(backend: BackendName, network: Network, program: Program): Promise<Engine> {
  if (backend === 'cpu') return referenceEngine(null)
  if (backend === 'webgpu') return deviceEngine(null, driverIsNamed())
  const without = await whyNoGpu()
  if (without !== null) return referenceEngine(without)
  return ableOr(await deviceEngine('a GPU is there', false), network, program)
}

/** The engine, or where it refuses the network (numbers beyond float32, buffers beyond its limits) the reference. */
export function ableOr(engine: Engine, network: Network, program: Program): Engine {
  try {
    engine.compose(network, program)
    return engine
  } catch (error) {
    engine.close()
    if (!(error instanceof InputError)) throw error
    const { place, expected, received } = error
    return referenceEngine(`the GPU takes ${expected}, received ${received} at ${place}`)
  }
}

function referenceEngine(why: string | null): Engine {
  return {
    backend: 'cpu',
    device: cpuName(),
    why,
    compose: () => null,
    simulate: simulateNetwork,
    close: () => {},
  }
}

/** Why `auto` takes no device; null when there is a real GPU. A native library may crash: it is asked apart. */
async function whyNoGpu(): Promise<string | null> {
  const missing = webgpuChecks().find(({ found }) => !found)
  if (missing !== undefined) return `no ${missing.name} here; goldstone devices says what to install`
  const { adapters, problem } = await askForAdapters()
  if (problem !== null) return problem
  if (adapters.some(({ software }) => !software)) return null
  const [software] = adapters
  return software === undefined
    ? 'no GPU offers an adapter; see goldstone devices'
    : `${software.name} is software, which --backend webgpu takes`
}

export async function deviceEngine(why: string | null, software: boolean): Promise<Engine> {
  const missing = webgpuChecks().filter(({ found }) => !found)
  if (missing.length > 0)
    throw refused(
      `no ${missing.map(({ name }) => name).join(', no ')}`,
      missing.map(({ remedy }) => remedy).join('. '),
    )
  const gpu = await openGpu().catch((error: Error) => {
    throw refused(
      `a package that does not start: ${error.message}`,
      'It needs glibc 2.34 or newer and a driver',
    )
  })
  const best = async (): Promise<FoundAdapter | undefined> =>
    (await gpu.adapters()).find(({ report }) => software || !report.software)
  const found = await best()
  if (found === undefined) {
    gpu.close()
    throw refused('drivers that offer none', softwareAdvice())
  }
  const devices = [await found.adapter.requestDevice(deviceDescriptor(found.adapter))]
  async function again(): Promise<GPUDevice | null> {
    const other = await best()
    if (other === undefined) return null
    const device = await other.adapter.requestDevice(deviceDescriptor(other.adapter))
    devices.push(device)
    return device
  }
  // what auto has tried is what the run takes
  const compose = composedOnce()
  return {
    backend: 'webgpu',
    device: found.report.name,
    why,
    compose: (network, program) => compose(network, program, limitsOf(devices[0]!)),
    simulate: (network, options) => simulateOnDevice(devices[0]!, network, { ...options, again, compose }),
    close() {
      for (const device of devices) device.destroy()
      gpu.close()
    },
  }
}

/** Composes a network once, however often it is asked for. */
function composedOnce(): typeof composeProgram {
  let known: { network: Network; composed: DeviceProgram } | null = null
  return (network, program, limits) => {
    if (known?.network !== network) known = { network, composed: composeProgram(network, program, limits) }
    return known.composed
  }
}

function refused(received: string, remedy: string): InputError {
  return new InputError(
    '--backend',
    'an adapter for webgpu',
    received,
    `${remedy}. Or run with --backend cpu`,
  )
}
