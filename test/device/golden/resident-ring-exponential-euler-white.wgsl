enable subgroups;

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

var<workgroup> parts: array<f32, 32>;
var<workgroup> coefficients: array<f32, 4>;
var<workgroup> staged: array<f32, 194>;
var<workgroup> shares: array<f32, 72>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

var<workgroup> leaders: array<u32, 32>;

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn ordered32(a: f32, b: f32) -> bool {
  return !isnan32(a) && !isnan32(b);
}

fn above32(a: f32, b: f32) -> bool {
  return ordered32(a, b) && a > b;
}

fn differs32(a: f32, b: f32) -> bool {
  return !ordered32(a, b) || a != b;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn max32(a: f32, b: f32) -> f32 {
  return keep32(keep32(max(a, b), b), a);
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

fn growth(z: f32) -> f32 {
  if (abs(z) > 0.5) {
    return (exp32(z) - 1.0) / z;
  }
  return 1.0 + z / 2.0 * (1.0 + z / 3.0 * (1.0 + z / 4.0 * (1.0 + z / 5.0 * (1.0 + z / 6.0
    * (1.0 + z / 7.0 * (1.0 + z / 8.0 * (1.0 + z / 9.0)))))));
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
  if (replica >= arrayLength(&state) / 97u) {
    return;
  }
  let own = replica * 5u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let key = vec2u(indices[72u + 2u * replica], indices[72u + 2u * replica + 1u]);
  let i0_0 = min(4u * thread, 96u);
  var y0_0_0 = state[replica * 97u + i0_0];
  var l0_0_0 = carried[replica * 97u + i0_0];
  var kick0_0 = 0.0;
  let i0_1 = min(4u * thread + 1u, 96u);
  var y0_1_0 = state[replica * 97u + i0_1];
  var l0_1_0 = carried[replica * 97u + i0_1];
  var kick0_1 = 0.0;
  let i0_2 = min(4u * thread + 2u, 96u);
  var y0_2_0 = state[replica * 97u + i0_2];
  var l0_2_0 = carried[replica * 97u + i0_2];
  var kick0_2 = 0.0;
  let i0_3 = min(4u * thread + 3u, 96u);
  var y0_3_0 = state[replica * 97u + i0_3];
  var l0_3_0 = carried[replica * 97u + i0_3];
  var kick0_3 = 0.0;
  let p0_0 = numbers[own];
  let drive0_0 = tables[i0_0];
  let drive0_1 = tables[i0_1];
  let drive0_2 = tables[i0_2];
  let drive0_3 = tables[i0_3];
  let e0_0_0 = tables[97u + i0_0];
  let e0_0_1 = tables[97u + i0_1];
  let e0_0_2 = tables[97u + i0_2];
  let e0_0_3 = tables[97u + i0_3];
  let e0_1_0 = tables[194u + i0_0];
  let e0_1_1 = tables[194u + i0_1];
  let e0_1_2 = tables[194u + i0_2];
  let e0_1_3 = tables[194u + i0_3];
  let e0_2_0 = tables[291u + i0_0];
  let e0_2_1 = tables[291u + i0_1];
  let e0_2_2 = tables[291u + i0_2];
  let e0_2_3 = tables[291u + i0_3];
  let e0_3_0 = tables[388u + i0_0];
  let e0_3_1 = tables[388u + i0_1];
  let e0_3_2 = tables[388u + i0_2];
  let e0_3_3 = tables[388u + i0_3];
  let c = min(thread, 3u);
  let column = 0u + 6u * c;
  let first = indices[column];
  let breadth = indices[column + 1u];
  let row = indices[column + 2u];
  let gain = numbers[own + 1u + c];
  if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {
    atomicStore(&lost, 1u);
  }
  let lowest = subgroupMin(thread);
  let leads = lowest == thread;
  leaders[thread] = select(0u, 1u, leads);
  workgroupBarrier();
  var subgroup = 0u;
  var subgroups = 0u;
  for (var s = 0u; s < 32u; s++) {
    subgroups += leaders[s];
    subgroup += select(0u, leaders[s], s < lowest);
  }
  let turns = 1u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 1u;
    let since = turn / 1u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[71u] || step % indices[24u] == 0u;
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_2_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_3_0) & 0x7fffffffu) > 1399379109u);
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
    var r0_2 = 0.0;
    {
      let v0 = y0_2_0;
      let a0_0 = 0.88622695 * v0;
      let a0_1 = erf32(a0_0);
      r0_2 = a0_1;
    }
    var r0_3 = 0.0;
    {
      let v0 = y0_3_0;
      let a0_0 = 0.88622695 * v0;
      let a0_1 = erf32(a0_0);
      r0_3 = a0_1;
    }
    let every = indices[24u];
    if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {
      let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);
      let frame = (slot * indices[25u] + replica) * 106u;
      if (4u * thread < 97u) {
        frames[frame + i0_0] = r0_0;
      }
      if (4u * thread + 1u < 97u) {
        frames[frame + i0_1] = r0_1;
      }
      if (4u * thread + 2u < 97u) {
        frames[frame + i0_2] = r0_2;
      }
      if (4u * thread + 3u < 97u) {
        frames[frame + i0_3] = r0_3;
      }
      if (4u * thread < 97u) {
        staged[i0_0] = r0_0;
        staged[97u + i0_0] = y0_0_0;
      }
      if (4u * thread + 1u < 97u) {
        staged[i0_1] = r0_1;
        staged[97u + i0_1] = y0_1_0;
      }
      if (4u * thread + 2u < 97u) {
        staged[i0_2] = r0_2;
        staged[97u + i0_2] = y0_2_0;
      }
      if (4u * thread + 3u < 97u) {
        staged[i0_3] = r0_3;
        staged[97u + i0_3] = y0_3_0;
      }
      workgroupBarrier();
      for (var p = thread; p < 72u; p += 32u) {
        let measure = 26u + 5u * (p / 8u);
        let kind = indices[measure];
        let table = indices[measure + 1u];
        let source = indices[measure + 2u];
        let size = indices[measure + 3u];
        var share = select(0.0, staged[source], kind == 2u);
        if (kind > 2u) {
          var best = 0u;
          var differs = 0.0;
          for (var j = 1u; j < size; j++) {
            if (above32(staged[source + j], staged[source + best])) { best = j; }
            if (differs32(staged[source + j], staged[source])) { differs = 1.0; }
          }
          share = select(differs, f32(best), kind == 3u);
        } else {
          for (var j = p % 8u; j < size; j += 8u) {
            let value = staged[source + j];
            if (kind == 2u) { share = max32(share, value); }
            else { share += tables[table + j] * select(value, abs(value), kind == 1u); }
          }
        }
        shares[p] = share;
      }
      workgroupBarrier();
      for (var q = thread; q < 9u; q += 32u) {
        let measure = 26u + 5u * q;
        let kind = indices[measure];
        var all = shares[q * 8u];
        for (var p = 1u; p < 8u; p++) {
          let share = shares[q * 8u + p];
          all = select(select(all + share, max32(all, share), kind == 2u), all, kind > 2u);
        }
        frames[frame + indices[measure + 4u]] = all;
      }
    }
    if (turn == turns) {
      break;
    }
    let high = clock.stepHigh + select(0u, 1u, step < since);
    let n0_0_1 = normals32(philox32(vec4u(i0_0 >> 2u, 1u, step, high), key));
    kick0_0 = tables[493u] * n0_0_1.x;
    kick0_1 = tables[493u] * n0_0_1.y;
    kick0_2 = tables[493u] * n0_0_1.z;
    kick0_3 = tables[493u] * n0_0_1.w;
    var in0_0 = drive0_0;
    var in0_1 = drive0_1;
    var in0_2 = drive0_2;
    var in0_3 = drive0_3;
    {
      let share = subgroupAdd(e0_0_0 * select(0.0, r0_0, 4u * thread < 97u) + e0_0_1 * select(0.0, r0_1, 4u * thread + 1u < 97u) + e0_0_2 * select(0.0, r0_2, 4u * thread + 2u < 97u) + e0_0_3 * select(0.0, r0_3, 4u * thread + 3u < 97u));
      if (leads) { parts[0u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_1_0 * select(0.0, r0_0, 4u * thread < 97u) + e0_1_1 * select(0.0, r0_1, 4u * thread + 1u < 97u) + e0_1_2 * select(0.0, r0_2, 4u * thread + 2u < 97u) + e0_1_3 * select(0.0, r0_3, 4u * thread + 3u < 97u));
      if (leads) { parts[8u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_2_0 * select(0.0, r0_0, 4u * thread < 97u) + e0_2_1 * select(0.0, r0_1, 4u * thread + 1u < 97u) + e0_2_2 * select(0.0, r0_2, 4u * thread + 2u < 97u) + e0_2_3 * select(0.0, r0_3, 4u * thread + 3u < 97u));
      if (leads) { parts[16u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_3_0 * select(0.0, r0_0, 4u * thread < 97u) + e0_3_1 * select(0.0, r0_1, 4u * thread + 1u < 97u) + e0_3_2 * select(0.0, r0_2, 4u * thread + 2u < 97u) + e0_3_3 * select(0.0, r0_3, 4u * thread + 3u < 97u));
      if (leads) { parts[24u + subgroup] = share; }
    }
    workgroupBarrier();
    if (thread < 4u) {
      var turned = 0.0;
      for (var j = 0u; j < breadth; j++) {
        var sum = 0.0;
        for (var q = 0u; q < subgroups; q++) { sum += parts[(first + j) * 8u + q]; }
        turned += tables[row + j] * sum;
      }
      coefficients[c] = gain * turned;
    }
    workgroupBarrier();
    {
      let turned = coefficients[0u];
      in0_0 += e0_0_0 * turned;
      in0_1 += e0_0_1 * turned;
      in0_2 += e0_0_2 * turned;
      in0_3 += e0_0_3 * turned;
    }
    {
      let turned = coefficients[1u];
      in0_0 += e0_1_0 * turned;
      in0_1 += e0_1_1 * turned;
      in0_2 += e0_1_2 * turned;
      in0_3 += e0_1_3 * turned;
    }
    {
      let turned = coefficients[2u];
      in0_0 += e0_2_0 * turned;
      in0_1 += e0_2_1 * turned;
      in0_2 += e0_2_2 * turned;
      in0_3 += e0_2_3 * turned;
    }
    {
      let turned = coefficients[3u];
      in0_0 += e0_3_0 * turned;
      in0_1 += e0_3_1 * turned;
      in0_2 += e0_3_2 * turned;
      in0_3 += e0_3_3 * turned;
    }
    let b0_2 = (-1.0) / p0_0;
    {
      let v0 = y0_0_0;
      let r = r0_0;
      let input = in0_0;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      let decay0 = b0_2;
      {
        let change = dt * growth(dt * decay0) * f0 + sqrt(growth(2.0 * dt * decay0)) * kick0_0 + l0_0_0;
        let sum = bitcast<f32>(bitcast<u32>(y0_0_0 + change) | nothing);
        l0_0_0 = change - (sum - y0_0_0);
        y0_0_0 = sum;
      }
    }
    {
      let v0 = y0_1_0;
      let r = r0_1;
      let input = in0_1;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      let decay0 = b0_2;
      {
        let change = dt * growth(dt * decay0) * f0 + sqrt(growth(2.0 * dt * decay0)) * kick0_1 + l0_1_0;
        let sum = bitcast<f32>(bitcast<u32>(y0_1_0 + change) | nothing);
        l0_1_0 = change - (sum - y0_1_0);
        y0_1_0 = sum;
      }
    }
    {
      let v0 = y0_2_0;
      let r = r0_2;
      let input = in0_2;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      let decay0 = b0_2;
      {
        let change = dt * growth(dt * decay0) * f0 + sqrt(growth(2.0 * dt * decay0)) * kick0_2 + l0_2_0;
        let sum = bitcast<f32>(bitcast<u32>(y0_2_0 + change) | nothing);
        l0_2_0 = change - (sum - y0_2_0);
        y0_2_0 = sum;
      }
    }
    {
      let v0 = y0_3_0;
      let r = r0_3;
      let input = in0_3;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      let decay0 = b0_2;
      {
        let change = dt * growth(dt * decay0) * f0 + sqrt(growth(2.0 * dt * decay0)) * kick0_3 + l0_3_0;
        let sum = bitcast<f32>(bitcast<u32>(y0_3_0 + change) | nothing);
        l0_3_0 = change - (sum - y0_3_0);
        y0_3_0 = sum;
      }
    }
  }
  if (4u * thread < 97u) {
    state[replica * 97u + i0_0] = y0_0_0;
    carried[replica * 97u + i0_0] = l0_0_0;
  }
  if (4u * thread + 1u < 97u) {
    state[replica * 97u + i0_1] = y0_1_0;
    carried[replica * 97u + i0_1] = l0_1_0;
  }
  if (4u * thread + 2u < 97u) {
    state[replica * 97u + i0_2] = y0_2_0;
    carried[replica * 97u + i0_2] = l0_2_0;
  }
  if (4u * thread + 3u < 97u) {
    state[replica * 97u + i0_3] = y0_3_0;
    carried[replica * 97u + i0_3] = l0_3_0;
  }
}
