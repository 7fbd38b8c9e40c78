@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> multiplier: array<vec2f>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 1u;
const LANES = 2u;
const LINES = 2u;
const TILE = 2u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 1u;
const INNER = 1u;
const READ = 1u;
const WRITE = 1u;
const SIZE = 32u;
const RATE_STRIDE = 5u;
const RATE_OFFSET = 3u;
const INPUT_STRIDE = 4u;
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
  for (var task = thread; task < 2u; task += SIZE) {
    let position = task / LANES * 1u;
    let at = position * LANES + task % LANES;
    let line = first + task % LANES;
    if (line < LINES) {
      let factor = line / INNER % OUTER * (LENGTH * INNER) + position * INNER + line % INNER;
      let x = (array<vec2f, 1>(tile[at]));
      let y = (array<vec2f, 1>(multiply(x[0], multiplier[factor + 0u])));
      tile[at] = y[0];
    }
  }
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 1u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  product(first, thread);
  workgroupBarrier();

  store(first, thread);
}
