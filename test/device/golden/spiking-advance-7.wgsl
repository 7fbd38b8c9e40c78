struct Noise {
  keyLow: u32,
  keyHigh: u32,
  // sigma sqrt(dt)
  white: f32,
  // eta' = keep eta + fresh n1, its integral carried eta + along n1 + across n2
  keep: f32,
  fresh: f32,
  carried: f32,
  along: f32,
  across: f32,
}

@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> inputs: array<f32>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> stages: array<f32>;
@group(0) @binding(4) var<storage, read> noise: Noise;
@group(0) @binding(5) var<storage, read> eta: array<f32>;
@group(0) @binding(6) var<storage, read_write> owned: array<f32>;
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

fn sinquarter32(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * ((-0.16666667) + z * (0.008333329 + z * ((-0.00019839327) + z * 0.0000027182373)));
}

fn cosquarter32(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (0.041666668 + z * ((-0.0013888883) + z * (0.000024799512 + z * (-2.7209543e-7)))));
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

fn minustwolog32(word: u32) -> f32 {
  let zeros = countLeadingZeros(word);
  let whole = zeros > 0u;
  let top = (word << (zeros & 31u)) | select(0u, 1u << ((zeros - 1u) & 31u), whole);
  let low = top < 0xb504f334u;
  let above = f32((top << 1u) | select(1u, 0u, whole));
  let below = f32(0u - top) - select(0.5, 0.0, whole);
  let e = select(-below, above, low) * 2.3283064e-10;
  let f = e / (2.0 + e);
  let z = f * f;
  let s = f32(zeros + select(0u, 1u, low));
  return s * 1.3862944 - 4.0 * (f + f * z * (0.33333337 + z * (0.19999439 + z * (0.14308442 + z * (0.10713828 + z * 0.12150469)))));
}

fn normalpair32(a: u32, b: u32) -> vec2f {
  let radius = sqrt(minustwolog32(a));
  let rest = i32(b & 0x3fffffffu) - 536870912;
  let angle = f32(2 * rest + 1) * 7.3145906e-10;
  let c = radius * cosquarter32(angle);
  let s = radius * sinquarter32(angle);
  let turned = select(vec2f(c, s), vec2f(-s, c), (b & 0x40000000u) != 0u);
  return select(turned, -turned, b >= 0x80000000u);
}

// standard normal of a point, the same that the host draws
fn normal(stream: u32, replica: u32, point: u32) -> f32 {
  let counter = vec4u(point >> 2u, stream, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(noise.keyLow, noise.keyHigh ^ replica));
  let two = select(words.xy, words.zw, (point & 2u) != 0u);
  let pair = normalpair32(two.x, two.y);
  return select(pair.x, pair.y, (point & 1u) != 0u);
}

@compute @workgroup_size(64)
fn advance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 72u) {
    return;
  }
  let replica = job / 36u;
  let point = job % 36u;
  let own = 12u + replica * 96u + point;
  let at = 12u + replica * 36u + point % 12u;
  let p = 12u + replica * 1u;
  let dt = clock.dt;
  let x0 = state[own + 0u];
  let x1 = state[own + 36u];

  let total = inputs[at] + owned[(replica * 1u + 0u) * 36u + point];
  owned[(replica * 1u + 0u) * 36u + point] = 0.0;
  let e2 = numbers[p + 0u];
  let e0 = total - x0;
  let e1 = e0 - x1;
  let e3 = e1 / e2;
  let e4 = -x1;
  let n1 = normal(17u, replica, point);
  let n2 = normal(18u, replica, point);
  let old = eta[12u + replica * 60u + point];
  let kick = noise.carried * old + noise.along * n1 + noise.across * n2;
  stages[own + 0u + 192u] = e3;
  let y0 = x0 + dt * e3 + kick;
  stages[own + 0u] = y0;
  stages[own + 36u + 192u] = e4;
  let y1 = x1 + dt * e4;
  stages[own + 36u] = y1;

}
