@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> spectrumIn: array<vec2f>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 3u;
const LANES = 8u;
const LINES = 194u;
const TILE = 24u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 97u;
const INNER = 1u;
const READ = 4u;
const WRITE = 6u;
const SIZE = 32u;
const INPUT_STRIDE = 585u;
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

fn butterfly3(x: array<vec2f, 3>) -> array<vec2f, 3> {
  let s1 = x[1] + x[2];
  let d1 = x[1] - x[2];
  let e1 = x[0] + (-0.5) * s1;
  let o1 = quarter(0.8660254 * d1);
  return array<vec2f, 3>(x[0] + s1, e1 + o1, e1 - o1);
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 8u; task += 32u) {
    let q = task / 8u;
    let p = q % 1u;
    let at = (q / 1u * 3u + p) * 8u + task % 8u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      tile[at + 8u],
      tile[at + 16u]
    ));
    tile[at] = y[0];
    tile[at + 8u] = y[2];
    tile[at + 16u] = y[1];
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
  for (var task = thread; task < 16u; task += SIZE) {
    let lane = task / 2u;
    let k = task % 2u;
    let line = first + lane;
    if (line < LINES) {
      let near = places[k % LENGTH] * LANES + lane;
      let far = places[(LENGTH - k) % LENGTH] * LANES + lane;
      let start = line * (LENGTH + 1u);
      let z = tangle(Both(spectrumIn[start + k], spectrumIn[start + LENGTH - k]), roots[k]);
      tile[near] = z.near;
      tile[far] = z.far;
    }
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

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 25u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
