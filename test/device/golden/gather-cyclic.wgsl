// elements of the support

@group(0) @binding(0) var<storage, read> neighbours: array<u32>;
@group(0) @binding(1) var<storage, read> factors: array<f32>;
@group(0) @binding(2) var<storage, read> gains: array<f32>;
@group(0) @binding(3) var<storage, read> source: array<f32>;
@group(0) @binding(4) var<storage, read_write> total: array<f32>;

const points = 36u;
const support = 36u;
const replicas = 3u;
const blocks = 1u;

fn place(replica: u32) -> u32 {
  return 3u + 40u * min(replica, replicas - 1u);
}

fn neighbour(point: u32, k: u32) -> u32 {
  let back = neighbours[k];
  var result = 0u;
  result += 1u * ((point / 1u % 9u + 9u - back / 1u % 9u) % 9u);
  result += 9u * ((point / 9u % 4u + 4u - back / 9u % 4u) % 4u);
  return result;
}

@compute @workgroup_size(64)
fn gather(
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
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));
  var sum = vec4f();
  for (var begin = 0u; begin < support; begin += 16u) {
    let end = min(begin + 16u, support);
    var part = vec4f();
    for (var k = begin; k < end; k++) {
      let j = at + neighbour(point, k);
      part += factors[k] * vec4f(source[j.x], source[j.y], source[j.z], source[j.w]);
    }
    sum += part;
  }
  let last = min(first + 4u, replicas);
  for (var replica = first; replica < last; replica++) {
    let gain = gains[3u + replica * 40u];
    total[3u + replica * 40u + point] += gain * sum[replica - first];
  }
}
