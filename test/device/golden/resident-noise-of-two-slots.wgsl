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

@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> carried: array<f32>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read> tables: array<f32>;
@group(0) @binding(4) var<storage, read> indices: array<u32>;
@group(0) @binding(5) var<storage, read_write> found: array<atomic<u32>>;
@group(0) @binding(6) var<storage, read_write> frames: array<f32>;

var<workgroup> rates: array<f32, 128>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

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

fn normals32(words: vec4u) -> vec4f {
  return vec4f(normalpair32(words.x, words.y), normalpair32(words.z, words.w));
}

fn normalOf(neuron: u32, stream: u32, step: u32, high: u32, key: vec2u) -> f32 {
  let words = philox32(vec4u(neuron >> 2u, stream, step, high), key);
  let pair = select(words.xy, words.zw, (neuron & 2u) != 0u);
  let normals = normalpair32(pair.x, pair.y);
  return select(normals.x, normals.y, (neuron & 1u) != 0u);
}

@compute @workgroup_size(32)
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let replica = group.x + groups.x * group.y;
  if (replica >= arrayLength(&state) / 64u) {
    return;
  }
  let own = replica * 2u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let key = vec2u(indices[3u + 2u * replica], indices[3u + 2u * replica + 1u]);
  let i0_0 = thread;
  var y0_0_0 = state[replica * 64u + i0_0];
  var l0_0_0 = carried[replica * 64u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  var kick0_0 = 0.0;
  let i0_1 = thread + 32u;
  var y0_1_0 = state[replica * 64u + i0_1];
  var l0_1_0 = carried[replica * 64u + i0_1];
  var x0_1_0 = y0_1_0;
  var s0_1_0 = 0.0;
  var kick0_1 = 0.0;
  let p0_0 = numbers[own];
  if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {
    atomicStore(&lost, 1u);
  }
  let turns = 2u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 2u;
    let since = turn / 2u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[2u] || step % indices[0u] == 0u;
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_0) & 0x7fffffffu) > 1399379109u);
        if (!bounded) {
          atomicStore(&lost, 1u);
        }
      }
      workgroupBarrier();
      if (thread == 0u) {
        stopped = atomicLoad(&lost);
      }
      if (workgroupUniformLoad(&stopped) != 0u) {
        if (thread == 0u) {
          atomicMin(&found[0], step);
          atomicMin(&found[1u + replica], step);
        }
        break;
      }
    }
    var r0_0 = 0.0;
    {
      let v0 = y0_0_0;
      let a0_0 = 0.88622695 * v0;
      let a0_1 = erf32(a0_0);
      r0_0 = a0_1;
    }
    var r0_1 = 0.0;
    {
      let v0 = y0_1_0;
      let a0_0 = 0.88622695 * v0;
      let a0_1 = erf32(a0_0);
      r0_1 = a0_1;
    }
    let every = indices[0u];
    if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {
      let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);
      let frame = (slot * indices[1u] + replica) * 64u;
      frames[frame + i0_0] = r0_0;
      frames[frame + i0_1] = r0_1;
    }
    if (turn == turns) {
      break;
    }
    if (stage == 0u) {
      let high = clock.stepHigh + select(0u, 1u, step < since);
      kick0_0 = tables[4096u] * normalOf(i0_0, 1u, step, high, key);
      kick0_1 = tables[4096u] * normalOf(i0_1, 1u, step, high, key);
    }
    var in0_0 = 0.0;
    var in0_1 = 0.0;
    let side = (turn & 1u) * 64u;
    rates[side + i0_0] = r0_0;
    rates[side + i0_1] = r0_1;
    workgroupBarrier();
    {
      var sum0 = 0.0;
      var sum1 = 0.0;
      for (var j = 0u; j < 64u; j++) {
        let rate = rates[side + 0u + j];
        let row = 0u + j * 64u;
        sum0 += tables[row + i0_0] * rate;
        sum1 += tables[row + i0_1] * rate;
      }
      in0_0 += numbers[1u + own] * sum0;
      in0_1 += numbers[1u + own] * sum1;
    }
    {
      let v0 = y0_0_0;
      let r = r0_0;
      let input = in0_0;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      if (stage == 0u) {
        s0_0_0 = f0;
        y0_0_0 = x0_0_0 + dt * f0 + kick0_0;
      } else {
        {
          let change = 0.5 * dt * (s0_0_0 + f0) + kick0_0 + l0_0_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_0_0 + change) | nothing);
          l0_0_0 = change - (sum - x0_0_0);
          x0_0_0 = sum;
        }
        y0_0_0 = x0_0_0;
      }
    }
    {
      let v0 = y0_1_0;
      let r = r0_1;
      let input = in0_1;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      if (stage == 0u) {
        s0_1_0 = f0;
        y0_1_0 = x0_1_0 + dt * f0 + kick0_1;
      } else {
        {
          let change = 0.5 * dt * (s0_1_0 + f0) + kick0_1 + l0_1_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_1_0 + change) | nothing);
          l0_1_0 = change - (sum - x0_1_0);
          x0_1_0 = sum;
        }
        y0_1_0 = x0_1_0;
      }
    }
  }
  state[replica * 64u + i0_0] = y0_0_0;
  carried[replica * 64u + i0_0] = l0_0_0;
  state[replica * 64u + i0_1] = y0_1_0;
  carried[replica * 64u + i0_1] = l0_1_0;
}
