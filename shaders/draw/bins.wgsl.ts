/**
 * Bins: means over the cells of a coarser grid, one workgroup a cell. Job: k = rows, columns, coarse rows, coarse
 * columns; m = first value, first number written.
 */
import { shader } from '../compose.ts'
import { jobText } from './job.wgsl.ts'

export function binsText(): string {
  return shader`${jobText}
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;

var<workgroup> lanes: array<f32, 32>;

@compute @workgroup_size(32)
fn bins(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x / job.k.w;
  let column = group.x % job.k.w;
  let top = row * job.k.x / job.k.z;
  let left = column * job.k.y / job.k.w;
  let width = (column + 1u) * job.k.y / job.k.w - left;
  let count = ((row + 1u) * job.k.x / job.k.z - top) * width;
  var sum = 0.0;
  for (var i = lane; i < count; i += 32u) {
    sum += values[job.m.x + (top + i / width) * job.k.y + left + i % width];
  }
  lanes[lane] = sum;
  for (var half = 16u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
  }
  if (lane == 0u) {
    means[job.m.y + group.x] = lanes[0] / f32(count);
  }
}
`
}
