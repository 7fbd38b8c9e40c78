// steps with events, ascending; then where the events of each begin, and the last ones end; then their neurons
@group(0) @binding(0) var<storage, read> train: array<u32>;
// area of each
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> areas: array<f32>;
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

const steps = 61u;

@compute @workgroup_size(64)
fn recorded(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 2u) {
    return;
  }
  let replica = job / 1u;
  let place = job % 1u;
  var low = 0u;
  var high = steps;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (train[middle] < clock.stepLow) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  if (low == steps || train[low] != clock.stepLow) {
    return;
  }
  let event = train[steps + low] + place;
  if (event >= train[steps + low + 1u]) {
    return;
  }
  let neuron = train[2u * steps + 1u + event];
  areas[0u + replica * 64u + neuron] += values[event];
}
