/**
 * Turn: the coordinates of the rates by the small matrices of the kernel, one per harmonic and the same in
 * each of its copies, times the gain of the label in the replica.
 */
import { shader, whole } from './compose.ts'

export interface TurnShape {
  /** numbers of one replica, in and out; the target's are filled up to a multiple of four */
  readonly columns: number
  readonly replicas: number
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
  readonly gains: { readonly offset: number; readonly stride: number }
}

export function turnText({ columns, replicas, source, target, gains }: TurnShape): string {
  return shader`
struct Row {
  first: u32,
  width: u32,
  entries: u32,
  label: u32,
}

@group(0) @binding(0) var<storage, read> rows: array<Row>;
@group(0) @binding(1) var<storage, read> entries: array<f32>;
@group(0) @binding(2) var<storage, read> gains: array<f32>;
@group(0) @binding(3) var<storage, read> source: array<f32>;
@group(0) @binding(4) var<storage, read_write> turned: array<f32>;

const columns = ${whole(columns)}u;

@compute @workgroup_size(64)
fn turn(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(columns * replicas)}u) {
    return;
  }
  let column = job % columns;
  let replica = job / columns;
  let row = rows[column];
  let first = ${whole(source.offset)}u + replica * ${whole(source.stride)}u + row.first;
  var total = 0.0;
  for (var j = 0u; j < row.width; j += 16u) {
    let end = min(j + 16u, row.width);
    var sum = 0.0;
    for (var k = j; k < end; k++) {
      sum += entries[row.entries + k] * source[first + k];
    }
    total += sum;
  }
  let gain = gains[${whole(gains.offset)}u + replica * ${whole(gains.stride)}u + row.label];
  turned[${whole(target.offset)}u + replica * ${whole(target.stride)}u + column] = gain * total;
}
`
}
