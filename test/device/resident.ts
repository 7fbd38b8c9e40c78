/** Carries a resident program out, for its tests: dispatch after dispatch, frames as they fall due. */
import { programOf } from '../../src/engine/program.ts'
import { limitsOf } from '../../src/engine/webgpu/device.ts'
import type { DeviceProgram, Pass } from '../../src/engine/webgpu/program.ts'
import { residentProgram } from '../../src/engine/webgpu/resident.ts'
import { keptBuffers } from '../../src/engine/webgpu/runner.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import type { Network } from '../../src/model/network.ts'
import { runPasses, testDevice } from './device.ts'

export interface ResidentOptions {
  /** false: as on a device without subgroups */
  readonly subgroups?: boolean
  /** subgroups of this width, acted out */
  readonly width?: number
  /** whose threads do not follow one another */
  readonly dealt?: boolean
  /** steps of one dispatch, at most */
  readonly dispatch?: number
  readonly steps?: number
}

export async function residentOf(network: Network, subgroups = true): Promise<DeviceProgram> {
  const limits = limitsOf(await testDevice())
  const made = residentProgram(network, programOf(network), {
    ...limits,
    subgroups: limits.subgroups && subgroups,
  })
  if ('unfit' in made) throw new Error(made.unfit)
  return made
}

export interface Carried {
  readonly state: Float32Array
  /** one frame after the other, [replica][length] each */
  readonly frames: readonly Float32Array[]
}

export async function carryOut(network: Network, options: ResidentOptions = {}): Promise<Carried> {
  const device = await testDevice()
  const program = await residentOf(network, options.subgroups)
  const { width } = options
  const own: Pass = program.step[0]!.pass
  const pass =
    width === undefined
      ? own
      : { ...own, wgsl: withSubgroupsOf(own.wgsl, width, own.workgroupSize, options.dealt) }
  const { dt } = network.simulation
  const { every } = network.record
  const signals = signalValues(program, dt)
  const steps = options.steps ?? network.simulation.steps
  const longest = Math.min(program.stepsPerDispatch, options.dispatch ?? Number.POSITIVE_INFINITY)
  const kept = keptBuffers(program).map(({ name }) => name)
  const read = [...kept, ...(program.frame === null ? [] : [program.frame.buffer])]
  const frames: Float32Array[] = []
  let buffers = program.buffers
  async function dispatch(step: number, count: number): Promise<void> {
    const due = count === 0 ? 1 : Math.floor((step + count) / every) - Math.floor(step / every)
    const moment = { step, stage: 0, count, time: step * dt }
    const clock = { ...moment, dt, signals: signals(moment), room: program.signals?.room ?? 0 }
    const got = await runPasses(device, { buffers, passes: [pass], clock, read })
    buffers = buffers.map((spec) =>
      kept.includes(spec.name) ? { ...spec, contents: got.get(spec.name)! } : spec,
    )
    if (program.frame === null) return
    const { buffer, length } = program.frame
    for (let k = 0; k < due; k++)
      frames.push((got.get(buffer)! as Float32Array).slice(k * length, (k + 1) * length))
  }
  if (program.begin.length > 0) await dispatch(0, 0)
  for (let step = 0; step < steps; ) {
    const count = Math.min(longest, steps - step)
    await dispatch(step, count)
    step += count
  }
  return { state: buffers.find(({ name }) => name === 'state')!.contents as Float32Array, frames }
}

/**
 * A text that uses subgroups, on subgroups of another width, acted out in shared memory: of threads that follow
 * one another, or `dealt` out like cards, which no standard forbids.
 */
export function withSubgroupsOf(wgsl: string, width: number, threads: number, dealt = false): string {
  const subgroup = (i: string) => (dealt ? `${i} % ${Math.ceil(threads / width)}u` : `${i} / ${width}u`)
  const act = (name: string, type: string, begin: string, add: string) => `
fn ${name}(value: ${type}) -> ${type} {
  workgroupBarrier();
  acted[acting] = bitcast<u32>(value);
  workgroupBarrier();
  var all: ${type} = ${begin};
  for (var i = 0u; i < ${threads}u; i++) {
    if (${subgroup('i')} == ${subgroup('acting')}) { let one = bitcast<${type}>(acted[i]); all = ${add}; }
  }
  return all;
}`
  const acted = `
var<private> acting: u32;
var<workgroup> acted: array<u32, ${threads}>;
${act('subgroupAdd', 'f32', '0.0', 'all + one')}
${act('subgroupMin', 'u32', '4294967295u', 'min(all, one)')}
@compute`
  return wgsl
    .replace('enable subgroups;', '')
    .replace('@compute', acted)
    .replace(/(fn main\([^{]*\{)/, '$1\nacting = thread;')
}
