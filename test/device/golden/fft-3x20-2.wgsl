@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> multiplier: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> spectrum: array<vec2f>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 3u;
const LANES = 16u;
const LINES = 22u;
const TILE = 48u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 11u;
const READ = 33u;
const WRITE = 33u;
const SIZE = 32u;

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
  for (var task = thread; task < 16u; task += SIZE) {
    let position = task / LANES * 3u;
    let at = position * LANES + task % LANES;
    let line = first + task % LANES;
    if (line < LINES) {
      let factor = line / INNER % OUTER * (LENGTH * INNER) + position * INNER + line % INNER;
      let x = butterfly3(array<vec2f, 3>(tile[at], tile[at + 16u], tile[at + 32u]));
      let y = butterfly3(array<vec2f, 3>(multiply(x[0], multiplier[factor + 0u]), multiply(x[1], multiplier[factor + 11u]), multiply(x[2], multiplier[factor + 22u])));
      tile[at] = y[0];
      tile[at + 16u] = y[2];
      tile[at + 32u] = y[1];
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 2u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  product(first, thread);
  workgroupBarrier();

  store(first, thread);
}
