// [group of four columns][point]
@group(0) @binding(0) var<storage, read> basis: array<vec4f>;
// [replica][group of four columns]
@group(0) @binding(1) var<storage, read> coordinates: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> total: array<f32>;

const points = 97u;
const groups = 1u;
const replicas = 3u;
const blocks = 2u;

@compute @workgroup_size(64)
fn expand(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  let point = 64u * (job % blocks) + lane;
  let first = 4u * (job / blocks);
  if (point >= points || first >= replicas) {
    return;
  }
  let row = groups * min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(replicas - 1u));
  var sum = vec4f();
  for (var begin = 0u; begin < groups; begin += 8u) {
    let end = min(begin + 8u, groups);
    var part = vec4f();
    for (var group = begin; group < end; group++) {
      let b = basis[group * points + point];
      part += vec4f(
        dot(b, coordinates[row.x + group]),
        dot(b, coordinates[row.y + group]),
        dot(b, coordinates[row.z + group]),
        dot(b, coordinates[row.w + group]),
      );
    }
    sum += part;
  }
  let last = min(first + 4u, replicas);
  for (var replica = first; replica < last; replica++) {
    total[0u + replica * 97u + point] += sum[replica - first];
  }
}
