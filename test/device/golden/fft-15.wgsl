@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> multiplier: array<vec2f>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 15u;
const LANES = 2u;
const LINES = 2u;
const TILE = 30u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 1u;
const READ = 15u;
const WRITE = 15u;
const SIZE = 32u;
const RATE_STRIDE = 19u;
const RATE_OFFSET = 3u;
const INPUT_STRIDE = 18u;
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

fn forward0(thread: u32) {
  for (var task = thread; task < 6u; task += 32u) {
    let q = task / 2u;
    let p = q % 3u;
    let at = (q / 3u * 15u + p) * 2u + task % 2u;
    let y = butterfly5(array<vec2f, 5>(
      tile[at],
      tile[at + 6u],
      tile[at + 12u],
      tile[at + 18u],
      tile[at + 24u]
    ));
    tile[at] = y[0];
    tile[at + 6u] = multiply(y[1], roots[p * 1u]);
    tile[at + 12u] = multiply(y[2], roots[p * 2u]);
    tile[at + 18u] = multiply(y[3], roots[p * 3u]);
    tile[at + 24u] = multiply(y[4], roots[p * 4u]);
  }
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 6u; task += 32u) {
    let q = task / 2u;
    let p = q % 3u;
    let at = (q / 3u * 15u + p) * 2u + task % 2u;
    let y = butterfly5(array<vec2f, 5>(
      tile[at],
      multiply(tile[at + 6u], conjugate(roots[p * 1u])),
      multiply(tile[at + 12u], conjugate(roots[p * 2u])),
      multiply(tile[at + 18u], conjugate(roots[p * 3u])),
      multiply(tile[at + 24u], conjugate(roots[p * 4u]))
    ));
    tile[at] = y[0];
    tile[at + 6u] = y[4];
    tile[at + 12u] = y[3];
    tile[at + 18u] = y[2];
    tile[at + 24u] = y[1];
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
      input[replica * INPUT_STRIDE + INPUT_OFFSET + point] += gain * tile[at].x;
    }
  }
}

fn product(first: u32, thread: u32) {
  for (var task = thread; task < 10u; task += SIZE) {
    let position = task / LANES * 3u;
    let at = position * LANES + task % LANES;
    let line = first + task % LANES;
    if (line < LINES) {
      let factor = line / INNER % OUTER * (LENGTH * INNER) + position * INNER + line % INNER;
      let x = butterfly3(array<vec2f, 3>(tile[at], tile[at + 2u], tile[at + 4u]));
      let y = butterfly3(array<vec2f, 3>(multiply(x[0], multiplier[factor + 0u]), multiply(x[1], multiplier[factor + 1u]), multiply(x[2], multiplier[factor + 2u])));
      tile[at] = y[0];
      tile[at + 2u] = y[2];
      tile[at + 4u] = y[1];
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
