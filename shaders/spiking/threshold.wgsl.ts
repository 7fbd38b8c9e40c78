/**
 * Threshold: of the neurons that are not refractory, those whose condition holds at the end of the step fire, or
 * by chance those with a hazard. Every value of a reset is from before the spike. Spikes are counted by site and,
 * where they are recorded, put down one by one; the counter goes on past the end of the list, so that it always
 * says how many there were.
 */
import { shader, whole } from '../compose.ts'
import { indented, loadText, type ModelShape, placesOf, type Statements, siteText } from '../rates.wgsl.ts'
import { entryText, jobText } from './place.ts'

export interface ThresholdShape extends ModelShape {
  /** the rule gives a condition or a hazard, then the value of each reset */
  readonly kind: 'when' | 'hazard'
  /** the variable of each reset */
  readonly resets: readonly number[]
  /** where the fired counts of its sites begin in a replica's, and a replica's in all */
  readonly fired: { readonly offset: number; readonly stride: number }
  /** whether there are refractory steps: one table for all, one a neuron, one a replica, or one for both */
  readonly refractory: { readonly perNeuron: boolean; readonly perReplica: boolean } | null
  /** whether the rule reads inputs */
  readonly reads: boolean
  /** where its neurons begin among a replica's, and how many a replica has; null: not recorded */
  readonly recorded: { readonly first: number; readonly neurons: number } | null
  /** whether a list of those that fired begins anew */
  readonly lists: boolean
  readonly stream: number
}

export type ThresholdBinding =
  | 'state'
  | 'numbers'
  | 'fired'
  | 'firing'
  | 'totals'
  | 'spikes'
  | 'events'
  | 'key'

export function thresholdBindings(shape: ThresholdShape): { name: ThresholdBinding; written: boolean }[] {
  const use = (on: boolean, name: ThresholdBinding, written: boolean) => (on ? [{ name, written }] : [])
  return [
    ...use(true, 'state', true),
    ...use(true, 'numbers', false),
    ...use(true, 'fired', true),
    ...use(shape.refractory !== null, 'firing', true),
    ...use(shape.reads, 'totals', false),
    ...use(shape.recorded !== null, 'spikes', true),
    ...use(shape.lists, 'events', true),
    ...use(shape.kind === 'hazard', 'key', false),
  ]
}

const types: Readonly<Record<ThresholdBinding, string>> = {
  state: 'array<f32>',
  numbers: 'array<f32>',
  fired: 'array<atomic<u32>>',
  firing: 'array<u32>',
  totals: 'array<f32>',
  spikes: 'Spikes',
  events: 'array<u32>',
  key: 'vec2u',
}

const spikesText = `struct Spikes {
  count: atomic<u32>,
  pad: u32,
  // neuron among those of all replicas, step
  list: array<vec2u>,
}`

export function thresholdText(shape: ThresholdShape, rule: Statements): string {
  const { points, replicas, kind, variables, refractory, recorded, lists, fired, clock, library } = shape
  const bindings = thresholdBindings(shape).map(
    ({ name, written }, k) =>
      `@group(0) @binding(${k}) var<storage, ${written ? 'read_write' : 'read'}> ${name}: ${types[name]};`,
  )
  return shader`
#if ${recorded !== null}
${spikesText}
#endif

${bindings.join('\n')}
${clock}

${library}

${kind === 'hazard' ? chanceText(shape.stream) : ''}

${entryText('threshold')} {
${jobText(points, replicas)}
  let point = place;
${indented(placesOf(shape))}
#if ${lists}
  if (job == 0u) {
    events[0] = 0u;
  }
#endif
#if ${refractory !== null}
  let silent = firing[job];
  if (silent > 0u) {
    firing[job] = silent - 1u;
    return;
  }
#endif
${loadText('x', 'state', variables, points)}
${shape.reads ? indented(totalLines(shape)) : ''}
${indented(rule.lines)}
  if (!(${kind === 'when' ? `${rule.results[0]!} != 0.0` : `chance(replica, point, ${rule.results[0]!})`})) {
    return;
  }
${indented(shape.resets.map((v, k) => `state[own + ${whole(v * points)}u] = ${rule.results[1 + k]!};`))}
#if ${refractory !== null}
  firing[job] = firing[${refractoryAt(shape)}];
#endif
  atomicAdd(&fired[${whole(fired.offset)}u + replica * ${whole(fired.stride)}u + ${siteText(shape)}], 1u);
#if ${recorded !== null}
  let number = atomicAdd(&spikes.count, 1u);
  if (number < arrayLength(&spikes.list)) {
    let neuron = replica * ${whole(recorded?.neurons ?? 0)}u + ${whole(recorded?.first ?? 0)}u + point;
    spikes.list[number] = vec2u(neuron, clock.stepLow + 1u);
  }
#endif
}
`
}

/** The inputs as the last stage had them. */
function totalLines({ named, points }: ThresholdShape): string[] {
  return Array.from({ length: 1 + named }, (_, k) => {
    const place = `(replica * ${whole(1 + named)}u + ${whole(k)}u) * ${whole(points)}u + point`
    return `let total${k === 0 ? '' : k} = totals[${place}];`
  })
}

/** The table stands behind the counts of all neurons. */
function refractoryAt({ points, replicas, refractory }: ThresholdShape): string {
  if (refractory === null) return ''
  const { perNeuron, perReplica } = refractory
  const terms = [`${whole(points * replicas)}u`]
  if (perReplica) terms.push(perNeuron ? `replica * ${whole(points)}u` : 'replica')
  if (perNeuron) terms.push('point')
  return terms.join(' + ')
}

/** u < 1 - exp(-h dt), u the word of the neuron as the host draws it. */
const chanceText = (stream: number): string => `fn chance(replica: u32, point: u32, hazard: f32) -> bool {
  let counter = vec4u(point >> 2u, ${whole(stream)}u, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(key.x, key.y ^ replica));
  let u = (f32(words[point & 3u]) + 0.5) * 2.3283064365386963e-10;
  let half = 0.5 * hazard * clock.dt;
  if (!(half > 0.0)) {
    return false;
  }
  return half > 20.0 || u < 2.0 * exp32(-half) * sinh32(half);
}`
