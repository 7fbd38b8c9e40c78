// where each row begins, and the last one ends
@group(0) @binding(0) var<storage, read> starts: array<u32>;
@group(0) @binding(1) var<storage, read> columns: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read> source: array<f32>;
@group(0) @binding(5) var<storage, read_write> total: array<f32>;

const rows = 40u;
const replicas = 3u;
const blocks = 1u;

fn place(replica: u32) -> u32 {
  return 3u + 40u * min(replica, replicas - 1u);
}

@compute @workgroup_size(64)
fn sparse(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) invocation: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  let first = 4u * (job / blocks);
  if (first >= replicas) {
    return;
  }
  let row = 64u * (job % blocks) + invocation / 1u;
  let lane = invocation % 1u;
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));
  var sum = vec4f();
  if (row < rows) {
    let end = starts[row + 1u];
    for (var e = starts[row] + lane; e < end; e += 1u) {
      let j = at + columns[e];
      sum += weights[e] * vec4f(source[j.x], source[j.y], source[j.z], source[j.w]);
    }
  }

  if (row >= rows || lane > 0u) {
    return;
  }

  let last = min(first + 4u, replicas);
  for (var replica = first; replica < last; replica++) {
    let gain = gains[3u + replica * 40u];
    total[3u + replica * 40u + row] += gain * sum[replica - first];
  }
}
