@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> multiplier: array<vec2f>;
@group(0) @binding(3) var<storage, read> rates: array<f32>;
@group(0) @binding(4) var<storage, read> gains: array<f32>;
@group(0) @binding(5) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 8u;
const LANES = 2u;
const LINES = 2u;
const TILE = 16u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 1u;
const READ = 16u;
const WRITE = 16u;
const SIZE = 32u;
const RATE_STRIDE = 20u;
const RATE_OFFSET = 3u;
const INPUT_STRIDE = 19u;
const INPUT_OFFSET = 2u;
const GAIN_STRIDE = 2u;
const GAIN_OFFSET = 1u;

// [position][lane]
var<workgroup> tile: array<vec2f, TILE>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }

fn butterfly4(x: array<vec2f, 4>) -> array<vec2f, 4> {
  let a = x[0] + x[2];
  let b = x[0] - x[2];
  let c = x[1] + x[3];
  let d = quarter(x[1] - x[3]);
  return array<vec2f, 4>(a + c, b + d, a - c, b - d);
}

fn butterfly8(x: array<vec2f, 8>) -> array<vec2f, 8> {
  let b = x[1] - x[5];
  let d = x[3] - x[7];
  let even = butterfly4(array<vec2f, 4>(x[0] + x[4], x[1] + x[5], x[2] + x[6], x[3] + x[7]));
  let odd = butterfly4(array<vec2f, 4>(
    x[0] - x[4],
    0.70710677 * (b + quarter(b)),
    quarter(x[2] - x[6]),
    0.70710677 * (quarter(d) - d)
  ));
  return array<vec2f, 8>(even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3]);
}

fn forward0(thread: u32) {
  for (var task = thread; task < 2u; task += 32u) {
    let q = task / 2u;
    let p = q % 1u;
    let at = (q / 1u * 8u + p) * 2u + task % 2u;
    let y = butterfly8(array<vec2f, 8>(
      tile[at],
      tile[at + 2u],
      tile[at + 4u],
      tile[at + 6u],
      tile[at + 8u],
      tile[at + 10u],
      tile[at + 12u],
      tile[at + 14u]
    ));
    tile[at] = y[0];
    tile[at + 2u] = y[1];
    tile[at + 4u] = y[2];
    tile[at + 6u] = y[3];
    tile[at + 8u] = y[4];
    tile[at + 10u] = y[5];
    tile[at + 12u] = y[6];
    tile[at + 14u] = y[7];
  }
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 2u; task += 32u) {
    let q = task / 2u;
    let p = q % 1u;
    let at = (q / 1u * 8u + p) * 2u + task % 2u;
    let y = butterfly8(array<vec2f, 8>(
      tile[at],
      tile[at + 2u],
      tile[at + 4u],
      tile[at + 6u],
      tile[at + 8u],
      tile[at + 10u],
      tile[at + 12u],
      tile[at + 14u]
    ));
    tile[at] = y[0];
    tile[at + 2u] = y[7];
    tile[at + 4u] = y[6];
    tile[at + 6u] = y[5];
    tile[at + 8u] = y[4];
    tile[at + 10u] = y[3];
    tile[at + 12u] = y[2];
    tile[at + 14u] = y[1];
  }
}

struct Both { near: vec2f, far: vec2f }
// (Z_k, Z_(h-k)) -> (X_k, X_(h-k))
fn untangle(z: Both, w: vec2f) -> Both {
  let e = 0.5 * (z.near + conjugate(z.far));
  let t = -quarter(0.5 * multiply(w, z.near - conjugate(z.far)));
  return Both(e - t, conjugate(e + t));
}
// (X_k, X_(h-k)) -> (Z_k, Z_(h-k))
fn tangle(x: Both, w: vec2f) -> Both {
  let e = 0.5 * (x.near + conjugate(x.far));
  let d = -quarter(0.5 * multiply(conjugate(w), conjugate(x.far) - x.near));
  return Both(e - d, conjugate(e + d));
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {
    let line = first + task / LENGTH;
    let at = task % LENGTH * LANES + task / LENGTH;
    let replica = line / OUTER;
    let element = 2u * (task % LENGTH);
    let start = replica * RATE_STRIDE + RATE_OFFSET + line % OUTER * READ + element;
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z.x = rates[start];
      if (element + 1u < READ) { z.y = rates[start + 1u]; }
    }
    tile[at] = z;
  }
}

fn store(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {
    let line = first + task / LENGTH;
    let at = task % LENGTH * LANES + task / LENGTH;
    let replica = line / OUTER;
    let element = 2u * (task % LENGTH);
    let point = line % OUTER * WRITE + element;
    if (line < LINES && element < WRITE) {
      let gain = gains[replica * GAIN_STRIDE + GAIN_OFFSET];
      input[replica * INPUT_STRIDE + INPUT_OFFSET + point] += gain * tile[at].x;
      if (element + 1u < WRITE) { input[replica * INPUT_STRIDE + INPUT_OFFSET + point + 1u] += gain * tile[at].y; }
    }
  }
}

fn product(first: u32, thread: u32) {
  for (var task = thread; task < 10u; task += SIZE) {
    let lane = task / 5u;
    let k = task % 5u;
    let line = first + lane;
    if (line < LINES) {
      let near = places[k % LENGTH] * LANES + lane;
      let far = places[(LENGTH - k) % LENGTH] * LANES + lane;
      let x = untangle(Both(tile[near], tile[far]), roots[k]);
      let y = Both(multiply(x.near, multiplier[k]), multiply(x.far, multiplier[LENGTH - k]));
      let z = tangle(y, roots[k]);
      tile[near] = z.near;
      tile[far] = z.far;
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 1u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  forward0(thread);
  workgroupBarrier();

  product(first, thread);
  workgroupBarrier();

  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
