/**
 * Looks for a number that is not finite or larger than 1e12 in the state, and keeps the first look that
 * found one with the lowest place it found it at. `clock.count` numbers the looks from 0; both words of
 * `found` begin at 2^32 - 1. Bits are compared: what a compiler may assume of NaN and infinity then does not
 * matter. Numbers are only written when one is found, so a look costs one reading of the state.
 */
import { shader, whole } from './compose.ts'
import { clockText } from './lib/clock.wgsl.ts'

export const watchWorkgroup = 256

/** bitcast<u32>(1e12f) */
export const largestBits = 0x5368d4a5

export function watchText(): string {
  return shader`${clockText}
struct Found {
  look: atomic<u32>,
  place: atomic<u32>,
}

@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> found: Found;

@compute @workgroup_size(${whole(watchWorkgroup)})
fn watch(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let place = id.y * groups.x * ${whole(watchWorkgroup)}u + id.x;
  if (place >= arrayLength(&state)) {
    return;
  }
  if ((state[place] & 0x7fffffffu) <= ${whole(largestBits)}u) {
    return;
  }
  if (atomicMin(&found.look, clock.count) >= clock.count) {
    atomicMin(&found.place, place);
  }
}
`
}
