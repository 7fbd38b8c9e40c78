@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> turns: array<vec2f>;
@group(0) @binding(2) var<storage, read> spectrumIn: array<vec2f>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 10u;
const LANES = 1u;
const LINES = 20u;
const TILE = 10u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 10u;
const READ = 100u;
const WRITE = 100u;
const SIZE = 32u;
const INPUT_STRIDE = 103u;
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

fn butterfly2(x: array<vec2f, 2>) -> array<vec2f, 2> {
  return array<vec2f, 2>(x[0] + x[1], x[0] - x[1]);
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

fn inverse0(thread: u32) {
  for (var task = thread; task < 5u; task += 32u) {
    let q = task / 1u;
    let p = q % 5u;
    let at = (q / 5u * 10u + p) * 1u + task % 1u;
    let y = butterfly2(array<vec2f, 2>(
      tile[at],
      multiply(tile[at + 5u], conjugate(roots[p * 1u]))
    ));
    tile[at] = y[0];
    tile[at + 5u] = y[1];
  }
}

fn inverse1(thread: u32) {
  for (var task = thread; task < 2u; task += 32u) {
    let q = task / 1u;
    let p = q % 1u;
    let at = (q / 1u * 5u + p) * 1u + task % 1u;
    let y = butterfly5(array<vec2f, 5>(
      tile[at],
      tile[at + 1u],
      tile[at + 2u],
      tile[at + 3u],
      tile[at + 4u]
    ));
    tile[at] = y[0];
    tile[at + 1u] = y[4];
    tile[at + 2u] = y[3];
    tile[at + 3u] = y[2];
    tile[at + 4u] = y[1];
  }
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
      z = spectrumIn[outer * READ + element];
    }
    tile[at] = multiply(z, conjugate(turns[position * 10u + i / 1u]));
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
      let replica = outer / OUTER;
      let gain = gains[replica * GAIN_STRIDE + GAIN_OFFSET];
      let point = outer % OUTER * WRITE + element;
      input[replica * INPUT_STRIDE + INPUT_OFFSET + point] += gain * tile[at].x;
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 20u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse1(thread);
  workgroupBarrier();
  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
