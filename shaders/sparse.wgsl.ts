/**
 * Sparse: the stored weights of each row times the rates they look up, added to the target. Lanes in a power
 * of two share a row and read it in one piece, each one weight of so many as they are, for four replicas at once;
 * the first of them adds their sums up.
 */
import { shader, whole } from './compose.ts'

export interface SparseShape {
  readonly rows: number
  readonly replicas: number
  /** of one row, a power of two up to 64 */
  readonly lanes: number
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
  readonly gains: { readonly offset: number; readonly stride: number }
}

export function sparseText({ rows, replicas, lanes, source, target, gains }: SparseShape): string {
  const abreast = 64 / lanes
  return shader`
// where each row begins, and the last one ends
@group(0) @binding(0) var<storage, read> starts: array<u32>;
@group(0) @binding(1) var<storage, read> columns: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read> source: array<f32>;
@group(0) @binding(5) var<storage, read_write> total: array<f32>;

const rows = ${whole(rows)}u;
const replicas = ${whole(replicas)}u;
const blocks = ${whole(Math.ceil(rows / abreast))}u;
#if ${lanes > 1}

var<workgroup> sums: array<vec4f, 64>;
#endif

fn place(replica: u32) -> u32 {
  return ${whole(source.offset)}u + ${whole(source.stride)}u * min(replica, replicas - 1u);
}

@compute @workgroup_size(64)
fn sparse(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) invocation: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  let first = 4u * (job / blocks);
  if (first >= replicas) {
    return;
  }
  let row = ${whole(abreast)}u * (job % blocks) + invocation / ${whole(lanes)}u;
  let lane = invocation % ${whole(lanes)}u;
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));
  var sum = vec4f();
  if (row < rows) {
    let end = starts[row + 1u];
    for (var e = starts[row] + lane; e < end; e += ${whole(lanes)}u) {
      let j = at + columns[e];
      sum += weights[e] * vec4f(source[j.x], source[j.y], source[j.z], source[j.w]);
    }
  }
#if ${lanes > 1}
  sums[invocation] = sum;
  workgroupBarrier();
#endif
  if (row >= rows || lane > 0u) {
    return;
  }
#if ${lanes > 1}
  for (var other = 1u; other < ${whole(lanes)}u; other++) {
    sum += sums[invocation + other];
  }
#endif
  let last = min(first + 4u, replicas);
  for (var replica = first; replica < last; replica++) {
    let gain = gains[${whole(gains.offset)}u + replica * ${whole(gains.stride)}u];
    total[${whole(target.offset)}u + replica * ${whole(target.stride)}u + row] += gain * sum[replica - first];
  }
}
`
}
