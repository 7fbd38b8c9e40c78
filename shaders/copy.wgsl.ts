/** Copy: the same stretch of every replica from one buffer to another. */
import { shader, whole } from './compose.ts'

export interface CopyShape {
  readonly length: number
  readonly replicas: number
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
}

export function copyText({ length, replicas, source, target }: CopyShape): string {
  return shader`
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> copied: array<f32>;

@compute @workgroup_size(64)
fn copy(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(length * replicas)}u) {
    return;
  }
  let replica = job / ${whole(length)}u;
  let k = job % ${whole(length)}u;
  copied[${whole(target.offset)}u + replica * ${whole(target.stride)}u + k]
    = source[${whole(source.offset)}u + replica * ${whole(source.stride)}u + k];
}
`
}
