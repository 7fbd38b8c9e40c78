/** Norms: the root of the sum of squares of each label's columns: its order parameter. Job: m.x = first number written. */
import { shader, whole } from '../compose.ts'
import { jobText } from './job.wgsl.ts'

/** @param widths columns of each label, in order */
export function normsText(widths: readonly number[]): string {
  const starts = [0]
  for (const width of widths) starts.push(starts.at(-1)! + width)
  const labels = whole(widths.length)
  return shader`${jobText}
@group(0) @binding(1) var<storage, read> columns: array<f32>;
@group(0) @binding(2) var<storage, read_write> norms: array<f32>;

const starts = array<u32, ${whole(starts.length)}>(${starts.map((start) => `${whole(start)}u`).join(', ')});

@compute @workgroup_size(1)
fn labels() {
  for (var label = 0u; label < ${labels}u; label++) {
    var sum = 0.0;
    for (var column = starts[label]; column < starts[label + 1u]; column++) {
      sum += columns[column] * columns[column];
    }
    norms[job.m.x + label] = sqrt(sum);
  }
}
`
}
