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

struct Found {
  step: atomic<u32>,
  place: atomic<u32>,
  number: u32,
}

@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> found: Found;

@compute @workgroup_size(256)
fn watch(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = id.y * groups.x * 256u + id.x;
  if (place >= arrayLength(&state)) {
    return;
  }
  if (!((state[place] & 0x7fffffffu) > 1399379109u)) {
    return;
  }
  if (atomicMin(&found.step, clock.stepLow) >= clock.stepLow) {
    atomicMin(&found.place, place);
  }
}

@compute @workgroup_size(1)
fn note() {
  if (atomicLoad(&found.step) == clock.stepLow) {
    found.number = state[atomicLoad(&found.place)];
  }
}
