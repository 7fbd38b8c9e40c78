/** Views of states that are written by hand, on a device and by Canvas 2D: what they paint, map and complain of. */
import type { Portrait, ViewSpec, ViewWords } from '../../../demos/lab/protocol.ts'
import { letterAnew } from '../../../demos/lab/views/device-words.ts'
import { openView } from '../../../demos/lab/views/open.ts'
import type { Seen, View } from '../../../demos/lab/views/view.ts'
import { loadInter } from '../../../demos/lab/worker/inter.ts'
import { layoutOf } from '../../../src/engine/layout.ts'
import { deviceDescriptor, loadExperiment, type Network } from '../../../src/index.ts'

export interface Asked {
  readonly text: string
  readonly spec: ViewSpec
  readonly backend: 'webgpu' | 'cpu'
  readonly dark?: boolean
  readonly width: number
  readonly height: number
  readonly ratio?: number
  /** frames, each a step; the bump moves a neuron with each */
  readonly frames?: number
  /** nothing runs while it is drawn */
  readonly rests?: boolean
  /** times the field in the first frame */
  readonly first?: number
  /** sharpness of the bump; the neuron that it stands on */
  readonly width0?: number
  readonly at?: number
  /** -0.5 makes the field go below 0 */
  readonly below?: number
  /** how often the view looks at its numbers once all frames are drawn; two unless said */
  readonly looks?: number
  /** manifolds of two circles on a torus, made by hand */
  readonly portrait?: boolean
  readonly turn?: readonly [yaw: number, pitch: number, zoom: number]
  /** pictures of the same view in other sizes and themes */
  readonly also?: readonly { readonly width: number; readonly height: number; readonly dark: boolean }[]
  readonly pick?: readonly (readonly [number, number])[]
}

export interface Shown {
  readonly png: number[]
  readonly also: readonly number[][]
  readonly words: ViewWords
  /** how often the view has told of new ones */
  readonly told: number
  readonly picked: readonly (number | null)[]
  /** bytes of each time that device memory was mapped for reading */
  readonly mapped: readonly number[]
  readonly bytes: number
  readonly complaints: readonly string[]
  /** milliseconds of a frame, device work done */
  readonly milliseconds: number
  /** whether the view asked to be drawn once more, of each look */
  readonly restless: readonly boolean[]
}

const mapped: number[] = []
const mapping = GPUBuffer.prototype.getMappedRange
GPUBuffer.prototype.getMappedRange = function (...given) {
  const range = mapping.apply(this, given)
  mapped.push(range.byteLength)
  return range
}

const complaints: string[] = []
let device: GPUDevice | null = null

async function deviceNow(): Promise<GPUDevice> {
  if (device !== null) return device
  const adapter = await navigator.gpu.requestAdapter()
  device = await adapter!.requestDevice(deviceDescriptor(adapter!))
  device.addEventListener('uncapturederror', ({ error }) => complaints.push(error.message))
  device.lost.then(({ message }) => complaints.push(`lost: ${message}`))
  return device
}

/** exp((cos d - 1) / w^2) about a neuron, of every population; replicas stand apart. */
function fieldOf(network: Network, asked: Asked, frame: number): Float64Array {
  const layout = layoutOf(network)
  const { replicas } = network.simulation
  const state = new Float64Array(replicas * layout.stateLength)
  const width = asked.width0 ?? 0.6
  for (let r = 0; r < replicas; r++)
    for (const [p, block] of layout.blocks.entries()) {
      const { space } = network.populations[p]!
      const centre = ((asked.at ?? 0) + frame * 1 + r * 17) % block.size
      for (let i = 0; i < block.size; i++)
        state[r * layout.stateLength + block.state + i] =
          (1 + r / replicas) *
            Math.exp((Math.cos(Math.min(Math.PI, space.distance(centre, i))) - 1) / width ** 2) +
          (asked.below ?? 0)
    }
  return state
}

function portraitOf(network: Network): Portrait {
  const { space } = network.populations[0]!
  const [a, b] = [space.coordinates.get('theta1')!, space.coordinates.get('theta2')!]
  const wave = (size: readonly [number, number], s: number, t: number) =>
    Float32Array.from(a, (_, i) => size[0] * Math.cos(a[i]! - s) + size[1] * Math.cos(b[i]! - t))
  const turn = Array.from({ length: 72 }, (_, k) => (2 * Math.PI * k) / 72)
  const circle = (size: readonly [number, number]) => turn.map((s) => wave(size, s, s))
  const iso = Array.from({ length: 12 }, (_, k) => (2 * Math.PI * k) / 12)
  const [rows, columns] = [32, 32]
  return {
    bodies: [
      { id: 'M1', stability: 'attracting', shape: 'curve', pinned: false, strands: [circle([2.2, 0])] },
      { id: 'M2', stability: 'attracting', shape: 'curve', pinned: false, strands: [circle([0, 2.2])] },
      {
        id: 'M3',
        stability: 'saddle',
        shape: 'surface',
        pinned: false,
        strands: [
          ...iso.map((s) => turn.map((t) => wave([1.3, 1.3], s, t))),
          ...iso.map((t) => turn.map((s) => wave([1.3, 1.3], s, t))),
        ],
        mesh: {
          rows,
          columns,
          states: Array.from({ length: rows * columns }, (_, k) =>
            wave(
              [1.3, 1.3],
              (2 * Math.PI * Math.floor(k / columns)) / rows,
              (2 * Math.PI * (k % columns)) / columns,
            ),
          ),
        },
      },
      { id: 'M4', stability: 'repelling', shape: 'points', pinned: false, strands: [[wave([0, 0], 0, 0)]] },
    ],
  }
}

async function show(asked: Asked): Promise<Shown> {
  const { network } = await loadExperiment(asked.text)
  const layout = layoutOf(network)
  let state = fieldOf(network, asked, 0)
  const gpu = asked.backend === 'webgpu' ? await deviceNow() : null
  const usage = gpu === null ? 0 : GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
  const made = gpu?.createBuffer({ size: 4 * state.length, usage }) ?? null
  const seen: Seen =
    gpu === null
      ? {
          kind: 'cpu',
          live: {
            network,
            layout,
            state: () => state,
            rates: (replica) => state.slice(replica * layout.stateLength, (replica + 1) * layout.stateLength),
            spikes: { since: (_population, _replica, after) => after },
          },
        }
      : { kind: 'webgpu', device: gpu, live: { network, layout, buffer: () => made!, rates() {} } }
  const canvas = new OffscreenCanvas(16, 16)
  let told = 0
  const before = { mapped: mapped.length, complaints: complaints.length }
  const view: View = openView(canvas, asked.spec, seen, () => {
    told++
  })
  view.resize(asked.width, asked.height, asked.ratio ?? 1)
  if (asked.portrait === true) view.portrait(portraitOf(network))
  const frames = asked.frames ?? 2
  const at = (step: number) => ({
    step,
    time: step * 0.1,
    dark: asked.dark ?? false,
    rests: asked.rests ?? false,
    touched: false,
  })
  const draw = async (frame: number) => {
    state = fieldOf(network, asked, frame)
    if (frame === 0) state = state.map((x) => x * (asked.first ?? 1))
    if (gpu !== null) gpu.queue.writeBuffer(made!, 0, Float32Array.from(state))
    view.draw(at(frame))
  }
  for (let frame = 0; frame < frames; frame++) await draw(frame)
  await gpu?.queue.onSubmittedWorkDone()
  if (asked.turn !== undefined) view.camera(...asked.turn)
  // a view looks at its numbers every quarter of a second; the eye comes to rest meanwhile
  let busy = 0
  const restless: boolean[] = []
  const looks = asked.looks ?? 2
  for (let look = 0; look < looks; look++) {
    await new Promise((resolve) => setTimeout(resolve, 255))
    const before = performance.now()
    restless.push(view.draw({ ...at(frames - 1), touched: look === 0 }))
    await gpu?.queue.onSubmittedWorkDone()
    busy += performance.now() - before
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const milliseconds = busy / looks
  const picked = (asked.pick ?? []).map(([x, y]) => view.pick(x, y)?.neuron ?? null)
  const png = [...(await view.picture(asked.ratio ?? 1))]
  const words = view.words()
  const also: number[][] = []
  for (const { width, height, dark } of asked.also ?? []) {
    view.resize(width, height, 1)
    view.draw({ ...at(frames - 1), dark })
    also.push([...(await view.picture(1))])
  }
  const shown = {
    png,
    also,
    words,
    told,
    picked,
    mapped: mapped.slice(before.mapped),
    bytes: view.bytes,
    complaints: complaints.slice(before.complaints),
    milliseconds,
    restless,
  }
  view.destroy()
  made?.destroy()
  return shown
}

declare global {
  interface Window {
    views: { show(asked: Asked): Promise<Shown> }
  }
}

await loadInter(document.fonts)
letterAnew()
window.views = { show }
