/**
 * Trains of their own: every neuron's Poisson events of a step, by the words that the host draws too, and events
 * that were recorded; added to the areas of a channel.
 */
import { shader, whole } from '../compose.ts'
import { clockText } from '../lib/clock.wgsl.ts'
import { indented, type Statements } from '../rates.wgsl.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface PoissonShape {
  readonly points: number
  readonly sites: number
  readonly replicas: number
  readonly area: Stretch
  readonly stream: number
  /** the largest mean of a step */
  readonly most: number
  readonly clock: string
  readonly library: string
  /** coordinates that the rate reads, one stretch of sites each behind the number that one event is worth */
  readonly coordinates: readonly string[]
}

export function poissonText(shape: PoissonShape, rate: Statements): string {
  const { points, sites, replicas, area, stream, most, clock, library, coordinates } = shape
  const loads = coordinates.map(
    (code, k) => `let ${code} = numbers[${whole(1 + k * sites)}u + place % ${whole(sites)}u];`,
  )
  return shader`
// first step, step after the last, key of the words
@group(0) @binding(0) var<storage, read> window: vec4u;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> areas: array<f32>;
${clock}

${library}

// how often in a step of mean m: as often as the share of so few events is not above u. Shares are multiples of
// e^scale, which is raised in time where e^-m would be lost.
fn events(u: f32, m: f32) -> f32 {
  var scale = -m;
  var factor = exp32(scale);
  var share = 1.0;
  var below = 1.0;
  var k = 0.0;
  while (u >= factor * below) {
    k += 1.0;
    share *= m / k;
    below += share;
    // beyond this the sum no longer grows
    if (share < 3e-8 * below && k > m) {
      break;
    }
    if (below > 1e18) {
      share *= 1e-18;
      below *= 1e-18;
      scale += 41.44653167389282;
      factor = exp32(scale);
    }
  }
  return k;
}

${entryText('poisson')} {
${jobText(points, replicas)}
  if (clock.stepLow < window.x || clock.stepLow >= window.y) {
    return;
  }
${indented([...loads, ...rate.lines])}
  let m = ${rate.results[0]!} * clock.dt;
  // no rate: the run is seen to diverge
  if (!(m >= 0.0 && m <= ${most})) {
    areas[${atText(area)}] = nan32();
    return;
  }
  let counter = vec4u(place >> 2u, ${whole(stream)}u, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(window.z, window.w ^ replica));
  let u = (f32(words[place & 3u]) + 0.5) * 2.3283064365386963e-10;
  areas[${atText(area)}] += numbers[0] * events(u, m);
}
`
}

export interface RecordedShape {
  readonly replicas: number
  /** most neurons with events in one step */
  readonly most: number
  /** steps with events */
  readonly steps: number
  readonly area: Stretch
}

export function recordedText({ replicas, most, steps, area }: RecordedShape): string {
  return shader`
// steps with events, ascending; then where the events of each begin, and the last ones end; then their neurons
@group(0) @binding(0) var<storage, read> train: array<u32>;
// area of each
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> areas: array<f32>;
${clockText}

const steps = ${whole(steps)}u;

${entryText('recorded')} {
${jobText(most, replicas)}
  var low = 0u;
  var high = steps;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (train[middle] < clock.stepLow) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  if (low == steps || train[low] != clock.stepLow) {
    return;
  }
  let event = train[steps + low] + place;
  if (event >= train[steps + low + 1u]) {
    return;
  }
  let neuron = train[2u * steps + 1u + event];
  areas[${atText(area, 'neuron')}] += values[event];
}
`
}
