/** The passes made from a model's text against their twins: pairwise over sizes, replicas, methods and noise. */
import { describe, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import { streamedWork } from '../../src/engine/webgpu/streamed.ts'
import { cyclic } from '../../src/groups/families.ts'
import type { InputTerm, Method, Network } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { equations, network, rate, text } from '../unit/engine/networks.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree } from './agree.ts'

const sizes = [1, 2, 3, 5, 7, 64, 97, 100, 243, 256, 1000, 1009, 2100]
const noises: readonly Network['noise'][] = [
  { sigma: 0, correlationTime: null },
  { sigma: 0.3, correlationTime: null },
  { sigma: 0.3, correlationTime: 0.4 },
]
const methods: readonly Method[] = ['heun', 'exponential-euler', 'euler', 'rk4']

/** Two variables, means in the rate and, one inside another, in the equations. */
function averaging(space: Space) {
  return equations(space, {
    state: {
      x: { equation: '(-x - a + I) / tau + 0.1*(mean(x*r) - mean((x - mean(x))^2))', initial: '0.1' },
      a: { equation: '(b*r - a) / tau_a + 0.01*sin(t)' },
    },
    rate: 'relu(x)^2 / (1 + sum(relu(x)^2))',
    parameters: { tau: 1, b: 0.5, tau_a: 10 },
  })
}

function terms(space: Space, kind: number): InputTerm {
  const n = space.size
  if (kind === 0) {
    const frames = Float64Array.from({ length: 4 * n }, (_, i) => Math.sin(i * i))
    return { kind: 'frames', every: 0.1, frames }
  }
  if (kind === 1) return { kind: 'expression', expression: text('0.3*cos(theta - 2*t)*exp(-t) + theta') }
  return { kind: 'moving-bump', amplitude: 0.5, width: 0.6, centre: [1], velocity: [0.7] }
}

describe('rates, means, inputs, stages and recording within their bounds', () => {
  for (const [index, size] of sizes.entries()) {
    const method = methods[index % 4]!
    const noise = noises[method === 'rk4' ? 0 : (index >> 1) % 3]!
    const replicas = 1 + (index % 3)
    const means = index % 4 === 0 || size === 1009
    const kind = index % 3
    const title = `${size} points, ${replicas} replicas, ${method}, ${means ? 'means' : 'erf'}`
    it(`${title}, sigma ${noise.sigma}, tau_c ${noise.correlationTime}`, async () => {
      const space = finiteSpace(cyclic(size))
      const made = network({
        populations: [means ? averaging(space) : rate(space)],
        inputs: [{ place: 'inputs[0]', to: 0, from: 0.1, until: 9, term: terms(space, kind) }],
        noise,
        simulation: { method, replicas },
        record: { every: 1, quantities: [index % 2 === 0 ? 'max' : 'rate'] },
      })
      const { dt } = made.simulation
      const { begin, step, record, program } = streamedWork(made, programOf(made), limits)
      let { buffers } = program
      // one stage a size, so that all sizes together have them all
      const own = index % program.stageFractions.length
      const evaluations = step.filter(({ stage }) => stage === own)
      const works = [
        ...begin.map((work) => ({ work, stage: 0 })),
        ...evaluations,
        ...record.slice(-1).map((work) => ({ work, stage: 0 })),
      ]
      for (const { work, stage } of works) {
        const time = (7 + program.stageFractions[stage]!) * dt
        const signals = signalValues(program, dt)({ step: 7, stage, count: 1, time })
        const memory = await agree(buffers, work.built, { step: 7, stage, time, dt, signals })
        buffers = buffers.map((spec) =>
          spec.element === 'f32' ? { ...spec, contents: Float32Array.from(memory.get(spec.name)!) } : spec,
        )
      }
    })
  }
})
