/**
 * A plot in the place of a view: the kernel and its spectrum, the eigenvalues of what was found. The page draws it as
 * SVG, at the size of its place, whenever its numbers change; caption and tools are those of every view.
 */
import type { PlotSpec } from './choices.ts'
import { make } from './dom.ts'
import type { PlottedNow } from './plotted.ts'

export interface PlotPane {
  readonly id: string
  readonly element: HTMLElement
  readonly spec: PlotSpec
  readonly words: { readonly caption: string; readonly described: string }
  /** as a file that stands by itself; null where there is nothing to see */
  picture(): Promise<string | null>
  focus(): void
  close(): void
}

export interface PlotPaneOptions {
  readonly id: string
  readonly spec: PlotSpec
  readonly plotted: PlottedNow
  /** buttons beside the caption */
  readonly tools: readonly HTMLElement[]
  readonly caption: HTMLElement
  /** the words of the caption, now and whenever they change */
  readonly named: (caption: string) => void
}

const captions = { kernel: 'kernel and its spectrum', eigenvalues: 'eigenvalues' } as const

/** What to do where there is nothing to see. */
const empty = {
  kernel: 'No connection of this network has a kernel that can be drawn as a curve or by its harmonics.',
  eigenvalues:
    'Certify: the eigenvalues of what is found stand here. Click a manifold for those at its state.',
} as const

export function openPlotPane({ id, spec, plotted, tools, caption, named }: PlotPaneOptions): PlotPane {
  const { plot } = spec
  const frame = make('div', { class: 'frame', tabindex: 0, role: 'group' })
  const element = make(
    'figure',
    { class: 'pane', 'data-view': id, 'data-kind': 'plot' },
    make('div', { class: 'bar' }, caption, make('div', { class: 'tools' }, ...tools)),
    frame,
  )
  const captionNow = () => {
    const of = plotted.now.eigenvalues?.of
    return plot === 'eigenvalues' && of !== undefined ? `eigenvalues of ${of}` : captions[plot]
  }
  const drawings = () => [...frame.querySelectorAll<SVGSVGElement>('svg.plot')]
  const described = () =>
    drawings()
      .map((drawing) => drawing.getAttribute('aria-label'))
      .join('; ')

  let turn = 0
  async function draw(): Promise<void> {
    const mine = ++turn
    const { kernelPlots, spectrumPlot } = await import('./plots.ts')
    const { clientWidth: width, clientHeight: height } = frame
    if (mine !== turn || width === 0) return
    const { kernels, eigenvalues } = plotted.now
    const size = { width, height: Math.max(120, height - 8) }
    const drawn =
      plot === 'kernel'
        ? kernelPlots(kernels, { bars: () => true, ...size, height: Math.min(280, 0.45 * height) })
        : eigenvalues === null
          ? []
          : [spectrumPlot(eigenvalues.values, eigenvalues.directions, eigenvalues.push, size)]
    const focused = frame.contains(document.activeElement) && document.activeElement !== frame
    frame.replaceChildren(...(drawn.length > 0 ? drawn : [make('p', { class: 'quiet' }, empty[plot])]))
    if (focused) frame.focus()
    named(captionNow())
    frame.setAttribute('aria-label', `${captionNow()}: ${described() || empty[plot]}`)
  }
  const observer = new ResizeObserver(() => void draw())
  observer.observe(frame)
  const deafen = plotted.hear(() => void draw())

  return {
    id,
    element,
    spec,
    get words() {
      return { caption: captionNow(), described: described() || empty[plot] }
    },
    async picture() {
      const { standalone } = await import('./save-plot.ts')
      const [first, ...more] = drawings()
      return first === undefined ? null : standalone(first, ...more)
    },
    focus: () => frame.focus(),
    close() {
      turn++
      observer.disconnect()
      deafen()
      element.remove()
    },
  }
}
