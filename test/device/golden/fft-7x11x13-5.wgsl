@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> spectrumIn: array<vec2f>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 13u;
const LANES = 64u;
const LINES = 154u;
const TILE = 832u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 77u;
const INNER = 1u;
const READ = 7u;
const WRITE = 13u;
const SIZE = 128u;
const INPUT_STRIDE = 1004u;
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

fn butterfly13(x: array<vec2f, 13>) -> array<vec2f, 13> {
  let s1 = x[1] + x[12];
  let d1 = x[1] - x[12];
  let s2 = x[2] + x[11];
  let d2 = x[2] - x[11];
  let s3 = x[3] + x[10];
  let d3 = x[3] - x[10];
  let s4 = x[4] + x[9];
  let d4 = x[4] - x[9];
  let s5 = x[5] + x[8];
  let d5 = x[5] - x[8];
  let s6 = x[6] + x[7];
  let d6 = x[6] - x[7];
  let e1 = x[0] + 0.885456 * s1 + 0.56806475 * s2 + 0.12053668 * s3 + (-0.3546049) * s4 + (-0.7485108) * s5 + (-0.97094184) * s6;
  let o1 = quarter(0.46472317 * d1 + 0.82298386 * d2 + 0.99270886 * d3 + 0.9350162 * d4 + 0.66312265 * d5 + 0.23931566 * d6);
  let e2 = x[0] + 0.56806475 * s1 + (-0.3546049) * s2 + (-0.97094184) * s3 + (-0.7485108) * s4 + 0.12053668 * s5 + 0.885456 * s6;
  let o2 = quarter(0.82298386 * d1 + 0.9350162 * d2 + 0.23931566 * d3 + (-0.66312265) * d4 + (-0.99270886) * d5 + (-0.46472317) * d6);
  let e3 = x[0] + 0.12053668 * s1 + (-0.97094184) * s2 + (-0.3546049) * s3 + 0.885456 * s4 + 0.56806475 * s5 + (-0.7485108) * s6;
  let o3 = quarter(0.99270886 * d1 + 0.23931566 * d2 + (-0.9350162) * d3 + (-0.46472317) * d4 + 0.82298386 * d5 + 0.66312265 * d6);
  let e4 = x[0] + (-0.3546049) * s1 + (-0.7485108) * s2 + 0.885456 * s3 + 0.12053668 * s4 + (-0.97094184) * s5 + 0.56806475 * s6;
  let o4 = quarter(0.9350162 * d1 + (-0.66312265) * d2 + (-0.46472317) * d3 + 0.99270886 * d4 + (-0.23931566) * d5 + (-0.82298386) * d6);
  let e5 = x[0] + (-0.7485108) * s1 + 0.12053668 * s2 + 0.56806475 * s3 + (-0.97094184) * s4 + 0.885456 * s5 + (-0.3546049) * s6;
  let o5 = quarter(0.66312265 * d1 + (-0.99270886) * d2 + 0.82298386 * d3 + (-0.23931566) * d4 + (-0.46472317) * d5 + 0.9350162 * d6);
  let e6 = x[0] + (-0.97094184) * s1 + 0.885456 * s2 + (-0.7485108) * s3 + 0.56806475 * s4 + (-0.3546049) * s5 + 0.12053668 * s6;
  let o6 = quarter(0.23931566 * d1 + (-0.46472317) * d2 + 0.66312265 * d3 + (-0.82298386) * d4 + 0.9350162 * d5 + (-0.99270886) * d6);
  return array<vec2f, 13>(x[0] + s1 + s2 + s3 + s4 + s5 + s6, e1 + o1, e2 + o2, e3 + o3, e4 + o4, e5 + o5, e6 + o6, e6 - o6, e5 - o5, e4 - o4, e3 - o3, e2 - o2, e1 - o1);
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 64u; task += 128u) {
    let q = task / 64u;
    let p = q % 1u;
    let at = (q / 1u * 13u + p) * 64u + task % 64u;
    let y = butterfly13(array<vec2f, 13>(
      tile[at],
      tile[at + 64u],
      tile[at + 128u],
      tile[at + 192u],
      tile[at + 256u],
      tile[at + 320u],
      tile[at + 384u],
      tile[at + 448u],
      tile[at + 512u],
      tile[at + 576u],
      tile[at + 640u],
      tile[at + 704u],
      tile[at + 768u]
    ));
    tile[at] = y[0];
    tile[at + 64u] = y[12];
    tile[at + 128u] = y[11];
    tile[at + 192u] = y[10];
    tile[at + 256u] = y[9];
    tile[at + 320u] = y[8];
    tile[at + 384u] = y[7];
    tile[at + 448u] = y[6];
    tile[at + 512u] = y[5];
    tile[at + 576u] = y[4];
    tile[at + 640u] = y[3];
    tile[at + 704u] = y[2];
    tile[at + 768u] = y[1];
  }
}

fn load(first: u32, thread: u32) {
  for (var task = thread; task < 448u; task += SIZE) {
    let lane = task / 7u;
    let k = task % 7u;
    if (first + lane < LINES) {
      let place = places[k];
      let at = (first + lane) * 7u + k;
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

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 3u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
