/** Frequency: spikes since the last frame per unit of time and copy; the window begins anew. */
import { shader } from '../compose.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface FrequencyShape {
  readonly sites: number
  readonly replicas: number
  readonly windows: Stretch
  readonly target: Stretch
}

export function frequencyText({ sites, replicas, windows, target }: FrequencyShape): string {
  return shader`
@group(0) @binding(0) var<storage, read_write> windows: array<u32>;
// what one spike counts
@group(0) @binding(1) var<storage, read> unit: f32;
@group(0) @binding(2) var<storage, read_write> frequencies: array<f32>;

${entryText('frequency')} {
${jobText(sites, replicas)}
  let at = ${atText(windows)};
  frequencies[${atText(target)}] = unit * f32(windows[at]);
  windows[at] = 0u;
}
`
}
