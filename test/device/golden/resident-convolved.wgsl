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

var<workgroup> tile: array<f32, 24>;
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

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }

fn pointAt(at: u32) -> vec2f { return vec2f(tile[at], tile[at + 12u]); }
fn putPoint(at: u32, z: vec2f) {
  tile[at] = z.x;
  tile[at + 12u] = z.y;
}
fn complexAt(at: u32) -> vec2f { return vec2f(tables[at], tables[at + 1u]); }
fn butterfly3(x: array<vec2f, 3>) -> array<vec2f, 3> {
  let s1 = x[1] + x[2];
  let d1 = x[1] - x[2];
  let e1 = x[0] + (-0.5) * s1;
  let o1 = quarter(0.8660254 * d1);
  return array<vec2f, 3>(x[0] + s1, e1 + o1, e1 - o1);
}

fn butterfly4(x: array<vec2f, 4>) -> array<vec2f, 4> {
  let a = x[0] + x[2];
  let b = x[0] - x[2];
  let c = x[1] + x[3];
  let d = quarter(x[1] - x[3]);
  return array<vec2f, 4>(a + c, b + d, a - c, b - d);
}

fn t0axis0forward0(thread: u32) {
  for (var task = thread; task < 3u; task += 32u) {
    let q = task / 3u;
    let p = q % 1u;
    let at = (q / 1u * 4u + p) * 3u + task % 3u;
    let y = butterfly4(array<vec2f, 4>(
      pointAt(at),
      pointAt(at + 3u),
      pointAt(at + 6u),
      pointAt(at + 9u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 3u, y[1]);
    putPoint(at + 6u, y[2]);
    putPoint(at + 9u, y[3]);
  }
}

fn t0axis0inverse0(thread: u32) {
  for (var task = thread; task < 3u; task += 32u) {
    let q = task / 3u;
    let p = q % 1u;
    let at = (q / 1u * 4u + p) * 3u + task % 3u;
    let y = butterfly4(array<vec2f, 4>(
      pointAt(at),
      pointAt(at + 3u),
      pointAt(at + 6u),
      pointAt(at + 9u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 3u, y[3]);
    putPoint(at + 6u, y[2]);
    putPoint(at + 9u, y[1]);
  }
}

fn t0axis1forward0(thread: u32) {
  for (var task = thread; task < 4u; task += 32u) {
    let q = task / 1u;
    let p = q % 1u;
    let at = (q / 1u * 3u + p) * 1u + task % 1u;
    let y = butterfly3(array<vec2f, 3>(
      pointAt(at),
      pointAt(at + 1u),
      pointAt(at + 2u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 1u, y[1]);
    putPoint(at + 2u, y[2]);
  }
}

fn t0axis1inverse0(thread: u32) {
  for (var task = thread; task < 4u; task += 32u) {
    let q = task / 1u;
    let p = q % 1u;
    let at = (q / 1u * 3u + p) * 1u + task % 1u;
    let y = butterfly3(array<vec2f, 3>(
      pointAt(at),
      pointAt(at + 1u),
      pointAt(at + 2u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 1u, y[2]);
    putPoint(at + 2u, y[1]);
  }
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
    let looks = step % 32u == 0u || step == indices[14u];
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
      let a0_0 = 0.88622695 * v0;
      let a0_1 = erf32(a0_0);
      r0_0 = a0_1;
    }

    if (turn == turns) {
      break;
    }
    var in0_0 = 0.0;
    if (thread < 24u) {
      tile[(i0_0 & 1u) * 12u + i0_0 / 2u] = r0_0;
    }
    workgroupBarrier();
    t0axis0forward0(thread);
    workgroupBarrier();
    t0axis1forward0(thread);
    workgroupBarrier();
    for (var p = thread; p < 7u; p += 32u) {
      let near = indices[2u * p];
      let far = indices[1u + 2u * p];
      let x = pointAt(near);
      let y = pointAt(far);
      let a = complexAt(14u + 6u * p);
      let b = complexAt(16u + 6u * p);
      let c = complexAt(18u + 6u * p);
      putPoint(near, multiply(a, x) + multiply(b, conjugate(y)));
      putPoint(far, multiply(c, y) - multiply(conjugate(b), conjugate(x)));
    }
    workgroupBarrier();
    t0axis1inverse0(thread);
    workgroupBarrier();
    t0axis0inverse0(thread);
    workgroupBarrier();
    in0_0 += numbers[1u + own] * tile[(i0_0 & 1u) * 12u + i0_0 / 2u];
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
