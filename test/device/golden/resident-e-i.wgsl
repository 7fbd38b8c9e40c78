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

var<workgroup> rates: array<f32, 64>;
var<workgroup> parts: array<f32, 16>;
var<workgroup> coefficients: array<f32, 2>;
var<workgroup> staged: array<f32, 64>;
var<workgroup> shares: array<f32, 120>;
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

fn relu32(x: f32) -> f32 {
  return keep32(max(x, 0.0), x);
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
  if (replica >= arrayLength(&state) / 32u) {
    return;
  }
  let own = replica * 6u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = min(thread, 23u);
  var y0_0_0 = state[replica * 32u + i0_0];
  var l0_0_0 = carried[replica * 32u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  let i1_0 = min(thread, 7u);
  var y1_0_0 = state[replica * 32u + 24u + i1_0];
  var l1_0_0 = carried[replica * 32u + 24u + i1_0];
  var x1_0_0 = y1_0_0;
  var s1_0_0 = 0.0;
  let p0_0 = numbers[own];
  let p1_0 = numbers[1u + own];
  let e1_0_0 = tables[592u + i0_0];
  let e1_1_0 = tables[616u + i0_0];
  let f1_0_0 = tables[576u + i1_0];
  let f1_1_0 = tables[584u + i1_0];
  let c = min(thread, 1u);
  let column = 0u + 6u * c;
  let first = indices[column];
  let breadth = indices[column + 1u];
  let row = indices[column + 2u];
  let gain = numbers[own + 4u + c];
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
  let turns = 2u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 2u;
    let since = turn / 2u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[89u] || step % indices[12u] == 0u;
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
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
    var r0_0 = 0.0;
    {
      let v0 = y0_0_0;
      let a0_0 = tanh32(v0);
      r0_0 = a0_0;
    }
    var r1_0 = 0.0;
    {
      let v0 = y1_0_0;
      let a1_0 = relu32(v0);
      r1_0 = a1_0;
    }
    let every = indices[12u];
    if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {
      let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);
      let frame = (slot * indices[13u] + replica) * 47u;
      if (thread < 24u) {
        frames[frame + i0_0] = r0_0;
      }
      if (thread < 8u) {
        frames[frame + 29u + i1_0] = r1_0;
      }
      if (thread < 24u) {
        staged[i0_0] = r0_0;
        staged[32u + i0_0] = y0_0_0;
      }
      if (thread < 8u) {
        staged[24u + i1_0] = r1_0;
        staged[56u + i1_0] = y1_0_0;
      }
      workgroupBarrier();
      for (var p = thread; p < 120u; p += 32u) {
        let measure = 14u + 5u * (p / 8u);
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
      for (var q = thread; q < 15u; q += 32u) {
        let measure = 14u + 5u * q;
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
    var in1_0 = 0.0;
    let side = (turn & 1u) * 32u;
    if (thread < 24u) { rates[side + i0_0] = r0_0; }
    if (thread < 8u) { rates[side + 24u + i1_0] = r1_0; }
    {
      let share = subgroupAdd(e1_0_0 * select(0.0, r0_0, thread < 24u));
      if (leads) { parts[0u + subgroup] = share; }
    }
    {
      let share = subgroupAdd(e1_1_0 * select(0.0, r0_0, thread < 24u));
      if (leads) { parts[8u + subgroup] = share; }
    }
    workgroupBarrier();
    if (thread < 2u) {
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
      var sum0 = 0.0;
      for (var j = 0u; j < 24u; j++) {
        let rate = rates[side + 0u + j];
        let row = 0u + j * 24u;
        sum0 += tables[row + i0_0] * rate;
      }
      in0_0 += numbers[2u + own] * sum0;
    }
    {
      let turned = coefficients[0u];
      in1_0 += f1_0_0 * turned;
    }
    {
      let turned = coefficients[1u];
      in1_0 += f1_1_0 * turned;
    }
    {
      var sum0 = 0.0;
      for (var j = 0u; j < 8u; j++) {
        let rate = rates[side + 24u + j];
        let row = 644u + j * 24u;
        sum0 += tables[row + i0_0] * rate;
      }
      in0_0 += numbers[3u + own] * sum0;
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
  if (thread < 24u) {
    state[replica * 32u + i0_0] = y0_0_0;
    carried[replica * 32u + i0_0] = l0_0_0;
  }
  if (thread < 8u) {
    state[replica * 32u + 24u + i1_0] = y1_0_0;
    carried[replica * 32u + 24u + i1_0] = l1_0_0;
  }
}
