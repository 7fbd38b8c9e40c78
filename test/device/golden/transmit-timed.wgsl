@group(0) @binding(0) var<storage, read> state: array<f32>;
// one constant a point, then the parameters of every replica
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> rates: array<f32>;

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

fn tanh32(x: f32) -> f32 {
  let a = clamp(x, -9.02, 9.02);
  let z = a * a;
  let y = a * (1.0 + z * (0.13679914 + z * (0.003868327 + z * (0.000028007446 + z * (3.0584996e-8 + z * (-1.2203449e-11)))))) / (1.0 + z * (0.47013247 + z * (0.027245836 + z * (0.00039386298 + z * 0.0000012873658))));
  return keep32(clamp(y, -1.0, 1.0), x);
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

fn sin32(x: f32) -> f32 {
  return wave32(x, 0);
}

@compute @workgroup_size(64)
fn transmit(
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
  let t = clock.time;
  let x0 = state[own + 0u];
  let e1 = 3.0 * t;
  let e2 = sin32(e1);
  let e3 = 0.5 * e2;
  let e4 = 1.0 + e3;
  let e0 = tanh32(x0);
  let e5 = e0 * e4;
  rates[at] = e5;
}
