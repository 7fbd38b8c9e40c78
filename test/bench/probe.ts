/**
 * The peak of a device, measured by two small shaders: fused multiply-adds in registers, and streams over
 * memory. What a driver reports is not asked: a roofline is drawn by what this device did in this minute.
 */
export interface Peak {
  /** float32 operations a second; a fused multiply-add counts two */
  readonly flops: number
  /** bytes a second, read and written together */
  readonly bytes: number
  /** bytes of each of the two buffers that were streamed */
  readonly streamed: number
}

const arithmeticText = `
struct Size { turns: u32 }
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<uniform> size: Size;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let start = f32(id.x) * 1e-6;
  let a = vec4f(0.999, 0.998, 0.997, 0.996);
  let b = vec4f(1e-3, 2e-3, 3e-3, 4e-3);
  var x0 = vec4f(start); var x1 = x0 + b; var x2 = x1 + b; var x3 = x2 + b;
  var x4 = x3 + b; var x5 = x4 + b; var x6 = x5 + b; var x7 = x6 + b;
  for (var turn = 0u; turn < size.turns; turn++) {
    x0 = fma(x0, a, b); x1 = fma(x1, a, b); x2 = fma(x2, a, b); x3 = fma(x3, a, b);
    x4 = fma(x4, a, b); x5 = fma(x5, a, b); x6 = fma(x6, a, b); x7 = fma(x7, a, b);
  }
  out[id.x] = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7;
}`
/** Eight chains of four numbers, two operations each. */
const perTurn = 8 * 4 * 2

const streamText = `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32) {
  let at = 64u * (group.x + group.y * groups.x) + thread;
  if (at < arrayLength(&target_)) { target_[at] = 1.5 * source[at] + vec4f(1.0); }
}`

/** Both peaks, each the best of `trials`; about a second on a GPU. */
export async function peakOf(device: GPUDevice, software: boolean, trials = 5): Promise<Peak> {
  const made: GPUBuffer[] = []
  const buffer = (size: number, usage: number): GPUBuffer => {
    const one = device.createBuffer({ size, usage })
    made.push(one)
    return one
  }
  try {
    const threads = 64 * (software ? 64 : 8192)
    const out = buffer(16 * threads, GPUBufferUsage.STORAGE)
    const size = buffer(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)
    const arithmetic = await prepare(device, arithmeticText, [out, size])
    let turns = 256
    let flops = 0
    for (let trial = 0; trial < trials + 12; trial++) {
      device.queue.writeBuffer(size, 0, Uint32Array.of(turns))
      const seconds = await timed(device, arithmetic, [threads / 64, 1], 1)
      if (seconds < 0.02 && turns < 2 ** 22) turns *= 4
      else {
        flops = Math.max(flops, (perTurn * turns * threads) / seconds)
        if (trial >= trials) break
      }
    }

    const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupsPerDimension } = device.limits
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize, software ? 2 ** 25 : 2 ** 28)
    const streamed = 1024 * Math.floor(most / 1024)
    const ends = [0, 1].map(() => buffer(streamed, GPUBufferUsage.STORAGE))
    const stream = await prepare(device, streamText, ends)
    const groups = streamed / 1024
    const across = Math.min(groups, maxComputeWorkgroupsPerDimension)
    const many = software ? 1 : 16
    let bytes = 0
    for (let trial = 0; trial <= trials; trial++) {
      const seconds = await timed(device, stream, [across, Math.ceil(groups / across)], many)
      if (trial > 0) bytes = Math.max(bytes, (2 * streamed * many) / seconds)
    }
    return { flops, bytes, streamed }
  } finally {
    for (const one of made) one.destroy()
  }
}

interface Prepared {
  readonly pipeline: GPUComputePipeline
  readonly group: GPUBindGroup
}

async function prepare(device: GPUDevice, code: string, buffers: readonly GPUBuffer[]): Promise<Prepared> {
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  })
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }))
  return {
    pipeline,
    group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
  }
}

/** Seconds that `times` dispatches took, one submission, by the clock of the host. */
async function timed(
  device: GPUDevice,
  { pipeline, group }: Prepared,
  [x, y]: readonly [number, number],
  times: number,
): Promise<number> {
  await device.queue.onSubmittedWorkDone()
  const began = performance.now()
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, group)
  for (let k = 0; k < times; k++) pass.dispatchWorkgroups(x, y)
  pass.end()
  device.queue.submit([encoder.finish()])
  await device.queue.onSubmittedWorkDone()
  return (performance.now() - began) / 1000
}
