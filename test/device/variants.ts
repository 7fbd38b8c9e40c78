/**
 * One pass of every structure that the shaders can take, by the name of its golden. Sizes are small and odd; what
 * changes a text in more than its numbers is here, and test/device/golden.test.ts fails where something is not.
 */
import { programOf } from '../../src/engine/program.ts'
import type { DeviceLimits } from '../../src/engine/webgpu/device.ts'
import { addPass } from '../../src/engine/webgpu/passes/add.ts'
import { densePasses } from '../../src/engine/webgpu/passes/dense.ts'
import { fftPasses } from '../../src/engine/webgpu/passes/fft.ts'
import { gatherPass } from '../../src/engine/webgpu/passes/gather.ts'
import { largestPass } from '../../src/engine/webgpu/passes/largest.ts'
import { columnsBuffer, projectPasses } from '../../src/engine/webgpu/passes/project.ts'
import { sparsePass } from '../../src/engine/webgpu/passes/sparse.ts'
import type { Pass } from '../../src/engine/webgpu/program.ts'
import { residentProgram } from '../../src/engine/webgpu/resident.ts'
import { streamedProgram } from '../../src/engine/webgpu/streamed.ts'
import { watchOf } from '../../src/engine/webgpu/watch.ts'
import { cyclic, dihedral, product } from '../../src/groups/families.ts'
import { sparseRows } from '../../src/math/sparse.ts'
import { kernelFromValues } from '../../src/model/kernels.ts'
import type { Connection, Network, PlanName } from '../../src/model/network.ts'
import { circleSpace } from '../../src/spaces/circle.ts'
import { finiteSpace } from '../../src/spaces/finite.ts'
import type { Space } from '../../src/spaces/space.ts'
import { sphereSpace } from '../../src/spaces/sphere.ts'
import { torusSpace } from '../../src/spaces/torus.ts'
import { coupling, equations, network, rate } from '../unit/engine/networks.ts'
import * as networks from '../unit/webgpu/networks.ts'
import { limits } from '../unit/webgpu/twins.ts'
import { random } from './agree.ts'
import { streamedByHand } from './hand-made.ts'
import { chances, exactSuite } from './spiking-networks.ts'

/** Every variant, its name without `.wgsl`. */
export function variants(): Map<string, Pass> {
  const found = new Map<string, Pass>()
  streamed(found)
  transforms(found)
  residents(found)
  spikes(found)
  return found
}

const view = (buffer: string) => ({ buffer, offset: 3, stride: 40 })

/** The first pass of each kind in the suite; a stage by method, number and noise. */
function streamed(found: Map<string, Pass>): void {
  for (const [name, make] of [...networks.suite, ...ownSuite]) {
    const made = make()
    const program = streamedProgram(made, programOf(made), limits)
    const steps = program.step.map(({ pass, stage }) => ({ pass, stage }))
    const others = [...program.begin, ...program.record].map((pass) => ({ pass, stage: 0 }))
    for (const { pass, stage } of [...steps, ...others]) {
      // these have names of their own, below
      if (['main', 'gather', 'largest'].includes(pass.entry)) continue
      const { method } = made.simulation
      const noise = /white|coloured/.exec(name)?.[0] ?? 'quiet'
      const modelled = ['advance', 'average', 'transmit'].includes(pass.entry)
      const suffix = (modelled && /^(normalised|timed|summed)/.exec(name)?.[0]) || ''
      const own = suffix === '' ? '' : `-${suffix}`
      const kind = pass.entry === 'advance' ? `stage-${method}-${stage + 1}-${noise}` : pass.entry
      if (!found.has(kind + own)) found.set(kind + own, pass)
    }
  }
  const [gains, source, target] = [view('g'), view('s'), view('t')]
  const kernelOn = (space: ReturnType<typeof finiteSpace>) =>
    kernelFromValues(space, Float64Array.from(random(space.size)))
  const basis = columnsBuffer('E', '', 5, 2000, () => 1)
  const common = { name: 'sums', basis, source, target, replicas: 3, scratch: 'partial' }
  const [absolute] = projectPasses({ ...common, absolute: true }).built
  const [, added] = projectPasses({ ...common, gains }).built
  found.set('project-absolute', absolute!.pass)
  found.set('reduce-added', added!.pass)
  found.set(
    'dense',
    densePasses('W', 40, 40, new Float64Array(1600), source, target, gains, 33).built[0]!.pass,
  )
  for (const [name, columns] of [
    ['sparse', 40],
    ['sparse-short', 2],
  ] as const) {
    const matrix = sparseRows(new Float64Array(40 * columns).fill(1), columns)
    found.set(name, sparsePass('W', matrix, source, target, gains, 3).built.pass)
  }
  const cyclics = finiteSpace(product(cyclic(4), cyclic(9)))
  found.set('gather-cyclic', gatherPass('J', kernelOn(cyclics), source, target, gains, 3).built.pass)
  found.set(
    'gather-table',
    gatherPass('J', kernelOn(finiteSpace(dihedral(5))), source, target, gains, 3).built.pass,
  )
  for (const [name, plans] of [
    ['joined-alone', ['fft']],
    ['joined', ['low-rank', 'fft']],
  ] as const) {
    const made = convolved([4, 9], plans)
    const { step } = streamedProgram(made, programOf(made), limits)
    found.set(name, step.at(-1)!.pass)
  }
  found.set('largest-value', largestPass('r', 40, source, target, 3, false).pass)
  found.set('largest-place', largestPass('r', 40, source, target, 3, true).pass)
  found.set('add', addPass(40, 3).pass)
  found.set('watch', watchOf(streamedByHand({ n: 40, updates: [] }), limits).passes[0]!)
}

const ringOf = (n: number) => circleSpace(n)

/** A rectangular torus connected to itself by each of the plans. */
function convolved(samples: [number, number], plans: readonly PlanName[]): Network {
  const space = torusSpace(samples, 'rectangular')
  return network({
    populations: [rate(space)],
    connections: plans.map((plan, k) => ({
      ...coupling(space, { '0,1': 2 }, { plan }),
      place: `connections[${k}]`,
    })),
    simulation: { method: 'heun' },
  })
}

/** Averages of the time, of the input, and sums. */
const ownSuite: readonly (readonly [string, () => Network])[] = [
  [
    'summed',
    () =>
      network({
        populations: [
          equations(ringOf(30), {
            state: { x: { equation: '-x + I + mean(I*t) - sum(tanh(x - mean(x)))' } },
            rate: 'tanh(x) / (1 + mean(x^2)*t)',
          }),
        ],
        connections: [coupling(ringOf(30), { 1: 2 }, { plan: 'low-rank' })],
        simulation: { method: 'euler' },
      }),
  ],
]

/** By shape: one pass or several, packed, halves or whole, long axes in parts. */
function transforms(found: Map<string, Pass>): void {
  const cases: readonly (readonly [string, readonly number[], Partial<DeviceLimits>])[] = [
    ['fft-1', [1], {}],
    ['fft-15', [15], {}],
    ['fft-16', [16], {}],
    ['fft-3x20', [3, 20], {}],
    ['fft-5x9', [5, 9], {}],
    ['fft-97x6', [97, 6], { maxComputeWorkgroupStorageSize: 256 }],
    ['fft-100', [100], { maxComputeWorkgroupStorageSize: 128 }],
    ['fft-7x11x13', [7, 11, 13], {}],
  ]
  for (const [name, shape, own] of cases) {
    const space = finiteSpace(shape.length === 1 ? cyclic(shape[0]!) : product(...shape.map(cyclic)))
    const n = space.size
    const { passes } = fftPasses({
      name: 'J',
      kernel: kernelFromValues(space, Float64Array.from(random(n))),
      replicas: 2,
      rates: { buffer: 'rates', offset: 3, stride: n + 4 },
      input: { buffer: 'input', offset: 2, stride: n + 3 },
      gains: { buffer: 'gains', offset: 1, stride: 2 },
      limits: { ...limits, ...own },
    })
    for (const [k, pass] of passes.entries()) found.set(passes.length === 1 ? name : `${name}-${k + 1}`, pass)
  }
}

/** Whole networks in a workgroup, with sums by subgroups and without. */
function residents(found: Map<string, Pass>): void {
  const shared = networks.suite.filter(([name]) => ofSuite.includes(name))
  for (const [name, make] of [...shared, ...residentSuite]) {
    const made = make()
    for (const subgroups of [true, false]) {
      const program = residentProgram(made, programOf(made), { ...limits, subgroups })
      if ('unfit' in program) continue
      const title = `resident-${name
        .replace(/[^\w]+/g, '-')
        .toLowerCase()
        .replace(/-$/, '')}`
      const { pass } = program.step[0]!
      if (subgroups) found.set(title, pass)
      else if (found.get(title)!.wgsl !== pass.wgsl) found.set(`${title}-without-subgroups`, pass)
    }
  }
}

/** What networks with events add, one of each structure: a text in which no more than numbers differ is the same. */
function spikes(found: Map<string, Pass>): void {
  const structures = new Set<string>()
  const counts = new Map<string, number>()
  const networks = [
    ...exactSuite.map(([, make]) => make()),
    chances('heun'),
    chances('exponential-euler'),
    { ...chances(), record: { every: 9, quantities: ['rate' as const] } },
  ]
  const programs = networks.map((made) => streamedProgram(made, programOf(made), limits))
  for (const { step, record } of programs)
    for (const pass of [...step.map(({ pass }) => pass), ...record]) {
      const structure = pass.wgsl.replace(/\d+/g, '')
      const known = [...found.values()].some(({ wgsl }) => wgsl === pass.wgsl)
      // stages of their own are those that read or keep what stages of rates do not
      const own = pass.entry !== 'advance' || /totals|owned|firing|more\[/.test(pass.wgsl)
      if (!ofEvents.includes(pass.entry) || !own || known || structures.has(structure)) continue
      structures.add(structure)
      const count = (counts.get(pass.entry) ?? 0) + 1
      counts.set(pass.entry, count)
      found.set(`spiking-${pass.entry}-${count}`, pass)
    }
}

const ofEvents = [
  'advance',
  'arrive',
  'frequency',
  'late',
  'poisson',
  'recorded',
  'scatter',
  'settle',
  'synapse',
  'tally',
  'threshold',
]

/** Two weights in each row but the second. */
function fewWeights(n: number): Connection {
  const weights = new Float64Array(n * n)
  for (let i = 0; i < n; i++) if (i !== 1) for (const j of [0, 7]) weights[i * n + ((i + j) % n)] = 1 + j
  const coupling = { kind: 'matrix', rows: n, columns: n, weights } as const
  return { place: 'connections[0]', from: 0, to: 0, scale: 1, plan: 'sparse', coupling }
}

const averaging = (space: Space) =>
  equations(space, {
    state: {
      x: { equation: '-x - a + I + mean(x*r) - mean((x - mean(x))^2)' },
      a: { equation: 'x - a + 0.1*sin(t)' },
    },
    rate: 'tanh(x) - sum(x)*mean(x^2)',
  })

/** Of the suite, what has a structure of its own in a workgroup. */
const ofSuite = [
  'ring, heun',
  'ring, exponential-euler, white',
  'ring, heun, coloured',
  'driven ring',
  'E-I',
  'S(4)',
  'sphere',
]

/** What the suite has not: means, weights, few and many columns, transforms, little to record, nothing to connect. */
const residentSuite: readonly (readonly [string, () => Network])[] = [
  ['convolved', () => convolved([4, 6], ['fft'])],
  [
    'two transforms',
    () =>
      network({
        populations: [rate(ringOf(15)), { ...rate(ringOf(40)), name: 'q' }],
        connections: [
          coupling(ringOf(15), { 1: 2 }, { plan: 'fft' }),
          coupling(ringOf(40), { 1: 2 }, { from: 1, to: 1, plan: 'fft' }),
        ],
      }),
  ],
  ...(['euler', 'rk4', 'exponential-euler'] as const).map((method): [string, () => Network] => [
    `means, ${method}`,
    () => {
      const space = method === 'rk4' ? sphereSpace(4) : ringOf(40)
      return network({
        populations: [averaging(space)],
        connections: [coupling(space, { 1: 2 }, { plan: 'low-rank' })],
        simulation: { method },
      })
    },
  ]),
  [
    'one of two averages',
    () =>
      network({
        populations: [averaging(ringOf(40)), { ...rate(ringOf(12)), name: 'q' }],
        connections: [coupling(ringOf(40), { 1: 2 }, { plan: 'gather' })],
      }),
  ],
  ['alone', () => network({ populations: [rate(ringOf(40))] })],
  [
    'noise of two slots',
    () =>
      network({
        populations: [rate(ringOf(64))],
        connections: [coupling(ringOf(64), { 1: 2 }, { plan: 'dense' })],
        noise: { sigma: 0.3, correlationTime: null },
        record: { every: 5, quantities: ['rate'] },
      }),
  ],
  [
    'measured, few weights',
    () =>
      network({
        populations: [rate(ringOf(40))],
        connections: [fewWeights(40)],
      }),
  ],
  [
    'many columns',
    () =>
      network({
        populations: [rate(ringOf(97))],
        connections: [
          coupling(ringOf(97), Object.fromEntries(Array.from({ length: 20 }, (_, k) => [k, 1])), {
            plan: 'low-rank',
          }),
        ],
      }),
  ],
]
