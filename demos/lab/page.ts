/**
 * The lab: an experiment's text, the network that runs it in a worker, its views, its numbers, what was found. The
 * text is the one truth: sliders write into it, links carry it, the workers are told all of it.
 */
import type { LinkedView } from '../../src/experiment/permalink.ts'
import { carriedOver } from './choices.ts'
import { type Certifier, openCertifier, openSimulation, RefusedError } from './client.ts'
import { at, make, save, slug } from './dom.ts'
import { dataOf, glossOf } from './edit.ts'
import { offers, openingName } from './experiments.ts'
import { arraysOf, askForFiles, hearDrops, sourceOf } from './files.ts'
import { openFound } from './found.ts'
import { firstHand } from './hands.ts'
import { type Command, commandOf } from './keys.ts'
import { openMargin } from './margin.ts'
import { noticesIn } from './notices.ts'
import type { NetworkSummary, Refusal, Source, Tell, ViewSpec } from './protocol.ts'
import { keySheet } from './sheet.ts'
import { openStage, type Shown } from './stage.ts'
import type { TextEditor } from './text.ts'
import { chooseTheme } from './theme.ts'
import { openTransport } from './transport.ts'

/** What the page opens with: states among the manifolds, and the activity that they are. */
const openingViews: readonly Shown[] = [
  { spec: { kind: 'phase', axes: 'order', replica: 0 } },
  { spec: { kind: 'activity', population: 'grid', variable: 'rate', as: 'surface', replica: 0 } },
]
const asked = new URLSearchParams(location.search).get('backend')
const backend = asked === 'cpu' || asked === 'webgpu' ? asked : 'auto'
const stillness = matchMedia('(prefers-reduced-motion: reduce)')

const notices = noticesIn(at('notices'))
const { say } = notices
const hand = { ...firstHand }
let source: Source = { text: '', name: openingName }
let network: NetworkSummary | null = null
let engine: 'webgpu' | 'cpu' | null = null

const theme = chooseTheme((dark) => {
  simulation.send({ kind: 'theme', dark })
  stage.theme(dark)
  showThemeName()
})
const simulation = openSimulation(hear)
simulation.send({ kind: 'begin', backend, dark: theme.dark })

const stage = openStage({
  host: at('stage'),
  simulation,
  hand,
  dark: () => theme.dark,
  say,
  touched: () => setTimeout(tellViews, 1500),
  fileName: () => slug(network?.title ?? ''),
})
const transport = openTransport({ host: at('transport'), foot: at('foot'), simulation, hand, say })
const plots = make('div', { class: 'plots' })
const margin = openMargin({
  host: at('numbers'),
  after: at('run'),
  extras: { Kernel: plots },
  changed: (text) => {
    editor?.set(text)
    change(text)
  },
  refused: (path) => say(`${path.join('.')} cannot be changed here as it is written: edit the text`),
})

let openedCertifier: Certifier | null = null
const certifier = () =>
  (openedCertifier ??= openCertifier((told) => {
    if (told.kind === 'progress') found.hear(told.progress)
    else if (told.kind === 'fault') fault(told.message)
  }))
const found = openFound({
  host: at('found'),
  simulation,
  certifier,
  source: () => source,
  say,
  warn: (text) => notices.warn('certify', text),
})
const sheet = keySheet()

// what the worker says of its own accord

function hear(told: Tell): void {
  switch (told.kind) {
    case 'begun':
      engine = told.backend
      transport.engine(told.backend === 'webgpu' ? told.device : 'reference engine')
      if (told.backend === 'cpu' && backend !== 'cpu')
        notices.warn('engine', `The reference engine runs, on the processor and slower: ${told.why}.`)
      break
    case 'status':
      transport.hear(told.status)
      break
    case 'words':
      stage.hear(told.view, told.words)
      break
    case 'diverged':
      notices.warn('diverged', told.said, { name: 'Reset', act: () => act('reset') })
      break
    case 'lost':
      notices.warn('lost', `The graphics device was lost (${told.reason}). Taking it up again.`)
      break
    case 'recovered':
      notices.clear('lost')
      transport.engine(told.backend === 'webgpu' ? told.device : 'reference engine')
      if (told.backend !== engine) {
        engine = told.backend
        stage.reopen()
      }
      notices.warn('recovered', told.said)
      setTimeout(() => notices.clear('recovered'), 12_000)
      break
    case 'fault':
      fault(told.message)
      break
    default:
      break
  }
}

function fault(message: string): void {
  notices.warn('fault', `A fault in Goldstone itself: ${message}`, {
    name: 'Load the page again',
    act: () => location.reload(),
  })
}

// the experiment: opened whole, changed in its numbers

async function open(
  next: Source,
  more: { state?: Float32Array; step?: number; views?: readonly Shown[] } = {},
) {
  const { views, ...start } = more
  try {
    const answer = await simulation.ask({ kind: 'open', source: next, ...start })
    source = next
    refuse(null)
    notices.clear('diverged')
    found.clear()
    introduce(answer.network)
    const before = stage.panes.map(({ spec, camera }) => ({ spec, camera }))
    const kept = carriedOver(
      answer.network,
      (views ?? before).map(({ spec }) => spec),
    )
    const chosen = views ?? before
    stage.show(
      answer.network,
      kept.map((spec, k) => (chosen[k]?.spec === spec ? chosen[k]! : { spec })),
    )
    return true
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    source = next
    editor?.set(next.text)
    refuse(error.refusal)
    return false
  }
}

function introduce(next: NetworkSummary): void {
  network = next
  document.title = `${next.title} · Goldstone`
  at('title').textContent = next.title
  at('words').textContent = glossOf(source.text)
  margin.show(source.text)
  editor?.set(source.text)
  void showPlots(next)
}

let changing = false
let wanted: string | null = null

/** The same experiment with other numbers: one question at a time, the newest text wins. */
async function change(text: string): Promise<void> {
  source = { ...source, text }
  found.changed()
  forgetLink()
  if (changing) {
    wanted = text
    return
  }
  changing = true
  try {
    for (let next: string | null = text; next !== null; next = wanted) {
      wanted = null
      await tryText(next)
    }
  } finally {
    changing = false
  }
}

async function tryText(text: string): Promise<void> {
  try {
    const answer = await simulation.ask({ kind: 'change', source: { ...source, text } })
    refuse(null)
    notices.clear('diverged')
    margin.show(source.text)
    const before = network
    network = answer.network
    at('title').textContent = answer.network.title
    at('words').textContent = glossOf(source.text)
    stage.update(answer.network)
    void showPlots(answer.network)
    if (answer.taken !== 'state') return
    say('The network is another one now, and begins anew')
    if (before !== null && JSON.stringify(before.populations) !== JSON.stringify(network.populations)) {
      found.clear()
      const open = stage.panes.map(({ spec }) => spec)
      stage.show(
        network,
        carriedOver(network, open).map((spec) => ({ spec })),
      )
    }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    refuse(error.refusal)
    margin.show(source.text)
  }
}

/** Shows where the text was refused; null takes it back. */
function refuse(refusal: Refusal | null): void {
  editor?.refuse(refusal)
  if (refusal === null) notices.clear('refused')
  else
    notices.warn('refused', refusal.message, {
      name: 'Show in the text',
      act: () => void showText(true, refusal),
    })
}

/** Plots are drawn when the page has nothing better to do. */
async function showPlots(summary: NetworkSummary): Promise<void> {
  const { kernelPlot } = await import('./plots.ts')
  const written = dataOf(source.text)?.['connections']
  const hasSliders = (k: number) => Array.isArray(written) && written[k]?.kernel?.spectrum !== undefined
  plots.innerHTML = summary.kernels.map((kernel, k) => kernelPlot(kernel, !hasSliders(k))).join('')
}

// the text

let editor: TextEditor | null = null
let typing = 0

async function showText(on: boolean, refusal: Refusal | null = null): Promise<void> {
  document.body.classList.toggle('texting', on)
  at('to-text').setAttribute('aria-pressed', String(on))
  at('text').hidden = !on
  at('numbers').hidden = on
  at('run').hidden = on
  if (!on) return
  openSheetUp(true)
  if (editor === null) {
    const { openText } = await import('./text.ts')
    editor ??= openText(at('text'), source.text, (text) => {
      clearTimeout(typing)
      typing = window.setTimeout(() => void change(text), 350)
    })
  }
  editor.set(source.text)
  if (refusal !== null) editor.refuse(refusal)
  editor.focus()
}

// hands and words

function strike(): void {
  const pane = stage.target()
  if (pane === null) {
    say('Show a view of activity to kick it')
    return
  }
  if (!transport.playing) transport.play(true)
  const place = () => 0.3 + 0.4 * Math.random()
  void pane.strike(place(), place())
}

function tellViews(): void {
  const told = stage.panes.flatMap(({ words }) =>
    words === null ? [] : [`${words.caption}: ${words.described}.`],
  )
  at('live').textContent = told.join(' ')
}

// sharing

async function share(): Promise<void> {
  const { permalink } = await import('../../src/experiment/permalink.ts')
  const views: LinkedView[] = stage.panes.map(({ spec, camera }) => ({ spec: { ...spec }, camera }))
  const { state, step } = await simulation.ask({ kind: 'state', replica: 0 })
  const files = Object.keys(source.files ?? {})
  let link: ReturnType<typeof permalink>
  try {
    link = permalink({ text: source.text, state, step, views })
  } catch {
    // a state that diverged is nothing to share
    link = permalink({ text: source.text, views })
  }
  history.replaceState(null, '', `#${link.hash}`)
  const remark = [
    link.begins === 'anew'
      ? 'It begins anew: this state is too large for a link.'
      : 'It opens in this state.',
    files.length > 0 ? `It does not carry ${files.join(', ')}.` : '',
  ]
  try {
    await navigator.clipboard.writeText(location.href)
    say(`Link copied. ${remark.join(' ')}`)
  } catch {
    say(`The link stands in the address bar. ${remark.join(' ')}`)
  }
}

/** The address tells of an experiment that is no longer the one shown. */
function forgetLink(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
}

let exporting: AbortController | null = null

async function exportRecording(): Promise<void> {
  if (exporting !== null) {
    exporting.abort()
    return
  }
  exporting = new AbortController()
  const { signal } = exporting
  const button = at('export')
  button.textContent = 'Stop the export'
  say('Running the experiment from its beginning, as the command line does')
  try {
    const { npz, status } = await simulation.ask({ kind: 'export' }, { signal })
    save(`${slug(network?.title ?? '')}.npz`, npz, 'application/zip')
    say(status === 'ok' ? 'Recording saved' : `Recording saved; the run ended: ${status}`)
  } catch (error) {
    say(
      signal.aborted
        ? 'The export was stopped'
        : `No recording: ${error instanceof Error ? error.message : error}`,
    )
  } finally {
    exporting = null
    button.textContent = 'Export recording'
  }
}

async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  forgetLink()
  const next = await sourceOf(files)
  if (next !== null) await open(next)
  else {
    const arrays = await arraysOf(files)
    await open({ ...source, files: { ...source.files, ...arrays } })
    say(`${Object.keys(arrays).join(', ')} stand beside the experiment now`)
  }
}

async function offered(name: string): Promise<void> {
  const offer = offers.find((one) => one.name === name)
  if (offer === undefined) return
  forgetLink()
  await open({ text: await offer.text(), name })
}

// commands, by button and by key

function act(command: Command): void {
  const actions: Readonly<Record<Command, () => void>> = {
    play: () => transport.play(),
    step: () => transport.step(),
    reset: () => {
      notices.clear('diverged')
      transport.reset()
    },
    reseed: () => transport.reseed(),
    slower: () => transport.faster(0.5),
    faster: () => transport.faster(2),
    kick: () => transport.take('kick'),
    inhibit: () => transport.take('inhibit'),
    drag: () => transport.take('drag'),
    turn: () => transport.take('turn'),
    strike,
    smaller: () => transport.brush(1 / 1.25),
    larger: () => transport.brush(1.25),
    certify: () => void found.certify(),
    text: () => void showText(at('text').hidden),
    share: () => void share(),
    open: () => void askForFiles().then(openFiles),
    save: () =>
      save(
        source.name.endsWith('.json') ? source.name : `${slug(network?.title ?? '')}.yaml`,
        source.text,
        'text/yaml',
      ),
    add: () => stage.add(),
    tell: tellViews,
    theme: () => theme.next(),
    keys: () => sheet.open(),
  }
  actions[command]()
}

addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement
  if (event.key === 'Escape') {
    if (!at('text').hidden) void showText(false)
    closeMenus()
    return
  }
  if (!sheet.single || document.querySelector('dialog[open]')) return
  const isText = target.isContentEditable || target.matches('input[type=text], textarea, select')
  const isSlider = target.matches('input[type=range]')
  const isButton = target.matches(
    'button, summary, a, input[type=radio], input[type=checkbox], [role=button]',
  )
  const command = commandOf(event, isText ? 'text' : isButton ? 'button' : isSlider ? 'slider' : 'else')
  if (command === null) return
  event.preventDefault()
  act(command)
})
for (const button of document.querySelectorAll<HTMLElement>('[data-command]'))
  button.addEventListener('click', () => {
    act(button.dataset['command'] as Command)
    closeMenus()
  })
at('export').addEventListener('click', () => void exportRecording().then(closeMenus))

function closeMenus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu')) menu.open = false
}
addEventListener('pointerdown', (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu'))
    if (!menu.contains(event.target as Node)) menu.open = false
})

function showThemeName(): void {
  at('theme').textContent = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' }[
    theme.name
  ]
}

// the margin as a sheet at the bottom, on a phone
const handle = at<HTMLButtonElement>('handle')
function openSheetUp(up: boolean): void {
  document.body.classList.toggle('sheet-up', up)
  handle.setAttribute('aria-expanded', String(up))
}
handle.addEventListener('click', () => openSheetUp(!document.body.classList.contains('sheet-up')))

document.addEventListener('visibilitychange', () =>
  simulation.send({ kind: 'visible', visible: document.visibilityState === 'visible' }),
)
hearDrops((files) => void openFiles(files))
addEventListener('hashchange', () => void fromAddress())

/** What the address carries; true when it was an experiment. */
async function fromAddress(): Promise<boolean> {
  if (location.hash.length < 2) return false
  const { fromPermalink } = await import('../../src/experiment/permalink.ts')
  try {
    const { text, state, step, views } = fromPermalink(location.hash)
    const start = state === undefined ? {} : { state, step: step ?? 0 }
    const shown = views?.map(({ spec, camera }): Shown => {
      const what = spec as unknown as ViewSpec
      return camera === undefined ? { spec: what } : { spec: what, camera }
    })
    const title = String(dataOf(text)?.['title'] ?? 'experiment')
    return await open(
      { text, name: `${slug(title)}.yaml` },
      shown === undefined ? start : { ...start, views: shown },
    )
  } catch (error) {
    notices.warn('link', error instanceof Error ? error.message : String(error))
    return false
  }
}

const list = at('experiments')
list.append(
  ...offers.map(({ name, title }) =>
    make('button', { type: 'button', click: () => void offered(name).then(closeMenus) }, title),
  ),
)
showThemeName()

if (!(await fromAddress())) {
  const first = offers[0]!
  await open({ text: await first.text(), name: first.name }, { views: openingViews })
  void found.certify({ quietly: true })
}
// time goes on by itself unless the person asked for stillness
transport.play(!stillness.matches)
if (stillness.matches) say('Motion is reduced: time goes on by Step, or Go on')
