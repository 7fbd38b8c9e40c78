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

var<workgroup> parts: array<f32, 24>;
var<workgroup> coefficients: array<f32, 3>;
var<workgroup> sums: array<f32, 80>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

var<workgroup> leaders: array<u32, 32>;

fn signalAt(turn: u32, k: u32) -> f32 {
  let place = turn * 1u + k;
  return clock.signals[place / 4u][place % 4u];
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

@compute @workgroup_size(32)
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let replica = group.x + groups.x * group.y;
  if (replica >= arrayLength(&state) / 90u) {
    return;
  }
  let own = replica * 3u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = thread;
  var y0_0_0 = state[replica * 90u + i0_0];
  var l0_0_0 = carried[replica * 90u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  var y0_0_1 = state[replica * 90u + 45u + i0_0];
  var l0_0_1 = carried[replica * 90u + 45u + i0_0];
  var x0_0_1 = y0_0_1;
  var s0_0_1 = 0.0;
  let i0_1 = min(thread + 32u, 44u);
  var y0_1_0 = state[replica * 90u + i0_1];
  var l0_1_0 = carried[replica * 90u + i0_1];
  var x0_1_0 = y0_1_0;
  var s0_1_0 = 0.0;
  var y0_1_1 = state[replica * 90u + 45u + i0_1];
  var l0_1_1 = carried[replica * 90u + 45u + i0_1];
  var x0_1_1 = y0_1_1;
  var s0_1_1 = 0.0;
  let weight0_0 = tables[i0_0];
  let weight0_1 = tables[i0_1];
  let e0_0_0 = tables[180u + i0_0];
  let e0_0_1 = tables[180u + i0_1];
  let e0_1_0 = tables[225u + i0_0];
  let e0_1_1 = tables[225u + i0_1];
  let e0_2_0 = tables[270u + i0_0];
  let e0_2_1 = tables[270u + i0_1];
  let f0_0_0 = tables[45u + i0_0];
  let f0_0_1 = tables[45u + i0_1];
  let f0_1_0 = tables[90u + i0_0];
  let f0_1_1 = tables[90u + i0_1];
  let f0_2_0 = tables[135u + i0_0];
  let f0_2_1 = tables[135u + i0_1];
  let c = min(thread, 2u);
  let column = 0u + 6u * c;
  let first = indices[column];
  let breadth = indices[column + 1u];
  let row = indices[column + 2u];
  let gain = numbers[own + 0u + c];
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
    let looks = step % 32u == 0u || step == indices[18u];
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_0_1) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_1) & 0x7fffffffu) > 1399379109u);
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
    var a0m0 = 0.0;
    var a0m1 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let a0l0_0 = v0 * v0;
      a0m0 += weight0_0 * v0;
      a0m1 += weight0_0 * a0l0_0;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let a0l0_0 = v0 * v0;
      a0m0 += select(0.0, weight0_1 * v0, thread + 32u < 45u);
      a0m1 += select(0.0, weight0_1 * a0l0_0, thread + 32u < 45u);
    }
    a0m0 = subgroupAdd(a0m0);
    a0m1 = subgroupAdd(a0m1);
    if (leads) {
      sums[0u + (turn & 1u) * 16u + 0u + subgroup] = a0m0;
      sums[0u + (turn & 1u) * 16u + 8u + subgroup] = a0m1;
    }
    workgroupBarrier();
    a0m0 = 0.0;
    a0m1 = 0.0;
    for (var s = 0u; s < subgroups; s++) {
      a0m0 += sums[0u + (turn & 1u) * 16u + 0u + s];
      a0m1 += sums[0u + (turn & 1u) * 16u + 8u + s];
    }
    a0m0 *= 45.0;
    a0m1 *= 1.0;
    let a0_1 = a0m0 * a0m1;
    var r0_0 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let a0_0 = tanh32(v0);
      let a0_2 = a0_0 - a0_1;
      r0_0 = a0_2;
    }
    var r0_1 = 0.0;
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let a0_0 = tanh32(v0);
      let a0_2 = a0_0 - a0_1;
      r0_1 = a0_2;
    }

    if (turn == turns) {
      break;
    }
    var in0_0 = 0.0;
    var in0_1 = 0.0;
    {
      let share = subgroupAdd(e0_0_0 * r0_0 + e0_0_1 * select(0.0, r0_1, thread + 32u < 45u));
      if (leads) { parts[0u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_1_0 * r0_0 + e0_1_1 * select(0.0, r0_1, thread + 32u < 45u));
      if (leads) { parts[8u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e0_2_0 * r0_0 + e0_2_1 * select(0.0, r0_1, thread + 32u < 45u));
      if (leads) { parts[16u + subgroup] = share; }
    }
    workgroupBarrier();
    if (thread < 3u) {
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
      in0_0 += f0_0_0 * turned;
      in0_1 += f0_0_1 * turned;
    }
    {
      let turned = coefficients[1u];
      in0_0 += f0_1_0 * turned;
      in0_1 += f0_1_1 * turned;
    }
    {
      let turned = coefficients[2u];
      in0_0 += f0_2_0 * turned;
      in0_1 += f0_2_1 * turned;
    }
    var b0m0 = 0.0;
    var b0m1 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let r = r0_0;
      let input = in0_0;
      let b0l0_0 = v0 * r;
      b0m0 += weight0_0 * b0l0_0;
      b0m1 += weight0_0 * v0;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let r = r0_1;
      let input = in0_1;
      let b0l0_0 = v0 * r;
      b0m0 += select(0.0, weight0_1 * b0l0_0, thread + 32u < 45u);
      b0m1 += select(0.0, weight0_1 * v0, thread + 32u < 45u);
    }
    b0m0 = subgroupAdd(b0m0);
    b0m1 = subgroupAdd(b0m1);
    if (leads) {
      sums[32u + (turn & 1u) * 16u + 0u + subgroup] = b0m0;
      sums[32u + (turn & 1u) * 16u + 8u + subgroup] = b0m1;
    }
    workgroupBarrier();
    b0m0 = 0.0;
    b0m1 = 0.0;
    for (var s = 0u; s < subgroups; s++) {
      b0m0 += sums[32u + (turn & 1u) * 16u + 0u + s];
      b0m1 += sums[32u + (turn & 1u) * 16u + 8u + s];
    }
    b0m0 *= 1.0;
    b0m1 *= 1.0;
    var b0m2 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let r = r0_0;
      let input = in0_0;
      let b0l1_0 = v0 - b0m1;
      let b0l1_1 = b0l1_0 * b0l1_0;
      b0m2 += weight0_0 * b0l1_1;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let r = r0_1;
      let input = in0_1;
      let b0l1_0 = v0 - b0m1;
      let b0l1_1 = b0l1_0 * b0l1_0;
      b0m2 += select(0.0, weight0_1 * b0l1_1, thread + 32u < 45u);
    }
    b0m2 = subgroupAdd(b0m2);
    if (leads) {
      sums[64u + (turn & 1u) * 8u + 0u + subgroup] = b0m2;
    }
    workgroupBarrier();
    b0m2 = 0.0;
    for (var s = 0u; s < subgroups; s++) {
      b0m2 += sums[64u + (turn & 1u) * 8u + 0u + s];
    }
    b0m2 *= 1.0;
    let b0_6 = signalAt(turn, 0u);
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let r = r0_0;
      let input = in0_0;
      let b0_0 = -v0;
      let b0_1 = b0_0 - v1;
      let b0_2 = b0_1 + input;
      let b0_3 = b0_2 + b0m0;
      let b0_4 = b0_3 - b0m2;
      let b0_5 = v0 - v1;
      let b0_7 = b0_5 + b0_6;
      let f0 = b0_4;
      let f1 = b0_7;
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
      if (stage == 3u) {
        {
          let change = dt / 6.0 * (s0_0_1 + f1) + l0_0_1;
          let sum = bitcast<f32>(bitcast<u32>(x0_0_1 + change) | nothing);
          l0_0_1 = change - (sum - x0_0_1);
          x0_0_1 = sum;
        }
        y0_0_1 = x0_0_1;
      } else {
        s0_0_1 = select(s0_0_1 + 2.0 * f1, f1, stage == 0u);
        y0_0_1 = x0_0_1 + select(0.5, 1.0, stage == 2u) * dt * f1;
      }
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let r = r0_1;
      let input = in0_1;
      let b0_0 = -v0;
      let b0_1 = b0_0 - v1;
      let b0_2 = b0_1 + input;
      let b0_3 = b0_2 + b0m0;
      let b0_4 = b0_3 - b0m2;
      let b0_5 = v0 - v1;
      let b0_7 = b0_5 + b0_6;
      let f0 = b0_4;
      let f1 = b0_7;
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
      if (stage == 3u) {
        {
          let change = dt / 6.0 * (s0_1_1 + f1) + l0_1_1;
          let sum = bitcast<f32>(bitcast<u32>(x0_1_1 + change) | nothing);
          l0_1_1 = change - (sum - x0_1_1);
          x0_1_1 = sum;
        }
        y0_1_1 = x0_1_1;
      } else {
        s0_1_1 = select(s0_1_1 + 2.0 * f1, f1, stage == 0u);
        y0_1_1 = x0_1_1 + select(0.5, 1.0, stage == 2u) * dt * f1;
      }
    }
  }
  state[replica * 90u + i0_0] = y0_0_0;
  carried[replica * 90u + i0_0] = l0_0_0;
  state[replica * 90u + 45u + i0_0] = y0_0_1;
  carried[replica * 90u + 45u + i0_0] = l0_0_1;
  if (thread + 32u < 45u) {
    state[replica * 90u + i0_1] = y0_1_0;
    carried[replica * 90u + i0_1] = l0_1_0;
    state[replica * 90u + 45u + i0_1] = y0_1_1;
    carried[replica * 90u + 45u + i0_1] = l0_1_1;
  }
}
