/**
 * Velocity drive: I += -tau sum_a v_a(t) d/dtheta_a (W r), summed over the population's symmetric
 * connections. With x* = W r*, x = x*(theta - v t) then solves tau x' = -x + W r + I exactly: the bump
 * travels at v without changing its shape. Along an angle d/dtheta is the convolution with coefficient
 * -i k_a on label k, so the drive is one more group convolution, run by the same operators.
 */
import { InputError, placed, quoted } from '../errors.ts'
import type { Kernel } from '../model/kernel.ts'
import { kernelFromMatrices } from '../model/kernels.ts'
import { checkNames } from '../model/names.ts'
import type { Connection, Input, Network, PerReplica } from '../model/network.ts'
import type { Expression } from '../model/tree.ts'
import { angleNames, geometryOf, waveVector } from '../spaces/geometry.ts'
import type { Space } from '../spaces/space.ts'
import type { Layout } from './layout.ts'
import { ofReplica, parameterOf } from './parameters.ts'
import { buildOperator, choosePlan } from './plan.ts'
import { compileSignal, type Signals } from './signals.ts'

/** Adds the drive of one replica at time t to `input`, given its rates. */
export type VelocityTerm = (replica: number, t: number, rate: Float64Array, input: Float64Array) => void

/** One convolution of a velocity drive: connection 0 of `network`, times -tau speed(t) scale. */
export interface VelocityPart {
  readonly connection: Connection
  readonly network: Network
  /** in t alone */
  readonly speed: Expression
  readonly tau: PerReplica
}

/** Throws InputError at the input's place when the population has no angles, tau, or symmetric connection. */
export function velocityParts(network: Network, input: Input): VelocityPart[] {
  if (input.term.kind !== 'velocity') throw new Error('not a velocity term')
  const population = network.populations[input.to]!
  const { velocity } = input.term
  checkVelocity(velocity, population.space, `${input.place}.velocity`, signalNames(network))
  const tau = parameterOf(population, 'tau')
  if (tau === undefined) {
    throw new InputError(input.place, 'a model with a time constant named tau', quoted(population.model.name))
  }
  const incoming = network.connections.filter((c) => c.to === input.to)
  for (const connection of incoming) {
    if (connection.coupling.kind !== 'kernel') {
      throw new InputError(
        input.place,
        `a kernel in every connection to ${population.name}, so that it can be translated`,
        `a ${connection.coupling.kind} in ${connection.place}`,
      )
    }
    const spiking = network.populations[connection.from]!.model.spike !== undefined
    const { synapse, delay, gain, into = 0 } = connection
    if (spiking || synapse !== undefined || delay !== undefined || gain !== undefined || into !== 0) {
      throw new InputError(
        input.place,
        `connections to ${population.name} that carry rates into I at once`,
        `${spiking ? 'spikes' : 'a synapse, delay, gain or named input'} in ${connection.place}`,
        'Shift the state by connections of its own: an odd kernel with a gain that is the velocity',
      )
    }
  }
  if (incoming.length === 0) {
    throw new InputError(input.place, `a connection to ${population.name} that carries its state`, 'none')
  }

  const found: VelocityPart[] = []
  for (let a = 0; a < velocity.length; a++) {
    for (const connection of incoming) {
      if (connection.coupling.kind !== 'kernel') continue
      const kernel = derivativeKernel(connection.coupling.kernel, a)
      if (kernel === null) continue
      const { from, to, scale } = connection
      const coupling = { ...connection.coupling, kernel }
      const derived: Connection = { place: connection.place, from, to, scale, coupling }
      const extended: Network = { ...network, connections: [derived] }
      found.push({ connection, network: extended, speed: velocity[a]!, tau })
    }
  }
  return found
}

/** Throws InputError at `place` unless there is one velocity in t and the signals for each angle of the space. */
export function checkVelocity(
  velocity: readonly Expression[],
  space: Space,
  place: string,
  signals: readonly string[] = [],
): void {
  const geometry = geometryOf(space)
  if (geometry !== 'circle' && geometry !== 'torus')
    throw new InputError(place, 'a population on C(n), SO(2) or T(k)', space.name)
  const angles = angleNames(space).length
  if (velocity.length !== angles)
    throw new InputError(
      place,
      angles === 1 ? 'one expression in t' : `${angles} expressions in t, one for each angle`,
      `${velocity.length}`,
    )
  for (const [a, expression] of velocity.entries())
    placed(`${place}[${a}]`, () => checkNames(expression, ['t', ...signals]))
}

/** Throws InputError as `velocityParts`. */
export function velocityDrive(
  network: Network,
  layout: Layout,
  input: Input,
  signals: Signals,
): VelocityTerm {
  const terms = velocityParts(network, input).map(({ connection, network: extended, speed, tau }) => {
    const operator = buildOperator(extended, 0, choosePlan(extended, 0))
    return { connection, operator, tau, speed: compileSignal(speed, signals) }
  })
  const to = layout.blocks[input.to]!.siteInput
  return (replica, t, rate, target) => {
    for (let i = 0; i < terms.length; i++) {
      const { connection, operator, tau, speed } = terms[i]!
      const gain = -ofReplica(tau, replica) * speed(t) * ofReplica(connection.scale, replica)
      if (gain === 0) continue
      operator.apply(rate, layout.blocks[connection.from]!.site, target, to, gain, replica)
    }
  }
}

function signalNames({ signals = [] }: Network): string[] {
  return signals.map(({ name }) => name)
}

/**
 * The kernel of d/dtheta_axis after convolution: M -> G M, G the convolution with coefficient -i k.
 * Labels without a pair (k = 0, and n/2 on a sample of n) have no derivative on the sample. null when
 * nothing is left.
 */
export function derivativeKernel(kernel: Kernel, axis: number): Kernel | null {
  const { space } = kernel
  const derived = new Map<string, Float64Array>()
  for (const [label, matrix] of kernel.spectrum) {
    const harmonic = space.harmonic(label)
    const wave = waveVector(label, space)[axis]!
    if (wave === 0 || harmonic.width !== 2) continue
    derived.set(label, product2(harmonic.kernelMatrix({ re: 0, im: -wave }), matrix))
  }
  return derived.size === 0 ? null : kernelFromMatrices(space, derived, `derivative of ${kernel.origin}`, 0)
}

function product2(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.of(
    a[0]! * b[0]! + a[1]! * b[2]!,
    a[0]! * b[1]! + a[1]! * b[3]!,
    a[2]! * b[0]! + a[3]! * b[2]!,
    a[2]! * b[1]! + a[3]! * b[3]!,
  )
}
