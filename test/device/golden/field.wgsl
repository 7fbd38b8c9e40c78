// first step, step after the last
@group(0) @binding(0) var<storage, read> window: array<u32>;
// [coordinate][point]
@group(0) @binding(1) var<storage, read> coordinates: array<f32>;
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
  signals: array<vec4f, 1>,
}
@group(1) @binding(0) var<uniform> clock: Clock;

fn nan32() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn sinquarter32(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * ((-0.16666667) + z * (0.008333329 + z * ((-0.00019839327) + z * 0.0000027182373)));
}

fn cosquarter32(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (0.041666668 + z * ((-0.0013888883) + z * (0.000024799512 + z * (-2.7209543e-7)))));
}

struct Quarters32 {
  turns: i32,
  rest: f32,
}

fn quarters32(x: f32) -> Quarters32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) >= 0x7f800000u) {
    return Quarters32(0, nan32());
  }
  let n = floor(x * 0.63661975 + 0.5);
  let rest = (((x - n * 1.5703125) - n * 0.00048065186) - n * 0.0000031739473) - n * 9.920935e-10;
  return Quarters32(i32(n), clamp(rest, -0.8, 0.8));
}

fn wave32(x: f32, turns: i32) -> f32 {
  let q = quarters32(x);
  let n = q.turns + turns;
  let y = select(sinquarter32(q.rest), cosquarter32(q.rest), (n & 1) == 1);
  return keep32(select(y, -y, (n & 2) == 2), q.rest);
}

fn cos32(x: f32) -> f32 {
  return wave32(x, 1);
}

@compute @workgroup_size(64)
fn field(
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
  let c_theta = coordinates[0u + point];
  let e0 = clock.signals[0].x;
  let e4 = clock.signals[0].y;
  let e1 = c_theta - e0;
  let e2 = cos32(e1);
  let e3 = 0.3 * e2;
  let e5 = e3 * e4;
  inputs[at] += e5;
}
