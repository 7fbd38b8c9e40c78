/** Field: an expression in the coordinates and time, added to the inputs of every replica. */
import { shader, whole } from './compose.ts'
import { type InputShape, openText } from './held.wgsl.ts'
import { indented, type Statements } from './rates.wgsl.ts'

/** `coordinates` are the names in the statements, in the order of the buffer. */
export function fieldText(
  shape: InputShape,
  coordinates: readonly string[],
  field: Statements,
  library: string,
): string {
  const reads = coordinates.map(
    (name, k) => `let ${name} = coordinates[${whole(k * shape.points)}u + point];`,
  )
  return shader`
// first step, step after the last
@group(0) @binding(0) var<storage, read> window: array<u32>;
// [coordinate][point]
@group(0) @binding(1) var<storage, read> coordinates: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;
${shape.clock}

${library}

@compute @workgroup_size(64)
fn field(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
${openText(shape)}
${indented(reads)}
${indented(field.lines)}
  inputs[at] += ${field.results[0]!};
}
`
}
