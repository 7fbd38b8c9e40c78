/**
 * Dense: a matrix on many replicas at once, 32 rows and 32 replicas a workgroup, 4 by 4 an invocation, both
 * factors through workgroup memory sixteen columns at a time. Four such tiles make one partial sum, so that
 * the error grows with 64 + columns / 64, not with the columns.
 */
import { shader, whole } from './compose.ts'

export interface DenseShape {
  readonly rows: number
  readonly columns: number
  readonly replicas: number
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
  readonly gains: { readonly offset: number; readonly stride: number }
}

export function denseText({ rows, columns, replicas, source, target, gains }: DenseShape): string {
  return shader`
// row major
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read> gains: array<f32>;
@group(0) @binding(2) var<storage, read> source: array<f32>;
@group(0) @binding(3) var<storage, read_write> total: array<f32>;

const rows = ${whole(rows)}u;
const columns = ${whole(columns)}u;
const replicas = ${whole(replicas)}u;
const across = ${whole(Math.ceil(rows / 32))}u;

// [column of the tile][row, replica], four and four
var<workgroup> left: array<vec4f, 128>;
var<workgroup> right: array<vec4f, 128>;

fn weight(row: u32, column: u32) -> f32 {
  if (row >= rows || column >= columns) {
    return 0.0;
  }
  return weights[row * columns + column];
}

fn rate(replica: u32, column: u32) -> f32 {
  if (replica >= replicas || column >= columns) {
    return 0.0;
  }
  return source[${whole(source.offset)}u + replica * ${whole(source.stride)}u + column];
}

@compute @workgroup_size(64)
fn dense(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= across * ${whole(Math.ceil(replicas / 32))}u) {
    return;
  }
  let row = 32u * (job % across);
  let replica = 32u * (job / across);
  // this lane brings column c of the tile, eight rows and eight replicas in steps of four
  let c = lane % 16u;
  let quad = lane / 16u;
  let y = lane % 8u;
  let x = lane / 8u;

  var sum = mat4x4f();
  for (var block = 0u; block < columns; block += 64u) {
    var part = mat4x4f();
    let end = min(block + 64u, columns);
    for (var begin = block; begin < end; begin += 16u) {
      workgroupBarrier();
      for (var q = quad; q < 8u; q += 4u) {
        let i = row + 4u * q;
        let r = replica + 4u * q;
        let j = begin + c;
        left[8u * c + q] = vec4f(weight(i, j), weight(i + 1u, j), weight(i + 2u, j), weight(i + 3u, j));
        right[8u * c + q] = vec4f(rate(r, j), rate(r + 1u, j), rate(r + 2u, j), rate(r + 3u, j));
      }
      workgroupBarrier();
      for (var k = 0u; k < 16u; k++) {
        let w = left[8u * k + y];
        let r = right[8u * k + x];
        part += mat4x4f(w * r.x, w * r.y, w * r.z, w * r.w);
      }
    }
    sum += part;
  }
  for (var b = 0u; b < 4u; b++) {
    let own = replica + 4u * x + b;
    for (var a = 0u; a < 4u; a++) {
      let i = row + 4u * y + a;
      if (own < replicas && i < rows) {
        let gain = gains[${whole(gains.offset)}u + own * ${whole(gains.stride)}u];
        total[${whole(target.offset)}u + own * ${whole(target.stride)}u + i] += gain * sum[b][a];
      }
    }
  }
}
`
}
