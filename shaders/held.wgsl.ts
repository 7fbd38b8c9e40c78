/** Held: values from outside, a frame at a time, added to the inputs of every replica while their window is open. */
import { shader, whole } from './compose.ts'

export interface InputShape {
  readonly points: number
  readonly replicas: number
  readonly target: { readonly offset: number; readonly stride: number }
  readonly clock: string
}

/** Declares job -> point, place; leaves where there is none or the window is closed. */
export function openText({ points, replicas, target }: InputShape): string {
  return `  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(points * replicas)}u || clock.stepLow < window[0] || clock.stepLow >= window[1]) {
    return;
  }
  let point = job % ${whole(points)}u;
  let at = ${whole(target.offset)}u + job / ${whole(points)}u * ${whole(target.stride)}u + point;`
}

export function heldText(shape: InputShape, frames: number): string {
  return shader`
// first step, step after the last, then the step at which each frame begins
@group(0) @binding(0) var<storage, read> window: array<u32>;
// [frame][point]
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
${shape.clock}

@compute @workgroup_size(64)
fn hold(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
${openText(shape)}
  var frame = 0u;
  var beyond = ${whole(frames)}u;
  while (beyond - frame > 1u) {
    let middle = (frame + beyond) / 2u;
    if (window[2u + middle] <= clock.stepLow) {
      frame = middle;
    } else {
      beyond = middle;
    }
  }
  inputs[at] += values[frame * ${whole(shape.points)}u + point];
}
`
}
