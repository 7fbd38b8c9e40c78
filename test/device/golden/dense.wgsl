// row major
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read> gains: array<f32>;
@group(0) @binding(2) var<storage, read> source: array<f32>;
@group(0) @binding(3) var<storage, read_write> total: array<f32>;

const rows = 40u;
const columns = 40u;
const replicas = 33u;
const across = 2u;

// [column of the tile][row, replica], four and four
var<workgroup> left: array<vec4f, 128>;
var<workgroup> right: array<vec4f, 128>;

fn weight(row: u32, column: u32) -> f32 {
  if (row >= rows || column >= columns) {
    return 0.0;
  }
  return weights[row * columns + column];
}

fn rate(replica: u32, column: u32) -> f32 {
  if (replica >= replicas || column >= columns) {
    return 0.0;
  }
  return source[3u + replica * 40u + column];
}

@compute @workgroup_size(64)
fn dense(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= across * 2u) {
    return;
  }
  let row = 32u * (job % across);
  let replica = 32u * (job / across);
  // this lane brings column c of the tile, eight rows and eight replicas in steps of four
  let c = lane % 16u;
  let quad = lane / 16u;
  let y = lane % 8u;
  let x = lane / 8u;

  var sum = mat4x4f();
  for (var block = 0u; block < columns; block += 64u) {
    var part = mat4x4f();
    let end = min(block + 64u, columns);
    for (var begin = block; begin < end; begin += 16u) {
      workgroupBarrier();
      for (var q = quad; q < 8u; q += 4u) {
        let i = row + 4u * q;
        let r = replica + 4u * q;
        let j = begin + c;
        left[8u * c + q] = vec4f(weight(i, j), weight(i + 1u, j), weight(i + 2u, j), weight(i + 3u, j));
        right[8u * c + q] = vec4f(rate(r, j), rate(r + 1u, j), rate(r + 2u, j), rate(r + 3u, j));
      }
      workgroupBarrier();
      for (var k = 0u; k < 16u; k++) {
        let w = left[8u * k + y];
        let r = right[8u * k + x];
        part += mat4x4f(w * r.x, w * r.y, w * r.z, w * r.w);
      }
    }
    sum += part;
  }
  for (var b = 0u; b < 4u; b++) {
    let own = replica + 4u * x + b;
    for (var a = 0u; a < 4u; a++) {
      let i = row + 4u * y + a;
      if (own < replicas && i < rows) {
        let gain = gains[3u + own * 40u];
        total[3u + own * 40u + i] += gain * sum[b][a];
      }
    }
  }
}
