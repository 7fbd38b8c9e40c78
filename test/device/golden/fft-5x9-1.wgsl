@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read_write> spectrum: array<vec2f>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 9u;
const LANES = 8u;
const LINES = 10u;
const TILE = 72u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 5u;
const INNER = 1u;
const READ = 9u;
const WRITE = 5u;
const SIZE = 32u;
const RATE_STRIDE = 49u;
const RATE_OFFSET = 3u;

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

fn forward0(thread: u32) {
  for (var task = thread; task < 24u; task += 32u) {
    let q = task / 8u;
    let p = q % 3u;
    let at = (q / 3u * 9u + p) * 8u + task % 8u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      tile[at + 24u],
      tile[at + 48u]
    ));
    tile[at] = y[0];
    tile[at + 24u] = multiply(y[1], roots[p * 1u]);
    tile[at + 48u] = multiply(y[2], roots[p * 2u]);
  }
}

fn forward1(thread: u32) {
  for (var task = thread; task < 24u; task += 32u) {
    let q = task / 8u;
    let p = q % 1u;
    let at = (q / 1u * 3u + p) * 8u + task % 8u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      tile[at + 8u],
      tile[at + 16u]
    ));
    tile[at] = y[0];
    tile[at + 8u] = y[1];
    tile[at + 16u] = y[2];
  }
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {

    let lane = task / LENGTH;
    let position = task % LENGTH;

    let line = first + lane;
    let outer = line / INNER;
    let i = line % INNER;
    let element = position * INNER + i;
    let at = position * LANES + lane;
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z.x = rates[outer / OUTER * RATE_STRIDE + RATE_OFFSET + outer % OUTER * READ + element];
    }
    tile[at] = z;
  }
}

fn store(first: u32, thread: u32) {
  for (var task = thread; task < 40u; task += SIZE) {
    let lane = task / 5u;
    let k = task % 5u;
    if (first + lane < LINES) {
      let place = places[k];
      let at = (first + lane) * 5u + k;
      spectrum[at] = tile[place * LANES + lane];
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 2u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  forward0(thread);
  workgroupBarrier();
  forward1(thread);
  workgroupBarrier();

  store(first, thread);
}
