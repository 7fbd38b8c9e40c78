// first step, step after the last, key of the words
@group(0) @binding(0) var<storage, read> window: vec4u;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> areas: array<f32>;
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

fn mulhigh32(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let cross = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (cross >> 16u);
}

fn philox32(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let high0 = mulhigh32(0xd2511f53u, c.x);
    let high1 = mulhigh32(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

// how often in a step of mean m: as often as the share of so few events is not above u. Shares are multiples of
// e^scale, which is raised in time where e^-m would be lost.
fn events(u: f32, m: f32) -> f32 {
  var scale = -m;
  var factor = exp32(scale);
  var share = 1.0;
  var below = 1.0;
  var k = 0.0;
  while (u >= factor * below) {
    k += 1.0;
    share *= m / k;
    below += share;
    // beyond this the sum no longer grows
    if (share < 3e-8 * below && k > m) {
      break;
    }
    if (below > 1e18) {
      share *= 1e-18;
      below *= 1e-18;
      scale += 41.44653167389282;
      factor = exp32(scale);
    }
  }
  return k;
}

@compute @workgroup_size(64)
fn poisson(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 24u) {
    return;
  }
  let replica = job / 12u;
  let place = job % 12u;
  if (clock.stepLow < window.x || clock.stepLow >= window.y) {
    return;
  }

  let m = 1.0 * clock.dt;
  // no rate: the run is seen to diverge
  if (!(m >= 0.0 && m <= 500.0)) {
    areas[0u + replica * 12u + place] = nan32();
    return;
  }
  let counter = vec4u(place >> 2u, 22u, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(window.z, window.w ^ replica));
  let u = (f32(words[place & 3u]) + 0.5) * 2.3283064365386963e-10;
  areas[0u + replica * 12u + place] += numbers[0] * events(u, m);
}
