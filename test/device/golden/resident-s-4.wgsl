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

var<workgroup> rates: array<f32, 48>;
var<workgroup> staged: array<f32, 48>;
var<workgroup> shares: array<f32, 216>;
var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;

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
  if (replica >= arrayLength(&state) / 24u) {
    return;
  }
  let own = replica * 2u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = min(thread, 23u);
  var y0_0_0 = state[replica * 24u + i0_0];
  var l0_0_0 = carried[replica * 24u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  let p0_0 = numbers[own];
  if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {
    atomicStore(&lost, 1u);
  }
  let turns = 2u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 2u;
    let since = turn / 2u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[257u] || step % indices[120u] == 0u;
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
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
    let every = indices[120u];
    if (stage == 0u && step % every == 0u && (since > 0u || turns == 0u)) {
      let slot = select(step / every - clock.stepLow / every - 1u, 0u, turns == 0u);
      let frame = (slot * indices[121u] + replica) * 27u;
      if (thread < 24u) {
        staged[i0_0] = r0_0;
        staged[24u + i0_0] = y0_0_0;
      }
      workgroupBarrier();
      for (var p = thread; p < 216u; p += 32u) {
        let measure = 122u + 5u * (p / 8u);
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
      for (var q = thread; q < 27u; q += 32u) {
        let measure = 122u + 5u * q;
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
    let side = (turn & 1u) * 24u;
    if (thread < 24u) { rates[side + i0_0] = r0_0; }
    workgroupBarrier();
    {
      var sum0 = 0.0;
      for (var m = 0u; m < 5u; m++) {
        let factor = tables[0u + m];
        let row = 0u + m * 24u;
        sum0 += factor * rates[side + 0u + indices[row + i0_0]];
      }
      in0_0 += numbers[1u + own] * sum0;
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
  }
  if (thread < 24u) {
    state[replica * 24u + i0_0] = y0_0_0;
    carried[replica * 24u + i0_0] = l0_0_0;
  }
}
