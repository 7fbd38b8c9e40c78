/**
 * The seam between the running network and what is drawn of it: what a view may look at, and what it can be
 * asked. A view draws from the network's own buffers on the canvas it was given and reads nothing back but the
 * few numbers of its words.
 */
import type { Layout } from '../../../src/engine/layout.ts'
import type { Network } from '../../../src/index.ts'
import type { Portrait, ViewSpec, ViewWords } from '../protocol.ts'
import { activityPicture } from './activity.ts'
import { heatPicture } from './heat.ts'
import type { Painter } from './painter.ts'
import { canvasPainter } from './painter-canvas.ts'
import { devicePainter } from './painter-device.ts'
import { phasePicture } from './phase.ts'
import type { Picture } from './picture.ts'
import { seriesPicture } from './series.ts'

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
  /** [replica][population][variable][neuron] */
  state(): Float64Array
  /** [population][neuron] of one replica, up to date with the state */
  rates(replica: number): Float64Array
}

export type Seen =
  | { readonly kind: 'webgpu'; readonly device: GPUDevice; readonly live: WatchedOnDevice }
  | { readonly kind: 'cpu'; readonly live: WatchedOnHost }

/** Now, as the network has it: `time` in its unit. */
export interface Now {
  readonly time: number
  readonly step: number
  readonly dark: boolean
}

export interface View {
  /** encodes and submits, or paints; nothing is waited for */
  draw(now: Now): void
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

/** Milliseconds between two looks at the numbers of the words. */
const between = 250

/**
 * A view on a canvas that nothing has drawn on. `tell` is called when its words have changed. Throws InputError
 * for a population, variable, replica or form that the network does not have.
 */
export function openView(
  canvas: OffscreenCanvas,
  spec: ViewSpec,
  seen: Seen,
  tell: (words: ViewWords) => void,
): View {
  const painter =
    seen.kind === 'webgpu' ? devicePainter(canvas, seen.device, seen.live) : canvasPainter(canvas, seen.live)
  const picture = pictureOf(painter, spec, seen)
  let extent = { width: canvas.width, height: canvas.height }
  let dark = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let told = ''

  const words = (): ViewWords => ({
    caption: picture.caption,
    described: picture.described(),
    legend: picture.legend(dark),
    forms: picture.forms,
  })

  return {
    draw(now) {
      dark = now.dark
      const clock = performance.now()
      picture.camera?.settle(clock)
      const looks = clock - lookedAt > between
      if (looks) {
        lookedAt = clock
        const next = words()
        const text = JSON.stringify(next)
        if (text !== told) tell(next)
        told = text
      }
      painter.compute((to) => {
        picture.compute(to, now)
        if (looks) picture.ask(to)
      })
      painter.paint(dark, (to) => picture.paint(to, extent, dark))
    },
    resize(width, height, ratio) {
      extent = { width, height }
      painter.resize(width, height, ratio)
    },
    camera(yaw, pitch, zoom, home = false) {
      picture.camera?.turn(yaw, pitch, zoom, home)
    },
    pick: (x, y) => picture.pick(x, y, extent),
    portrait: picture.portrait,
    words,
    picture: (scale) =>
      painter.picture(extent.width, extent.height, scale, dark, (to) => picture.paint(to, extent, dark)),
    get bytes() {
      return painter.bytes
    },
    destroy: () => painter.destroy(),
  }
}

function pictureOf(painter: Painter, spec: ViewSpec, seen: Seen): Picture {
  switch (spec.kind) {
    case 'activity':
      return activityPicture(painter, seen, spec)
    case 'phase':
      return phasePicture(painter, seen, spec)
    case 'heat':
      return heatPicture(painter, seen, spec)
    case 'series':
      return seriesPicture(painter, seen, spec)
  }
}
