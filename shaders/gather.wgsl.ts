/**
 * Gather: the rates at the neighbours g u^-1 of every element g, weighted over the support of the kernel and
 * added to the target. The order of u is the same at every g, so that left translation changes no bit. One
 * element and four replicas an invocation; terms are added in blocks of sixteen. Neighbours come from a
 * table or, on a product of cyclic groups, from the digits of the index.
 */
import { shader, whole } from './compose.ts'

export interface GatherShape {
  readonly points: number
  readonly support: number
  readonly replicas: number
  /** lengths of the cyclic factors, last index fastest: neighbours by arithmetic; null: by table */
  readonly cyclic: readonly number[] | null
  readonly source: { readonly offset: number; readonly stride: number }
  readonly target: { readonly offset: number; readonly stride: number }
  readonly gains: { readonly offset: number; readonly stride: number }
}

export function gatherText(shape: GatherShape): string {
  const { points, support, replicas, cyclic, source, target, gains } = shape
  return shader`
#if ${cyclic === null}
// [element of the support][point]
#else
// elements of the support
#endif
@group(0) @binding(0) var<storage, read> neighbours: array<u32>;
@group(0) @binding(1) var<storage, read> factors: array<f32>;
@group(0) @binding(2) var<storage, read> gains: array<f32>;
@group(0) @binding(3) var<storage, read> source: array<f32>;
@group(0) @binding(4) var<storage, read_write> total: array<f32>;

const points = ${whole(points)}u;
const support = ${whole(support)}u;
const replicas = ${whole(replicas)}u;
const blocks = ${whole(Math.ceil(points / 64))}u;

fn place(replica: u32) -> u32 {
  return ${whole(source.offset)}u + ${whole(source.stride)}u * min(replica, replicas - 1u);
}

${cyclic === null ? tabled : arithmetic(cyclic)}

@compute @workgroup_size(64)
fn gather(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = workgroup.x + workgroup.y * count.x;
  let point = 64u * (job % blocks) + lane;
  let first = 4u * (job / blocks);
  if (point >= points || first >= replicas) {
    return;
  }
  let at = vec4u(place(first), place(first + 1u), place(first + 2u), place(first + 3u));
  var sum = vec4f();
  for (var begin = 0u; begin < support; begin += 16u) {
    let end = min(begin + 16u, support);
    var part = vec4f();
    for (var k = begin; k < end; k++) {
      let j = at + neighbour(point, k);
      part += factors[k] * vec4f(source[j.x], source[j.y], source[j.z], source[j.w]);
    }
    sum += part;
  }
  let last = min(first + 4u, replicas);
  for (var replica = first; replica < last; replica++) {
    let gain = gains[${whole(gains.offset)}u + replica * ${whole(gains.stride)}u];
    total[${whole(target.offset)}u + replica * ${whole(target.stride)}u + point] += gain * sum[replica - first];
  }
}
`
}

const tabled = `fn neighbour(point: u32, k: u32) -> u32 {
  return neighbours[k * points + point];
}`

/** point - neighbours[k], digit by digit, each modulo its length. */
function arithmetic(lengths: readonly number[]): string {
  let pitch = 1
  const lines: string[] = []
  for (const length of lengths.toReversed()) {
    const [n, p] = [`${whole(length)}u`, `${whole(pitch)}u`]
    lines.push(`  result += ${p} * ((point / ${p} % ${n} + ${n} - back / ${p} % ${n}) % ${n});`)
    pitch *= length
  }
  return `fn neighbour(point: u32, k: u32) -> u32 {
  let back = neighbours[k];
  var result = 0u;
${lines.join('\n')}
  return result;
}`
}
