// steps of delay of each element of the support, ascending
@group(0) @binding(0) var<storage, read> delays: array<u32>;

@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> gains: array<f32>;
@group(0) @binding(4) var<storage, read> source: array<f32>;
// [slot][replica][site]
@group(0) @binding(5) var<storage, read_write> ring: array<f32>;
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
fn late(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= 48u) {
    return;
  }
  let replica = job / 24u;
  let place = job % 24u;
  let origin = 0u + replica * 24u + 0u;
  let now = clock.stepLow % 13u;
  var k = 0u;
  let end = 8u;
  while (k < end) {
    let delay = delays[k];
    var sum = 0.0;
    while (k < end && delays[k] == delay) {
      sum += weights[k] * source[origin + places[k * 24u + place]];
      k++;
    }
    ring[(now + delay) % 13u * 48u + job] += gains[replica] * sum;
  }
}
