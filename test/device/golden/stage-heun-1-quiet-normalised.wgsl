@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> rates: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(3) var<storage, read> numbers: array<f32>;
@group(0) @binding(4) var<storage, read_write> stages: array<f32>;
@group(0) @binding(5) var<storage, read> means: array<f32>;
struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,
  signals: array<vec4f, 1>,
}
@group(1) @binding(0) var<uniform> clock: Clock;

@compute @workgroup_size(64)
fn advance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 200u) {
    return;
  }
  let replica = job / 100u;
  let point = job % 100u;
  let own = 0u + replica * 200u + point;
  let at = 0u + replica * 100u + point;
  let p = 100u + replica * 3u;
  let m = replica * 4u;
  let dt = clock.dt;
  let x0 = state[own + 0u];
  let x1 = state[own + 100u];

  let r = rates[at];
  let total = inputs[at];
  let e3 = numbers[p + 0u];
  let e5 = means[m + 1u];
  let e6 = means[m + 2u];
  let e7 = means[m + 3u];
  let e8 = e6 * e7;
  let e9 = e5 - e8;
  let e10 = 0.1 * e9;
  let e12 = numbers[p + 1u];
  let e15 = numbers[p + 2u];
  let e17 = clock.signals[0].x;
  let e0 = -x0;
  let e1 = e0 - x1;
  let e2 = e1 + total;
  let e4 = e2 / e3;
  let e11 = e4 + e10;
  let e13 = e12 * r;
  let e14 = e13 - x1;
  let e16 = e14 / e15;
  let e18 = e16 + e17;

  stages[own + 0u + 400u] = e11;
  let y0 = x0 + dt * e11;
  stages[own + 0u] = y0;
  stages[own + 100u + 400u] = e18;
  let y1 = x1 + dt * e18;
  stages[own + 100u] = y1;
  inputs[at] = numbers[point];

}
