/**
 * Largest: of the rates of one replica the largest, or its place (the first of equal ones) and whether any
 * differ. One replica a workgroup; exact. The largest of values among which one is NaN is NaN.
 */
import { shader, whole } from './compose.ts'
import { special } from './lib/special.wgsl.ts'

export interface LargestShape {
  readonly points: number
  readonly replicas: number
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
  /** two numbers, the place and 1 where any differ, instead of the largest */
  readonly place: boolean
}

export function largestText({ points, replicas, source, target, place }: LargestShape): string {
  return shader`
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> found: array<f32>;

${special(['max32', 'above32', 'differs32'])}

var<workgroup> value: array<f32, 64>;
var<workgroup> place: array<u32, 64>;
var<workgroup> differ: array<u32, 64>;

@compute @workgroup_size(64)
fn largest(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let replica = workgroup.x + workgroup.y * count.x;
  if (replica >= ${whole(replicas)}u) {
    return;
  }
  let begin = ${whole(source.offset)}u + replica * ${whole(source.stride)}u;
  let first = source[begin];
  var best = first;
  var spot = 0u;
  var other = 0u;
  for (var i = lane; i < ${whole(points)}u; i += 64u) {
    let x = source[begin + i];
#if ${place}
    if (above32(x, best)) {
      best = x;
      spot = i;
    }
    if (i > 0u && differs32(x, first)) {
      other = 1u;
    }
#else
    best = max32(best, x);
#endif
  }
  value[lane] = best;
  place[lane] = spot;
  differ[lane] = other;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let y = value[lane + half];
#if ${place}
      if (above32(y, value[lane]) || (!differs32(y, value[lane]) && place[lane + half] < place[lane])) {
        value[lane] = y;
        place[lane] = place[lane + half];
      }
      differ[lane] |= differ[lane + half];
#else
      value[lane] = max32(value[lane], y);
#endif
    }
  }
  if (lane == 0u) {
    let at = ${whole(target.offset)}u + replica * ${whole(target.stride)}u;
#if ${place}
    found[at] = f32(place[0]);
    found[at + 1u] = f32(differ[0]);
#else
    found[at] = value[0];
#endif
  }
}
`
}
