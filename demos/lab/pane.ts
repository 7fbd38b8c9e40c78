/**
 * One view: a canvas that the simulation's worker draws on, its caption, its legend, its tools on hover and focus,
 * and what pointer and keyboard do to it. The page never reads a pixel; it says where the hand is.
 */
import type { Simulation } from './client.ts'
import { make } from './dom.ts'
import { type HandChoice, handAt } from './hands.ts'
import { legendOf } from './legend.ts'
import type { ViewSpec, ViewWords } from './protocol.ts'

/** What a person turned a view by since it was opened: a link remembers it. */
export interface Camera {
  readonly yaw: number
  readonly pitch: number
  readonly zoom: number
}

export interface Pane {
  readonly id: string
  readonly element: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly spec: ViewSpec
  readonly camera: Camera
  readonly words: ViewWords | null
  /** shows something else in the same place */
  show(spec: ViewSpec): void
  /** what the worker said of this view */
  hear(words: ViewWords): void
  /** the legend's colours in the other theme */
  theme(dark: boolean): void
  /** turns the camera by angles */
  turn(yaw: number, pitch: number): void
  /** kicks for half a second at a place, or sweeping from one to another, in shares of the canvas */
  strike(x: number, y: number, toX?: number, toY?: number): Promise<void>
  focus(): void
  close(): void
}

export interface PaneOptions {
  readonly simulation: Simulation
  readonly id: string
  readonly spec: ViewSpec
  readonly camera?: Camera | undefined
  readonly hand: HandChoice
  readonly dark: boolean
  /** buttons beside the caption, if any */
  readonly tools?: readonly HTMLElement[]
  /** stands where the caption would, and contains it */
  readonly caption?: HTMLElement
  /** told after every stroke of the hand */
  readonly touched?: () => void
}

/** radians a pixel */
const rad = 0.01
/** places at which a kick presses the hand down */
const strokes = 10
const ahead: Camera = { yaw: 0, pitch: 0, zoom: 1 }

export function openPane(options: PaneOptions): Pane {
  const { simulation, id, hand } = options
  let { spec, dark } = options
  let words: ViewWords | null = null
  let camera: Camera = options.camera ?? ahead
  const canvas = make('canvas', {
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'view of the network',
    'aria-label': 'view of the network',
  })
  const caption = options.caption ?? make('figcaption', { class: 'caption' })
  const spot = make('i', { class: 'spot', hidden: true })
  const legend = make('div', { class: 'legend' })
  const bar = make(
    'div',
    { class: 'bar' },
    caption,
    make('div', { class: 'tools' }, ...(options.tools ?? [])),
  )
  const frame = make('div', { class: 'frame' }, canvas, spot)
  const element = make(
    'figure',
    { class: 'pane', 'data-view': id, 'data-kind': spec.kind },
    bar,
    frame,
    legend,
  )

  const size = () => ({
    width: Math.max(1, Math.round(frame.clientWidth)),
    height: Math.max(1, Math.round(frame.clientHeight)),
    ratio: Math.min(3, devicePixelRatio),
  })
  let opened = false
  function open(): void {
    const drawing = canvas.transferControlToOffscreen()
    opened = true
    simulation.send({ kind: 'view', view: id, spec, canvas: drawing, ...size() }, [drawing])
    const { yaw, pitch, zoom } = camera
    if (yaw !== 0 || pitch !== 0 || zoom !== 1)
      simulation.send({ kind: 'camera', view: id, yaw, pitch, zoom })
  }
  const observer = new ResizeObserver(() => {
    if (frame.clientWidth === 0) return
    if (opened) simulation.send({ kind: 'resize', view: id, ...size() })
    else open()
  })
  observer.observe(frame)

  const turns = () => spec.kind === 'phase' || hand.tool === 'turn'
  function move(yaw: number, pitch: number, zoom: number): void {
    camera = { yaw: camera.yaw + yaw, pitch: camera.pitch + pitch, zoom: camera.zoom * zoom }
    if (opened) simulation.send({ kind: 'camera', view: id, yaw, pitch, zoom })
  }
  function home(): void {
    camera = ahead
    simulation.send({ kind: 'camera', view: id, yaw: 0, pitch: 0, zoom: 1, home: true })
  }
  const touch = (phase: 'down' | 'move' | 'up' | 'leave', x: number, y: number) =>
    simulation.send({ kind: 'hand', view: id, hand: handAt(hand, phase, x, y) })

  // the pointer
  let held: { turning: boolean; x: number; y: number; pointer: number } | null = null
  const place = (event: PointerEvent | MouseEvent): [number, number] => {
    const box = canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (held !== null) return
    const [x, y] = place(event)
    held = { turning: turns() || event.button !== 0 || event.shiftKey, x, y, pointer: event.pointerId }
    canvas.setPointerCapture(event.pointerId)
    spot.hidden = true
    if (!held.turning) touch('down', x, y)
  })
  canvas.addEventListener('pointermove', (event) => {
    const [x, y] = place(event)
    if (held === null) {
      if (!turns() && event.pointerType === 'mouse') touch('move', x, y)
      return
    }
    if (held.pointer !== event.pointerId) return
    if (held.turning) move((x - held.x) * rad, (y - held.y) * rad, 1)
    else touch('move', x, y)
    held = { ...held, x, y }
  })
  const lift = (event: PointerEvent) => {
    if (held?.pointer !== event.pointerId) return
    if (!held.turning) {
      touch('up', ...place(event))
      options.touched?.()
    }
    held = null
  }
  canvas.addEventListener('pointerup', lift)
  canvas.addEventListener('pointercancel', lift)
  canvas.addEventListener('pointerleave', (event) => held === null && touch('leave', ...place(event)))
  canvas.addEventListener('contextmenu', (event) => event.preventDefault())
  canvas.addEventListener('dblclick', () => turns() && home())
  canvas.addEventListener(
    'wheel',
    (event) => {
      // the page scrolls past what is not being turned
      if (spec.kind !== 'phase' && spec.kind !== 'activity') return
      if (document.activeElement !== canvas && !event.ctrlKey) return
      event.preventDefault()
      move(0, 0, Math.exp(-event.deltaY * 0.0015))
    },
    { passive: false },
  )

  // the keyboard: a spot is the hand
  let cursor = { x: 0.5, y: 0.5 }
  let pressed = false
  const spotAt = (): [number, number] => [cursor.x * canvas.clientWidth, cursor.y * canvas.clientHeight]
  function liftKey(): void {
    if (!pressed) return
    pressed = false
    spot.classList.remove('pressed')
    touch('up', ...spotAt())
    options.touched?.()
  }
  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const arrow = arrows[event.key]
    if (arrow !== undefined && turns()) move(arrow[0] * 0.12, arrow[1] * 0.12, 1)
    else if (arrow !== undefined) {
      const step = event.shiftKey ? 0.1 : 0.025
      cursor = { x: held01(cursor.x + arrow[0] * step), y: held01(cursor.y + arrow[1] * step) }
      spot.hidden = false
      spot.style.left = `${cursor.x * 100}%`
      spot.style.top = `${cursor.y * 100}%`
      touch('move', ...spotAt())
    } else if (event.key === 'Enter' && !turns()) {
      if (pressed) liftKey()
      else {
        pressed = true
        spot.hidden = false
        spot.classList.add('pressed')
        touch('down', ...spotAt())
      }
    } else if (event.key === '+' || event.key === '=') move(0, 0, 1.15)
    else if (event.key === '-') move(0, 0, 1 / 1.15)
    else if (event.key === '0') home()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  canvas.addEventListener('blur', () => {
    liftKey()
    spot.hidden = true
  })

  const showLegend = () => legend.replaceChildren(...legendOf(words?.legend ?? [], dark))

  return {
    id,
    element,
    canvas,
    get spec() {
      return spec
    },
    get camera() {
      return camera
    },
    get words() {
      return words
    },
    show(next) {
      spec = next
      camera = ahead
      element.dataset['kind'] = spec.kind
      if (opened) simulation.send({ kind: 'view', view: id, spec, ...size() })
    },
    hear(heard) {
      const before = words
      words = heard
      if (options.caption === undefined) caption.textContent = heard.caption
      const label = `${heard.caption}: ${heard.described}`
      if (canvas.getAttribute('aria-label') !== label) canvas.setAttribute('aria-label', label)
      if (JSON.stringify(before?.legend) !== JSON.stringify(heard.legend)) showLegend()
    },
    theme(next) {
      dark = next
      showLegend()
    },
    turn: (yaw, pitch) => move(yaw, pitch, 1),
    async strike(x, y, toX = x, toY = y) {
      const kick = (phase: 'down' | 'up', share: number) => {
        const across = (x + share * (toX - x)) * canvas.clientWidth
        const down = (y + share * (toY - y)) * canvas.clientHeight
        simulation.send({
          kind: 'hand',
          view: id,
          hand: { ...handAt(hand, phase, across, down), tool: 'kick' },
        })
      }
      for (let k = 0; k < strokes; k++) {
        kick('down', k / (strokes - 1))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      kick('up', 1)
      options.touched?.()
    },
    focus: () => canvas.focus(),
    close() {
      observer.disconnect()
      element.remove()
      if (opened) simulation.send({ kind: 'close', view: id })
    },
  }
}

function held01(share: number): number {
  return Math.min(1, Math.max(0, share))
}
