/**
 * The passes made from a model's text against their twins: every pass at every size, pairwise over replicas, methods,
 * stages and noise; with GOLDSTONE_FULL=1 their product.
 */
import { describe, it } from 'vitest'
import { programOf } from '../../src/engine/program.ts'
import { signalValues } from '../../src/engine/webgpu/signals.ts'
import { streamedWork } from '../../src/engine/webgpu/streamed.ts'
import { cyclic } from '../../src/groups/families.ts'
import type { Input, InputTerm, Method, Network } from '../../src/model/network.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { equations, network, rate, text } from '../unit/engine/networks.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { agree } from './agree.ts'
import { sizes } from './cases/factors.ts'

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

/** One input of every kind that needs no connection. */
function inputsOf(space: Space): Input[] {
  const n = space.size
  const frames = Float64Array.from({ length: 4 * n }, (_, i) => Math.sin(i * i))
  const terms: InputTerm[] = [
    { kind: 'static', values: frames.subarray(0, n) },
    { kind: 'frames', every: 0.1, frames },
    { kind: 'expression', expression: text('0.3*cos(theta - 2*t)*exp(-t) + theta') },
    { kind: 'moving-bump', amplitude: 0.5, width: 0.6, centre: [1], velocity: [0.7] },
  ]
  return terms.map((term, k) => ({ place: `inputs[${k}]`, to: 0, from: 0.1, until: 9, term }))
}

interface Setting {
  readonly size: number
  readonly method: Method
  readonly noise: Network['noise']
  readonly means: boolean
  readonly replicas: number
  /** of the method; null: all */
  readonly stage: number | null
}

/** Every size with a model that averages and with one that does not; methods, stages and noises take turns. */
const chosen = sizes.flatMap((size, index) =>
  [true, false].map((means): Setting => {
    const method = methods[(index + +means) % 4]!
    const noise = noises[method === 'rk4' ? 0 : (index >> 1) % 3]!
    return { size, method, noise, means, replicas: 1 + (index % 3), stage: index }
  }),
)
const all = sizes.flatMap((size, index) =>
  methods.flatMap((method) =>
    (method === 'rk4' ? noises.slice(0, 1) : noises).flatMap((noise) =>
      [true, false].map(
        (means): Setting => ({ size, method, noise, means, replicas: 1 + (index % 5), stage: null }),
      ),
    ),
  ),
)

describe('rates, means, inputs, stages and recording within their bounds', () => {
  for (const setting of process.env['GOLDSTONE_FULL'] === '1' ? all : chosen) {
    const { size, method, noise, means, replicas } = setting
    const title = `${size} points, ${replicas} replicas, ${method}, ${means ? 'means' : 'erf'}`
    it(`${title}, sigma ${noise.sigma}, tau_c ${noise.correlationTime}`, async () => {
      const space = finiteSpace(cyclic(size))
      const made = network({
        populations: [means ? averaging(space) : rate(space)],
        inputs: inputsOf(space),
        noise,
        simulation: { method, replicas },
        record: { every: 1, quantities: ['max', 'rate'] },
      })
      const { dt } = made.simulation
      const { begin, step, record, program } = streamedWork(made, programOf(made), limits)
      let { buffers } = program
      const own = setting.stage === null ? null : setting.stage % program.stageFractions.length
      const works = [
        ...begin.map((work) => ({ work, stage: 0 })),
        ...step.filter(({ stage }) => own === null || stage === own),
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
