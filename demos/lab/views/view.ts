/**
 * The seam between the running network and what is drawn of it: what a view may look at, and what it can be
 * asked. A view draws from the network's own buffers on the canvas it was given and reads nothing back but the
 * few numbers of its words.
 */
import type { Layout } from '../../../src/engine/layout.ts'
import type { CpuLive } from '../../../src/engine/live.ts'
import type { Network } from '../../../src/index.ts'
import type { Portrait, ViewWords } from '../protocol.ts'

/** What a view sees of a live network, whatever computes it. */
interface Watched {
  readonly network: Network
  readonly layout: Layout
}

/** Float32, replica outermost: `state` [replica][population][variable][neuron], `rate` [replica][population][neuron]. */
export interface WatchedOnDevice extends Watched {
  /** asked for in every frame: a change of structure may replace it. Usage STORAGE and COPY_SRC */
  buffer(name: 'state' | 'rate'): GPUBuffer
  /** encodes what brings `rate` up to date with `state` */
  rates(encoder: GPUCommandEncoder): void
}

/** The reference engine: the arrays themselves, not copies. */
export interface WatchedOnHost extends Watched {
  /** [replica][population][variable][neuron], behind each replica what is remembered of events */
  state(): Float64Array
  /** [population][point of its space] of one replica, up to date with the state */
  rates(replica: number): Float64Array
  readonly spikes: CpuLive['spikes']
}

export type Seen =
  | { readonly kind: 'webgpu'; readonly device: GPUDevice; readonly live: WatchedOnDevice }
  | { readonly kind: 'cpu'; readonly live: WatchedOnHost }

/** Now, as the network has it: `time` in its unit. */
export interface Now {
  readonly time: number
  readonly step: number
  readonly dark: boolean
  /** nothing runs: what follows the activity by and by is at once where it goes */
  readonly rests: boolean
  /** something was changed by hand since the last drawing: its words are not known yet */
  readonly touched: boolean
}

export interface View {
  /**
   * Encodes and submits, or paints; nothing is waited for. True until the eye and the words are at rest: drawn again,
   * it would show or say something else, though nothing runs.
   */
  draw(now: Now): boolean
  /** CSS pixels, and device pixels to each */
  resize(width: number, height: number, ratio: number): void
  /** turns by angles (radians), zooms by a factor; `home` goes back to where it began */
  camera(yaw: number, pitch: number, zoom: number, home?: boolean): void
  /** the neuron that is seen at a place (CSS pixels); null beside the space, and in views that show no neuron */
  pick(x: number, y: number): { readonly population: number; readonly neuron: number } | null
  /** the manifolds that a phase view draws; others take no notice */
  portrait(portrait: Portrait | null): void
  words(): ViewWords
  /** PNG of what was drawn last, painted anew at `scale` device pixels to a CSS pixel */
  picture(scale: number): Promise<Uint8Array>
  /** of buffers and textures, or of arrays */
  readonly bytes: number
  destroy(): void
}
