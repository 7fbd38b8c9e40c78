/**
 * What makes a story's page live: the network in its worker, one or two views of it, and the controls that stand in
 * the text. A control is an HTML element that says what it does in an attribute, so that the page reads without
 * this file as well:
 *
 * - `<input type="range" data-set="connections.0.kernel.spectrum.1">` sets a number of the experiment; with
 *   `data-as="# * cos(theta)"` an expression, where # stands for the number
 * - `<button data-choose="path=text; path=text">` sets words, expressions, numbers
 * - `<button data-push="tangent" data-strength="0.6">` pushes along a direction of the spectrum
 * - `<button data-kick="0.5 0.2">` presses the hand on the first view, at a share of its width and height
 * - `<button data-place="M2">` puts the network on a manifold of its certificate
 * - `<button data-reset>` begins anew, with another seed; `<div data-found>` takes the table of the certificate
 */
import {
  type Certifier,
  openCertifier,
  openSimulation,
  RefusedError,
  type Simulation,
} from '../lab/client.ts'
import { make } from '../lab/dom.ts'
import { withValue } from '../lab/edit.ts'
import { fixed, significant } from '../lab/format.ts'
import { firstHand } from '../lab/hands.ts'
import { openPane, type Pane } from '../lab/pane.ts'
import type {
  Direction,
  NetworkSummary,
  Portrait,
  Source,
  Status,
  Tell,
  Tool,
  ViewSpec,
} from '../lab/protocol.ts'
import { searchWords } from '../lab/searching.ts'
import { chooseTheme } from '../lab/theme.ts'
import { foundTable } from './found.ts'
import { labLink } from './link.ts'

export interface Story {
  /** YAML */
  readonly experiment: string
  /** whose activity is shown on its space, and struck by kicks */
  readonly population: string
  /** what stands beside: the states among their manifolds unless it is the activity as a surface */
  readonly beside?: 'surface'
  /** units of the network's time in a second */
  readonly perSecond: number
  readonly tool?: Tool
}

/** For the console, and for tests. */
export interface Told {
  readonly simulation: Simulation
  readonly certifier: Certifier
  source(): Source
  status(): Status | null
  network(): NetworkSummary | null
  portrait(): Portrait | null
  /** what the status line said, in order */
  readonly said: readonly string[]
}

declare global {
  interface Window {
    story?: Told
  }
}

/** `?backend=cpu` asks for the reference engine, `?certify=no` for no certificate but when one is needed. */
const asks = new URLSearchParams(location.search)
const all = <T extends HTMLElement>(selector: string) => [...document.querySelectorAll<T>(selector)]
const one = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)!

function viewsOf({ population, beside }: Story): ViewSpec[] {
  const activity = { kind: 'activity', population, variable: 'rate', as: 'natural', replica: 0 } as const
  return [
    activity,
    beside === 'surface' ? { ...activity, as: beside } : { kind: 'phase', axes: 'order', replica: 0 },
  ]
}

export function tell(story: Story): void {
  const specs = viewsOf(story)
  const stage = one('#stage')
  const line = make('p', { class: 'said', role: 'status', 'aria-live': 'polite' })
  const clock = make('span', { class: 'clock' })
  const playButton = make('button', { type: 'button', click: () => play(!playing) })
  const views = make('div', { class: 'views', 'data-views': specs.length })
  const bar = make(
    'div',
    { class: 'running' },
    playButton,
    make('button', { type: 'button', click: step }, 'Step'),
    make('button', { type: 'button', click: reset }, 'Begin anew'),
    line,
    clock,
  )
  stage.replaceChildren(views, bar)

  const hand = { ...firstHand, tool: story.tool ?? 'kick' }
  const said: string[] = []
  let text = story.experiment
  let seed = 1
  let playing = false
  let network: NetworkSummary | null = null
  let status: Status | null = null
  let portrait: Portrait | null = null
  let panes: Pane[] = []
  let engine: 'webgpu' | 'cpu' | null = null
  const theme = chooseTheme((dark) => {
    simulation.send({ kind: 'theme', dark })
    for (const pane of panes) pane.theme(dark)
  })

  const source = (): Source => ({ text, name: document.title })
  const simulation = openSimulation(hear)
  const certifier = openCertifier((message) => {
    if (message.kind === 'progress') showFound(`Certifying: ${searchWords(message.progress)}`)
    else if (message.kind === 'fault') say(message.message)
  })
  window.story = {
    simulation,
    certifier,
    source,
    said,
    status: () => status,
    network: () => network,
    portrait: () => portrait,
  }

  function say(sentence: string): void {
    said.push(sentence)
    line.textContent = sentence
  }

  function openViews(): void {
    for (const pane of panes) pane.close()
    panes = specs.map((spec, k) => openPane({ simulation, id: `view${k}`, spec, hand, dark: theme.dark }))
    views.replaceChildren(...panes.map(({ element }) => element))
  }

  function hear(message: Tell): void {
    switch (message.kind) {
      case 'begun':
        if (message.backend === 'cpu') say(`On the processor (${message.why}).`)
        // a canvas that one engine drew on cannot be painted on by the other
        if (engine !== null && engine !== message.backend) openViews()
        engine = message.backend
        break
      case 'recovered':
        say(message.said)
        engine = message.backend
        // a canvas may be bound to the engine, or the browser's GPU process, that is gone
        openViews()
        break
      case 'lost':
        say(`The graphics device was lost: ${message.reason}.`)
        break
      case 'diverged':
        say(message.said)
        break
      case 'fault':
        say(message.message)
        break
      case 'words':
        panes.find(({ id }) => id === message.view)?.hear(message.words)
        break
      case 'status':
        status = message.status
        showStatus()
    }
  }

  function showStatus(): void {
    if (status === null) return
    playing = status.playing
    playButton.textContent = playing ? 'Pause' : 'Go on'
    clock.textContent = `t = ${fixed(status.time, 1)}`
    clock.title = `${significant(status.stepsPerSecond)} steps and ${significant(status.framesPerSecond)} frames a second`
  }

  function play(on: boolean): void {
    playing = on
    simulation.send({ kind: on ? 'play' : 'pause' })
    playButton.textContent = on ? 'Pause' : 'Go on'
  }
  function step(): void {
    play(false)
    simulation.send({ kind: 'step', steps: 1 })
  }
  function reset(): void {
    simulation.send({ kind: 'reset', seed: ++seed })
  }

  /** Puts a new text in place of the old; says why where it is refused. */
  async function change(next: string | null): Promise<void> {
    if (next === null || next === text) return
    text = next
    lab.href = labLink(text)
    try {
      const { network: changed } = await simulation.ask({ kind: 'change', source: source() })
      network = changed
      if (needsFound) certifyLater()
    } catch (error) {
      say(error instanceof RefusedError ? error.refusal.message : String(error))
    }
  }

  const path = (written: string) =>
    written.split('.').map((piece) => (/^\d+$/.test(piece) ? Number(piece) : piece))

  // sliders
  for (const input of all<HTMLInputElement>('input[data-set]')) {
    input.classList.add('slider')
    const shown = document.querySelector<HTMLOutputElement>(`output[for="${input.id}"]`)
    const show = () => {
      if (shown !== null) shown.value = input.value.replace('-', '−')
    }
    show()
    input.addEventListener('input', () => {
      show()
      const { set, as } = input.dataset
      void change(withValue(text, path(set!), as?.replace('#', input.value) ?? Number(input.value)))
    })
  }
  for (const button of all<HTMLButtonElement>('button[data-choose]'))
    button.addEventListener('click', () => {
      let next: string | null = text
      for (const assignment of button.dataset['choose']!.split('; ')) {
        const [where, value] = assignment.split('=') as [string, string]
        next = next && withValue(next, path(where), value)
      }
      void change(next)
    })

  // hands
  for (const button of all<HTMLButtonElement>('button[data-kick]'))
    button.addEventListener('click', () => {
      const [x, y] = button.dataset['kick']!.split(' ').map(Number) as [number, number]
      void panes[0]?.strike(x, y)
    })
  for (const button of all<HTMLButtonElement>('button[data-reset]')) button.addEventListener('click', reset)
  for (const button of all<HTMLButtonElement>('button[data-push]'))
    button.addEventListener('click', () =>
      working(button, () =>
        push(button.dataset['push'] as Direction['kind'], Number(button.dataset['strength'] ?? 0.5)),
      ),
    )
  for (const button of all<HTMLButtonElement>('button[data-place]'))
    button.addEventListener('click', () => working(button, () => place(button.dataset['place']!)))

  async function working(button: HTMLButtonElement, work: () => Promise<void>): Promise<void> {
    button.disabled = true
    try {
      await work()
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    } finally {
      button.disabled = false
    }
  }

  /** Along a direction of the spectrum at the state of the first replica, which alone is pushed. */
  async function push(kind: Direction['kind'], strength: number): Promise<void> {
    const { state } = await simulation.ask({ kind: 'state', replica: 0 })
    const { directions } = await certifier.ask({ kind: 'spectrum', source: source(), state, nearest: true })
    const direction = directions.find((known) => known.kind === kind)
    if (direction === undefined) return say(`Here no direction is ${kind}.`)
    simulation.send({ kind: 'push', direction: direction.vector, strength, replica: 0 })
    say(`Pushed ${direction.name}, eigenvalue ${significant(direction.eigenvalue.re, 4)}.`)
  }

  async function place(id: string): Promise<void> {
    const found = portrait ?? (await certify())
    if (found === null) return say('Nothing is certified yet: press again in a moment.')
    const body = found.bodies.find((known) => known.id === id)
    const state = body?.strands[0]?.[0] ?? body?.mesh?.states[0]
    if (state === undefined) return say(`The certificate has no ${id} now.`)
    simulation.send({ kind: 'place', state })
    say(`On ${id}, which is ${body!.stability === 'saddle' ? 'a saddle' : body!.stability}.`)
  }

  // what is found
  const found = document.querySelector<HTMLElement>('[data-found]')
  const needsFound =
    asks.get('certify') !== 'no' && (found !== null || specs.some(({ kind }) => kind === 'phase'))
  let asked: AbortController | null = null
  let searching: Promise<Portrait | null> | null = null
  let later: ReturnType<typeof setTimeout> | undefined

  function showFound(content: string | HTMLElement): void {
    if (found === null) return
    found.replaceChildren(content)
    found.toggleAttribute('aria-busy', typeof content === 'string')
  }
  function certifyLater(): void {
    clearTimeout(later)
    asked?.abort()
    searching = null
    portrait = null
    simulation.send({ kind: 'manifolds', portrait: null })
    showFound('Certifying')
    later = setTimeout(() => void certify(), 400)
  }
  /** One search for all who wait for it. */
  function certify(): Promise<Portrait | null> {
    clearTimeout(later)
    searching ??= search()
    return searching
  }
  async function search(): Promise<Portrait | null> {
    asked = new AbortController()
    const { signal } = asked
    try {
      const answer = await certifier.ask({ kind: 'certify', source: source() }, { signal })
      portrait = answer.portrait
      simulation.send({ kind: 'manifolds', portrait })
      showFound(foundTable(answer.certificate))
      return portrait
    } catch (error) {
      if (signal.aborted) return null
      searching = null
      showFound(error instanceof Error ? error.message : String(error))
      return null
    }
  }

  const lab = one<HTMLAnchorElement>('a[data-lab]')
  lab.href = labLink(text)
  document.addEventListener('visibilitychange', () =>
    simulation.send({ kind: 'visible', visible: document.visibilityState === 'visible' }),
  )

  async function begin(): Promise<void> {
    const wanted = asks.get('backend')
    simulation.send({
      kind: 'begin',
      backend: wanted === 'cpu' || wanted === 'webgpu' ? wanted : 'auto',
      dark: theme.dark,
    })
    openViews()
    const opened = await simulation.ask({ kind: 'open', source: source() })
    network = opened.network
    simulation.send({ kind: 'speed', perSecond: story.perSecond })
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    play(!still)
    if (still) say('Motion is reduced: the network waits for Go on, or for one step at a time.')
    if (needsFound) certifyLater()
  }
  begin().catch((error: Error) => say(error.message))
}
