// [group of four columns][point]
@group(0) @binding(0) var<storage, read> basis: array<vec4f>;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

const points = 97u;
const groups = 1u;
const columns = 4u;
const replicas = 3u;
const chunks = 1u;
const tiles = 1u;

// a replica's four columns in each column of the matrix
var<workgroup> lanes: array<mat4x4f, 64>;

fn place(replica: u32) -> u32 {
  return 0u + 97u * min(replica, replicas - 1u);
}

fn value(at: u32) -> f32 {

  return source[at];

}

@compute @workgroup_size(64)
fn project(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= chunks * groups * tiles) {
    return;
  }
  let chunk = job % chunks;
  let group = job / chunks % groups;
  let first = 4u * (job / (chunks * groups));
  let begin = chunk * 1024u;
  let end = min(begin + 1024u, points);
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));

  var sum = mat4x4f();
  for (var j = begin + lane; j < end; j += 64u) {
    let b = basis[group * points + j];
    sum += mat4x4f(
      b * value(at.x + j),
      b * value(at.y + j),
      b * value(at.z + j),
      b * value(at.w + j),
    );
  }
  lanes[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
  }
  workgroupBarrier();
  if (lane >= 16u) {
    return;
  }
  let column = 4u * group + lane % 4u;
  let replica = first + lane / 4u;
  if (column < columns && replica < replicas) {
    sums[0u + chunk * 0u + replica * 4u + column]
      = lanes[0][lane / 4u][lane % 4u];
  }
}
