/**
 * The stage: one to four views in a grid with rules between them, the first the largest. A person chooses what each
 * shows, adds, closes, swaps them, and saves each as a picture.
 */
import { type Choice, choicesOf, keyOf, nextChoice, type Spec } from './choices.ts'
import type { Simulation } from './client.ts'
import { icon, iconButton, make, save, slug } from './dom.ts'
import type { HandChoice } from './hands.ts'
import { type Camera, openPane, type Pane } from './pane.ts'
import { openPlotPane, type PlotPane } from './plot-pane.ts'
import type { PlottedNow } from './plotted.ts'
import type { NetworkSummary, ViewWords } from './protocol.ts'

export interface Shown {
  readonly spec: Spec
  readonly camera?: Camera | undefined
}

export interface Stage {
  /** the views of a network, in place of those that were there */
  show(network: NetworkSummary, views: readonly Shown[]): void
  /** the same network with other numbers: names and choices are its own */
  update(network: NetworkSummary): void
  /** closes every view and opens it on a new canvas, for another kind of engine */
  reopen(): void
  add(): void
  hear(view: string, words: ViewWords): void
  theme(dark: boolean): void
  readonly panes: readonly (Pane | PlotPane)[]
  /** those that the worker draws */
  readonly views: readonly Pane[]
  /** where a kick is felt: the first view of activity */
  target(): Pane | null
}

export interface StageOptions {
  readonly host: HTMLElement
  readonly simulation: Simulation
  readonly plotted: PlottedNow
  readonly hand: HandChoice
  readonly dark: () => boolean
  readonly say: (text: string) => void
  readonly touched: () => void
  readonly fileName: () => string
}

const most = 4

interface Place {
  readonly pane: Pane | PlotPane
  readonly what: HTMLSelectElement
  readonly form: HTMLSelectElement
  readonly name: HTMLElement
}

export function openStage(options: StageOptions): Stage {
  const { host, simulation, plotted, hand, dark, touched, say } = options
  let network: NetworkSummary | null = null
  let choices: readonly Choice[] = []
  let places: Place[] = []
  let last = 0

  const views = () => places.map(({ pane }) => pane).filter(isView)

  function arrange(): void {
    host.dataset['views'] = String(places.length)
    places.forEach(({ pane }, k) => {
      pane.element.style.gridArea = 'abcd'[k]!
      pane.element.classList.toggle('only', places.length === 1)
    })
  }

  function open({ spec, camera }: Shown): Place {
    const id = `v${++last}`
    const name = make('span', { class: 'name' })
    const what = make('select', { 'aria-label': 'what this view shows' })
    const form = make('select', { 'aria-label': 'the form in which it is shown', hidden: true })
    const caption = make(
      'div',
      { class: 'caption' },
      make('label', { class: 'what' }, name, icon('chevron'), what),
      make('label', { class: 'form' }, form, icon('chevron')),
    )
    const index = () => places.findIndex((place) => place.pane.id === id)
    const tools = [
      iconButton('picture', 'save this view as a picture', () => picture(id)),
      iconButton('swap', 'change places with the next view', () => swap(index())),
      iconButton('close', 'close this view', () => close(index())),
    ]
    const common = { id, tools, caption }
    const pane =
      spec.kind === 'plot'
        ? openPlotPane({
            ...common,
            spec,
            plotted,
            named: (words) => {
              name.textContent = words
            },
          })
        : openPane({ ...common, simulation, spec, camera, hand, dark: dark(), touched })
    const place: Place = { pane, what, form, name }
    what.addEventListener('change', () => {
      const chosen = choices.find(({ key }) => key === what.value)
      if (chosen !== undefined) choose(place, chosen.spec)
    })
    form.addEventListener('change', () => {
      if (!isView(pane) || pane.spec.kind !== 'activity') return
      pane.show({ ...pane.spec, as: form.value as typeof pane.spec.as })
    })
    host.append(pane.element)
    return place
  }

  /** Something else in the same place: on the same canvas, where both are views. */
  function choose(place: Place, spec: Spec): void {
    if (isView(place.pane) && spec.kind !== 'plot') {
      place.pane.show(spec)
      label(place)
      return
    }
    const next = open({ spec })
    place.pane.close()
    places = places.map((one) => (one === place ? next : one))
    label(next)
    arrange()
    next.what.focus()
  }

  function label({ pane, what, name }: Place): void {
    const key = keyOf(pane.spec)
    what.replaceChildren(
      ...choices.map((choice) =>
        make('option', { value: choice.key, selected: choice.key === key }, choice.name),
      ),
    )
    what.value = key
    name.textContent = pane.words?.caption ?? choices.find((choice) => choice.key === key)?.name ?? ''
  }

  function swap(index: number): void {
    if (places.length < 2 || index < 0) return
    const other = (index + 1) % places.length
    const moved = places[index]!
    places[index] = places[other]!
    places[other] = moved
    arrange()
  }

  function close(index: number): void {
    if (places.length < 2 || index < 0) return
    places[index]!.pane.close()
    places = places.filter((_, k) => k !== index)
    arrange()
    places[Math.min(index, places.length - 1)]!.pane.focus()
    say('View closed')
  }

  async function picture(id: string): Promise<void> {
    const { pane } = places.find(({ pane }) => pane.id === id)!
    const name = `${options.fileName()}-${slug(pane.words?.caption ?? pane.spec.kind)}`
    try {
      if (isView(pane)) {
        const { png } = await simulation.ask({ kind: 'picture', view: id, scale: 2 })
        save(`${name}.png`, png, 'image/png')
      } else {
        const svg = await pane.picture()
        if (svg === null) return say('There is nothing to see yet')
        save(`${name}.svg`, svg, 'image/svg+xml')
      }
      say('Picture saved')
    } catch (error) {
      say(`No picture: ${error instanceof Error ? error.message : error}`)
    }
  }

  function show(next: NetworkSummary, views: readonly Shown[]): void {
    network = next
    choices = choicesOf(next)
    for (const { pane } of places) pane.close()
    places = views.slice(0, most).map(open)
    places.forEach(label)
    arrange()
  }

  return {
    show,
    update(next) {
      network = next
      choices = choicesOf(next)
      places.forEach(label)
    },
    reopen() {
      if (network !== null)
        show(
          network,
          places.map(({ pane }) => shownIn(pane)),
        )
    },
    add() {
      if (network === null) return
      if (places.length >= most) {
        say('Four views are the most: close one first')
        return
      }
      const spec = nextChoice(
        network,
        places.map(({ pane }) => pane.spec),
      )
      if (spec === null) return
      const place = open({ spec })
      places.push(place)
      label(place)
      arrange()
      place.pane.focus()
      say(`Added: ${place.name.textContent}`)
    },
    hear(view, words) {
      const place = places.find(({ pane }) => pane.id === view)
      if (place === undefined || !isView(place.pane)) return
      const { form, name } = place
      const { pane } = place
      const before = pane.words
      pane.hear(words)
      if (name.textContent !== words.caption) name.textContent = words.caption
      const { spec } = pane
      if (before !== null && before.forms.join() === words.forms.join()) return
      form.hidden = spec.kind !== 'activity' || words.forms.length < 2
      form.replaceChildren(...words.forms.map((one) => make('option', { value: one }, `as ${one}`)))
      if (spec.kind === 'activity') form.value = spec.as === 'natural' ? (words.forms[0] ?? '') : spec.as
    },
    theme(dark) {
      for (const pane of views()) pane.theme(dark)
    },
    get panes() {
      return places.map(({ pane }) => pane)
    },
    get views() {
      return views()
    },
    target: () => views().find(({ spec }) => spec.kind === 'activity') ?? null,
  }
}

const isView = (pane: Pane | PlotPane): pane is Pane => pane.spec.kind !== 'plot'

/** What a pane shows, to be shown elsewhere or again. */
export function shownIn(pane: Pane | PlotPane): Shown {
  return isView(pane) ? { spec: pane.spec, camera: pane.camera } : { spec: pane.spec }
}
