@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read> inputs: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
// [chunk][replica][sum]
@group(0) @binding(5) var<storage, read_write> partial: array<f32>;

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn relu32(x: f32) -> f32 {
  return keep32(max(x, 0.0), x);
}

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn average(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = workgroup.x + workgroup.y * count.x;
  if (group >= 2u) {
    return;
  }
  let chunk = group % 1u;
  let begin = chunk * 1024u;
  let end = min(begin + 1024u, 100u);
  var sum: array<f32, 1>;
  for (var i = begin + lane; i < end; i += 64u) {
    let job = group / 1u * 100u + i;
  let replica = job / 100u;
  let point = job % 100u;
  let own = 0u + replica * 200u + point;
  let at = 0u + replica * 100u + point;
  let p = 100u + replica * 3u;
    let w = weights[point];

  let x0 = state[own + 0u];
  let x1 = state[own + 100u];
  let e0 = relu32(x0);
  let e1 = e0 * e0;
  sum[0] += w * e1;
  }
  lanes[0][lane] = sum[0];
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lanes[0][lane] += lanes[0][lane + half];
    }
  }
  if (lane == 0u) {
    partial[1u * (chunk * 2u + group / 1u) + 0u] = lanes[0][0];
  }
}
