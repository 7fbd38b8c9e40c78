@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> rates: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(3) var<storage, read> numbers: array<f32>;
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

fn erf32(x: f32) -> f32 {
  let a = clamp(x, -3.93, 3.93);
  let z = a * a;
  let y = a * (1.1283791 + z * (0.19078386 + z * (0.05279029 + z * (0.0037796109 + z * (0.00028480872 + z * 0.0000020419716))))) / (1.0 + z * (0.50241053 + z * (0.11425754 + z * (0.01499744 + z * (0.0011652133 + z * 0.000038004087)))));
  return keep32(clamp(y, -1.0, 1.0), x);
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
  if (job >= 291u) {
    return;
  }
  let replica = job / 97u;
  let point = job % 97u;
  let own = 0u + replica * 97u + point;
  let at = 0u + replica * 97u + point;
  let p = 97u + replica * 1u;
  let dt = clock.dt;
  let x0 = state[own + 0u];

  let r = rates[at];
  let total = inputs[at];
  let e1 = numbers[p + 0u];
  let e3 = (-1.0) / e1;
  let e0 = total - x0;
  let e2 = e0 / e1;

  let z0 = dt * e3;
  let y0 = x0 + dt * phi1(z0) * e2;
  state[own + 0u] = y0;
  inputs[at] = numbers[point];

  let q0 = 0.88622695 * y0;
  let q1 = erf32(q0);
  rates[at] = q1;

}
