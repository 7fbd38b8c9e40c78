struct Spikes {
  count: atomic<u32>,
  pad: u32,
  // neuron among those of all replicas, step
  list: array<vec2u>,
}

@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> fired: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> spikes: Spikes;
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

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn ordered32(a: f32, b: f32) -> bool {
  return !isnan32(a) && !isnan32(b);
}

@compute @workgroup_size(64)
fn threshold(
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
  let point = place;
  let own = 0u + replica * 32u + point;
  let at = 0u + replica * 32u + point;

  let x0 = state[own + 0u];

  let e0 = select(0.0, 1.0, ordered32(x0, 1.0) && x0 >= 1.0);
  let e1 = x0 - 1.0;
  if (!(e0 != 0.0)) {
    return;
  }
  state[own + 0u] = e1;

  atomicAdd(&fired[0u + replica * 32u + point], 1u);

  let number = atomicAdd(&spikes.count, 1u);
  if (number < arrayLength(&spikes.list)) {
    let neuron = replica * 32u + 0u + point;
    spikes.list[number] = vec2u(neuron, clock.stepLow + 1u);
  }

}
