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
@group(0) @binding(4) var<storage, read> totals: array<f32>;
@group(0) @binding(5) var<storage, read_write> spikes: Spikes;
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
  if (job >= 32u) {
    return;
  }
  let replica = job / 16u;
  let place = job % 16u;
  let point = place;
  let own = 8u + replica * 40u + point;
  let at = 8u + replica * 24u + point;
  let p = 48u + replica * 2u;

  let silent = firing[job];
  if (silent > 0u) {
    firing[job] = silent - 1u;
    return;
  }

  let x0 = state[own + 0u];
  let x1 = state[own + 16u];
  let total = totals[(replica * 3u + 0u) * 16u + point];
  let total1 = totals[(replica * 3u + 1u) * 16u + point];
  let total2 = totals[(replica * 3u + 2u) * 16u + point];
  let e0 = numbers[52u + point];
  let e1 = select(0.0, 1.0, ordered32(x0, e0) && x0 >= e0);
  let e2 = x0 - e0;
  let e3 = x1 + total2;
  let e4 = e3 + 1.0;
  if (!(e1 != 0.0)) {
    return;
  }
  state[own + 0u] = e2;
  state[own + 16u] = e4;

  firing[job] = firing[32u + replica * 16u + point];

  atomicAdd(&fired[8u + replica * 24u + point], 1u);

  let number = atomicAdd(&spikes.count, 1u);
  if (number < arrayLength(&spikes.list)) {
    let neuron = replica * 24u + 8u + point;
    spikes.list[number] = vec2u(neuron, clock.stepLow + 1u);
  }

}
