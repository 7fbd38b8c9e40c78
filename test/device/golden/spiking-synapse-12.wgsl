// [replica][area, then the levels][place]
@group(0) @binding(0) var<storage, read_write> channel: array<f32>;
// of each stage fromA, fromB, held; then aa, ab, bb, heldA, heldB, jumpA, jumpB
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;

@compute @workgroup_size(64)
fn synapse(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 24u) {
    return;
  }
  let replica = job / 12u;
  let place = job % 12u;
  let own = replica * 36u + place;
  let area = channel[own];
  let a = channel[own + 12u] + table[8u] * area;
  let b = channel[own + 24u] + table[9u] * area;
  inputs[24u + replica * 36u + place] += table[0u] * a + table[1u] * b;
  channel[own + 12u] = table[3u] * a + table[4u] * b;
  channel[own + 24u] = table[5u] * b;
  channel[own] = 0.0;
}
