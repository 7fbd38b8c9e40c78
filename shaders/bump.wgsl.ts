/**
 * Bump: amplitude exp(linear d + quadratic d^2 + constant), d the product of a point's features with where
 * the centre is at the time, added to the inputs of every replica.
 */
import { shader, whole } from './compose.ts'
import { type InputShape, openText } from './held.wgsl.ts'
import { indented } from './rates.wgsl.ts'

export function bumpText(shape: InputShape, centre: readonly string[], library: string): string {
  return shader`
struct Form {
  amplitude: f32,
  linear: f32,
  quadratic: f32,
  constant: f32,
}

// first step, step after the last
@group(0) @binding(0) var<storage, read> window: array<u32>;
@group(0) @binding(1) var<storage, read> form: Form;
// [component][point]
@group(0) @binding(2) var<storage, read> features: array<f32>;
@group(0) @binding(3) var<storage, read_write> inputs: array<f32>;
${shape.clock}

${library}

@compute @workgroup_size(64)
fn bump(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
${openText(shape)}
  var d = 0.0;
${indented(centre.map((c, m) => `d += features[${whole(m * shape.points)}u + point] * ${c};`))}
  inputs[at] += form.amplitude * exp32(form.linear * d + form.quadratic * d * d + form.constant);
}
`
}
