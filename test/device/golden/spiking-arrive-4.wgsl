// what was sent just now, [replica][site]
@group(0) @binding(0) var<storage, read_write> sent: array<f32>;

@group(0) @binding(1) var<storage, read_write> areas: array<f32>;
struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,
}
@group(1) @binding(0) var<uniform> clock: Clock;

@compute @workgroup_size(64)
fn arrive(
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

  let arrived = sent[job];
  sent[job] = 0.0;

  areas[0u + replica * 32u + place] += 0.5 * f32(arrived);
}
