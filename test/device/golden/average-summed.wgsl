@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read> inputs: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
// [chunk][replica][sum]
@group(0) @binding(5) var<storage, read_write> partial: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn average(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = workgroup.x + workgroup.y * count.x;
  if (group >= 1u) {
    return;
  }
  let chunk = group % 1u;
  let begin = chunk * 1024u;
  let end = min(begin + 1024u, 30u);
  var sum: array<f32, 1>;
  for (var i = begin + lane; i < end; i += 64u) {
    let job = group / 1u * 30u + i;
  let replica = job / 30u;
  let point = job % 30u;
  let own = 0u + replica * 30u + point;
  let at = 0u + replica * 30u + point;
    let w = weights[point];

  let x0 = state[own + 0u];
  let e0 = x0 * x0;
  sum[0] += w * e0;
  }
  lanes[0][lane] = sum[0];
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[0][lane] += lanes[0][lane + half];
    }
  }
  if (lane == 0u) {
    partial[1u * (chunk * 1u + group / 1u) + 0u] = lanes[0][0];
  }
}
