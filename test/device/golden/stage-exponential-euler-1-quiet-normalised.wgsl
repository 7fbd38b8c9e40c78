@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read> rates: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(3) var<storage, read> numbers: array<f32>;
@group(0) @binding(4) var<storage, read> means: array<f32>;
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

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn ldexp32(r: f32, n: i32) -> f32 {
  let half = n >> 1u;
  let first = bitcast<f32>(bitcast<u32>(half + 127) << 23u);
  let second = bitcast<f32>(bitcast<u32>(n - half + 127) << 23u);
  return (1.0 + (r + r * r * (0.49999994 + r * (0.16666515 + r * (0.041668456 + r * (0.008369419 + r * 0.0013813142)))))) * first * second;
}

fn scaledexp32(x: f32, k: i32) -> f32 {
  let a = clamp(x, -105.0, 91.0);
  let n = floor(a * 1.442695 + 0.5);
  let r = (a - n * 0.6933594) - n * (-0.00021219444);
  return keep32(ldexp32(r, i32(n) + k), x);
}

fn exp32(x: f32) -> f32 {
  return scaledexp32(x, 0);
}

fn sinh32(x: f32) -> f32 {
  if (abs(x) < 1.0) {
    let z = x * x;
    return x + x * z * (0.16666667 + z * (0.0083333505 + z * (0.00019836066 + z * 0.0000028174397)));
  }
  let e = scaledexp32(abs(x), -1);
  let y = e - 0.25 / e;
  return keep32(select(y, -y, x < 0.0), x);
}

// (e^z - 1) / z
fn phi1(z: f32) -> f32 {
  if (abs(z) < 1.0) {
    let h = 0.5 * z;
    return keep32(select(exp32(h) * sinh32(h) / h, 1.0, z == 0.0), z);
  }
  return (exp32(z) - 1.0) / z;
}

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
  let e19 = (-1.0) / e3;
  let e20 = (-1.0) / e15;
  let e0 = -x0;
  let e1 = e0 - x1;
  let e2 = e1 + total;
  let e4 = e2 / e3;
  let e11 = e4 + e10;
  let e13 = e12 * r;
  let e14 = e13 - x1;
  let e16 = e14 / e15;
  let e18 = e16 + e17;

  let z0 = dt * e19;
  let y0 = x0 + dt * phi1(z0) * e11;
  state[own + 0u] = y0;
  let z1 = dt * e20;
  let y1 = x1 + dt * phi1(z1) * e18;
  state[own + 100u] = y1;
  inputs[at] = numbers[point];

}
