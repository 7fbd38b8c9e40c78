@group(0) @binding(0) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;

@compute @workgroup_size(64)
fn settle(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 32u) {
    return;
  }
  let replica = job / 16u;
  let place = job % 16u;
  inputs[0u + replica * 36u + place] = numbers[0u + place];
}
