// first step, step after the last
@group(0) @binding(0) var<storage, read> window: array<u32>;
@group(0) @binding(1) var<storage, read> base: array<f32>;
@group(0) @binding(2) var<storage, read_write> gains: array<f32>;
struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,
  signals: array<vec4f, 2>,
}
@group(1) @binding(0) var<uniform> clock: Clock;

@compute @workgroup_size(64)
fn pace(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 2u) {
    return;
  }
  if (clock.stepLow < window[0] || clock.stepLow >= window[1]) {
    gains[job] = 0.0;
    return;
  }
  let e0 = clock.signals[1].x;
  gains[job] = base[job] * e0;
}
