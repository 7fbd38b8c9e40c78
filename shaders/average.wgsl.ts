/**
 * Average: the sums over the points of one population, under its weights, of what a model averages. One
 * chunk of one replica a workgroup; each lane adds every 64th point, a tree adds the lanes. The reduce pass
 * adds the chunks.
 */
import { shader, whole } from './compose.ts'
import { indented, loadText, type ModelShape, placesText, type Statements } from './rates.wgsl.ts'

/** What of the binding order an average reads besides the state. */
export interface AverageReads {
  readonly rates: boolean
  readonly inputs: boolean
  readonly clock: boolean
}

export function averageText(
  shape: ModelShape,
  taken: Statements,
  scales: readonly number[],
  chunk: number,
  reads: AverageReads,
): string {
  const { points, variables, replicas, means, library, clock } = shape
  const sums = taken.results.length
  const chunks = Math.ceil(points / chunk)
  const each = (line: (k: string) => string): string => indented(taken.results.map((_, k) => line(whole(k))))
  return shader`
@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read> rates: array<f32>;
@group(0) @binding(3) var<storage, read> inputs: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
// [chunk][replica][sum]
@group(0) @binding(5) var<storage, read_write> partial: array<f32>;
#if ${means > 0}
@group(0) @binding(6) var<storage, read> means: array<f32>;
#endif
#if ${reads.clock}
${clock}
#endif

${library}

var<workgroup> lanes: array<array<f32, 64>, ${whole(sums)}>;

@compute @workgroup_size(64)
fn average(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = workgroup.x + workgroup.y * count.x;
  if (group >= ${whole(chunks * replicas)}u) {
    return;
  }
  let chunk = group % ${whole(chunks)}u;
  let begin = chunk * ${whole(chunk)}u;
  let end = min(begin + ${whole(chunk)}u, ${whole(points)}u);
  var sum: array<f32, ${whole(sums)}>;
  for (var i = begin + lane; i < end; i += 64u) {
    let job = group / ${whole(chunks)}u * ${whole(points)}u + i;
${placesText(shape)}
    let w = weights[point];
${reads.rates ? '  let r = rates[at];' : ''}
${reads.inputs ? '  let total = inputs[at];' : ''}
${loadText('x', 'state', variables, points)}
${indented(taken.lines)}
${indented(taken.results.map((result, k) => `sum[${whole(k)}] += w * ${result};`))}
  }
${each((k) => `lanes[${k}][lane] = sum[${k}];`)}
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
${each((k) => `    lanes[${k}][lane] += lanes[${k}][lane + half];`)}
    }
  }
  if (lane == 0u) {
${indented(
  scales.map(
    (scale, k) =>
      `  partial[${whole(sums)}u * (chunk * ${whole(replicas)}u + group / ${whole(chunks)}u) + ${whole(k)}u] = ` +
      `${scale === 1 ? '' : `${whole(scale)}.0 * `}lanes[${whole(k)}][0];`,
  ),
)}
  }
}
`
}
