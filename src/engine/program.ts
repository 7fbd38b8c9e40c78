/**
 * The program: what a network will do, as plain data. Sizes, the plan of every connection and why, memory,
 * and the time it should take; nothing is allocated yet.
 */
import { InputError } from '../errors.ts'
import type {
  Connection,
  Coupling,
  Method,
  Network,
  PerReplica,
  PlanName,
  Population,
} from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { freeNames } from '../model/rewrite.ts'
import type { Expression } from '../model/tree.ts'
import { type Layout, layoutOf } from './layout.ts'
import { noiseRefused, stages } from './methods.ts'
import { noiseMemory, noiseTerms } from './noise.ts'
import type { PlanChoice } from './operator.ts'
import { parameterOf } from './parameters.ts'
import { choosePlan } from './plan.ts'
import { frameCount, recordSpecs } from './recorder.ts'
import { bytesText } from './units.ts'
import { velocityParts } from './velocity.ts'

export interface ProgramPopulation {
  readonly name: string
  readonly space: string
  readonly neurons: number
  readonly model: string
  readonly variables: readonly string[]
  /** a number, or the smallest and largest over the replicas */
  readonly parameters: Readonly<Record<string, number | readonly [number, number]>>
}

export interface ProgramConnection extends PlanChoice {
  readonly place: string
  readonly from: string
  readonly to: string
  readonly coupling: Coupling['kind']
  /** fraction of the kernel's power that the band limit of its space drops; 0 where nothing is lost */
  readonly dropped: number
}

/** Bytes. */
export interface ProgramMemory {
  /** states of all replicas, what they remember of events, and noise that remembers */
  readonly state: number
  /** vectors of the one replica at work */
  readonly work: number
  /** bases, tables, matrices */
  readonly operators: number
  readonly recording: number
  readonly total: number
}

export interface Program {
  readonly title: string
  readonly populations: readonly ProgramPopulation[]
  readonly connections: readonly ProgramConnection[]
  /** the convolutions that velocity inputs add, at the place of their input */
  readonly drives: readonly ProgramConnection[]
  readonly method: Method
  readonly dt: number
  readonly steps: number
  readonly replicas: number
  readonly seed: number
  /** arrays of the recording with their shapes, time first */
  readonly recording: readonly { readonly name: string; readonly shape: readonly number[] }[]
  readonly memory: ProgramMemory
  /** floating-point operations of one step of all replicas, estimated */
  readonly flopsPerStep: number
  /** estimated nanoseconds of one step of one replica on the reference engine */
  readonly nanosecondsPerStep: number
  /** of the whole run on the reference engine */
  readonly expectedSeconds: number
}

export interface ProgramOptions {
  /** per connection, the plan to use instead of the cost model's; null or absent chooses */
  readonly plans?: readonly (PlanName | null | undefined)[]
  /** bytes; default 16 GiB */
  readonly memoryLimit?: number
}

export const defaultMemoryLimit = 16 * 2 ** 30

/**
 * The program of a network. Throws InputError for what cannot run: rk4 with noise, a plan that does not
 * apply, more memory than the limit.
 */
export function programOf(network: Network, options: ProgramOptions = {}): Program {
  const { method, dt, steps, replicas, seed } = network.simulation
  const layout = layoutOf(network)
  const noisy = noiseTerms(network, layout)
  if (method === 'rk4' && noisy.length > 0) throw noiseRefused()
  const connections = network.connections.map((connection, index): ProgramConnection => {
    const plan = options.plans?.[index] ?? connection.plan
    return told(network, connection, choosePlan(network, index, plan == null ? {} : { plan }))
  })
  const drives = network.inputs
    .filter(({ term }) => term.kind === 'velocity')
    .flatMap((input) =>
      velocityParts(network, input).map((part) => {
        const [connection] = part.network.connections
        return told(network, { ...connection!, place: input.place }, choosePlan(part.network, 0))
      }),
    )
  const operators = [...connections, ...drives]

  const frames = frameCount(network)
  const recording = recordSpecs(network).map(({ name, shape }) => ({
    name,
    shape: [frames, replicas, ...shape],
  }))
  const memory = memoryOf(network, layout, operators, recording)
  const limit = options.memoryLimit ?? defaultMemoryLimit
  if (memory.total > limit) throw tooMuch(memory, limit)

  const evaluation = network.populations.map(modelWork)
  const sum = (of: (p: number) => number) => layout.blocks.reduce((total, _, p) => total + of(p), 0)
  const modelFlops = sum((p) => evaluation[p]!.flops * layout.blocks[p]!.size)
  const modelTime = sum((p) => evaluation[p]!.nanoseconds * layout.blocks[p]!.size)
  const operatorFlops = operators.reduce((total, c) => total + c.cost.flops, 0)
  const operatorTime = operators.reduce((total, c) => total + c.cost.nanoseconds, 0)
  const update = layout.stateLength * stages[method]
  const noise = noisy.reduce((total, { size }) => total + size, 0)
  const flops = stages[method] * (modelFlops + operatorFlops) + 3 * update + 40 * noise
  const nanosecondsPerStep = stages[method] * (modelTime + operatorTime) + 1.5 * update + 25 * noise
  return {
    title: network.title,
    populations: network.populations.map(populationOf),
    connections,
    drives,
    method,
    dt,
    steps,
    replicas,
    seed,
    recording,
    memory,
    flopsPerStep: flops * replicas,
    nanosecondsPerStep,
    expectedSeconds: 1e-9 * nanosecondsPerStep * replicas * steps,
  }
}

function told(network: Network, connection: Connection, choice: PlanChoice): ProgramConnection {
  const { place, from, to, coupling } = connection
  return {
    place,
    from: network.populations[from]!.name,
    to: network.populations[to]!.name,
    coupling: coupling.kind,
    dropped: droppedOf(coupling),
    ...choice,
  }
}

/** A quotient's kernel is a spectrum in its own labels, of which nothing is dropped. */
function droppedOf(coupling: Coupling): number {
  if (coupling.kind === 'kernel') return coupling.kernel.dropped
  return coupling.kind === 'matrix' ? (coupling.dropped ?? 0) : 0
}

function populationOf(population: Population): ProgramPopulation {
  const { name, space, model } = population
  const names = Object.keys({ ...model.parameters, ...population.parameters })
  return {
    name,
    space: space.name,
    neurons: neuronsOf(population),
    model: model.name,
    variables: model.variables.map((variable) => variable.name),
    parameters: Object.fromEntries(names.map((n) => [n, rangeOf(parameterOf(population, n)!)])),
  }
}

function rangeOf(value: PerReplica): number | readonly [number, number] {
  if (typeof value === 'number') return value
  return [value.reduce((a, b) => Math.min(a, b)), value.reduce((a, b) => Math.max(a, b))]
}

function memoryOf(
  network: Network,
  layout: Layout,
  connections: readonly ProgramConnection[],
  recording: Program['recording'],
): ProgramMemory {
  const { method, replicas } = network.simulation
  const { stateLength, stride, neurons } = layout
  const noisy = noiseTerms(network, layout)
  const state = 8 * replicas * (stride + noiseMemory(noisy))
  const vectors = { euler: 1, heun: 3, rk4: 3, 'exponential-euler': 2 }[method] + (noisy.length === 0 ? 0 : 1)
  const work = 8 * (vectors * stateLength + 6 * neurons)
  const operators = connections.reduce((total, c) => total + c.cost.bytes, 0)
  const recorded = 8 * recording.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)
  return {
    state,
    work,
    operators,
    recording: recorded,
    total: state + work + operators + recorded,
  }
}

function tooMuch(memory: ProgramMemory, limit: number): InputError {
  const parts = (['recording', 'operators', 'state'] as const).toSorted((a, b) => memory[b] - memory[a])
  const [place, remedy] = {
    recording: ['record', 'Raise record.every or record fewer quantities'],
    operators: ['connections', 'Use fewer labels, kernels instead of matrices, or a smaller space'],
    state: ['simulation.replicas', 'Use fewer replicas or a smaller space'],
  }[parts[0]!] as [string, string]
  const largest = `${bytesText(memory[parts[0]!])} of it ${parts[0]}`
  return new InputError(
    place,
    `a run that fits in ${bytesText(limit)}`,
    `one that needs ${bytesText(memory.total)}, ${largest}`,
    remedy,
  )
}

interface Work {
  flops: number
  nanoseconds: number
}

const cheap = ['abs', 'ceil', 'clamp', 'floor', 'heaviside', 'max', 'min', 'relu', 'sign', 'where']

/** Work of one evaluation of a model for one neuron: its rate and every equation. */
function modelWork(population: Population): Work {
  const { rate, variables } = population.model
  const varying = ['r', 'I', ...variables.map((variable) => variable.name)]
  const work = { flops: 0, nanoseconds: 4 + 2 * variables.length }
  for (const expressions of [[rate], variables.map((variable) => variable.equation)]) {
    const seen = new Set<Expression>()
    for (const expression of expressions) count(expression, varying, work, seen)
  }
  return work
}

/**
 * Adds what an expression costs. Parts that are the same for every neuron are computed once, so free; a
 * branch that phi put in at several places is computed once for them all.
 */
function count(e: Expression, varying: readonly string[], work: Work, seen: Set<Expression>): void {
  if (seen.has(e)) return
  seen.add(e)
  if (!freeNames(e).some((name) => varying.includes(name))) return
  switch (e.kind) {
    case 'number':
    case 'name':
      return
    case 'unary':
      work.flops += 1
      count(e.operand, varying, work, seen)
      return
    case 'binary':
      work.flops += 1
      work.nanoseconds += e.operator === '^' ? 10 : e.operator === '/' ? 1 : 0.3
      count(e.left, varying, work, seen)
      count(e.right, varying, work, seen)
      return
    case 'call':
      work.flops += cheap.includes(e.function) ? 1 : 20
      work.nanoseconds += cheap.includes(e.function) ? 0.5 : 9
      for (const argument of e.arguments) count(argument, varying, work, seen)
      return
    default:
      work.flops += 2
      work.nanoseconds += 1
      count(e.argument, varying, work, seen)
  }
}
