/**
 * The simulation's worker: it holds the network, the device and every view's canvas, takes steps at the speed asked
 * for, and answers the page between frames. Everything heavy happens here; the page stays free.
 */
import { checkState } from '../../../src/engine/live.ts'
import type { Live, LoadedExperiment } from '../../../src/index.ts'
import type { Ask, Tell } from '../protocol.ts'
import { letterAnew } from '../views/device-words.ts'
import { countDeviceCalls } from './counted.ts'
import { type Opened, openAgain, openDevice, referenceName } from './device.ts'
import { changeOn, type Engines, goOn, startOn } from './engine.ts'
import { framesOf } from './frames.ts'
import { galleryOf } from './gallery.ts'
import { handsOf } from './hand.ts'
import { loadInter } from './inter.ts'
import { loaderOf } from './load.ts'
import { type Change, mailboxOf } from './mailbox.ts'
import { type Pacing, pacingOf } from './pacing.ts'
import { keeperOf } from './recovery.ts'
import { messageOf, refusalOf } from './refusal.ts'
import { summaryOf } from './summary.ts'

const tell = (message: Tell, transfer: Transferable[] = []): void =>
  (postMessage as (message: Tell, transfer: Transferable[]) => void)(message, transfer)

const counted = countDeviceCalls()
const load = loaderOf()
const gallery = galleryOf((view, words) => tell({ kind: 'words', view, words }))
const hands = handsOf()
const keeper = keeperOf()
const frames = framesOf(frame)
const exports = new Map<number, AbortController>()

let opened: Opened = { device: null, name: '', why: '' }
/** whether the person leaves the engine to us */
let free = true
let network: { loaded: LoadedExperiment; live: Live; pacing: Pacing } | null = null
let playing = false
let perSecond = 20
let visible = true
let dark = false
/** something was touched: draw though nothing runs */
let dirty = true
/** and go on until the eye and the words of every view are at rest */
let restless = false
/** a device is being replaced: frames wait */
let lost = false
let steps = 0
let toldDiverged = false
let status = { at: performance.now(), steps: 0 }
let counts = { frames: 0, steps: 0, mapped: 0, compiled: 0, kept: 0 }

// what an answer changed is there when it ends, however long it took
const answered = () => {
  dirty = true
}
const post = mailboxOf({ answer, change, answered, fault: fail })
addEventListener('message', ({ data }: MessageEvent<Ask>) => post(data))

loadInter((globalThis as unknown as { fonts: FontFaceSet }).fonts).then(
  () => {
    letterAnew()
    dirty = true
  },
  // words stay in the system's letters, as the page's own do
  (error) => console.warn(`Inter could not be loaded: ${messageOf(error)}`),
)

function fail(error: unknown, ask: Ask): void {
  const id = 'id' in ask ? ask.id : null
  if (lost || isLost(error)) {
    if (id !== null) tell({ kind: 'fault', id, message: 'the device was lost before the answer was known' })
    return
  }
  const refusal = refusalOf(error)
  if (refusal !== null && id !== null) tell({ kind: 'refused', id, refusal })
  else if (refusal !== null) tell({ kind: 'fault', message: refusal.message })
  else tell({ kind: 'fault', ...(id === null ? {} : { id }), message: messageOf(error) })
}

async function answer(ask: Exclude<Ask, Change>): Promise<void> {
  switch (ask.kind) {
    case 'begin':
      dark = ask.dark
      free = ask.backend === 'auto'
      use(await openDevice(ask.backend))
      return tellEngine(backendOf(opened), opened.why)
    case 'open':
      return open(ask)
    case 'play':
    case 'pause':
      playing = ask.kind === 'play'
      return tellStatus()
    case 'speed':
      perSecond = ask.perSecond
      return
    case 'visible':
      visible = ask.visible
      if (visible) frames.start()
      else frames.stop()
      return
    case 'theme':
      dark = ask.dark
      return
    case 'view':
      return gallery.show(ask.view, ask.spec, ask, ask.canvas)
    case 'resize':
      return gallery.resize(ask.view, ask)
    case 'close':
      return gallery.close(ask.view)
    case 'camera':
      return gallery.get(ask.view)?.view.camera(ask.yaw, ask.pitch, ask.zoom, ask.home)
    case 'manifolds':
      return gallery.portrait(ask.portrait)
    case 'picture': {
      const shown = gallery.get(ask.view)
      if (shown === undefined) throw new Error(`there is no view ${ask.view}`)
      const png = await shown.view.picture(ask.scale)
      return tell({ kind: 'picture', id: ask.id, png }, [png.buffer as ArrayBuffer])
    }
    case 'cancel':
      exports.get(ask.id)?.abort()
      return
    case 'counts':
      return tellCounts(ask.id)
    case 'retry':
      return retry()
    case 'lose':
      opened.device?.destroy()
      return
    default:
      if (network !== null) return touch(ask, network.live, network.loaded)
  }
}

/** What only a network that runs can answer. */
async function touch(
  ask: Extract<Ask, { kind: 'step' | 'reset' | 'hand' | 'place' | 'push' | 'state' | 'export' }>,
  live: Live,
  loaded: LoadedExperiment,
): Promise<void> {
  switch (ask.kind) {
    case 'step':
      await rest()
      return advance(live, ask.steps)
    case 'reset':
      hands.release()
      live.reset(ask.seed)
      toldDiverged = false
      return tellStatus()
    case 'hand': {
      const shown = gallery.get(ask.view)
      return shown === undefined ? undefined : hands.take(live, shown, ask.hand)
    }
    case 'place':
      toldDiverged = false
      return live.place(ask.state, ask.replica)
    case 'push':
      return live.add(ask.direction, ask.strength, ask.replica)
    case 'state': {
      const state = Float32Array.from(await live.read(ask.replica))
      return tell({ kind: 'state', id: ask.id, state, step: live.step }, [state.buffer])
    }
    case 'export':
      // beside everything else: its end is told when it comes
      runExport(ask.id, loaded).catch((error) => fail(error, ask))
  }
}

async function open({ id, source, state, step }: Extract<Ask, { kind: 'open' }>): Promise<void> {
  const loaded = await load(source)
  await replaced()
  const { live, why } = await startOn(engines(), loaded)
  const pacing = await pacingFor(live)
  try {
    if (state !== undefined) await goOnFrom(live, state, step ?? 0)
  } catch (error) {
    live.destroy()
    throw error
  }
  const before = network?.live
  await put({ loaded, live, pacing })
  hands.release()
  keeper.forget()
  toldDiverged = false
  gallery.look(live)
  tell({ kind: 'opened', id, network: summaryOf(live) })
  if (live.backend !== (before?.backend ?? backendOf(opened))) tellEngine(live.backend, why)
  tellStatus()
  if (visible) frames.start()
}

/** Puts every replica into the state of a link. */
async function goOnFrom(live: Live, state: Float32Array, step: number): Promise<void> {
  checkState(live.layout, state)
  const { eta, state: all } = await live.snapshot()
  const { stride } = live.layout
  for (let at = 0; at < all.length; at += stride) all.set(state, at)
  live.restore({ step, state: all, eta, bytes: 0 })
}

async function change({ source }: Change, ids: readonly number[]): Promise<void> {
  try {
    const loaded = await load(source)
    await replaced()
    if (network === null) throw new Error('a change needs a network: send "open" first')
    const { live: before, pacing } = network
    const { live, why, taken } = await changeOn(engines(), before, loaded)
    await put({ loaded, live, pacing: taken === 'numbers' ? pacing : await pacingFor(live) })
    if (taken === 'state' || live !== before) {
      keeper.forget()
      hands.release()
      gallery.look(live)
      toldDiverged = false
    }
    const summary = summaryOf(live)
    for (const id of ids) tell({ kind: 'changed', id, taken, network: summary })
    if (live !== before) tellEngine(live.backend, why)
  } catch (error) {
    for (const id of ids) fail(error, { kind: 'change', id, source })
  }
}

/** Between two frames another network, or the same in other numbers, takes the place of the one that runs. */
async function put(next: NonNullable<typeof network>): Promise<void> {
  await rest()
  const before = network?.live
  network = next
  if (before !== next.live) before?.destroy()
}

/** Takes a network from the reference engine back to the device, or tells why not. */
async function retry(): Promise<void> {
  await replaced()
  if (opened.device === null) use(await openDevice('webgpu'))
  if (network === null) return tellEngine(backendOf(opened), opened.why)
  const { live: before, loaded } = network
  if (before.backend === 'webgpu') return
  const { live, why } = await startOn(engines(), loaded)
  if (live.backend === 'cpu') {
    live.destroy()
    return tellEngine('cpu', why || opened.why)
  }
  await goOn(before, live)
  await put({ loaded, live, pacing: await pacingFor(live) })
  keeper.forget()
  hands.release()
  gallery.look(live)
  tellEngine('webgpu', '')
}

/** Steps under way and the drawing after them. */
let working: Promise<void> = Promise.resolve()
const rest = (): Promise<void> => working

async function frame(seconds: number): Promise<void> {
  if (network === null || lost) return
  const { live, pacing } = network
  working = (async () => {
    if (hands.hold(live, seconds)) dirty = true
    const due = playing && marching === null ? pacing.due(seconds, perSecond, live.network.simulation.dt) : 0
    const done = due > 0 && live.diverged === null ? advance(live, due, pacing) : null
    // what a device is told now it draws in its turn; the reference engine may take longer than a frame
    if (live.backend === 'cpu') await firstOf(done)
    const touched = dirty
    dirty = false
    const moved = live.step !== drawn
    drawn = live.step
    const draws = moved || touched || restless
    if (draws) {
      const rests = !playing || live.diverged !== null
      restless = gallery.draw({ time: live.time, step: live.step, dark, rests, touched })
    }
    if (live.backend === 'cpu') return
    await Promise.all([done, draws && live.device.queue.onSubmittedWorkDone()])
    if (playing) keeper.keep(live)
  })().catch((error) => {
    if (!lost && !isLost(error)) tell({ kind: 'fault', message: messageOf(error) })
  })
  await working
  if (performance.now() - status.at > 250) tellStatus()
}

/** Steps of the reference engine that go on over frames. */
let marching: Promise<void> | null = null
/** The step that was drawn last. */
let drawn = -1

/** Waits for steps, and no longer than a frame: they go on, and frames take no others meanwhile. */
async function firstOf(done: Promise<void> | null): Promise<void> {
  if (done !== null)
    marching = done.finally(() => {
      marching = null
    })
  await Promise.race([marching, new Promise((resolve) => setTimeout(resolve, 16))])
}

const isLost = (error: unknown): boolean => /device was lost/.test(messageOf(error))

async function advance(live: Live, count: number, pacing?: Pacing): Promise<void> {
  const [from, began] = [live.step, performance.now()]
  await live.advance(count)
  pacing?.measured(count, performance.now() - began)
  steps += Math.max(0, live.step - from)
  const { diverged } = live
  if (diverged === null || toldDiverged) return
  toldDiverged = true
  dirty = true
  const { population, variable, neuron, value, time } = diverged
  const what = value === null ? 'not a number' : `${value.toPrecision(3)}, too large`
  tell({
    kind: 'diverged',
    said: `${variable} of neuron ${neuron} of ${population} is ${what} at t = ${Number(time.toPrecision(6))}`,
  })
}

/** How long a question without steps takes, the least of a few. */
async function pacingFor(live: Live): Promise<Pacing> {
  let latency = Number.POSITIVE_INFINITY
  for (let k = 0; k < 4; k++) {
    const began = performance.now()
    await live.advance(0)
    latency = Math.min(latency, performance.now() - began)
  }
  return pacingOf(latency)
}

function tellStatus(): void {
  const now = performance.now()
  const seconds = (now - status.at) / 1000
  const stepsPerSecond = (steps - status.steps) / Math.max(seconds, 1e-3)
  status = { at: now, steps }
  if (network === null) return
  const { live, pacing } = network
  tell({
    kind: 'status',
    status: {
      playing,
      step: live.step,
      time: live.time,
      stepsPerSecond: playing ? stepsPerSecond : 0,
      framesPerSecond: frames.rate,
      behind: playing && pacing.behind,
      memory: live.memory + gallery.bytes,
    },
  })
}

function tellCounts(id: number): void {
  const { mapped, compiled } = counted
  const now = { frames: frames.count, steps, mapped, compiled, kept: keeper.bytes }
  const before = counts
  counts = now
  tell({
    kind: 'counts',
    id,
    counts: {
      frames: now.frames - before.frames,
      steps: now.steps - before.steps,
      mapped: now.mapped - before.mapped,
      compiled: now.compiled - before.compiled,
      kept: now.kept - before.kept,
    },
  })
}

async function runExport(id: number, loaded: LoadedExperiment): Promise<void> {
  const stop = new AbortController()
  exports.set(id, stop)
  try {
    // a run to an end is loaded when it is asked for
    const { exportRun } = await import('./export.ts')
    const exported = await exportRun(loaded, opened.device, stop.signal, (done, of) =>
      tell({ kind: 'exporting', id, done, of }),
    )
    if (exported !== null) tell({ kind: 'exported', id, ...exported }, [exported.npz.buffer as ArrayBuffer])
  } finally {
    exports.delete(id)
  }
}

/** Goes on with a device until it is lost. */
function use(next: Opened): void {
  opened = next
  const { device } = next
  device?.lost.then(({ message, reason }) => {
    if (opened.device === device) recovering = recover(message || reason || 'unknown')
  })
}

const engines = (): Engines => ({ device: opened.device, free })

function tellEngine(backend: Live['backend'], why: string): void {
  const device = backend === 'cpu' ? referenceName : opened.name
  tell({ kind: 'begun', backend, device, why })
}

const backendOf = ({ device }: Opened) => (device === null ? 'cpu' : 'webgpu')

let recovering: Promise<void> = Promise.resolve()
/** Resolves when no device is being replaced. */
const replaced = (): Promise<void> => recovering

async function recover(reason: string): Promise<void> {
  lost = true
  tell({ kind: 'lost', reason })
  hands.release()
  await rest()
  use(await openAgain())
  const { device, name, why } = opened
  let said = 'there was nothing to go on from'
  try {
    if (network?.live.backend === 'cpu') said = 'the reference engine went on meanwhile'
    else if (network !== null) {
      const { loaded } = network
      const { live } = await startOn(engines(), loaded)
      const { kept } = keeper
      if (kept !== null) {
        live.restore(kept.snapshot)
        const ago = ((performance.now() - kept.at) / 1000).toFixed(1)
        said = `it goes on from t = ${Number(live.time.toPrecision(6))}, as it was ${ago} s ago`
      } else said = 'it begins anew, for no snapshot had been taken'
      network = { loaded, live, pacing: await pacingFor(live) }
      gallery.look(live)
    }
  } catch (error) {
    tell({ kind: 'fault', message: messageOf(error) })
  }
  lost = false
  dirty = true
  toldDiverged = false
  tell({
    kind: 'recovered',
    backend: network?.live.backend ?? backendOf(opened),
    device: network?.live.backend === 'cpu' ? referenceName : name,
    said: device === null ? `${said}, on the CPU: ${why}` : said,
  })
}
