@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> spectrumIn: array<vec2f>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> rates: array<f32>;
@group(0) @binding(6) var<storage, read> numbers: array<f32>;
@group(0) @binding(7) var<storage, read_write> stages: array<f32>;
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

fn arrive(replica: u32, point: u32, sum: f32) {
  let own = 0u + replica * 36u + point;
  let at = 0u + replica * 36u + point;
  let p = 36u + replica * 1u;
  let dt = clock.dt;
  let x0 = stages[own + 0u];
  let b0 = state[own + 0u];
  let r = rates[at];
  let total = numbers[point] + sum;
  let e1 = numbers[p + 0u];
  let e0 = total - x0;
  let e2 = e0 / e1;

  let y0 = b0 + 0.5 * dt * (stages[own + 0u + 36u] + e2);
  state[own + 0u] = y0;

  let q0 = 0.88622695 * y0;
  let q1 = erf32(q0);
  rates[at] = q1;

}

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 9u;
const LANES = 4u;
const LINES = 4u;
const TILE = 36u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 4u;
const INNER = 1u;
const READ = 5u;
const WRITE = 9u;
const SIZE = 32u;
const GAIN_STRIDE = 1u;
const GAIN_OFFSET = 0u;

// [position][lane]
var<workgroup> tile: array<vec2f, TILE>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }

fn butterfly3(x: array<vec2f, 3>) -> array<vec2f, 3> {
  let s1 = x[1] + x[2];
  let d1 = x[1] - x[2];
  let e1 = x[0] + (-0.5) * s1;
  let o1 = quarter(0.8660254 * d1);
  return array<vec2f, 3>(x[0] + s1, e1 + o1, e1 - o1);
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 12u; task += 32u) {
    let q = task / 4u;
    let p = q % 3u;
    let at = (q / 3u * 9u + p) * 4u + task % 4u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      multiply(tile[at + 12u], conjugate(roots[p * 1u])),
      multiply(tile[at + 24u], conjugate(roots[p * 2u]))
    ));
    tile[at] = y[0];
    tile[at + 12u] = y[2];
    tile[at + 24u] = y[1];
  }
}

fn inverse1(thread: u32) {
  for (var task = thread; task < 12u; task += 32u) {
    let q = task / 4u;
    let p = q % 1u;
    let at = (q / 1u * 3u + p) * 4u + task % 4u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      tile[at + 4u],
      tile[at + 8u]
    ));
    tile[at] = y[0];
    tile[at + 4u] = y[2];
    tile[at + 8u] = y[1];
  }
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < 20u; task += SIZE) {
    let lane = task / 5u;
    let k = task % 5u;
    if (first + lane < LINES) {
      let place = places[k];
      let at = (first + lane) * 5u + k;
      tile[place * LANES + lane] = spectrumIn[at];
      if (k > 0u) { tile[places[LENGTH - k] * LANES + lane] = conjugate(spectrumIn[at]); }
    }
  }
}

fn store(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {

    let lane = task / LENGTH;
    let position = task % LENGTH;

    let line = first + lane;
    let outer = line / INNER;
    let i = line % INNER;
    let element = position * INNER + i;
    let at = position * LANES + lane;
    if (line < LINES && element < WRITE) {
      let replica = outer / OUTER;
      let gain = gains[replica * GAIN_STRIDE + GAIN_OFFSET];
      let point = outer % OUTER * WRITE + element;
      arrive(replica, point, gain * tile[at].x);
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 1u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse1(thread);
  workgroupBarrier();
  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
