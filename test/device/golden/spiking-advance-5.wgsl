@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> stages: array<f32>;
@group(0) @binding(4) var<storage, read_write> totals: array<f32>;
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
  if (job >= 8u) {
    return;
  }
  let replica = job / 4u;
  let point = job % 4u;
  let own = 4u + replica * 40u + point;
  let at = 4u + replica * 24u + point;
  let dt = clock.dt;
  let x0 = stages[own + 0u];
  let b0 = state[own + 0u];

  let total = inputs[at];
  totals[(replica * 1u + 0u) * 4u + point] = total;

  let y0 = b0 + 0.5 * dt * (stages[own + 0u + 80u] + 0.0);
  state[own + 0u] = y0;
  inputs[at] = numbers[point];

}
