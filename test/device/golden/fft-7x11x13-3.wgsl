@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> multiplier: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> spectrum: array<vec2f>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 7u;
const LANES = 64u;
const LINES = 154u;
const TILE = 448u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 77u;
const READ = 539u;
const WRITE = 539u;
const SIZE = 64u;

// [position][lane]
var<workgroup> tile: array<vec2f, TILE>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }

fn butterfly7(x: array<vec2f, 7>) -> array<vec2f, 7> {
  let s1 = x[1] + x[6];
  let d1 = x[1] - x[6];
  let s2 = x[2] + x[5];
  let d2 = x[2] - x[5];
  let s3 = x[3] + x[4];
  let d3 = x[3] - x[4];
  let e1 = x[0] + 0.6234898 * s1 + (-0.22252093) * s2 + (-0.90096885) * s3;
  let o1 = quarter(0.7818315 * d1 + 0.9749279 * d2 + 0.43388373 * d3);
  let e2 = x[0] + (-0.22252093) * s1 + (-0.90096885) * s2 + 0.6234898 * s3;
  let o2 = quarter(0.9749279 * d1 + (-0.43388373) * d2 + (-0.7818315) * d3);
  let e3 = x[0] + (-0.90096885) * s1 + 0.6234898 * s2 + (-0.22252093) * s3;
  let o3 = quarter(0.43388373 * d1 + (-0.7818315) * d2 + 0.9749279 * d3);
  return array<vec2f, 7>(x[0] + s1 + s2 + s3, e1 + o1, e2 + o2, e3 + o3, e3 - o3, e2 - o2, e1 - o1);
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {

    let lane = task % LANES;
    let position = task / LANES;

    let line = first + lane;
    let outer = line / INNER;
    let i = line % INNER;
    let element = position * INNER + i;
    let at = position * LANES + lane;
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z = spectrum[outer * READ + element];
    }
    tile[at] = z;
  }
}

fn store(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {

    let lane = task % LANES;
    let position = task / LANES;

    let line = first + lane;
    let outer = line / INNER;
    let i = line % INNER;
    let element = position * INNER + i;
    let at = position * LANES + lane;
    if (line < LINES && element < WRITE) {
      spectrum[outer * WRITE + element] = tile[at];
    }
  }
}

fn product(first: u32, thread: u32) {
  for (var task = thread; task < 64u; task += SIZE) {
    let position = task / LANES * 7u;
    let at = position * LANES + task % LANES;
    let line = first + task % LANES;
    if (line < LINES) {
      let factor = line / INNER % OUTER * (LENGTH * INNER) + position * INNER + line % INNER;
      let x = butterfly7(array<vec2f, 7>(tile[at], tile[at + 64u], tile[at + 128u], tile[at + 192u], tile[at + 256u], tile[at + 320u], tile[at + 384u]));
      let y = butterfly7(array<vec2f, 7>(multiply(x[0], multiplier[factor + 0u]), multiply(x[1], multiplier[factor + 77u]), multiply(x[2], multiplier[factor + 154u]), multiply(x[3], multiplier[factor + 231u]), multiply(x[4], multiplier[factor + 308u]), multiply(x[5], multiplier[factor + 385u]), multiply(x[6], multiplier[factor + 462u])));
      tile[at] = y[0];
      tile[at + 64u] = y[6];
      tile[at + 128u] = y[5];
      tile[at + 192u] = y[4];
      tile[at + 256u] = y[3];
      tile[at + 320u] = y[2];
      tile[at + 384u] = y[1];
    }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 3u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  product(first, thread);
  workgroupBarrier();

  store(first, thread);
}
