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
  signals: array<vec4f, 1024>,
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
var<workgroup> staged: array<f32, 128>;
var<workgroup> shares: array<f32, 40>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

var<workgroup> leaders: array<u32, 32>;

fn signalAt(turn: u32, k: u32) -> f32 {
  let place = turn * 5u + k;
  return clock.signals[place / 4u][place % 4u];
}

fn nan32() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}

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
  let own = replica * 5u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = thread;
  var y0_0_0 = state[replica * 64u + i0_0];
  var l0_0_0 = carried[replica * 64u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  let i0_1 = thread + 32u;
  var y0_1_0 = state[replica * 64u + i0_1];
  var l0_1_0 = carried[replica * 64u + i0_1];
  var x0_1_0 = y0_1_0;
  var s0_1_0 = 0.0;
  let p0_0 = numbers[own];
  let e0_0_0 = tables[452u + i0_0];
  let e0_0_1 = tables[452u + i0_1];
  let e0_1_0 = tables[516u + i0_0];
  let e0_1_1 = tables[516u + i0_1];
  let e1_0_0 = tables[452u + i0_0];
  let e1_0_1 = tables[452u + i0_1];
  let e1_1_0 = tables[516u + i0_0];
  let e1_1_1 = tables[516u + i0_1];
  let c = min(thread, 3u);
  let column = 14u + 6u * c;
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
  let turns = 4u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 4u;
    let since = turn / 4u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[65u] || step % indices[38u] == 0u;
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
    let every = indices[38u];
    if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {
      let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);
      let frame = (slot * indices[39u] + replica) * 69u;
      frames[frame + i0_0] = y0_0_0;
      frames[frame + i0_1] = y0_1_0;
      staged[i0_0] = r0_0;
      staged[64u + i0_0] = y0_0_0;
      staged[i0_1] = r0_1;
      staged[64u + i0_1] = y0_1_0;
      workgroupBarrier();
      for (var p = thread; p < 40u; p += 32u) {
        let measure = 40u + 5u * (p / 8u);
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
      for (var q = thread; q < 5u; q += 32u) {
        let measure = 40u + 5u * q;
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
    var in0_0 = 0.0;
    var in0_1 = 0.0;
    if (step >= indices[0u] && step < indices[1u]) {
      in0_0 += tables[i0_0];
      in0_1 += tables[i0_1];
    }
    if (step >= indices[2u] && step < indices[3u]) {
      var frame = 0u;
      var until = indices[4u];
      while (until - frame > 1u) {
        let middle = (frame + until) / 2u;
        if (indices[5u + middle] <= step) { frame = middle; } else { until = middle; }
      }
      in0_0 += tables[64u + frame * 64u + i0_0];
      in0_1 += tables[64u + frame * 64u + i0_1];
    }
    if (step >= indices[8u] && step < indices[9u]) {
      let e2_0 = signalAt(turn, 0u);
      let e2_4 = signalAt(turn, 1u);
      {
        let c_theta = tables[256u + i0_0];
        let e2_1 = c_theta - e2_0;
        let e2_2 = cos32(e2_1);
        let e2_3 = 0.3 * e2_2;
        let e2_5 = e2_3 * e2_4;
        in0_0 += e2_5;
      }
      {
        let c_theta = tables[256u + i0_1];
        let e2_1 = c_theta - e2_0;
        let e2_2 = cos32(e2_1);
        let e2_3 = 0.3 * e2_2;
        let e2_5 = e2_3 * e2_4;
        in0_1 += e2_5;
      }
    }
    if (step >= indices[10u] && step < indices[11u]) {
      let e3_0 = tables[320u];
      let e3_1 = tables[321u];
      let e3_2 = signalAt(turn, 2u);
      let e3_4 = signalAt(turn, 3u);
      let e3_8 = tables[322u];
      let e3_12 = tables[323u];
      {
        let c_f0 = tables[324u + i0_0];
        let c_f1 = tables[388u + i0_0];
        let e3_3 = c_f0 * e3_2;
        let e3_5 = c_f1 * e3_4;
        let e3_6 = e3_3 + e3_5;
        let e3_7 = e3_1 * e3_6;
        let e3_9 = e3_6 * e3_6;
        let e3_10 = e3_8 * e3_9;
        let e3_11 = e3_7 + e3_10;
        let e3_13 = e3_11 + e3_12;
        let e3_14 = exp32(e3_13);
        let e3_15 = e3_0 * e3_14;
        in0_0 += e3_15;
      }
      {
        let c_f0 = tables[324u + i0_1];
        let c_f1 = tables[388u + i0_1];
        let e3_3 = c_f0 * e3_2;
        let e3_5 = c_f1 * e3_4;
        let e3_6 = e3_3 + e3_5;
        let e3_7 = e3_1 * e3_6;
        let e3_9 = e3_6 * e3_6;
        let e3_10 = e3_8 * e3_9;
        let e3_11 = e3_7 + e3_10;
        let e3_13 = e3_11 + e3_12;
        let e3_14 = exp32(e3_13);
        let e3_15 = e3_0 * e3_14;
        in0_1 += e3_15;
      }
    }
    {
      let share = subgroupAdd(e0_0_0 * r0_0 + e0_0_1 * r0_1);
      if (leads) { parts[0u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_1_0 * r0_0 + e0_1_1 * r0_1);
      if (leads) { parts[8u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e1_0_0 * r0_0 + e1_0_1 * r0_1);
      if (leads) { parts[16u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e1_1_0 * r0_0 + e1_1_1 * r0_1);
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
    }
    {
      let turned = coefficients[1u];
      in0_0 += e0_1_0 * turned;
      in0_1 += e0_1_1 * turned;
    }
    if (step >= indices[12u] && step < indices[13u]) {
      let v4_0_0 = signalAt(turn, 4u);
      let factor = v4_0_0;
      {
        let turned = coefficients[2u] * factor;
        in0_0 += e1_0_0 * turned;
        in0_1 += e1_0_1 * turned;
      }
      {
        let turned = coefficients[3u] * factor;
        in0_0 += e1_1_0 * turned;
        in0_1 += e1_1_1 * turned;
      }
    }
    {
      let v0 = y0_0_0;
      let r = r0_0;
      let input = in0_0;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      if (stage == 3u) {
        {
          let change = dt / 6.0 * (s0_0_0 + f0) + l0_0_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_0_0 + change) | nothing);
          l0_0_0 = change - (sum - x0_0_0);
          x0_0_0 = sum;
        }
        y0_0_0 = x0_0_0;
      } else {
        s0_0_0 = select(s0_0_0 + 2.0 * f0, f0, stage == 0u);
        y0_0_0 = x0_0_0 + select(0.5, 1.0, stage == 2u) * dt * f0;
      }
    }
    {
      let v0 = y0_1_0;
      let r = r0_1;
      let input = in0_1;
      let b0_0 = input - v0;
      let b0_1 = b0_0 / p0_0;
      let f0 = b0_1;
      if (stage == 3u) {
        {
          let change = dt / 6.0 * (s0_1_0 + f0) + l0_1_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_1_0 + change) | nothing);
          l0_1_0 = change - (sum - x0_1_0);
          x0_1_0 = sum;
        }
        y0_1_0 = x0_1_0;
      } else {
        s0_1_0 = select(s0_1_0 + 2.0 * f0, f0, stage == 0u);
        y0_1_0 = x0_1_0 + select(0.5, 1.0, stage == 2u) * dt * f0;
      }
    }
  }
  state[replica * 64u + i0_0] = y0_0_0;
  carried[replica * 64u + i0_0] = l0_0_0;
  state[replica * 64u + i0_1] = y0_1_0;
  carried[replica * 64u + i0_1] = l0_1_0;
}
