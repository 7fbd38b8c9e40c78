/**
 * Scatter: each site that fired adds its weights to the slots in which they arrive, as whole multiples, so that
 * neither the order of the list nor that of the additions matters. Up to 256 weights of one site a turn of a
 * workgroup; workgroups take turns until the list is done.
 */
import { shader, whole } from '../compose.ts'
import { clockText } from '../lib/clock.wgsl.ts'
import { entryText } from './place.ts'

export interface ScatterShape {
  /** a kernel shifted to the site, on a product of cyclic groups by arithmetic, else by a table; or a column of few weights */
  readonly by: 'cyclic' | 'table' | 'columns'
  /** sites of the sender and of the receiver */
  readonly columns: number
  readonly rows: number
  readonly replicas: number
  readonly slots: number
  /** of a kernel: lengths of the cyclic factors, last index fastest */
  readonly lengths: readonly number[]
  /** elements of the kernel's support, or the most weights of a column */
  readonly support: number
  /** steps of delay that all share; null: one for each weight */
  readonly delay: number | null
  /** of columns: whether all weights are one number; bits of the row in a place, the rest is the delay */
  readonly single: boolean
  readonly bits: number
}

/** Weights that one turn of a workgroup takes. */
export const scatterTurn = 256

/** In the order of the bindings, behind the list and before the ring. */
export function scatterBindings({ by, delay, single }: ScatterShape): readonly string[] {
  if (by === 'columns') return ['starts', 'places', ...(single ? [] : ['weights'])]
  return ['places', 'weights', ...(delay === null ? ['delays'] : [])]
}

export function scatterText(shape: ScatterShape): string {
  const { by, columns, rows, replicas, slots, support, delay, single } = shape
  const bindings = scatterBindings(shape)
  const parts = Math.max(1, Math.ceil(support / scatterTurn))
  const clock = slots > 1
  return shader`
// how many fired, then of each its place among the sites of all replicas and its spikes
@group(0) @binding(0) var<storage, read> events: array<u32>;
${bindings
  .map((name, k) => {
    const type = name === 'weights' ? 'i32' : 'u32'
    return `@group(0) @binding(${1 + k}) var<storage, read> ${name}: array<${type}>;`
  })
  .join('\n')}
// [slot][replica][site]
@group(0) @binding(${whole(1 + bindings.length)}) var<storage, read_write> ring: array<atomic<i32>>;
${clock ? clockText : ''}

${by === 'cyclic' ? shiftText(shape) : ''}

${entryText('scatter')} {
  let turns = events[0] * ${whole(parts)}u;
  for (var turn = workgroup.x + workgroup.y * count.x; turn < turns; turn += count.x * count.y) {
    let event = 1u + 2u * (turn / ${whole(parts)}u);
    let source = events[event];
    let spikes = i32(events[event + 1u]);
    let site = source % ${whole(columns)}u;
    let base = source / ${whole(columns)}u * ${whole(rows)}u;
    let first = turn % ${whole(parts)}u * ${whole(scatterTurn)}u;
#if ${by === 'columns'}
    let begin = starts[site] + first;
    let end = min(begin + ${whole(scatterTurn)}u, starts[site + 1u]);
#else
    let begin = first;
    let end = min(first + ${whole(scatterTurn)}u, ${whole(support)}u);
#endif
    for (var k = begin + lane; k < end; k += 64u) {
      ${targetText(shape)}
      let slot = ${slotText(slots, delay)};
      atomicAdd(&ring[slot * ${whole(rows * replicas)}u + base + to], spikes${single ? '' : ' * weights[k]'});
    }
  }
}
`
}

function targetText({ by, columns, bits, delay }: ScatterShape): string {
  if (by === 'cyclic')
    return `let to = shifted(site, places[k]);${delay === null ? '\n      let late = delays[k];' : ''}`
  if (by === 'table')
    return `let to = places[k * ${whole(columns)}u + site];${delay === null ? '\n      let late = delays[k];' : ''}`
  if (delay !== null) return 'let to = places[k];'
  return `let to = places[k] & ${whole(2 ** bits - 1)}u;\n      let late = places[k] >> ${whole(bits)}u;`
}

function slotText(slots: number, delay: number | null): string {
  if (slots === 1) return '0u'
  return `(clock.stepLow % ${whole(slots)}u + ${delay === null ? 'late' : `${whole(delay)}u`}) % ${whole(slots)}u`
}

/** site u, digit by digit, each modulo its length. */
function shiftText({ lengths }: ScatterShape): string {
  let pitch = 1
  const lines: string[] = []
  for (const length of lengths.toReversed()) {
    const [n, p] = [`${whole(length)}u`, `${whole(pitch)}u`]
    lines.push(`  result += ${p} * ((site / ${p} % ${n} + element / ${p} % ${n}) % ${n});`)
    pitch *= length
  }
  return `fn shifted(site: u32, element: u32) -> u32 {
  var result = 0u;
${lines.join('\n')}
  return result;
}`
}
