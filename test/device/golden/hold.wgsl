// first step, step after the last, then the step at which each frame begins
@group(0) @binding(0) var<storage, read> window: array<u32>;
// [frame][point]
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,
}
@group(1) @binding(0) var<uniform> clock: Clock;

@compute @workgroup_size(64)
fn hold(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 128u || clock.stepLow < window[0] || clock.stepLow >= window[1]) {
    return;
  }
  let point = job % 64u;
  let at = 0u + job / 64u * 64u + point;
  var frame = 0u;
  var beyond = 1u;
  while (beyond - frame > 1u) {
    let middle = (frame + beyond) / 2u;
    if (window[2u + middle] <= clock.stepLow) {
      frame = middle;
    } else {
      beyond = middle;
    }
  }
  inputs[at] += values[frame * 64u + point];
}
