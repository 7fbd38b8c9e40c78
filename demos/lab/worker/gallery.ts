/** The views of the worker: each with its canvas, opened on whatever network runs, opened again on the next. */
import type { Live } from '../../../src/index.ts'
import type { Portrait, ViewSpec, ViewWords } from '../protocol.ts'
import { openView } from '../views/open.ts'
import type { Now, Seen, View } from '../views/view.ts'

export interface Shown {
  readonly spec: ViewSpec
  readonly view: View
}

export interface Size {
  readonly width: number
  readonly height: number
  readonly ratio: number
}

export interface Gallery {
  /** a view on a new canvas, or another spec on the one that it has */
  show(id: string, spec: ViewSpec, size: Size, canvas?: OffscreenCanvas): void
  /**
   * Opens every view on another network; those of which it has no population wait for another spec. On another kind of
   * engine none: a canvas stays bound to the old one.
   */
  look(live: Live): void
  get(id: string): Shown | undefined
  resize(id: string, size: Size): void
  close(id: string): void
  portrait(portrait: Portrait | null): void
  /** whether a view is not at rest yet */
  draw(now: Now): boolean
  readonly bytes: number
}

interface Hung {
  readonly canvas: OffscreenCanvas
  spec: ViewSpec
  size: Size
  view: View | null
}

export function galleryOf(words: (id: string, words: ViewWords) => void): Gallery {
  const hung = new Map<string, Hung>()
  let live: Live | null = null
  let manifolds: Portrait | null = null

  function open(id: string, one: Hung): void {
    one.view?.destroy()
    one.view = null
    const { spec, canvas, size } = one
    if (live === null || !isShown(live, spec)) return
    const { width, height, ratio } = size
    const view = openView(canvas, spec, seenOf(live), (said) => words(id, said))
    view.resize(width, height, ratio)
    if (manifolds !== null) view.portrait(manifolds)
    one.view = view
  }

  return {
    show(id, spec, size, canvas) {
      const known = hung.get(id)
      const own = canvas ?? known?.canvas
      if (own === undefined) throw new Error(`the view ${id} has no canvas`)
      if (canvas !== undefined) known?.view?.destroy()
      const one: Hung = {
        canvas: own,
        spec,
        size,
        view: canvas === undefined ? (known?.view ?? null) : null,
      }
      hung.set(id, one)
      open(id, one)
    },
    look(next) {
      const isOther = live !== null && live.backend !== next.backend
      live = next
      if (isOther) {
        for (const { view } of hung.values()) view?.destroy()
        hung.clear()
      }
      for (const [id, one] of hung) open(id, one)
    },
    get(id) {
      const one = hung.get(id)
      return one?.view == null ? undefined : { spec: one.spec, view: one.view }
    },
    resize(id, size) {
      const one = hung.get(id)
      if (one === undefined) return
      one.size = size
      one.view?.resize(size.width, size.height, size.ratio)
    },
    close(id) {
      hung.get(id)?.view?.destroy()
      hung.delete(id)
    },
    portrait(portrait) {
      manifolds = portrait
      for (const { view } of hung.values()) view?.portrait(portrait)
    },
    draw(now) {
      return [...hung.values()].filter(({ view }) => view?.draw(now)).length > 0
    },
    get bytes() {
      return [...hung.values()].reduce((sum, { view }) => sum + (view?.bytes ?? 0), 0)
    },
  }
}

const seenOf = (live: Live): Seen =>
  live.backend === 'webgpu' ? { kind: 'webgpu', device: live.device, live } : { kind: 'cpu', live }

function isShown({ network }: Live, spec: ViewSpec): boolean {
  if (spec.replica >= network.simulation.replicas) return false
  return spec.kind === 'phase' || network.populations.some(({ name }) => name === spec.population)
}
