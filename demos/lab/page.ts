/**
 * The lab: an experiment's text, the network that runs it in a worker, its views, its numbers, what was found. The
 * text is the one truth: sliders write into it, links carry it, the workers are told all of it.
 */
import { carriedOver, missesSpikes } from './choices.ts'
import { type Certifier, openCertifier, openSimulation } from './client.ts'
import { closeMenus, obey } from './commands.ts'
import { at, make, save, slug } from './dom.ts'
import { dataOf, glossOf } from './edit.ts'
import { runExperiments } from './experiment.ts'
import { offers } from './experiments.ts'
import { arraysOf, askForFiles, besideWords, hearDrops, missingWords, sourceOf } from './files.ts'
import { proseType } from './format.ts'
import { openFound } from './found.ts'
import { dragRemark, firstHand } from './hands.ts'
import { heardBy } from './heard.ts'
import { showKernels } from './kernels.ts'
import { openMargin } from './margin.ts'
import { noticesIn } from './notices.ts'
import { openingFinding, openingViews, turnSlowly } from './opening.ts'
import { plottedNow } from './plotted.ts'
import type { NetworkSummary, Refusal, Source } from './protocol.ts'
import { exporter, forgetLink, fromAddress, type Said, shareLink } from './share.ts'
import { keySheet } from './sheet.ts'
import { openStage, type Shown, shownIn } from './stage.ts'
import { chooseTheme } from './theme.ts'
import { openTransport } from './transport.ts'
import { openWriting } from './writing.ts'

const asked = new URLSearchParams(location.search).get('backend')
const backend = asked === 'cpu' || asked === 'webgpu' ? asked : 'auto'
const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches

const notices = noticesIn(at('notices'))
const { say } = notices
const hand = { ...firstHand }

const theme = chooseTheme((dark) => {
  simulation.send({ kind: 'theme', dark })
  stage.theme(dark)
  showThemeName()
})
const simulation = openSimulation(
  heardBy({
    notices,
    stage: () => stage,
    transport: () => transport,
    backend,
    reset: () => actions.reset(),
    retry: () => simulation.send({ kind: 'retry' }),
    fault,
  }),
)
simulation.send({ kind: 'begin', backend, dark: theme.dark })

const running = runExperiments({ simulation, opened, changed, refused })
const plotted = plottedNow()
const fileName = () => slug(running.network?.title ?? '')
const stage = openStage({
  host: at('stage'),
  simulation,
  plotted,
  hand,
  dark: () => theme.dark,
  say,
  touched: () => setTimeout(tellViews, 1500),
  fileName,
})
const transport = openTransport({
  host: at('transport'),
  foot: at('foot'),
  simulation,
  hand,
  say,
  // to whom nothing moves by itself, half a unit of time; else the network's own step
  stride: () => (isStill ? Math.max(1, Math.round(0.5 / (running.network?.dt ?? 1))) : 1),
  seed: () => running.network?.seed ?? 1,
  taken: (tool) => {
    const remark = tool === 'drag' ? dragRemark(dataOf(running.source.text) ?? {}, isSpiking()) : null
    if (remark !== null) say(remark)
  },
})
const isSpiking = () => running.network?.populations.some(({ spikes }) => spikes) ?? false
const writing = openWriting(changeText)
const plots = make('div', { class: 'plots' })
const margin = openMargin({
  host: at('numbers'),
  after: at('run'),
  extras: { Kernel: plots },
  changed: (text) => {
    writing.set(text)
    changeText(text)
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
  plotted,
  certifier,
  source: () => running.source,
  fileName,
  say,
  warn: (text) => notices.warn('certify', text),
})
const sheet = keySheet()

function fault(message: string): void {
  notices.warn('fault', `A fault in Goldstone itself: ${message}`, {
    name: 'Load the page again',
    act: () => location.reload(),
  })
}

addEventListener('unhandledrejection', ({ reason }) =>
  fault(reason instanceof Error ? reason.message : String(reason)),
)

// the experiment

/** Opens an experiment with views of its own, or with those that it shares with the one before. */
async function open(
  source: Source,
  { views, ...start }: { state?: Float32Array; step?: number; views?: readonly Shown[] | null } = {},
): Promise<void> {
  arriving = views ?? null
  writing.set(source.text)
  await running.open(source, start)
}

let arriving: readonly Shown[] | null = null

function opened(network: NetworkSummary): void {
  notices.clear('diverged')
  found.clear()
  introduce(network)
  transport.pace(network.pace)
  writing.set(running.source.text)
  const open = stage.panes.map(shownIn)
  const spikes = missesSpikes(
    network,
    open.map(({ spec }) => spec),
  )
  const shown = arriving ?? (spikes ? [] : open)
  arriving = null
  showViews(network, shown)
}

function showViews(network: NetworkSummary, shown: readonly Shown[]): void {
  const specs = shown.map(({ spec }) => spec)
  const kept = carriedOver(network, specs)
  stage.show(
    network,
    kept.map((spec) => shown[specs.indexOf(spec)] ?? { spec }),
  )
}

function introduce(network: NetworkSummary): void {
  document.title = `${network.title} · Goldstone`
  at('title').textContent = network.title
  at('words').textContent = proseType(glossOf(running.source.text))
  margin.show(running.source.text)
  plotted.tell({ kernels: network.kernels })
  void showKernels(plots, network.kernels, running.source.text, fileName)
}

function changeText(text: string): void {
  found.changed()
  forgetLink()
  void running.change(text)
}

function changed(network: NetworkSummary, { anew, other }: { anew: boolean; other: boolean }): void {
  notices.clear('diverged')
  introduce(network)
  stage.update(network)
  if (anew) say('The network is another one now, and begins anew')
  if (!other) return
  found.clear()
  showViews(network, stage.panes.map(shownIn))
}

/** Shows where the text was refused; the network goes on as it was. */
function refused(refusal: Refusal | null): void {
  writing.refuse(refusal)
  if (refusal === null) {
    notices.clear('refused')
    return
  }
  margin.show(running.source.text)
  // nothing runs that the heading could speak of
  if (running.network === null) at('title').textContent = String(dataOf(running.source.text)?.['title'] ?? '')
  const message = missingWords(running.source, refusal.message) ?? refusal.message
  notices.warn('refused', message, { name: 'Show in the text', act: () => void showText(true) })
}

async function showText(on: boolean): Promise<void> {
  if (on) pullUp(true)
  await writing.show(on)
}

// hands and words

function strike(): void {
  const pane = stage.target()
  if (pane === null) {
    say('Show a view of activity to kick it')
    return
  }
  if (!transport.playing) transport.play(true)
  // from the middle outwards: wherever the space lies in its view, the sweep meets it
  const { clientWidth: width, clientHeight: height } = pane.canvas
  const reach = 0.46 * Math.min(width, height)
  const angle = 2 * Math.PI * Math.random()
  void pane.strike(
    0.5,
    0.5,
    0.5 + (reach / width) * Math.cos(angle),
    0.5 + (reach / height) * Math.sin(angle),
  )
}

function tellViews(): void {
  const told = stage.panes.flatMap(({ words }) =>
    words === null ? [] : [`${words.caption}: ${words.described}.`],
  )
  at('live').textContent = told.join(' ')
}

// files and links

async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const next = await sourceOf(files)
  if (next !== null) {
    forgetLink()
    await open(next)
    return
  }
  const arrays = await arraysOf(files)
  await running.beside(arrays)
  say(besideWords(Object.keys(arrays), running.source.text))
}

function tellLink({ said, left }: Said): void {
  if (left.length === 0) say(said)
  else
    notices.warn(
      'link',
      `${said} It does not carry ${left.join(', ')}: send that along, to be dropped on the page.`,
    )
}

/** True when the address carried something, whole or not. */
async function openAddress(): Promise<boolean> {
  try {
    const arrived = await fromAddress()
    if (arrived === null) return false
    const { text, state, step } = arrived.linked
    const name = `${slug(String(dataOf(text)?.['title'] ?? ''))}.yaml`
    const start = state === undefined ? {} : { state, step: step ?? 0 }
    await open({ text, name }, { ...start, views: arrived.views })
    return true
  } catch (error) {
    notices.warn('link', error instanceof Error ? error.message : String(error))
    return false
  }
}

// what can be asked of the page

const actions = {
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
  text: () => void showText(!writing.shown),
  share: () =>
    void shareLink(running, simulation, stage.panes).then(tellLink, (error) =>
      say(`No link: ${error.message}`),
    ),
  open: () => void askForFiles().then(openFiles),
  save: () => {
    const { name, text } = running.source
    save(name.endsWith('.json') ? name : `${fileName()}.yaml`, text, 'text/yaml')
  },
  add: () => stage.add(),
  tell: tellViews,
  theme: () => theme.next(),
  keys: () => sheet.open(),
}
obey({
  actions,
  obeys: () => sheet.single,
  left: () => writing.shown && void showText(false),
})
const toExport = exporter(simulation, running, say)
at('export').addEventListener('click', () => {
  closeMenus()
  toExport()
})
at('experiments').append(
  ...offers.map(({ name, title, text }) => {
    const openOffer = async () => {
      closeMenus()
      forgetLink()
      await open({ text: await text(), name })
    }
    return make('button', { type: 'button', click: () => void openOffer() }, title)
  }),
)

function showThemeName(): void {
  const names = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' }
  at('theme').textContent = names[theme.name]
}
showThemeName()

/** The margin is a sheet at the bottom, on a phone. */
function pullUp(up: boolean): void {
  document.body.classList.toggle('sheet-up', up)
  at('handle').setAttribute('aria-expanded', String(up))
}
at('handle').addEventListener('click', () => pullUp(!document.body.classList.contains('sheet-up')))

const tellVisible = () =>
  simulation.send({ kind: 'visible', visible: document.visibilityState === 'visible' })
document.addEventListener('visibilitychange', tellVisible)
tellVisible()
hearDrops((files) => void openFiles(files))
addEventListener('hashchange', () => void openAddress())

if (!(await openAddress())) {
  const { name, text } = offers[0]!
  const opening = await text()
  await open({ text: opening, name }, { views: openingViews })
  void openingFinding().then((finding) => {
    if (running.source.text === opening) found.give(finding, 'It was certified when this page was built.')
  })
  if (!isStill) turnSlowly(stage)
}
// time goes on by itself unless the person asked for stillness
transport.play(!isStill)
if (isStill) say('Motion is reduced: time goes on by Step, or by Go on')
