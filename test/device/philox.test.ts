/** Random bits are the host's, bit for bit; normals the host's within their stated error. */
import { describe, expect, it } from 'vitest'
import { shader, whole } from '../../shaders/compose.ts'
import { special, specialError } from '../../shaders/lib/special.wgsl.ts'
import { fillNormals, minusTwoLog } from '../../src/math/normal.ts'
import { keyInto, philox4x32, streamOf } from '../../src/math/philox.ts'
import { runPasses, testDevice } from './device.ts'

/** Runs `body`, which reads six words of `given` from 6 i and writes four of `found` from 4 i. */
async function words(body: string, given: Uint32Array, count: number, element: 'u32' | 'f32') {
  const wgsl = shader`
@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> found: array<vec4${element === 'u32' ? 'u' : 'f'}>;

${special(['philox32', 'normals32'])}

@compute @workgroup_size(64)
fn draw(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= ${whole(count)}u) {
    return;
  }
  ${body}
}`
  const results = await runPasses(await testDevice(), {
    buffers: [
      { name: 'given', bytes: given.byteLength, element: 'u32', holds: '', contents: given },
      { name: 'found', bytes: 16 * count, element, holds: '', contents: null },
    ],
    passes: [
      {
        name: 'draw',
        wgsl,
        entry: 'draw',
        bindings: [
          { buffer: 'given', access: 'read' },
          { buffer: 'found', access: 'read-write' },
        ],
        clock: false,
        workgroups: [Math.ceil(count / 64), 1, 1],
        workgroupSize: 64,
        workgroupBytes: 0,
        flops: 0,
        bytes: 0,
        barriers: 0,
      },
    ],
    read: ['found'],
  })
  return results.get('found')!
}

const drawn = `let at = 6u * i;
  let counter = vec4u(given[at], given[at + 1u], given[at + 2u], given[at + 3u]);
  let words = philox32(counter, vec2u(given[at + 4u], given[at + 5u]));`

describe('Philox on the device', () => {
  it('gives the same integers as the host for any counter and key', async () => {
    const count = 3000
    const given = new Uint32Array(6 * count)
    for (let k = 0; k < given.length; k++) given[k] = Math.imul(k + 1, 0x9e3779b1) ^ (k << 7)
    given.fill(0, 0, 6)
    given.fill(0xffffffff, 6, 12)
    const found = await words(`${drawn}\n  found[i] = words;`, given, count, 'u32')
    for (let i = 0; i < count; i++) {
      const six = given.subarray(6 * i, 6 * i + 6)
      expect([...found.subarray(4 * i, 4 * i + 4)]).toEqual([...philox4x32(six, six.subarray(4))])
    }
  })

  it.each([0, 1, 2 ** 32 - 1, 2 ** 40 + 17, 2 ** 53 - 1])(
    'draws the normals of neurons, steps, streams and replicas of seed %s as the host does',
    async (seed) => {
      const blocks = 40
      const draws = [
        { seed, replica: 0, step: 0, stream: streamOf('white') },
        { seed, replica: 5, step: 2 ** 33 + 3, stream: streamOf('second', 3) },
      ]
      const given = new Uint32Array(6 * blocks * draws.length)
      const key = new Uint32Array(2)
      const exact = new Float64Array(4 * blocks * draws.length)
      for (const [d, draw] of draws.entries()) {
        keyInto(seed, 0, key)
        for (let block = 0; block < blocks; block++)
          given.set(
            [
              block,
              draw.stream,
              draw.step >>> 0,
              Math.floor(draw.step / 2 ** 32),
              key[0]!,
              (key[1]! ^ draw.replica) >>> 0,
            ],
            6 * (d * blocks + block),
          )
        fillNormals(exact, 4 * blocks * d, 4 * blocks, draw)
      }
      const found = await words(
        `${drawn}\n  found[i] = normals32(words);`,
        given,
        blocks * draws.length,
        'f32',
      )
      const bound = specialError('normals32')!
      for (const [i, z] of exact.entries())
        expect(Math.abs(found[i]! - z)).toBeLessThanOrEqual(
          bound.absolute + bound.relative * 2 ** -24 * Math.abs(z),
        )
    },
  )

  it("keeps the logarithm at both ends of the words: nothing cancels, the largest normal is the host's", async () => {
    const ends = [
      0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xb504f333, 0xb504f334, 0x5a827999, 0x5a82799a, 0xfffffff0,
      0xfffffffe, 0xffffffff,
    ]
    for (let k = 0; k < 32; k++) ends.push(2 ** k, 2 ** 32 - 2 ** k, Math.floor(2 ** k * Math.SQRT2))
    const given = new Uint32Array(6 * ends.length)
    for (const [i, word] of ends.entries()) given[6 * i] = word
    const found = await words('found[i] = vec4f(minustwolog32(given[6u * i]));', given, ends.length, 'f32')
    for (const [i, word] of ends.entries()) {
      const exact = minusTwoLog(word)
      expect(Math.abs(found[4 * i]! - exact) / exact, `${word}`).toBeLessThanOrEqual(9 * 2 ** -24)
    }
  })
})
