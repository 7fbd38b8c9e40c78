/**
 * Reduce: the sums that the chunks of an earlier pass left, added up; one workgroup for each. Lanes add every
 * 64th chunk, a tree adds the lanes. The total is stored, or added to the target times a gain per replica.
 */
import { shader, whole } from './compose.ts'

export interface ReduceShape {
  readonly chunks: number
  readonly columns: number
  readonly replicas: number
  readonly target: { readonly offset: number; readonly stride: number }
  /** null stores the total */
  readonly gains: { readonly offset: number; readonly stride: number } | null
}

export function reduceText({ chunks, columns, replicas, target, gains }: ReduceShape): string {
  return shader`
// [chunk][replica][column]
@group(0) @binding(0) var<storage, read> partial: array<f32>;
@group(0) @binding(1) var<storage, read_write> total: array<f32>;
#if ${gains !== null}
@group(0) @binding(2) var<storage, read> gains: array<f32>;
#endif

const columns = ${whole(columns)}u;
const sums = ${whole(columns * replicas)}u;
const chunks = ${whole(chunks)}u;

var<workgroup> lanes: array<f32, 64>;

@compute @workgroup_size(64)
fn reduce(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= sums) {
    return;
  }
  var sum = 0.0;
  for (var chunk = lane; chunk < chunks; chunk += 64u) {
    sum += partial[chunk * sums + job];
  }
  lanes[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
  }
  if (lane == 0u) {
    let replica = job / columns;
    let at = ${whole(target.offset)}u + replica * ${whole(target.stride)}u + job % columns;
#if ${gains !== null}
    total[at] += gains[${whole(gains?.offset ?? 0)}u + replica * ${whole(gains?.stride ?? 0)}u] * lanes[0];
#else
    total[at] = lanes[0];
#endif
  }
}
`
}
