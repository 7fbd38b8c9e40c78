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

var<workgroup> rates: array<f32, 104>;
var<workgroup> sums: array<f32, 400>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

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

fn erf32(x: f32) -> f32 {
  let a = clamp(x, -3.93, 3.93);
  let z = a * a;
  let y = a * (1.1283791 + z * (0.19078386 + z * (0.05279029 + z * (0.0037796109 + z * (0.00028480872 + z * 0.0000020419716))))) / (1.0 + z * (0.50241053 + z * (0.11425754 + z * (0.01499744 + z * (0.0011652133 + z * 0.000038004087)))));
  return keep32(clamp(y, -1.0, 1.0), x);
}

@compute @workgroup_size(32)
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let replica = group.x + groups.x * group.y;
  if (replica >= arrayLength(&state) / 92u) {
    return;
  }
  let own = replica * 2u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = thread;
  var y0_0_0 = state[replica * 92u + i0_0];
  var l0_0_0 = carried[replica * 92u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  var y0_0_1 = state[replica * 92u + 40u + i0_0];
  var l0_0_1 = carried[replica * 92u + 40u + i0_0];
  var x0_0_1 = y0_0_1;
  var s0_0_1 = 0.0;
  let i0_1 = min(thread + 32u, 39u);
  var y0_1_0 = state[replica * 92u + i0_1];
  var l0_1_0 = carried[replica * 92u + i0_1];
  var x0_1_0 = y0_1_0;
  var s0_1_0 = 0.0;
  var y0_1_1 = state[replica * 92u + 40u + i0_1];
  var l0_1_1 = carried[replica * 92u + 40u + i0_1];
  var x0_1_1 = y0_1_1;
  var s0_1_1 = 0.0;
  let i1_0 = min(thread, 11u);
  var y1_0_0 = state[replica * 92u + 80u + i1_0];
  var l1_0_0 = carried[replica * 92u + 80u + i1_0];
  var x1_0_0 = y1_0_0;
  var s1_0_0 = 0.0;
  let p1_0 = numbers[own];
  if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {
    atomicStore(&lost, 1u);
  }
  let turns = 2u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 2u;
    let since = turn / 2u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[1520u];
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_0_1) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y0_1_1) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y1_0_0) & 0x7fffffffu) > 1399379109u);
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
      a0m0 += v0;
      a0m1 += a0l0_0;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let a0l0_0 = v0 * v0;
      a0m0 += select(0.0, v0, thread + 32u < 40u);
      a0m1 += select(0.0, a0l0_0, thread + 32u < 40u);
    }
    sums[0u + (turn & 1u) * 80u + 0u + thread] = a0m0;
    sums[0u + (turn & 1u) * 80u + 32u + thread] = a0m1;
    workgroupBarrier();
    for (var p = thread; p < 16u; p += 32u) {
      var share = 0.0;
      for (var m = p % 8u; m < 32u; m += 8u) {
        share += sums[0u + (turn & 1u) * 80u + (p / 8u) * 32u + m];
      }
      sums[0u + (turn & 1u) * 80u + 64u + p] = share;
    }
    workgroupBarrier();
    a0m0 = 0.0;
    a0m1 = 0.0;
    for (var s = 0u; s < 8u; s++) {
      a0m0 += sums[0u + (turn & 1u) * 80u + 64u + 0u + s];
      a0m1 += sums[0u + (turn & 1u) * 80u + 64u + 8u + s];
    }
    a0m0 *= 1.0;
    a0m1 *= 0.025;
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
    var r1_0 = 0.0;
    {
      let v0 = y1_0_0;
      let a1_0 = 0.88622695 * v0;
      let a1_1 = erf32(a1_0);
      r1_0 = a1_1;
    }

    if (turn == turns) {
      break;
    }
    var in0_0 = 0.0;
    var in0_1 = 0.0;
    var in1_0 = 0.0;
    let side = (turn & 1u) * 52u;
    rates[side + i0_0] = r0_0;
    if (thread + 32u < 40u) { rates[side + i0_1] = r0_1; }
    if (thread < 12u) { rates[side + 40u + i1_0] = r1_0; }
    workgroupBarrier();
    {
      var sum0 = 0.0;
      var sum1 = 0.0;
      for (var m = 0u; m < 38u; m++) {
        let factor = tables[0u + m];
        let row = 0u + m * 40u;
        sum0 += factor * rates[side + 0u + indices[row + i0_0]];
        sum1 += factor * rates[side + 0u + indices[row + i0_1]];
      }
      in0_0 += numbers[1u + own] * sum0;
      in0_1 += numbers[1u + own] * sum1;
    }
    var b0m0 = 0.0;
    var b0m1 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let r = r0_0;
      let input = in0_0;
      let b0l0_0 = v0 * r;
      b0m0 += b0l0_0;
      b0m1 += v0;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let r = r0_1;
      let input = in0_1;
      let b0l0_0 = v0 * r;
      b0m0 += select(0.0, b0l0_0, thread + 32u < 40u);
      b0m1 += select(0.0, v0, thread + 32u < 40u);
    }
    sums[160u + (turn & 1u) * 80u + 0u + thread] = b0m0;
    sums[160u + (turn & 1u) * 80u + 32u + thread] = b0m1;
    workgroupBarrier();
    for (var p = thread; p < 16u; p += 32u) {
      var share = 0.0;
      for (var m = p % 8u; m < 32u; m += 8u) {
        share += sums[160u + (turn & 1u) * 80u + (p / 8u) * 32u + m];
      }
      sums[160u + (turn & 1u) * 80u + 64u + p] = share;
    }
    workgroupBarrier();
    b0m0 = 0.0;
    b0m1 = 0.0;
    for (var s = 0u; s < 8u; s++) {
      b0m0 += sums[160u + (turn & 1u) * 80u + 64u + 0u + s];
      b0m1 += sums[160u + (turn & 1u) * 80u + 64u + 8u + s];
    }
    b0m0 *= 0.025;
    b0m1 *= 0.025;
    var b0m2 = 0.0;
    {
      let v0 = y0_0_0;
      let v1 = y0_0_1;
      let r = r0_0;
      let input = in0_0;
      let b0l1_0 = v0 - b0m1;
      let b0l1_1 = b0l1_0 * b0l1_0;
      b0m2 += b0l1_1;
    }
    {
      let v0 = y0_1_0;
      let v1 = y0_1_1;
      let r = r0_1;
      let input = in0_1;
      let b0l1_0 = v0 - b0m1;
      let b0l1_1 = b0l1_0 * b0l1_0;
      b0m2 += select(0.0, b0l1_1, thread + 32u < 40u);
    }
    sums[320u + (turn & 1u) * 40u + 0u + thread] = b0m2;
    workgroupBarrier();
    for (var p = thread; p < 8u; p += 32u) {
      var share = 0.0;
      for (var m = p % 8u; m < 32u; m += 8u) {
        share += sums[320u + (turn & 1u) * 40u + (p / 8u) * 32u + m];
      }
      sums[320u + (turn & 1u) * 40u + 32u + p] = share;
    }
    workgroupBarrier();
    b0m2 = 0.0;
    for (var s = 0u; s < 8u; s++) {
      b0m2 += sums[320u + (turn & 1u) * 40u + 32u + 0u + s];
    }
    b0m2 *= 0.025;
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
      if (stage == 0u) {
        s0_0_0 = f0;
        y0_0_0 = x0_0_0 + dt * f0;
      } else {
        {
          let change = 0.5 * dt * (s0_0_0 + f0) + l0_0_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_0_0 + change) | nothing);
          l0_0_0 = change - (sum - x0_0_0);
          x0_0_0 = sum;
        }
        y0_0_0 = x0_0_0;
      }
      if (stage == 0u) {
        s0_0_1 = f1;
        y0_0_1 = x0_0_1 + dt * f1;
      } else {
        {
          let change = 0.5 * dt * (s0_0_1 + f1) + l0_0_1;
          let sum = bitcast<f32>(bitcast<u32>(x0_0_1 + change) | nothing);
          l0_0_1 = change - (sum - x0_0_1);
          x0_0_1 = sum;
        }
        y0_0_1 = x0_0_1;
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
      if (stage == 0u) {
        s0_1_0 = f0;
        y0_1_0 = x0_1_0 + dt * f0;
      } else {
        {
          let change = 0.5 * dt * (s0_1_0 + f0) + l0_1_0;
          let sum = bitcast<f32>(bitcast<u32>(x0_1_0 + change) | nothing);
          l0_1_0 = change - (sum - x0_1_0);
          x0_1_0 = sum;
        }
        y0_1_0 = x0_1_0;
      }
      if (stage == 0u) {
        s0_1_1 = f1;
        y0_1_1 = x0_1_1 + dt * f1;
      } else {
        {
          let change = 0.5 * dt * (s0_1_1 + f1) + l0_1_1;
          let sum = bitcast<f32>(bitcast<u32>(x0_1_1 + change) | nothing);
          l0_1_1 = change - (sum - x0_1_1);
          x0_1_1 = sum;
        }
        y0_1_1 = x0_1_1;
      }
    }
    {
      let v0 = y1_0_0;
      let r = r1_0;
      let input = in1_0;
      let b1_0 = input - v0;
      let b1_1 = b1_0 / p1_0;
      let f0 = b1_1;
      if (stage == 0u) {
        s1_0_0 = f0;
        y1_0_0 = x1_0_0 + dt * f0;
      } else {
        {
          let change = 0.5 * dt * (s1_0_0 + f0) + l1_0_0;
          let sum = bitcast<f32>(bitcast<u32>(x1_0_0 + change) | nothing);
          l1_0_0 = change - (sum - x1_0_0);
          x1_0_0 = sum;
        }
        y1_0_0 = x1_0_0;
      }
    }
  }
  state[replica * 92u + i0_0] = y0_0_0;
  carried[replica * 92u + i0_0] = l0_0_0;
  state[replica * 92u + 40u + i0_0] = y0_0_1;
  carried[replica * 92u + 40u + i0_0] = l0_0_1;
  if (thread + 32u < 40u) {
    state[replica * 92u + i0_1] = y0_1_0;
    carried[replica * 92u + i0_1] = l0_1_0;
    state[replica * 92u + 40u + i0_1] = y0_1_1;
    carried[replica * 92u + 40u + i0_1] = l0_1_1;
  }
  if (thread < 12u) {
    state[replica * 92u + 80u + i1_0] = y1_0_0;
    carried[replica * 92u + 80u + i1_0] = l1_0_0;
  }
}
