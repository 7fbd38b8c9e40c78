@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> rates: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(3) var<storage, read> numbers: array<f32>;
@group(0) @binding(4) var<storage, read_write> stages: array<f32>;
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
fn advance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 30u) {
    return;
  }
  let replica = job / 30u;
  let point = job % 30u;
  let own = 0u + replica * 30u + point;
  let at = 0u + replica * 30u + point;
  let dt = clock.dt;
  let x0 = state[own + 0u];

  let r = rates[at];
  let total = inputs[at];
  let e0 = total - x0;

  stages[own + 0u + 30u] = e0;
  let y0 = x0 + 0.5 * dt * e0;
  stages[own + 0u] = y0;
  inputs[at] = numbers[point];

}
