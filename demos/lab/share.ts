/** What leaves the page and comes back: links in the address, the recording as the command line writes it. */
import type { Linked, LinkedView } from '../../src/experiment/permalink.ts'
import type { Spec } from './choices.ts'
import type { Simulation } from './client.ts'
import { at, save, slug } from './dom.ts'
import type { Running } from './experiment.ts'
import { filesNamed } from './files.ts'
import { type Shown, type Stage, shownIn } from './stage.ts'

/** What to say of a link, and the names of files that the experiment needs and the link does not carry. */
export interface Said {
  readonly said: string
  readonly left: readonly string[]
}

/** Puts the link into the address and the clipboard. */
export async function shareLink(
  { source }: Running,
  simulation: Simulation,
  panes: Stage['panes'],
): Promise<Said> {
  const { permalink } = await import('../../src/experiment/permalink.ts')
  const views: LinkedView[] = panes.map(shownIn).map(({ spec, camera }) => ({
    spec: { ...spec },
    ...(camera === undefined ? {} : { camera }),
  }))
  const { state, step } = await simulation.ask({ kind: 'state', replica: 0 })
  const content: Linked = { text: source.text, views }
  // a state that diverged is nothing to share
  const link = permalink(state.every(Number.isFinite) ? { ...content, state, step } : content)
  history.replaceState(null, '', `#${link.hash}`)
  const begins =
    link.begins === 'anew' ? 'It begins anew: the state is too large for a link.' : 'It opens in this state.'
  const left = filesNamed(source.text)
  try {
    await navigator.clipboard.writeText(location.href)
    return { said: `Link copied. ${begins}`, left }
  } catch {
    return { said: `The link stands in the address bar. ${begins}`, left }
  }
}

/** The address tells of an experiment that is no longer the one shown. */
export function forgetLink(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
}

export interface Arrived {
  readonly linked: Linked
  readonly views: readonly Shown[] | null
}

/** What the address carries; null for nothing. Throws InputError where it was cut or changed. */
export async function fromAddress(): Promise<Arrived | null> {
  if (location.hash.length < 2) return null
  const { fromPermalink } = await import('../../src/experiment/permalink.ts')
  const linked = fromPermalink(location.hash)
  const views = linked.views?.map(({ spec, camera }): Shown => {
    const what = spec as unknown as Spec
    return camera === undefined ? { spec: what } : { spec: what, camera }
  })
  return { linked, views: views ?? null }
}

/** A button that runs the experiment from its beginning and saves the recording; pressed again it stops. */
export function exporter(simulation: Simulation, running: Running, say: (text: string) => void): () => void {
  const button = at('export')
  const name = button.textContent
  let exporting: AbortController | null = null

  async function run(): Promise<void> {
    exporting = new AbortController()
    const { signal } = exporting
    button.textContent = 'Stop the export'
    say('Running the experiment from its beginning, as the command line does')
    try {
      const { npz, status } = await simulation.ask({ kind: 'export' }, { signal })
      save(`${slug(running.network?.title ?? '')}.npz`, npz, 'application/zip')
      say(status === 'ok' ? 'Recording saved' : `Recording saved; the run ended: ${status}`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      say(signal.aborted ? 'The export was stopped' : `No recording: ${why}`)
    } finally {
      exporting = null
      button.textContent = name
    }
  }
  return () => {
    if (exporting === null) void run()
    else exporting.abort()
  }
}
