/**
 * Arrive: what was sent to arrive at this step, times the gain of this moment, added to the areas of a channel.
 * `delayed` takes what was sent just now, all of it due after the same number of steps, and gives out what was
 * sent that long ago; `slots` and `counts` empty the slot of this step, of numbers or of whole multiples.
 */
import { shader, whole } from '../compose.ts'
import { indented, type Statements } from '../rates.wgsl.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface ArriveShape {
  readonly kind: 'delayed' | 'slots' | 'counts'
  readonly size: number
  readonly replicas: number
  /** slots of the ring, [slot][replica][site]; of `delayed` the delay itself, 0 for none */
  readonly slots: number
  readonly area: Stretch
  /** the clock, where slots or a gain need it */
  readonly clock: string
  readonly library: string
  /** the gain; null is 1 */
  readonly gain: Statements | null
}

export function arriveText({ kind, size, replicas, slots, area, clock, library, gain }: ArriveShape): string {
  const factor = gain === null ? '' : `${gain.results[0]!} * `
  const scale = kind === 'counts' ? 'scales[replica] * ' : ''
  return shader`
#if ${kind === 'delayed'}
// what was sent just now, [replica][site]
@group(0) @binding(0) var<storage, read_write> sent: array<f32>;
#endif
#if ${kind === 'counts'}
// what one multiple is worth in each replica
@group(0) @binding(0) var<storage, read> scales: array<f32>;
#endif
${ringText(kind, slots)}
@group(0) @binding(${kind === 'slots' ? '1' : slots === 0 ? '1' : '2'}) var<storage, read_write> areas: array<f32>;
${clock}

${library}

${entryText('arrive')} {
${jobText(size, replicas)}
#if ${slots > 0}
  let slot = clock.stepLow % ${whole(Math.max(1, slots))}u * ${whole(size * replicas)}u + job;
#endif
  ${takeText(kind, slots)}
${indented(gain?.lines ?? [])}
  areas[${atText(area)}] += ${factor}${scale}f32(arrived);
}
`
}

const ringText = (kind: ArriveShape['kind'], slots: number): string =>
  slots === 0
    ? ''
    : `// [slot][replica][site]
@group(0) @binding(${kind === 'slots' ? 0 : 1}) var<storage, read_write> ring: array<${kind === 'counts' ? 'i32' : 'f32'}>;`

function takeText(kind: ArriveShape['kind'], slots: number): string {
  if (kind !== 'delayed')
    return `let arrived = ring[slot];\n  ring[slot] = ${kind === 'counts' ? '0' : '0.0'};`
  if (slots === 0) return 'let arrived = sent[job];\n  sent[job] = 0.0;'
  return 'let arrived = ring[slot];\n  ring[slot] = sent[job];\n  sent[job] = 0.0;'
}
