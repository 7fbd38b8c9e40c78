/** Sums over a workgroup: exact on whole numbers, for every kind of thread count, with and without subgroups. */
import { describe, expect, it } from 'vitest'
import { shader, whole } from '../../shaders/compose.ts'
import {
  leadersText,
  reduction,
  reductionBarriers,
  reductionSpace,
  subgroupsText,
} from '../../shaders/lib/reduce.wgsl.ts'
import type { BufferSpec, Pass } from '../../src/engine/webgpu/program.ts'
import { runPasses, testDevice } from './device.ts'
import { withSubgroupsOf } from './resident.ts'

const groups = 2

function passOf(threads: number, subgroups: boolean): Pass {
  const space = reductionSpace(threads, subgroups, 2)
  const wgsl = shader`
#if ${subgroups}
enable subgroups;
#endif
@group(0) @binding(0) var<storage, read_write> sums: array<vec2f>;
${subgroups ? leadersText(threads) : ''}
var<workgroup> shared_sums: array<f32, ${whole(2 * space)}>;
@compute @workgroup_size(${whole(threads)})
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  ${subgroups ? subgroupsText(threads).join('\n') : ''}
  var total = vec2f(0.0);
  for (var turn = 0u; turn < 5u; turn++) {
    var a = f32(thread + turn * group.x);
    var b = f32(thread * thread % 17u);
    ${reduction({ threads, subgroups, names: ['a', 'b'], array: 'shared_sums', at: `(turn & 1u) * ${whole(space)}u` })}
    total += vec2f(a, b);
  }
  sums[group.x * ${whole(threads)}u + thread] = total;
}
`
  return {
    name: `sum ${threads}`,
    wgsl,
    entry: 'main',
    bindings: [{ buffer: 'sums', access: 'read-write' }],
    clock: false,
    workgroups: [groups, 1, 1],
    workgroupSize: threads,
    workgroupBytes: 8 * space,
    flops: 0,
    bytes: 0,
    barriers: 5 * reductionBarriers(subgroups),
  }
}

async function sumsAreRight(pass: Pass, threads: number): Promise<void> {
  const sums: BufferSpec = {
    name: 'sums',
    bytes: 8 * groups * threads,
    element: 'vec2f',
    holds: 'sums of every thread',
    contents: null,
  }
  const got = await runPasses(await testDevice(), { buffers: [sums], passes: [pass], read: ['sums'] })
  const all = Array.from({ length: threads }, (_, thread) => thread)
  const a = all.reduce((sum, thread) => sum + thread, 0)
  const b = all.reduce((sum, thread) => sum + ((thread * thread) % 17), 0)
  const want = Array.from({ length: groups }, (_, g) => all.map(() => [5 * a + 10 * g * threads, 5 * b]))
  expect([...got.get('sums')!]).toEqual(want.flat(2))
}

it.each([4, 8, 16, 32, 64, 128])(
  'subgroups of %i, whose threads follow one another or not',
  async (width) => {
    for (const [threads, dealt] of [
      [3, true],
      [97, false],
      [256, true],
    ] as const) {
      const pass = passOf(threads, true)
      await sumsAreRight({ ...pass, wgsl: withSubgroupsOf(pass.wgsl, width, threads, dealt) }, threads)
    }
  },
)

describe.each([true, false])('with subgroups: %s', (subgroups) => {
  it.each([1, 3, 7, 8, 33, 64, 97, 256])('%i threads', async (threads) => {
    const pass = passOf(threads, subgroups)
    expect(pass.wgsl.match(/workgroupBarrier/g)!.length).toBe(
      reductionBarriers(subgroups) + (subgroups ? 1 : 0),
    )
    await sumsAreRight(pass, threads)
  })
})
