/**
 * Project: the sums over points of basis times source, in chunks, for four columns and four replicas at once
 * in every workgroup. Each lane adds every 64th point of the chunk, a tree adds the lanes: the error grows
 * with chunk / 64 + 6, not with the number of points.
 */
import { shader, whole } from './compose.ts'

export interface ProjectShape {
  readonly points: number
  /** groups of four columns; the last is filled up with zeros */
  readonly groups: number
  readonly columns: number
  readonly replicas: number
  /** points of one chunk */
  readonly chunk: number
  readonly source: { readonly offset: number; readonly stride: number }
  /** sums of |source| */
  readonly absolute: boolean
  /** element (chunk, replica, column) is at offset + chunk * pitch + replica * stride + column */
  readonly target: { readonly offset: number; readonly stride: number; readonly pitch: number }
}

export function projectText({
  points,
  groups,
  columns,
  replicas,
  chunk,
  source,
  target,
  absolute,
}: ProjectShape): string {
  const chunks = Math.ceil(points / chunk)
  const tiles = Math.ceil(replicas / 4)
  return shader`
// [group of four columns][point]
@group(0) @binding(0) var<storage, read> basis: array<vec4f>;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

const points = ${whole(points)}u;
const groups = ${whole(groups)}u;
const columns = ${whole(columns)}u;
const replicas = ${whole(replicas)}u;
const chunks = ${whole(chunks)}u;
const tiles = ${whole(tiles)}u;

// a replica's four columns in each column of the matrix
var<workgroup> lanes: array<mat4x4f, 64>;

fn place(replica: u32) -> u32 {
  return ${whole(source.offset)}u + ${whole(source.stride)}u * min(replica, replicas - 1u);
}

fn value(at: u32) -> f32 {
#if ${absolute}
  return abs(source[at]);
#else
  return source[at];
#endif
}

@compute @workgroup_size(64)
fn project(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= chunks * groups * tiles) {
    return;
  }
  let chunk = job % chunks;
  let group = job / chunks % groups;
  let first = 4u * (job / (chunks * groups));
  let begin = chunk * ${whole(chunk)}u;
  let end = min(begin + ${whole(chunk)}u, points);
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));

  var sum = mat4x4f();
  for (var j = begin + lane; j < end; j += 64u) {
    let b = basis[group * points + j];
    sum += mat4x4f(
      b * value(at.x + j),
      b * value(at.y + j),
      b * value(at.z + j),
      b * value(at.w + j),
    );
  }
  lanes[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
  }
  workgroupBarrier();
  if (lane >= 16u) {
    return;
  }
  let column = 4u * group + lane % 4u;
  let replica = first + lane / 4u;
  if (column < columns && replica < replicas) {
    sums[${whole(target.offset)}u + chunk * ${whole(target.pitch)}u + replica * ${whole(target.stride)}u + column]
      = lanes[0][lane / 4u][lane % 4u];
  }
}
`
}
