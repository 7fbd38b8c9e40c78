/** A page that runs on and on; it counts the buffers of its device that are alive. */
import { pipelinesOf } from '../../../src/engine/webgpu/pipelines.ts'
import { simulate } from '../../../src/index.ts'
import { soakNetworks } from '../../device/soak-networks.ts'
import { faults, openDevice } from './device.ts'

export interface Soaked {
  readonly rounds: number
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
  /** pipelines compiled since the page was opened */
  readonly compilations: number
  /** buffers that were made and not destroyed, and all that were made */
  readonly alive: number
  readonly made: number
}

let made = 0
let alive = 0

async function counting(): Promise<GPUDevice> {
  const device = await openDevice()
  device.lost.then(({ message }) => faults.push(`lost: ${message}`))
  const createBuffer = device.createBuffer.bind(device)
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor)
    const destroy = buffer.destroy.bind(buffer)
    let isAlive = true
    buffer.destroy = () => {
      if (isAlive) alive--
      isAlive = false
      destroy()
    }
    made++
    alive++
    return buffer
  }
  return device
}

addEventListener('unhandledrejection', ({ reason }) => faults.push(`unhandled: ${reason}`))
const device = await counting()
let rounds = 0

/** All networks at once, one round after the other, for so many seconds: at least one round. */
async function soak(seconds: number): Promise<Soaked> {
  const began = performance.now()
  do {
    rounds++
    const runs = soakNetworks(rounds).map((network) => simulate(network, { device }))
    for (const { status, work } of await Promise.all(runs))
      if (status !== 'ok' || work === null) throw new Error(`round ${rounds} ended as ${status}`)
  } while (performance.now() - began < 1000 * seconds)
  const { compilations, warnings } = pipelinesOf(device)
  return { rounds, faults, warnings, compilations, alive, made }
}

declare global {
  interface Window {
    soak: typeof soak
  }
}

window.soak = soak
