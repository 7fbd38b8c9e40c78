/**
 * Looks for a number that is not finite or larger than 1e12 in the state, and keeps the first step at which
 * one was found with the lowest place it was found at; `note`, dispatched after it, keeps the number. All
 * words of `found` begin at 2^32 - 1. Bits are compared: what a compiler may assume of NaN and infinity then
 * does not matter. Numbers are only written when one is found, so a look costs one reading of the state.
 */
import { shader, whole } from './compose.ts'
import { clockText } from './lib/clock.wgsl.ts'

export const watchWorkgroup = 256

/** Steps between two looks; the state of every frame is looked at besides. */
export const lookEvery = 32

/** bitcast<u32>(1e12f) */
export const largestBits = 0x5368d4a5

/** Whether a float32 is larger than 1e12 or not finite, as WGSL of its bits. */
export const unboundedText = (bits: string): string => `(${bits} & 0x7fffffffu) > ${whole(largestBits)}u`

export function watchText(): string {
  return shader`${clockText}
struct Found {
  step: atomic<u32>,
  place: atomic<u32>,
  number: u32,
}

@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> found: Found;

@compute @workgroup_size(${whole(watchWorkgroup)})
fn watch(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = id.y * groups.x * ${whole(watchWorkgroup)}u + id.x;
  if (place >= arrayLength(&state)) {
    return;
  }
  if (!(${unboundedText('state[place]')})) {
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
`
}
