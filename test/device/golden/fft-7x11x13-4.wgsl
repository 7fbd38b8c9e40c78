@group(0) @binding(0) var<storage, read> roots: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> spectrum: array<vec2f>;

// complex points of a line, lines of a workgroup, lines in all
const LENGTH = 11u;
const LANES = 64u;
const LINES = 98u;
const TILE = 704u;
// the array is [replica][OUTER][axis][INNER]; READ and WRITE are its numbers per outer index
const OUTER = 7u;
const INNER = 7u;
const READ = 77u;
const WRITE = 77u;
const SIZE = 128u;

// [position][lane]
var<workgroup> tile: array<vec2f, TILE>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }

fn butterfly11(x: array<vec2f, 11>) -> array<vec2f, 11> {
  let s1 = x[1] + x[10];
  let d1 = x[1] - x[10];
  let s2 = x[2] + x[9];
  let d2 = x[2] - x[9];
  let s3 = x[3] + x[8];
  let d3 = x[3] - x[8];
  let s4 = x[4] + x[7];
  let d4 = x[4] - x[7];
  let s5 = x[5] + x[6];
  let d5 = x[5] - x[6];
  let e1 = x[0] + 0.8412535 * s1 + 0.41541502 * s2 + (-0.14231484) * s3 + (-0.65486073) * s4 + (-0.959493) * s5;
  let o1 = quarter(0.54064083 * d1 + 0.90963197 * d2 + 0.98982143 * d3 + 0.7557496 * d4 + 0.28173256 * d5);
  let e2 = x[0] + 0.41541502 * s1 + (-0.65486073) * s2 + (-0.959493) * s3 + (-0.14231484) * s4 + 0.8412535 * s5;
  let o2 = quarter(0.90963197 * d1 + 0.7557496 * d2 + (-0.28173256) * d3 + (-0.98982143) * d4 + (-0.54064083) * d5);
  let e3 = x[0] + (-0.14231484) * s1 + (-0.959493) * s2 + 0.41541502 * s3 + 0.8412535 * s4 + (-0.65486073) * s5;
  let o3 = quarter(0.98982143 * d1 + (-0.28173256) * d2 + (-0.90963197) * d3 + 0.54064083 * d4 + 0.7557496 * d5);
  let e4 = x[0] + (-0.65486073) * s1 + (-0.14231484) * s2 + 0.8412535 * s3 + (-0.959493) * s4 + 0.41541502 * s5;
  let o4 = quarter(0.7557496 * d1 + (-0.98982143) * d2 + 0.54064083 * d3 + 0.28173256 * d4 + (-0.90963197) * d5);
  let e5 = x[0] + (-0.959493) * s1 + 0.8412535 * s2 + (-0.65486073) * s3 + 0.41541502 * s4 + (-0.14231484) * s5;
  let o5 = quarter(0.28173256 * d1 + (-0.54064083) * d2 + 0.7557496 * d3 + (-0.90963197) * d4 + 0.98982143 * d5);
  return array<vec2f, 11>(x[0] + s1 + s2 + s3 + s4 + s5, e1 + o1, e2 + o2, e3 + o3, e4 + o4, e5 + o5, e5 - o5, e4 - o4, e3 - o3, e2 - o2, e1 - o1);
}

fn inverse0(thread: u32) {
  for (var task = thread; task < 64u; task += 128u) {
    let q = task / 64u;
    let p = q % 1u;
    let at = (q / 1u * 11u + p) * 64u + task % 64u;
    let y = butterfly11(array<vec2f, 11>(
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
      tile[at + 640u]
    ));
    tile[at] = y[0];
    tile[at + 64u] = y[10];
    tile[at + 128u] = y[9];
    tile[at + 192u] = y[8];
    tile[at + 256u] = y[7];
    tile[at + 320u] = y[6];
    tile[at + 384u] = y[5];
    tile[at + 448u] = y[4];
    tile[at + 512u] = y[3];
    tile[at + 576u] = y[2];
    tile[at + 640u] = y[1];
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

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.x + group.y * 2u) * LANES;
  if (first >= LINES) { return; }
  load(first, thread);
  workgroupBarrier();

  inverse0(thread);
  workgroupBarrier();

  store(first, thread);
}
