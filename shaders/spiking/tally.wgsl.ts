/**
 * Tally: the spikes of every site in the step that ends here become its area, what the next step's connections
 * read, are added to the windows over which rates are taken, and put on the list of those that fired.
 */
import { shader, whole } from '../compose.ts'
import { clockText } from '../lib/clock.wgsl.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface TallyShape {
  readonly sites: number
  readonly replicas: number
  readonly copies: number
  readonly rates: Stretch
  readonly fired: Stretch
  /** numbers of one window of all replicas: those since the last frame, behind them those of the tenth */
  readonly window: number
  /** steps of a tenth of the run, and of the first one how many are missing */
  readonly tenth: number
  readonly missing: number
  readonly lists: boolean
}

export function tallyText({
  sites,
  replicas,
  copies,
  rates,
  fired,
  window,
  tenth,
  missing,
  lists,
}: TallyShape): string {
  return shader`
@group(0) @binding(0) var<storage, read_write> fired: array<u32>;
@group(0) @binding(1) var<storage, read_write> rates: array<f32>;
// since the last frame, then in the current tenth of the run
@group(0) @binding(2) var<storage, read_write> windows: array<u32>;
#if ${lists}
@group(0) @binding(3) var<storage, read_write> events: array<atomic<u32>>;
#endif
${clockText}

${entryText('tally')} {
${jobText(sites, replicas)}
  let at = ${atText(fired)};
  let spikes = fired[at];
  let before = windows[at + ${whole(window)}u];
  let begins = (clock.stepLow + ${whole(missing)}u) % ${whole(tenth)}u == 0u;
  windows[at + ${whole(window)}u] = select(before, 0u, begins) + spikes;
  rates[${atText(rates)}] = f32(spikes) / ${whole(copies)}.0;
  if (spikes == 0u) {
    return;
  }
  fired[at] = 0u;
  windows[at] += spikes;
#if ${lists}
  let number = atomicAdd(&events[0], 1u);
  atomicStore(&events[1u + 2u * number], job);
  atomicStore(&events[2u + 2u * number], spikes);
#endif
}
`
}
