/** Expressions of WGSL evaluated at many points on the software device, one compile for all of them. */

import { shader, whole } from '../../shaders/compose.ts'
import type { SpecialName } from '../../shaders/lib/special.wgsl.ts'
import { special } from '../../shaders/lib/special.wgsl.ts'
import { runPasses, testDevice } from './device.ts'

/** Statements for one point and the code of its value, in the arguments a, b and c. */
export interface Code {
  readonly statements?: readonly string[]
  readonly value: string
}

const workgroupSize = 64

/**
 * results[k][i] = codes[k] at a = points[0][i], b = points[1][i], c = points[2][i].
 * @param functions of the library, those that the codes call
 */
export async function evaluate(
  codes: readonly Code[],
  functions: Iterable<SpecialName>,
  points: readonly Float32Array[],
): Promise<Float32Array[]> {
  const size = points[0]!.length
  const given = new Float32Array(3 * size)
  for (const [k, values] of points.entries()) given.set(values, k * size)
  const wgsl = shader`
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> found: array<f32>;

${special(functions)}
${codes
  .map(
    ({ statements = [], value }, k) =>
      `fn code${k}(a: f32, b: f32, c: f32) -> f32 {\n${statements.join('\n')}\nreturn ${value};\n}`,
  )
  .join('\n')}

@compute @workgroup_size(${whole(workgroupSize)})
fn evaluate(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= ${whole(size)}u) {
    return;
  }
  let a = given[i];
  let b = given[${whole(size)}u + i];
  let c = given[${whole(2 * size)}u + i];
${codes.map((_, k) => `  found[${k * size}u + i] = code${k}(a, b, c);`).join('\n')}
}`
  const results = await runPasses(await testDevice(), {
    buffers: [
      { name: 'given', bytes: given.byteLength, element: 'f32', holds: '', contents: given },
      { name: 'found', bytes: 4 * size * codes.length, element: 'f32', holds: '', contents: null },
    ],
    passes: [
      {
        name: 'evaluate',
        wgsl,
        entry: 'evaluate',
        bindings: [
          { buffer: 'given', access: 'read' },
          { buffer: 'found', access: 'read-write' },
        ],
        clock: false,
        workgroups: [Math.ceil(size / workgroupSize), 1, 1],
        workgroupSize,
        workgroupBytes: 0,
        flops: 0,
        bytes: 0,
        barriers: 0,
      },
    ],
    read: ['found'],
  })
  const found = results.get('found') as Float32Array
  return codes.map((_, k) => found.subarray(k * size, (k + 1) * size))
}
