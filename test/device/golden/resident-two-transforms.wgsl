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

var<workgroup> tile: array<f32, 40>;
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

fn pointAt(at: u32) -> vec2f { return vec2f(tile[at], tile[at + 20u]); }
fn putPoint(at: u32, z: vec2f) {
  tile[at] = z.x;
  tile[at + 20u] = z.y;
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

fn butterfly5(x: array<vec2f, 5>) -> array<vec2f, 5> {
  let s1 = x[1] + x[4];
  let d1 = x[1] - x[4];
  let s2 = x[2] + x[3];
  let d2 = x[2] - x[3];
  let e1 = x[0] + 0.309017 * s1 + (-0.809017) * s2;
  let o1 = quarter(0.95105654 * d1 + 0.58778524 * d2);
  let e2 = x[0] + (-0.809017) * s1 + 0.309017 * s2;
  let o2 = quarter(0.58778524 * d1 + (-0.95105654) * d2);
  return array<vec2f, 5>(x[0] + s1 + s2, e1 + o1, e2 + o2, e2 - o2, e1 - o1);
}

fn t0axis0forward0(thread: u32) {
  for (var task = thread; task < 3u; task += 32u) {
    let q = task / 1u;
    let p = q % 3u;
    let at = (q / 3u * 15u + p) * 1u + task % 1u;
    let y = butterfly5(array<vec2f, 5>(
      pointAt(at),
      pointAt(at + 3u),
      pointAt(at + 6u),
      pointAt(at + 9u),
      pointAt(at + 12u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 3u, multiply(y[1], complexAt(2u * (p * 1u))));
    putPoint(at + 6u, multiply(y[2], complexAt(2u * (p * 2u))));
    putPoint(at + 9u, multiply(y[3], complexAt(2u * (p * 3u))));
    putPoint(at + 12u, multiply(y[4], complexAt(2u * (p * 4u))));
  }
}

fn t0axis0forward1(thread: u32) {
  for (var task = thread; task < 5u; task += 32u) {
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

fn t0axis0inverse0(thread: u32) {
  for (var task = thread; task < 3u; task += 32u) {
    let q = task / 1u;
    let p = q % 3u;
    let at = (q / 3u * 15u + p) * 1u + task % 1u;
    let y = butterfly5(array<vec2f, 5>(
      pointAt(at),
      multiply(pointAt(at + 3u), conjugate(complexAt(2u * (p * 1u)))),
      multiply(pointAt(at + 6u), conjugate(complexAt(2u * (p * 2u)))),
      multiply(pointAt(at + 9u), conjugate(complexAt(2u * (p * 3u)))),
      multiply(pointAt(at + 12u), conjugate(complexAt(2u * (p * 4u))))
    ));
    putPoint(at, y[0]);
    putPoint(at + 3u, y[4]);
    putPoint(at + 6u, y[3]);
    putPoint(at + 9u, y[2]);
    putPoint(at + 12u, y[1]);
  }
}

fn t0axis0inverse1(thread: u32) {
  for (var task = thread; task < 5u; task += 32u) {
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

fn t1axis0forward0(thread: u32) {
  for (var task = thread; task < 5u; task += 32u) {
    let q = task / 1u;
    let p = q % 5u;
    let at = (q / 5u * 20u + p) * 1u + task % 1u;
    let y = butterfly4(array<vec2f, 4>(
      pointAt(at),
      pointAt(at + 5u),
      pointAt(at + 10u),
      pointAt(at + 15u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 5u, multiply(y[1], complexAt(78u + 2u * (p * 1u))));
    putPoint(at + 10u, multiply(y[2], complexAt(78u + 2u * (p * 2u))));
    putPoint(at + 15u, multiply(y[3], complexAt(78u + 2u * (p * 3u))));
  }
}

fn t1axis0forward1(thread: u32) {
  for (var task = thread; task < 4u; task += 32u) {
    let q = task / 1u;
    let p = q % 1u;
    let at = (q / 1u * 5u + p) * 1u + task % 1u;
    let y = butterfly5(array<vec2f, 5>(
      pointAt(at),
      pointAt(at + 1u),
      pointAt(at + 2u),
      pointAt(at + 3u),
      pointAt(at + 4u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 1u, y[1]);
    putPoint(at + 2u, y[2]);
    putPoint(at + 3u, y[3]);
    putPoint(at + 4u, y[4]);
  }
}

fn t1axis0inverse0(thread: u32) {
  for (var task = thread; task < 5u; task += 32u) {
    let q = task / 1u;
    let p = q % 5u;
    let at = (q / 5u * 20u + p) * 1u + task % 1u;
    let y = butterfly4(array<vec2f, 4>(
      pointAt(at),
      multiply(pointAt(at + 5u), conjugate(complexAt(78u + 2u * (p * 1u)))),
      multiply(pointAt(at + 10u), conjugate(complexAt(78u + 2u * (p * 2u)))),
      multiply(pointAt(at + 15u), conjugate(complexAt(78u + 2u * (p * 3u))))
    ));
    putPoint(at, y[0]);
    putPoint(at + 5u, y[3]);
    putPoint(at + 10u, y[2]);
    putPoint(at + 15u, y[1]);
  }
}

fn t1axis0inverse1(thread: u32) {
  for (var task = thread; task < 4u; task += 32u) {
    let q = task / 1u;
    let p = q % 1u;
    let at = (q / 1u * 5u + p) * 1u + task % 1u;
    let y = butterfly5(array<vec2f, 5>(
      pointAt(at),
      pointAt(at + 1u),
      pointAt(at + 2u),
      pointAt(at + 3u),
      pointAt(at + 4u)
    ));
    putPoint(at, y[0]);
    putPoint(at + 1u, y[4]);
    putPoint(at + 2u, y[3]);
    putPoint(at + 3u, y[2]);
    putPoint(at + 4u, y[1]);
  }
}

@compute @workgroup_size(32)
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let replica = group.x + groups.x * group.y;
  if (replica >= arrayLength(&state) / 55u) {
    return;
  }
  let own = replica * 4u;
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
  let i0_0 = min(thread, 14u);
  var y0_0_0 = state[replica * 55u + i0_0];
  var l0_0_0 = carried[replica * 55u + i0_0];
  var x0_0_0 = y0_0_0;
  var s0_0_0 = 0.0;
  let i1_0 = thread;
  var y1_0_0 = state[replica * 55u + 15u + i1_0];
  var l1_0_0 = carried[replica * 55u + 15u + i1_0];
  var x1_0_0 = y1_0_0;
  var s1_0_0 = 0.0;
  let i1_1 = min(thread + 32u, 39u);
  var y1_1_0 = state[replica * 55u + 15u + i1_1];
  var l1_1_0 = carried[replica * 55u + 15u + i1_1];
  var x1_1_0 = y1_1_0;
  var s1_1_0 = 0.0;
  let p0_0 = numbers[own];
  let p1_0 = numbers[1u + own];
  if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {
    atomicStore(&lost, 1u);
  }
  let turns = 2u * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % 2u;
    let since = turn / 2u;
    let step = clock.stepLow + since;
    let looks = step % 32u == 0u || step == indices[38u];
    if (stage == 0u && (looks || turn == 0u)) {
      if (looks) {
        var bounded = true;
        bounded = bounded && !((bitcast<u32>(y0_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y1_0_0) & 0x7fffffffu) > 1399379109u);
        bounded = bounded && !((bitcast<u32>(y1_1_0) & 0x7fffffffu) > 1399379109u);
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
    var r1_0 = 0.0;
    {
      let v0 = y1_0_0;
      let a1_0 = 0.88622695 * v0;
      let a1_1 = erf32(a1_0);
      r1_0 = a1_1;
    }
    var r1_1 = 0.0;
    {
      let v0 = y1_1_0;
      let a1_0 = 0.88622695 * v0;
      let a1_1 = erf32(a1_0);
      r1_1 = a1_1;
    }

    if (turn == turns) {
      break;
    }
    var in0_0 = 0.0;
    var in1_0 = 0.0;
    var in1_1 = 0.0;
    workgroupBarrier();
    if (thread < 15u) {
      tile[i0_0] = r0_0;
      tile[i0_0 + 20u] = 0.0;
    }
    workgroupBarrier();
    t0axis0forward0(thread);
    workgroupBarrier();
    t0axis0forward1(thread);
    workgroupBarrier();
    for (var p = thread; p < 8u; p += 32u) {
      let near = indices[2u * p];
      let far = indices[1u + 2u * p];
      let x = pointAt(near);
      let y = pointAt(far);
      let a = complexAt(30u + 6u * p);
      let b = complexAt(32u + 6u * p);
      let c = complexAt(34u + 6u * p);
      putPoint(near, multiply(a, x) + multiply(b, conjugate(y)));
      putPoint(far, multiply(c, y) - multiply(conjugate(b), conjugate(x)));
    }
    workgroupBarrier();
    t0axis0inverse1(thread);
    workgroupBarrier();
    t0axis0inverse0(thread);
    workgroupBarrier();
    in0_0 += numbers[2u + own] * tile[i0_0];
    workgroupBarrier();
    tile[(i1_0 & 1u) * 20u + i1_0 / 2u] = r1_0;
    if (thread + 32u < 40u) {
      tile[(i1_1 & 1u) * 20u + i1_1 / 2u] = r1_1;
    }
    workgroupBarrier();
    t1axis0forward0(thread);
    workgroupBarrier();
    t1axis0forward1(thread);
    workgroupBarrier();
    for (var p = thread; p < 11u; p += 32u) {
      let near = indices[16u + 2u * p];
      let far = indices[17u + 2u * p];
      let x = pointAt(near);
      let y = pointAt(far);
      let a = complexAt(118u + 6u * p);
      let b = complexAt(120u + 6u * p);
      let c = complexAt(122u + 6u * p);
      putPoint(near, multiply(a, x) + multiply(b, conjugate(y)));
      putPoint(far, multiply(c, y) - multiply(conjugate(b), conjugate(x)));
    }
    workgroupBarrier();
    t1axis0inverse1(thread);
    workgroupBarrier();
    t1axis0inverse0(thread);
    workgroupBarrier();
    in1_0 += numbers[3u + own] * tile[(i1_0 & 1u) * 20u + i1_0 / 2u];
    in1_1 += numbers[3u + own] * tile[(i1_1 & 1u) * 20u + i1_1 / 2u];
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
    {
      let v0 = y1_1_0;
      let r = r1_1;
      let input = in1_1;
      let b1_0 = input - v0;
      let b1_1 = b1_0 / p1_0;
      let f0 = b1_1;
      if (stage == 0u) {
        s1_1_0 = f0;
        y1_1_0 = x1_1_0 + dt * f0;
      } else {
        {
          let change = 0.5 * dt * (s1_1_0 + f0) + l1_1_0;
          let sum = bitcast<f32>(bitcast<u32>(x1_1_0 + change) | nothing);
          l1_1_0 = change - (sum - x1_1_0);
          x1_1_0 = sum;
        }
        y1_1_0 = x1_1_0;
      }
    }
  }
  if (thread < 15u) {
    state[replica * 55u + i0_0] = y0_0_0;
    carried[replica * 55u + i0_0] = l0_0_0;
  }
  state[replica * 55u + 15u + i1_0] = y1_0_0;
  carried[replica * 55u + 15u + i1_0] = l1_0_0;
  if (thread + 32u < 40u) {
    state[replica * 55u + 15u + i1_1] = y1_1_0;
    carried[replica * 55u + 15u + i1_1] = l1_1_0;
  }
}
