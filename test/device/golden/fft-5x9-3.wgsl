@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> spectrumIn: array<vec2f>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 9u;
const LANES = 8u;
const LINES = 10u;
const TILE = 72u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 5u;
const INNER = 1u;
const READ = 5u;
const WRITE = 9u;
const SIZE = 32u;
const INPUT_STRIDE = 48u;
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
  for (var task = thread; task < 24u; task += 32u) {
    let q = task / 8u;
    let p = q % 3u;
    let at = (q / 3u * 9u + p) * 8u + task % 8u;
    let y = butterfly3(array<vec2f, 3>(
      tile[at],
      multiply(tile[at + 24u], conjugate(roots[p * 1u])),
      multiply(tile[at + 48u], conjugate(roots[p * 2u]))
    ));
    tile[at] = y[0];
    tile[at + 24u] = y[2];
    tile[at + 48u] = y[1];
  }
}

fn inverse1(thread: u32) {
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
    tile[at + 8u] = y[2];
    tile[at + 16u] = y[1];
  }
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < 40u; task += SIZE) {
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
      input[replica * INPUT_STRIDE + INPUT_OFFSET + point] += gain * tile[at].x;
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 2u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse1(thread);
  workgroupBarrier();
  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
