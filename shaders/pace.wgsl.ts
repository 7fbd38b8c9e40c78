/** Pace: the gains of a velocity drive at the time, zero while its window is closed. */
import { shader, whole } from './compose.ts'
import { indented, type Statements } from './rates.wgsl.ts'

export function paceText(length: number, speed: Statements, library: string, clock: string): string {
  return shader`
// first step, step after the last
@group(0) @binding(0) var<storage, read> window: array<u32>;
@group(0) @binding(1) var<storage, read> base: array<f32>;
@group(0) @binding(2) var<storage, read_write> gains: array<f32>;
${clock}

${library}

@compute @workgroup_size(64)
fn pace(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(length)}u) {
    return;
  }
  if (clock.stepLow < window[0] || clock.stepLow >= window[1]) {
    gains[job] = 0.0;
    return;
  }
${indented(speed.lines)}
  gains[job] = base[job] * ${speed.results[0]!};
}
`
}
