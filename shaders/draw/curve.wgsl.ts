/**
 * Curve: a vertex on every rail, as far along it as its value is within the range. Job: k = first value, stride,
 * capacity in strides, vertices; m = offset within a stride, values before they begin anew, first vertex written.
 */
import { shader } from '../compose.ts'
import { jobText } from './job.wgsl.ts'

export function curveText(): string {
  return shader`${jobText}
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> range: array<f32>;
// where the range begins, and the way to where it ends
@group(0) @binding(3) var<storage, read> rails: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> vertices: array<vec4f>;

@compute @workgroup_size(64)
fn curve(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= job.k.w) {
    return;
  }
  let value = values[(job.k.x + i % job.m.y) % job.k.z * job.k.y + job.m.x];
  let share = (value - range[0]) / max(range[1] - range[0], 1e-30);
  vertices[job.m.z + i] = vec4f(rails[i].xy + rails[i].zw * share, 0.0, f32(i));
}
`
}
