struct Spikes {
  count: atomic<u32>,
  pad: u32,
  // neuron among those of all replicas, step
  list: array<vec2u>,
}

@group(0) @binding(0) var<storage, read_write> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> fired: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> firing: array<u32>;
@group(0) @binding(4) var<storage, read_write> spikes: Spikes;
@group(0) @binding(5) var<storage, read_write> events: array<u32>;
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
  if (job >= 72u) {
    return;
  }
  let replica = job / 36u;
  let place = job % 36u;
  let point = place;
  let own = 12u + replica * 96u + point;
  let at = 12u + replica * 36u + point % 12u;
  let p = 12u + replica * 1u;

  if (job == 0u) {
    events[0] = 0u;
  }

  let silent = firing[job];
  if (silent > 0u) {
    firing[job] = silent - 1u;
    return;
  }

  let x0 = state[own + 0u];
  let x1 = state[own + 36u];

  let e0 = select(0.0, 1.0, ordered32(x0, 1.0) && x0 > 1.0);
  let e1 = 0.25 * x0;
  let e2 = e1 - 0.1;
  let e3 = x1 + 0.1;
  if (!(e0 != 0.0)) {
    return;
  }
  state[own + 0u] = e2;
  state[own + 36u] = e3;

  firing[job] = firing[72u + replica];

  atomicAdd(&fired[12u + replica * 36u + point % 12u], 1u);

  let number = atomicAdd(&spikes.count, 1u);
  if (number < arrayLength(&spikes.list)) {
    let neuron = replica * 60u + 12u + point;
    spikes.list[number] = vec2u(neuron, clock.stepLow + 1u);
  }

}
