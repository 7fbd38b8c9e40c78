/**
 * Spread: what the colours run from and to. Workgroups leave their least, largest, sum and place of the largest;
 * one merges them and eases the range towards them: from 0 or the least value up, or as far below 0 as above
 * once a value has been negative. Growing is quick, shrinking slow. Job: k = first, count, workgroups; a.x = share.
 */
import { shader } from '../compose.ts'
import { jobText } from './job.wgsl.ts'

export const spreadWorkgroups = 128

export function spreadText(): string {
  return shader`${jobText}
@group(0) @binding(1) var<storage, read> values: array<f32>;
// least, largest, sum, and the bits of the place of the largest
@group(0) @binding(2) var<storage, read_write> parts: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> range: array<f32>;

const worst = vec4f(3.0e38, -3.0e38, 0.0, 0.0);

var<workgroup> lanes: array<vec4f, 128>;

fn joined(a: vec4f, b: vec4f) -> vec4f {
  return vec4f(min(a.x, b.x), max(a.y, b.y), a.z + b.z, select(a.w, b.w, b.y > a.y));
}

fn gather(lane: u32) {
  for (var half = 64u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] = joined(lanes[lane], lanes[lane + half]);
    }
  }
}

@compute @workgroup_size(128)
fn part(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var seen = worst;
  for (var i = 128u * group.x + lane; i < job.k.y; i += 128u * job.k.z) {
    let value = values[job.k.x + i];
    seen = joined(seen, vec4f(value, value, value, f32(i)));
  }
  lanes[lane] = seen;
  gather(lane);
  if (lane == 0u) {
    parts[group.x] = lanes[0];
  }
}

fn eased(start: f32, to: f32, grows: bool) -> f32 {
  return mix(start, to, select(job.a.x, max(job.a.x, 0.35), grows));
}

@compute @workgroup_size(128)
fn merge(@builtin(local_invocation_index) lane: u32) {
  var seen = worst;
  for (var i = lane; i < job.k.z; i += 128u) {
    seen = joined(seen, parts[i]);
  }
  lanes[lane] = seen;
  gather(lane);
  if (lane > 0u) {
    return;
  }
  let least = lanes[0].x;
  let largest = lanes[0].y;
  let size = max(abs(least), abs(largest));
  let signed = least < -0.02 * size || range[2] > 0.5;
  let low = select(min(0.0, least), -size, signed);
  let high = select(max(largest, low + 1e-6), max(size, 1e-6), signed);
  let begins = range[7] < 0.5 || signed != (range[2] > 0.5);
  range[0] = select(eased(range[0], low, low < range[0]), low, begins);
  range[1] = select(eased(range[1], high, high > range[1]), high, begins);
  range[2] = select(0.0, 1.0, signed);
  range[3] = least;
  range[4] = largest;
  range[5] = lanes[0].z / f32(job.k.y);
  range[6] = lanes[0].w;
  range[7] = 1.0;
}
`
}
