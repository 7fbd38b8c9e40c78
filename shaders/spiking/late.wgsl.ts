/**
 * Late: a connection whose delay differs from pair to pair, as a sum at every receiver: terms that arrive together
 * follow one another, and each sum goes into its slot.
 */
import { shader, whole } from '../compose.ts'
import { clockText } from '../lib/clock.wgsl.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface LateShape {
  /** a kernel by its support, on a product of cyclic groups by arithmetic, else by a table; or stored weights by rows */
  readonly by: 'cyclic' | 'table' | 'rows'
  readonly rows: number
  readonly replicas: number
  readonly slots: number
  readonly lengths: readonly number[]
  readonly support: number
  /** of rows: bits of the column in a place, the rest is the delay */
  readonly bits: number
  readonly source: Stretch
}

export function lateText({ by, rows, replicas, slots, lengths, support, bits, source }: LateShape): string {
  const stored = by === 'rows'
  return shader`
#if ${stored}
// where each row begins, and the last one ends
@group(0) @binding(0) var<storage, read> starts: array<u32>;
#else
// steps of delay of each element of the support, ascending
@group(0) @binding(0) var<storage, read> delays: array<u32>;
#endif
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read> source: array<f32>;
// [slot][replica][site]
@group(0) @binding(5) var<storage, read_write> ring: array<f32>;
${clockText}

${by === 'cyclic' ? backText(lengths) : ''}

${entryText('late')} {
${jobText(rows, replicas)}
  let origin = ${atText(source, '0u')};
  let now = clock.stepLow % ${whole(slots)}u;
  var k = ${stored ? 'starts[place]' : '0u'};
  let end = ${stored ? 'starts[place + 1u]' : `${whole(support)}u`};
  while (k < end) {
    let delay = ${stored ? `places[k] >> ${whole(bits)}u` : 'delays[k]'};
    var sum = 0.0;
    while (k < end && ${stored ? `places[k] >> ${whole(bits)}u` : 'delays[k]'} == delay) {
      sum += weights[k] * source[origin + ${columnText(by, rows, bits)}];
      k++;
    }
    ring[(now + delay) % ${whole(slots)}u * ${whole(rows * replicas)}u + job] += gains[replica] * sum;
  }
}
`
}

function columnText(by: LateShape['by'], rows: number, bits: number): string {
  if (by === 'rows') return `(places[k] & ${whole(2 ** bits - 1)}u)`
  return by === 'table' ? `places[k * ${whole(rows)}u + place]` : 'back(place, places[k])'
}

/** point u^-1, digit by digit, each modulo its length. */
function backText(lengths: readonly number[]): string {
  let pitch = 1
  const lines: string[] = []
  for (const length of lengths.toReversed()) {
    const [n, p] = [`${whole(length)}u`, `${whole(pitch)}u`]
    lines.push(`  result += ${p} * ((point / ${p} % ${n} + ${n} - element / ${p} % ${n}) % ${n});`)
    pitch *= length
  }
  return `fn back(point: u32, element: u32) -> u32 {
  var result = 0u;
${lines.join('\n')}
  return result;
}`
}
