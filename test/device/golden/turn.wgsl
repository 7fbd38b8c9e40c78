struct Row {
  first: u32,
  width: u32,
  entries: u32,
  label: u32,
}

@group(0) @binding(0) var<storage, read> rows: array<Row>;
@group(0) @binding(1) var<storage, read> entries: array<f32>;
@group(0) @binding(2) var<storage, read> gains: array<f32>;
@group(0) @binding(3) var<storage, read> source: array<f32>;
@group(0) @binding(4) var<storage, read_write> turned: array<f32>;

const columns = 4u;

@compute @workgroup_size(64)
fn turn(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 12u) {
    return;
  }
  let column = job % columns;
  let replica = job / columns;
  let row = rows[column];
  let first = 0u + replica * 4u + row.first;
  var total = 0.0;
  for (var j = 0u; j < row.width; j += 16u) {
    let end = min(j + 16u, row.width);
    var sum = 0.0;
    for (var k = j; k < end; k++) {
      sum += entries[row.entries + k] * source[first + k];
    }
    total += sum;
  }
  let gain = gains[0u + replica * 2u + row.label];
  turned[0u + replica * 4u + column] = gain * total;
}
