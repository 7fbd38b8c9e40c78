/** The benchmark in a page: the same workloads, and how soon the first frame of W1 is there. */
import { adapterName, deviceDescriptor, isSoftware } from '../../src/engine/webgpu/device.ts'
import { simulate } from '../../src/index.ts'
import { type BenchOptions, runBench } from './bench.ts'
import type { AdapterFacts, BenchReport, FirstFrame } from './report.ts'
import { type Scale, workload } from './workloads.ts'

const script = performance.now()

interface Opened {
  readonly device: GPUDevice
  readonly facts: AdapterFacts
}

async function open(): Promise<Opened> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new Error('this page has no WebGPU')
  const device = await adapter.requestDevice(deviceDescriptor(adapter))
  const { info } = adapter
  return {
    device,
    facts: {
      name: adapterName(info),
      vendor: info.vendor,
      architecture: info.architecture,
      driver: '',
      software: isSoftware(info),
      subgroups: device.features.has('subgroups'),
    },
  }
}

/** W1 after 20 steps, drawn: one row of pixels a replica. */
async function firstFrame(scale: Scale, seed: number): Promise<FirstFrame> {
  const { device } = await open()
  const { loaded } = await workload('W1', scale, seed)
  const { network } = loaded
  const { simulation, record } = network
  const steps = 20
  const { finalState } = await simulate(
    { ...network, simulation: { ...simulation, steps }, record: { ...record, quantities: [] } },
    { device },
  )
  const states = Object.values(finalState)[0]!
  const canvas = document.querySelector('canvas')!
  const { width, height } = canvas
  const image = new ImageData(width, height)
  const points = states.length / simulation.replicas
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const replica = y % simulation.replicas
      const value = states[replica * points + Math.floor((x * points) / width)]!
      image.data.set([128 + 40 * value, 128, 128 - 40 * value, 255], 4 * (y * width + x))
    }
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  const frame = await new Promise<number>((drawn) => requestAnimationFrame(() => drawn(performance.now())))
  device.destroy()
  return { scale, script, frame }
}

type Measured = Pick<BenchReport, 'adapter' | 'peak' | 'workloads'>

async function measure(options: BenchOptions): Promise<Measured> {
  const { device, facts } = await open()
  const tell = (text: string) => console.info(text)
  const bench = { device, software: facts.software, tell, peers: async () => [] }
  const done = await runBench(bench, options)
  device.destroy()
  return { adapter: facts, ...done }
}

/** Whether a real GPU is found here. */
async function hasGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })
  return adapter != null && !isSoftware(adapter.info)
}

const verbs = { firstFrame, measure, hasGpu }

declare global {
  interface Window {
    bench: typeof verbs
  }
}

window.bench = verbs
// a page asked for its first frame begins at once, without waiting for whoever opened it
const asked = new URLSearchParams(location.search)
const scale = asked.get('frame') as Scale | null
declare global {
  interface Window {
    frame: Promise<FirstFrame> | null
  }
}
window.frame = scale === null ? null : firstFrame(scale, Number(asked.get('seed') ?? 1))
