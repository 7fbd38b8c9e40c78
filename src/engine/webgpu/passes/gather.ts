/** Gather: a kernel of small support on a group, see shaders/gather.wgsl.ts. */
import { gatherText } from '../../../../shaders/gather.wgsl.ts'
import type { FiniteGroup } from '../../../groups/group.ts'
import { type Kernel, supportOf } from '../../../model/kernel.ts'
import type { BufferSpec } from '../program.ts'
import { type Built, bufferOf, gamma, type Memory, spread, tiny, unit, type View } from './pass.ts'
import { gainOf } from './reduce.ts'

export interface Gather {
  readonly buffers: readonly BufferSpec[]
  readonly built: Built
}

/**
 * target[replica][g] += gain * sum_u w J(u) source[replica][g u^-1]. The kernel's space must have a
 * `sample`; `gains` has one number a replica. Buffers are called `name` and what they hold.
 */
export function gatherPass(
  name: string,
  kernel: Kernel,
  source: View,
  target: View,
  gains: View,
  replicas: number,
  limit?: number,
): Gather {
  const { space } = kernel
  const group = space.sample!
  const values = kernel.values!
  const elements = supportOf(values)
  const support = elements.length
  const points = space.size
  const { cyclic } = space
  const factors = bufferOf(
    `${name} factors`,
    `w J on the support of ${name}, ${support} of ${points} points`,
    Float32Array.from(elements, (u) => space.weights[0]! * values[u]!),
  )
  const neighbours = bufferOf(
    `${name} neighbours`,
    cyclic === null
      ? `places of g u^-1 for ${name}, ${support} of ${points} points`
      : `support of ${name}, ${support} elements`,
    cyclic === null ? tableOf(group, elements) : Uint32Array.from(elements),
  )
  const place = (point: number, k: number): number => group.multiply(point, group.inverse(elements[k]!))
  // a product, up to sixteen terms, the blocks, the gain
  const relative = gamma(Math.min(support, 16) + Math.ceil(support / 16) + 2)

  function each(
    memory: Memory,
    term: (factor: number, x: number) => number,
    write: (at: number, gain: number, sum: number) => void,
  ): void {
    const f = memory.get(factors.name)!
    const x = memory.get(source.buffer)!
    for (let replica = 0; replica < replicas; replica++)
      for (let point = 0; point < points; point++) {
        const from = source.offset + replica * source.stride
        let sum = 0
        for (let k = 0; k < support; k++) sum += term(f[k]!, x[from + place(point, k)]!)
        write(target.offset + replica * target.stride + point, gainOf(memory, gains, replica), sum)
      }
  }

  const built: Built = {
    pass: {
      name: `gather ${name}`,
      wgsl: gatherText({ points, support, replicas, cyclic, source, target, gains }),
      entry: 'gather',
      bindings: [
        { buffer: neighbours.name, access: 'read' },
        { buffer: factors.name, access: 'read' },
        { buffer: gains.buffer, access: 'read' },
        { buffer: source.buffer, access: 'read' },
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil(points / 64) * Math.ceil(replicas / 4), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 2 * points * support * replicas,
      bytes:
        4 *
        points *
        ((cyclic === null ? support * Math.ceil(replicas / 4) : 0) + support * replicas + 2 * replicas),
      barriers: 0,
    },
    twin(memory) {
      const out = memory.get(target.buffer)!
      each(
        memory,
        (f, x) => f * x,
        (at, gain, sum) => {
          out[at] = out[at]! + gain * sum
        },
      )
    },
    bound(memory) {
      const before = memory.get(target.buffer)!
      const bounds = new Float64Array(before.length)
      each(
        memory,
        (f, x) => Math.abs(f * x),
        (at, gain, sum) => {
          const added = Math.abs(gain) * sum
          bounds[at] = (relative + 2 * unit) * added + unit * Math.abs(before[at]!) + (support + 2) * tiny
        },
      )
      return new Map([[target.buffer, bounds]])
    },
  }
  return { buffers: [neighbours, factors], built }
}

/** [element of the support][point], so that neighbouring invocations read neighbouring words. */
function tableOf(group: FiniteGroup, elements: Int32Array): Uint32Array {
  const { order } = group
  const table = new Uint32Array(order * elements.length)
  for (const [k, u] of elements.entries()) {
    const back = group.inverse(u)
    for (let g = 0; g < order; g++) table[k * order + g] = group.multiply(g, back)
  }
  return table
}
