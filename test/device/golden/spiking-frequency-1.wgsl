@group(0) @binding(0) var<storage, read_write> windows: array<u32>;
// what one spike counts
@group(0) @binding(1) var<storage, read> unit: f32;
@group(0) @binding(2) var<storage, read_write> frequencies: array<f32>;

@compute @workgroup_size(64)
fn frequency(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 64u) {
    return;
  }
  let replica = job / 32u;
  let place = job % 32u;
  let at = 0u + replica * 32u + place;
  frequencies[0u + replica * 32u + place] = unit * f32(windows[at]);
  windows[at] = 0u;
}
