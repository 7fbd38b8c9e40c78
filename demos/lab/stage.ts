/**
 * The stage: one to four views in a grid with rules between them, the first the largest. A person chooses what each
 * shows, adds, closes, swaps them, and saves each as a picture.
 */
import { type Choice, choicesOf, keyOf, nextChoice } from './choices.ts'
import type { Simulation } from './client.ts'
import { icon, iconButton, make, save } from './dom.ts'
import type { HandChoice } from './hands.ts'
import { type Camera, openPane, type Pane } from './pane.ts'
import type { NetworkSummary, ViewSpec, ViewWords } from './protocol.ts'

export interface Shown {
  readonly spec: ViewSpec
  readonly camera?: Camera
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
  readonly panes: readonly Pane[]
  /** where a kick is felt: the first view of activity */
  target(): Pane | null
  focus(index: number): void
}

export interface StageOptions {
  readonly host: HTMLElement
  readonly simulation: Simulation
  readonly hand: HandChoice
  readonly dark: () => boolean
  readonly say: (text: string) => void
  readonly touched: () => void
  readonly fileName: () => string
}

const most = 4

interface Place {
  pane: Pane
  readonly what: HTMLSelectElement
  readonly form: HTMLSelectElement
  readonly name: HTMLElement
}

export function openStage(options: StageOptions): Stage {
  const { host, simulation, say } = options
  let network: NetworkSummary | null = null
  let choices: readonly Choice[] = []
  let places: Place[] = []
  let last = 0

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
    const form = make('select', {
      'aria-label': 'the form in which it is shown',
      class: 'form',
      hidden: true,
    })
    const caption = make('div', { class: 'caption' }, make('label', {}, name, icon('chevron'), what), form)
    const index = () => places.findIndex((place) => place.pane.id === id)
    const tools = [
      iconButton('picture', 'save this view as a picture', () => picture(id)),
      iconButton('swap', 'change places with the next view', () => swap(index())),
      iconButton('close', 'close this view', () => close(index())),
    ]
    const pane = openPane({
      simulation,
      id,
      spec,
      camera,
      hand: options.hand,
      dark: options.dark(),
      tools,
      caption,
      touched: options.touched,
    })
    const place: Place = { pane, what, form, name }
    what.addEventListener('change', () => {
      const chosen = choices.find(({ key }) => key === what.value)
      if (chosen) pane.show(chosen.spec)
      label(place)
    })
    form.addEventListener('change', () => {
      const { spec: now } = pane
      if (now.kind === 'activity') pane.show({ ...now, as: form.value as typeof now.as })
    })
    host.append(pane.element)
    return place
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
    places[Math.min(index, places.length - 1)]!.pane.canvas.focus()
    say('View closed')
  }

  async function picture(id: string): Promise<void> {
    const place = places.find(({ pane }) => pane.id === id)!
    try {
      const { png } = await simulation.ask({ kind: 'picture', view: id, scale: 2 })
      const kind = (place.pane.words?.caption ?? place.pane.spec.kind).replace(/[^a-z0-9]+/gi, '-')
      save(`${options.fileName()}-${kind}.png`, png, 'image/png')
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
          places.map(({ pane }) => ({ spec: pane.spec, camera: pane.camera })),
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
      place.pane.canvas.focus()
      say(`Added: ${place.name.textContent}`)
    },
    hear(view, words) {
      const place = places.find(({ pane }) => pane.id === view)
      if (place === undefined) return
      const { pane, form, name } = place
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
      for (const { pane } of places) pane.theme(dark)
    },
    get panes() {
      return places.map(({ pane }) => pane)
    },
    target: () => places.find(({ pane }) => pane.spec.kind === 'activity')?.pane ?? null,
    focus(index) {
      places[index]?.pane.canvas.focus()
    },
  }
}
