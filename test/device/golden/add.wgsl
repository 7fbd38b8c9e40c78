struct Stroke {
  strength: f32,
  first: u32,
  replicas: u32,
  length: u32,
}

@group(0) @binding(0) var<storage, read> direction: array<f32>;
@group(0) @binding(1) var<storage, read> stroke: Stroke;
@group(0) @binding(2) var<storage, read_write> state: array<f32>;

@compute @workgroup_size(64)
fn add(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  let length = stroke.length;
  if (job >= stroke.replicas * length) {
    return;
  }
  state[stroke.first * length + job] += stroke.strength * direction[job % length];
}
