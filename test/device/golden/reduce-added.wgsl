// [chunk][replica][column]
@group(0) @binding(0) var<storage, read> partial: array<f32>;
@group(0) @binding(1) var<storage, read_write> total: array<f32>;

@group(0) @binding(2) var<storage, read> gains: array<f32>;

const columns = 5u;
const sums = 15u;
const chunks = 2u;

var<workgroup> lanes: array<f32, 64>;

@compute @workgroup_size(64)
fn reduce(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  if (job >= sums) {
    return;
  }
  var sum = 0.0;
  for (var chunk = lane; chunk < chunks; chunk += 64u) {
    sum += partial[chunk * sums + job];
  }
  lanes[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[lane] += lanes[lane + half];
    }
  }
  if (lane == 0u) {
    let replica = job / columns;
    let at = 3u + replica * 40u + job % columns;

    total[at] += gains[3u + replica * 40u] * lanes[0];

  }
}
