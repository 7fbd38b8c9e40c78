/** Which views a network can be seen in, as a list to choose from, each with its name. */
import type { Plot } from './plotted.ts'
import type { NetworkSummary, ViewSpec } from './protocol.ts'

/** What the page draws, in the place of a view. */
export interface PlotSpec {
  readonly kind: 'plot'
  readonly plot: Plot
}

/** What can stand on the stage. */
export type Spec = ViewSpec | PlotSpec

export interface Choice {
  readonly key: string
  readonly name: string
  readonly spec: Spec
}

/** Every kind of view of every population; with one population its name is left out. */
export function choicesOf(network: NetworkSummary): readonly Choice[] {
  const several = network.populations.length > 1
  const choices: Choice[] = []
  const add = (name: string, spec: Spec) => choices.push({ key: keyOf(spec), name, spec })
  add('states among the manifolds', { kind: 'phase', axes: 'order', replica: 0 })
  add('states on principal components', { kind: 'phase', axes: 'principal', replica: 0 })
  for (const { name: population, variables, labels, spikes } of network.populations) {
    const of = several ? ` of ${population}` : ''
    if (spikes) add(`spikes${of}`, { kind: 'raster', population, replica: 0 })
    add(`activity${of}`, { kind: 'activity', population, variable: 'rate', as: 'natural', replica: 0 })
    for (const variable of variables)
      add(`${variable}${of}`, { kind: 'activity', population, variable, as: 'natural', replica: 0 })
    add(`activity${of} over time`, { kind: 'heat', population, variable: 'rate', replica: 0 })
    if (labels.length > 0) add(`order${of} over time`, { kind: 'series', population, replica: 0 })
  }
  add('kernel and its spectrum', { kind: 'plot', plot: 'kernel' })
  add('eigenvalues of what was found', { kind: 'plot', plot: 'eigenvalues' })
  return choices
}

/** The same for views that differ in their form or replica alone. */
export function keyOf(spec: Spec): string {
  switch (spec.kind) {
    case 'plot':
      return `plot ${spec.plot}`
    case 'phase':
      return `phase ${spec.axes}`
    case 'series':
    case 'raster':
      return `${spec.kind} ${spec.population}`
    default:
      return `${spec.kind} ${spec.population} ${spec.variable}`
  }
}

/** The next view that one would want beside those that are open. */
export function nextChoice(network: NetworkSummary, open: readonly Spec[]): Spec | null {
  const taken = new Set(open.map(keyOf))
  const asked = [...network.views, ...choicesOf(network).map(({ spec }) => spec)]
  return asked.find((spec) => !taken.has(keyOf(spec))) ?? asked[0] ?? null
}

/** Whether spikes are to be seen, and no view that is open shows them. */
export function missesSpikes({ populations }: NetworkSummary, open: readonly Spec[]): boolean {
  return populations.some(({ spikes }) => spikes) && !open.some(({ kind }) => kind === 'raster')
}

/**
 * Views that a network still has, of those that another had or a link brought; a form that its space does not take
 * becomes the natural one. Where one is gone, all are replaced by what it asks for.
 */
export function carriedOver(network: NetworkSummary, open: readonly Spec[]): Spec[] {
  const known = new Set(choicesOf(network).map(({ key }) => key))
  const kept = open
    .filter((spec) => known.has(keyOf(spec)) && (spec.kind === 'plot' || isReplica(network, spec.replica)))
    .map((spec) => formed(network, spec))
  return kept.length === open.length && kept.length > 0 ? kept : network.views.slice(0, 3)
}

const isReplica = ({ replicas }: NetworkSummary, k: number): boolean =>
  Number.isInteger(k) && k >= 0 && k < replicas

function formed({ populations }: NetworkSummary, spec: Spec): Spec {
  if (spec.kind !== 'activity') return spec
  const forms: readonly string[] = populations.find(({ name }) => name === spec.population)?.forms ?? []
  return forms.includes(spec.as) || spec.as === 'natural' ? spec : { ...spec, as: 'natural' }
}
