/** Small device programs whose results are known: what the runner does is seen in them. */
import { shader } from '../../shaders/compose.ts'
import { clockText } from '../../shaders/lib/clock.wgsl.ts'
import type { DeviceProgram, Pass } from '../../src/engine/webgpu/program.ts'

/** One dispatch over `n` numbers. `buffers` are bound in order, all but the last for reading only. */
export function handMade(name: string, n: number, wgsl: string, buffers: readonly string[]): Pass {
  return {
    name,
    wgsl,
    entry: 'main',
    bindings: buffers.map((buffer, i) => ({
      buffer,
      access: i === buffers.length - 1 ? ('read-write' as const) : ('read' as const),
    })),
    clock: true,
    workgroups: [Math.ceil(n / 64), 1, 1],
    workgroupSize: 64,
    workgroupBytes: 0,
    flops: n,
    bytes: 8 * n,
    barriers: 0,
  }
}

/** state[i] becomes `update`, in WGSL of x, rate[i], i and clock. */
export function updateText(update: string): string {
  return shader`${clockText}
@group(0) @binding(0) var<storage, read> rate: array<f32>;
@group(0) @binding(1) var<storage, read_write> state: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&state)) {
    return;
  }
  let x = state[i];
  state[i] = ${update};
}
`
}

const copyText = shader`${clockText}
@group(0) @binding(0) var<storage, read> state: array<f32>;
@group(0) @binding(1) var<storage, read_write> frame: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&frame)) {
    return;
  }
  frame[id.x] = state[id.x] + f32(clock.count);
}
`

export interface StreamedOptions {
  readonly n: number
  /** one update a stage */
  readonly updates: readonly string[]
  readonly rates?: Float32Array
  readonly initial?: Float32Array
  readonly stageFractions?: readonly number[]
}

/** A streamed program of `n` numbers; a frame is the state. */
export function streamedByHand({
  n,
  updates,
  rates,
  initial,
  stageFractions,
}: StreamedOptions): DeviceProgram {
  const buffer = (name: string, contents: Float32Array | null) => ({
    name,
    bytes: 4 * n,
    element: 'f32' as const,
    holds: `${n} numbers of ${name}`,
    contents,
  })
  return {
    mode: 'streamed',
    why: 'made by hand',
    buffers: [
      buffer('state', initial ?? null),
      buffer('rate', rates ?? new Float32Array(n).fill(1)),
      buffer('frame', null),
    ],
    begin: [],
    step: updates.map((update, stage) => ({
      pass: handMade(`update ${stage}`, n, updateText(update), ['rate', 'state']),
      stage,
    })),
    stageFractions: stageFractions ?? updates.map(() => 0),
    record: [handMade('record', n, copyText, ['state', 'frame'])],
    frame: { buffer: 'frame', length: n },
    stepsPerDispatch: 1,
  }
}

const residentText = shader`${clockText}
struct Numbers {
  every: u32,
  slots: u32,
}

@group(0) @binding(0) var<storage, read> numbers: Numbers;
@group(0) @binding(1) var<storage, read_write> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> frame: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = arrayLength(&state);
  if (id.x >= n) {
    return;
  }
  var x = state[id.x];
  var slot = 0u;
  if (clock.count == 0u) {
    frame[id.x] = x;
  }
  for (var s = 1u; s <= clock.count; s++) {
    x = x + 1.0;
    if ((clock.stepLow + s) % numbers.every == 0u) {
      frame[slot * n + id.x] = x;
      slot++;
    }
  }
  state[id.x] = x;
}
`

/** A resident counter of `n` numbers that records by itself. */
export function residentByHand(n: number, every: number, slots: number): DeviceProgram {
  const pass: Pass = {
    ...handMade('count', n, residentText, ['numbers', 'state', 'frame']),
    bindings: [
      { buffer: 'numbers', access: 'read' },
      { buffer: 'state', access: 'read-write' },
      { buffer: 'frame', access: 'read-write' },
    ],
  }
  return {
    mode: 'resident',
    why: 'made by hand',
    buffers: [
      { name: 'state', bytes: 4 * n, element: 'f32', holds: 'x', contents: null },
      { name: 'numbers', bytes: 8, element: 'u32', holds: 'numbers', contents: Uint32Array.of(every, slots) },
      { name: 'frame', bytes: 4 * n * slots, element: 'f32', holds: 'frames', contents: null },
    ],
    begin: [pass],
    step: [{ pass, stage: 0 }],
    stageFractions: [0],
    record: [],
    frame: { buffer: 'frame', length: n, slots },
    stepsPerDispatch: 512,
  }
}
