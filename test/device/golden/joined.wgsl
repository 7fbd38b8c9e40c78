@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> rates: array<f32>;
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

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn erf32(x: f32) -> f32 {
  let a = clamp(x, -3.93, 3.93);
  let z = a * a;
  let y = a * (1.1283791 + z * (0.19078386 + z * (0.05279029 + z * (0.0037796109 + z * (0.00028480872 + z * 0.0000020419716))))) / (1.0 + z * (0.50241053 + z * (0.11425754 + z * (0.01499744 + z * (0.0011652133 + z * 0.000038004087)))));
  return keep32(clamp(y, -1.0, 1.0), x);
}

@compute @workgroup_size(64)
fn advance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 36u) {
    return;
  }
  let replica = job / 36u;
  let point = job % 36u;
  let own = 0u + replica * 36u + point;
  let at = 0u + replica * 36u + point;
  let p = 36u + replica * 1u;
  let dt = clock.dt;
  let x0 = stages[own + 0u];
  let b0 = state[own + 0u];
  let r = rates[at];
  let total = inputs[at];
  let e1 = numbers[p + 0u];
  let e0 = total - x0;
  let e2 = e0 / e1;

  let y0 = b0 + 0.5 * dt * (stages[own + 0u + 36u] + e2);
  state[own + 0u] = y0;
  inputs[at] = numbers[point];

  let q0 = 0.88622695 * y0;
  let q1 = erf32(q0);
  rates[at] = q1;

}
