/** Opens a view: a painter for whatever computes the network, a picture of the kind asked for, words now and then. */
import type { ViewSpec, ViewWords } from '../protocol.ts'
import { activityPicture } from './activity.ts'
import { heatPicture } from './heat.ts'
import type { Painter } from './painter.ts'
import { canvasPainter } from './painter-canvas.ts'
import { devicePainter } from './painter-device.ts'
import { phasePicture } from './phase.ts'
import type { Picture } from './picture.ts'
import { rasterPicture } from './raster.ts'
import { seriesPicture } from './series.ts'
import type { Seen, View } from './view.ts'

/** Milliseconds between two looks at the numbers of the words. */
const between = 250
/** Looks after which all is said: one asks, one tells, and one more where what was told is drawn by. */
const looksToRest = 3
/** Milliseconds in which colours go most of the way to the activity of a network that runs. */
const following = 270

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
  let drawnAt = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY
  let looksSince = 0
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
      const share = now.rests ? 1 : 1 - Math.exp(-(clock - drawnAt) / following)
      drawnAt = clock
      const turns = picture.camera?.settle(clock) ?? false
      const looks = clock - lookedAt > between
      if (now.touched) looksSince = 0
      if (looks) {
        lookedAt = clock
        looksSince++
        const next = words()
        const text = JSON.stringify(next)
        if (text !== told) tell(next)
        told = text
      }
      painter.compute((to) => {
        picture.compute(to, now, share)
        if (looks) picture.ask(to)
      })
      painter.paint(dark, (to) => picture.paint(to, extent, dark))
      return turns || looksSince < looksToRest
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
    case 'raster':
      return rasterPicture(painter, seen, spec)
  }
}
