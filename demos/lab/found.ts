/**
 * What was found: certify in place with progress and a stop, the manifolds as a table, a click moves the network
 * there; then its spectrum, along whose directions the state can be pushed and watched to stay, return or leave.
 */
import { foundWords, shapeWords, typeset } from '../../src/figures/certificate/words.ts'
import { stabilityDashes } from '../../src/figures/stability.ts'
import type { Certificate, CertifyProgress, Manifold } from '../../src/index.ts'
import { type Certifier, RefusedError, type Simulation } from './client.ts'
import { make } from './dom.ts'
import { fixed, significant } from './format.ts'
import { sample } from './legend.ts'
import type { Finding } from './packed.ts'
import type { PlottedNow } from './plotted.ts'
import type { Direction, Source } from './protocol.ts'

export interface Found {
  certify(): Promise<void>
  /** what was found earlier, by someone who says when */
  give(finding: Finding, when: string): void
  /** what was found belongs to another text from now on */
  changed(): void
  /** nothing is known of the experiment that was opened */
  clear(): void
  hear(progress: CertifyProgress): void
}

export interface FoundOptions {
  readonly host: HTMLElement
  readonly simulation: Simulation
  readonly plotted: PlottedNow
  readonly certifier: () => Certifier
  readonly source: () => Source
  readonly fileName: () => string
  readonly say: (text: string) => void
  readonly warn: (text: string) => void
}

const phases: Readonly<Record<CertifyProgress['phase'], string>> = {
  symmetry: 'its symmetry',
  homogeneous: 'homogeneous states',
  branch: 'states that branch off',
  random: 'random starts',
  simulated: 'simulated ends',
  deflated: 'what was not met yet',
  given: 'states that were given',
  ray: 'rays from what was found',
  orbit: 'round pinned orbits',
  edge: 'edges between basins',
  kicked: 'where kicks led',
  simulating: 'simulating its spikes',
  measuring: 'measuring transfer functions',
  certifying: 'certifying',
  rotating: 'rotating states',
  nearest: 'the nearest convolution',
}

export function openFound(options: FoundOptions): Found {
  const { host, simulation, plotted, certifier, source, fileName, say, warn } = options
  let stop: AbortController | null = null
  let certificate: Certificate | null = null
  const bar = make('progress', { max: 1, value: 0, 'aria-label': 'progress of the search' })
  const line = make('p', { class: 'quiet', 'aria-live': 'off' })
  const note = make(
    'p',
    { class: 'quiet note', hidden: true },
    'The experiment has changed since. Certify again.',
  )
  const table = make('div', {})
  const detail = make('div', { class: 'detail' })
  const act = make('button', { type: 'button', class: 'act', click: () => void certify() }, 'Certify')
  const cancel = make(
    'button',
    { type: 'button', class: 'word', hidden: true, click: () => stop?.abort() },
    'Stop',
  )
  const busy = make('div', { class: 'busy', hidden: true }, bar, line)
  const words = make('p', { class: 'found' })
  host.append(make('header', {}, make('h2', {}, 'Found'), act, cancel), words, busy, note, table, detail)
  function empty(): void {
    certificate = null
    words.textContent =
      'Certify searches for every manifold on which the network can rest, attracting or not, and measures each.'
    table.replaceChildren()
    detail.replaceChildren()
    plotted.tell({ eigenvalues: null })
    note.hidden = true
    act.textContent = 'Certify'
    act.className = 'act'
  }

  async function certify(): Promise<void> {
    stop?.abort()
    const mine = new AbortController()
    stop = mine
    act.hidden = true
    cancel.hidden = busy.hidden = false
    bar.removeAttribute('value')
    line.textContent = 'Searching'
    const asked = source()
    try {
      const answer = await certifier().ask({ kind: 'certify', source: asked }, { signal: mine.signal })
      if (stop !== mine) return
      simulation.send({ kind: 'manifolds', portrait: answer.portrait })
      show(answer.certificate)
      note.hidden = source().text === asked.text
      say(foundWords(answer.certificate))
    } catch (error) {
      if (stop !== mine) return
      if (mine.signal.aborted) say('The search was stopped')
      else warn(`Not certified: ${error instanceof RefusedError ? error.refusal.message : String(error)}`)
    } finally {
      if (stop === mine) {
        stop = null
        act.hidden = false
        cancel.hidden = busy.hidden = true
      }
    }
  }

  function show(next: Certificate): void {
    certificate = next
    act.textContent = 'Certify again'
    act.className = 'word act'
    words.textContent = foundWords(next)
    detail.replaceChildren()
    const [first] = next.manifolds
    const nowhere = { directions: [], push: () => {} }
    plotted.tell({
      eigenvalues: first === undefined ? null : { of: shapeWords(first), values: first.spectrum, ...nowhere },
    })
    const notes = next.notes.map((text) => make('li', {}, typeset(text)))
    table.replaceChildren(
      make(
        'table',
        { class: 'manifolds' },
        make('caption', { class: 'hidden' }, 'Manifolds of equilibria; each can be gone to'),
        make(
          'thead',
          {},
          make(
            'tr',
            {},
            make('th', { scope: 'col' }, 'manifold'),
            make('th', { scope: 'col', class: 'n', title: 'dimension' }, 'dim'),
            make('th', { scope: 'col', class: 'n', title: 'Morse index: unstable directions' }, 'index'),
            make('th', { scope: 'col', class: 'n', title: 'smallest rate of return or escape' }, 'gap'),
          ),
        ),
        make('tbody', {}, ...next.manifolds.map(rowOf)),
      ),
      notes.length > 0 ? make('ul', { class: 'quiet notes' }, ...notes) : '',
    )
  }

  function rowOf(manifold: Manifold): HTMLTableRowElement {
    const { stability, dimension, index, gap, isotropy, verdict, id } = manifold
    const dash = (stabilityDashes[stability] ?? '').split(' ').filter(Boolean).map(Number)
    const go = make(
      'button',
      {
        type: 'button',
        class: 'goto',
        title: `move the network onto ${id}; isotropy ${typeset(isotropy.name)}`,
        click: () => void visit(manifold, row),
      },
      sample(`var(--${stability})`, dash),
      make('span', { class: stability }, shapeWords(manifold)),
      make('small', {}, `${stability}, ${typeset(verdict)}`),
      make(
        'small',
        { title: 'isotropy: the symmetry that one state keeps' },
        `keeps ${typeset(isotropy.name)}`,
      ),
    )
    const row = make(
      'tr',
      {},
      make('td', {}, go),
      make('td', { class: 'n' }, String(dimension)),
      make('td', { class: 'n' }, String(index)),
      make('td', { class: 'n' }, gap === null ? '–' : gap < 1e-3 ? significant(gap, 2) : fixed(gap, 3)),
    )
    return row
  }

  async function visit(manifold: Manifold, row: HTMLTableRowElement): Promise<void> {
    const state = Float32Array.from(manifold.state)
    simulation.send({ kind: 'place', state })
    for (const other of table.querySelectorAll('tr')) other.removeAttribute('aria-current')
    row.setAttribute('aria-current', 'true')
    say(`The network was moved onto ${shapeWords(manifold)}, ${manifold.stability}`)
    await examine(manifold, state)
  }

  /** The directions at the state itself, since they turn along the manifold. */
  async function examine(manifold: Manifold, state: Float32Array): Promise<void> {
    const heading = `Spectrum of ${shapeWords(manifold)}`
    detail.replaceChildren(make('h3', {}, heading), make('p', { class: 'quiet' }, 'Linearising here'))
    const [{ spectrumPlot }, { withSave }] = await Promise.all([
      import('./plots.ts'),
      import('./save-plot.ts'),
    ])
    try {
      const answer = await certifier().ask({ kind: 'spectrum', source: source(), state, nearest: false })
      let strength = 0.3
      const amount = make('input', {
        type: 'range',
        class: 'slider',
        min: -1.5,
        max: 0.5,
        step: 'any',
        value: Math.log10(strength),
        'aria-label': 'how far a push goes, in the unit of the state',
      })
      const shown = make('span', { class: 'n' }, significant(strength, 2))
      amount.addEventListener('input', () => {
        strength = Number((10 ** Number(amount.value)).toPrecision(2))
        shown.textContent = significant(strength, 2)
      })
      const push = (direction: Direction) => {
        simulation.send({ kind: 'push', direction: direction.vector, strength })
        say(`Pushed ${typeset(direction.name)}: ${fate(direction)}`)
      }
      const { spectrum: values, directions } = answer
      plotted.tell({ eigenvalues: { of: shapeWords(manifold), values, directions, push } })
      detail.replaceChildren(
        make('h3', {}, heading),
        withSave(spectrumPlot(answer.spectrum, answer.directions, push), () => `${fileName()}-spectrum`),
        make('label', { class: 'row' }, make('span', { class: 'symbol' }, 'push by'), amount, shown),
        make(
          'ul',
          { class: 'directions' },
          ...answer.directions.map((direction) =>
            make(
              'li',
              {},
              make('button', { type: 'button', class: 'word', click: () => push(direction) }, 'Push'),
              make('span', {}, typeset(direction.name)),
              make('span', { class: 'n' }, significant(direction.eigenvalue.re, 3)),
            ),
          ),
        ),
      )
    } catch (error) {
      const said = error instanceof RefusedError ? error.refusal.message : String(error)
      detail.replaceChildren(
        make('h3', {}, heading),
        make('p', { class: 'quiet' }, `No spectrum here: ${said}`),
      )
    }
  }

  empty()
  return {
    certify,
    give({ certificate: given, portrait }, when) {
      simulation.send({ kind: 'manifolds', portrait })
      show(given)
      words.textContent = `${foundWords(given)} ${when}`
    },
    changed() {
      if (certificate !== null) note.hidden = false
    },
    clear() {
      stop?.abort()
      simulation.send({ kind: 'manifolds', portrait: null })
      empty()
    },
    hear({ phase, done, of, found }) {
      bar.max = Math.max(1, of)
      bar.value = done
      line.textContent = `${phases[phase] ?? phase}, ${done} of ${of}${found > 0 ? ` · ${found} found` : ''}`
    },
  }
}

/** What to watch for after a push. */
function fate({ kind, eigenvalue }: Direction): string {
  if (kind === 'tangent') return 'it stays where it was put'
  return eigenvalue.re > 0 ? 'it leaves' : 'it returns'
}
