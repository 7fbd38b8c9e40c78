/** Which number of which replica an invocation of 64 is at, as every pass over the sites of all replicas begins. */
import { whole } from '../compose.ts'

/** A stretch of `size` numbers of every replica. */
export interface Stretch {
  readonly offset: number
  readonly stride: number
}

export const entryText = (name: string): string => `@compute @workgroup_size(64)
fn ${name}(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
)`

/** Declares job -> replica, place; leaves where there is none. */
export const jobText = (
  size: number,
  replicas: number,
): string => `  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(size * replicas)}u) {
    return;
  }
  let replica = job / ${whole(size)}u;
  let place = job % ${whole(size)}u;`

export const atText = ({ offset, stride }: Stretch, place = 'place'): string =>
  `${whole(offset)}u + replica * ${whole(stride)}u + ${place}`
