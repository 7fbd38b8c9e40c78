/** The random words of a device, by the pass text that the engine composes, for a page and for Node alike. */
import { shader, whole } from '../../../shaders/compose.ts'
import { special } from '../../../shaders/lib/special.wgsl.ts'

/** Counters of four words and keys of two, six a draw: the ends of the range and a mixture. */
export function givenWords(count: number): Uint32Array<ArrayBuffer> {
  const given = new Uint32Array(6 * count)
  for (let k = 0; k < given.length; k++) given[k] = Math.imul(k + 1, 0x9e3779b1) ^ (k << 7)
  given.fill(0, 0, 6)
  given.fill(0xffffffff, 6, 12)
  return given
}

/** Four words for each six given. */
export async function drawWords(device: GPUDevice, given: Uint32Array<ArrayBuffer>): Promise<Uint32Array> {
  const count = given.length / 6
  const code = shader`
@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> found: array<vec4u>;

${special(['philox32'])}

@compute @workgroup_size(64)
fn draw(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= ${whole(count)}u) {
    return;
  }
  let at = 6u * i;
  let counter = vec4u(given[at], given[at + 1u], given[at + 2u], given[at + 3u]);
  found[i] = philox32(counter, vec2u(given[at + 4u], given[at + 5u]));
}`
  const size = 16 * count
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage
  const from = device.createBuffer({ size: given.byteLength, usage: STORAGE | COPY_DST })
  const found = device.createBuffer({ size, usage: STORAGE | COPY_SRC })
  const read = device.createBuffer({ size, usage: MAP_READ | COPY_DST })
  device.queue.writeBuffer(from, 0, given)
  const module = device.createShaderModule({ code })
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } })
  const entries = [from, found].map((buffer, binding) => ({ binding, resource: { buffer } }))
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
  pass.dispatchWorkgroups(Math.ceil(count / 64))
  pass.end()
  encoder.copyBufferToBuffer(found, 0, read, 0, size)
  device.queue.submit([encoder.finish()])
  await read.mapAsync(GPUMapMode.READ)
  const words = new Uint32Array(read.getMappedRange().slice(0))
  for (const buffer of [from, found, read]) buffer.destroy()
  return words
}
