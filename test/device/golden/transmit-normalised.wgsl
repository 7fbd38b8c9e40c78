@group(0) @binding(0) var<storage, read> state: array<f32>;
// one constant a point, then the parameters of every replica
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> rates: array<f32>;

@group(0) @binding(3) var<storage, read> means: array<f32>;

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn relu32(x: f32) -> f32 {
  return keep32(max(x, 0.0), x);
}

@compute @workgroup_size(64)
fn transmit(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 200u) {
    return;
  }
  let replica = job / 100u;
  let point = job % 100u;
  let own = 0u + replica * 200u + point;
  let at = 0u + replica * 100u + point;
  let p = 100u + replica * 3u;
  let m = replica * 4u;
  let x0 = state[own + 0u];
  let x1 = state[own + 100u];
  let e2 = means[m + 0u];
  let e3 = 1.0 + e2;
  let e0 = relu32(x0);
  let e1 = e0 * e0;
  let e4 = e1 / e3;
  rates[at] = e4;
}
