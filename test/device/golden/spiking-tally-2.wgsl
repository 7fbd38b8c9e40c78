@group(0) @binding(0) var<storage, read_write> fired: array<u32>;
@group(0) @binding(1) var<storage, read_write> rates: array<f32>;
// since the last frame, then in the current tenth of the run
@group(0) @binding(2) var<storage, read_write> windows: array<u32>;

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
fn tally(
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
  let spikes = fired[at];
  let before = windows[at + 64u];
  let begins = (clock.stepLow + 0u) % 8u == 0u;
  windows[at + 64u] = select(before, 0u, begins) + spikes;
  rates[0u + replica * 32u + place] = f32(spikes) / 1.0;
  if (spikes == 0u) {
    return;
  }
  fired[at] = 0u;
  windows[at] += spikes;

}
