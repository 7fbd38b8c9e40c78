@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> more: array<f32>;
@group(0) @binding(4) var<storage, read_write> totals: array<f32>;
@group(0) @binding(5) var<storage, read> firing: array<u32>;
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
  if (job >= 32u) {
    return;
  }
  let replica = job / 16u;
  let point = job % 16u;
  let own = 8u + replica * 40u + point;
  let at = 8u + replica * 24u + point;
  let p = 48u + replica * 2u;
  let dt = clock.dt;
  let x0 = state[own + 0u];
  let x1 = state[own + 16u];

  let total = inputs[at];
  totals[(replica * 3u + 0u) * 16u + point] = total;
  let total1 = more[(replica * 2u + 0u) * 16u + point];
  totals[(replica * 3u + 1u) * 16u + point] = total1;
  let total2 = more[(replica * 2u + 1u) * 16u + point];
  totals[(replica * 3u + 2u) * 16u + point] = total2;
  let e0 = total + total1;
  let e1 = e0 - total2;

  let y0 = x0 + dt * e1;
  state[own + 0u] = select(y0, x0, firing[replica * 16u + point] > 0u);
  let y1 = x1 + dt * 0.0;
  state[own + 16u] = y1;
  inputs[at] = numbers[point];
  more[(replica * 2u + 0u) * 16u + point] = numbers[16u + point];
  more[(replica * 2u + 1u) * 16u + point] = numbers[32u + point];

}
