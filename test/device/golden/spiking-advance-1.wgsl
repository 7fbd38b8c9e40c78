@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> owned: array<f32>;
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
  if (job >= 128u) {
    return;
  }
  let replica = job / 64u;
  let point = job % 64u;
  let own = 0u + replica * 84u + point;
  let at = 0u + replica * 36u + point % 16u;
  let dt = clock.dt;
  let x0 = state[own + 0u];

  let total = inputs[at] + owned[(replica * 1u + 0u) * 64u + point];
  owned[(replica * 1u + 0u) * 64u + point] = 0.0;

  let y0 = x0 + dt * total;
  state[own + 0u] = y0;

}
