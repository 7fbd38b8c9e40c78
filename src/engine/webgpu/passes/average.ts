/**
 * The means and sums of a population's model: per level of nesting one pass over the points and one that
 * adds the chunks, see shaders/average.wgsl.ts.
 */
import { averageText } from '../../../../shaders/average.wgsl.ts'
import type { TakenReduction } from '../../../model/rewrite.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import type { BufferSpec } from '../program.ts'
import {
  dependsOnTime,
  leafOf,
  meansOf,
  numbersOf,
  readerOf,
  type Site,
  shapeOf,
  slotOf,
  slotsOf,
  uses,
  usesMeans,
  weightsOf,
} from './model.ts'
import { type Built, bufferOf, emptyBuffer, gamma, spread, tiny } from './pass.ts'
import { chunkPoints } from './project.ts'
import { reducePass } from './reduce.ts'
import { evaluate, type Rounded } from './rounding.ts'

/** Sums that one workgroup carries at once. */
const together = 8

/** Buffers of all means of a population; none where its model has no reduction. */
export function averageBuffers(site: Site): BufferSpec[] {
  const slots = slotsOf(site)
  if (slots === 0) return []
  const chunks = Math.ceil(site.points / chunkPoints)
  const most = Math.min(together, slots)
  return [
    emptyBuffer(meansOf(site), `means of ${site.name}, ${slots} a replica`, slots * site.replicas),
    emptyBuffer(partialOf(site), `partial sums of those`, chunks * most * site.replicas),
    bufferOf(weightsOf(site), `weights of ${site.name}`, Float32Array.from(site.weights)),
  ]
}

const partialOf = (site: Site): string => `partial means ${site.name}`

/** `state` is the buffer that holds the variables: `state` or `stages`. */
export function averagePasses(site: Site, of: 'rate' | 'flow', state: string, limit?: number): Built[] {
  const reductions = of === 'rate' ? site.rateReductions : site.flowReductions
  const built: Built[] = []
  const levels = Math.max(-1, ...reductions.map((r) => r.level))
  for (let level = 0; level <= levels; level++) {
    const ofLevel = reductions.filter((r) => r.level === level)
    // slots that follow each other go together
    for (let begin = 0; begin < ofLevel.length; ) {
      let end = begin + 1
      const slot = (k: number): number => slotOf(site, ofLevel[k]!.name, of)
      while (end < ofLevel.length && end - begin < together && slot(end) === slot(end - 1) + 1) end++
      built.push(...averageOf(site, of, state, ofLevel.slice(begin, end), slot(begin), limit))
      begin = end
    }
  }
  return built
}

function averageOf(
  site: Site,
  of: 'rate' | 'flow',
  state: string,
  taken: readonly TakenReduction[],
  slot: number,
  limit?: number,
): Built[] {
  const { name, points, replicas } = site
  const sums = taken.length
  const chunks = Math.ceil(points / chunkPoints)
  const partial = partialOf(site)
  const expressions = taken.map((r) => r.argument)
  const emitted = emitWgsl(expressions, leafOf(site, of), 'e')
  const means = usesMeans(expressions)
  const timed = dependsOnTime(expressions)
  const scales = taken.map((r) => (r.reduction === 'sum' ? points : 1))
  const lines = [...emitted.uniform, ...emitted.local]
  // weight times value, the lane's own sum, six levels of the tree, the scale
  const relative = gamma(Math.ceil(Math.min(points, chunkPoints) / 64) + 8)

  function each(
    memory: Parameters<Built['twin']>[0],
    moment: Parameters<Built['twin']>[1],
    term: (w: number, value: Rounded) => number,
    write: (at: number, scale: number, sum: number) => void,
  ): void {
    const read = readerOf(site, of, state, memory, moment)
    const w = memory.get(weightsOf(site))!
    for (let replica = 0; replica < replicas; replica++)
      for (let chunk = 0; chunk < chunks; chunk++)
        for (const [k, expression] of expressions.entries()) {
          let sum = 0
          const end = Math.min(points, (chunk + 1) * chunkPoints)
          for (let i = chunk * chunkPoints; i < end; i++)
            sum += term(w[i]!, evaluate(expression, read(replica, i)))
          write(sums * (chunk * replicas + replica) + k, scales[k]!, sum)
        }
  }

  const average: Built = {
    pass: {
      name: `average over ${name}`,
      wgsl: averageText(
        shapeOf(site, means, emitted.functions, expressions),
        { lines, results: emitted.results },
        scales,
        chunkPoints,
        { rates: uses(expressions, 'r'), inputs: uses(expressions, 'I'), clock: timed },
      ),
      entry: 'average',
      bindings: [
        { buffer: state, access: 'read' },
        { buffer: numbersOf(site), access: 'read' },
        { buffer: 'rates', access: 'read' },
        { buffer: 'inputs', access: 'read' },
        { buffer: weightsOf(site), access: 'read' },
        { buffer: partial, access: 'read-write' },
        ...(means ? [{ buffer: meansOf(site), access: 'read' as const }] : []),
      ],
      clock: timed,
      workgroups: spread(chunks * replicas, limit),
      workgroupSize: 64,
      workgroupBytes: 256 * sums,
      flops: (20 * lines.length + 2 * sums) * points * replicas,
      bytes: 4 * (site.variables.length + 3) * points * replicas,
      barriers: 6,
    },
    twin(memory, moment) {
      const out = memory.get(partial)!
      each(
        memory,
        moment,
        (w, { value }) => w * value,
        (at, scale, sum) => {
          out[at] = scale * sum
        },
      )
    },
    bound(memory, moment) {
      const bounds = new Float64Array(memory.get(partial)!.length)
      each(
        memory,
        moment,
        (w, { value, error }) => Math.abs(w) * (relative * Math.abs(value) + (1 + relative) * error),
        (at, scale, sum) => {
          bounds[at] = scale * (sum + points * tiny)
        },
      )
      return new Map([[partial, bounds]])
    },
  }
  const target = { buffer: meansOf(site), offset: slot, stride: slotsOf(site) }
  return [
    average,
    reducePass({ name: `means of ${name}`, partial, chunks, columns: sums, replicas, target, limit }),
  ]
}
