struct Spikes {
  count: atomic<u32>,
  pad: u32,
  // neuron among those of all replicas, step
  list: array<vec2u>,
}

@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> fired: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> spikes: Spikes;
@group(0) @binding(4) var<storage, read> key: vec2u;
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

fn chance(replica: u32, point: u32, hazard: f32) -> bool {
  let counter = vec4u(point >> 2u, 39u, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(key.x, key.y ^ replica));
  let u = (f32(words[point & 3u]) + 0.5) * 2.3283064365386963e-10;
  let half = 0.5 * hazard * clock.dt;
  if (!(half > 0.0)) {
    return false;
  }
  return half > 20.0 || u < 2.0 * exp32(-half) * sinh32(half);
}

@compute @workgroup_size(64)
fn threshold(
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
  let point = place;
  let own = 84u + replica * 96u + point;
  let at = 24u + replica * 36u + point;

  let x0 = state[own + 0u];

  let e0 = clock.signals[0].y;
  let e1 = exp32(x0);
  let e2 = e0 * e1;
  if (!(chance(replica, point, e2))) {
    return;
  }

  atomicAdd(&fired[24u + replica * 36u + point], 1u);

  let number = atomicAdd(&spikes.count, 1u);
  if (number < arrayLength(&spikes.list)) {
    let neuron = replica * 60u + 48u + point;
    spikes.list[number] = vec2u(neuron, clock.stepLow + 1u);
  }

}
