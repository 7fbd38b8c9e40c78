/**
 * Velocity drive: I += -tau sum_a v_a(t) d/dtheta_a (W r), summed over the population's symmetric
 * connections. With x* = W r*, x = x*(theta - v t) then solves tau x' = -x + W r + I exactly: the bump
 * travels at v without changing its shape. Along an angle d/dtheta is the convolution with coefficient
 * -i k_a on label k, so the drive is one more group convolution, run by the same operators.
 */
import { InputError, placed, quoted } from '../errors.ts'
import { compileExpression } from '../model/compile.ts'
import type { Kernel } from '../model/kernel.ts'
import { kernelFromMatrices } from '../model/kernels.ts'
import type { Connection, Input, Network } from '../model/network.ts'
import { angleNames, geometryOf, waveVector } from '../spaces/geometry.ts'
import type { Layout } from './layout.ts'
import type { PlanChoice } from './operator.ts'
import { ofReplica, parameterOf } from './parameters.ts'
import { buildOperator, choosePlan } from './plan.ts'

/** Adds the drive of one replica at time t to `input`, given its rates. */
export type VelocityTerm = (replica: number, t: number, rate: Float64Array, input: Float64Array) => void

/** One convolution of a velocity drive: the derivative of a connection along one angle. */
export interface DriveConnection {
  /** the angle's index */
  readonly axis: number
  readonly connection: Connection
}

/**
 * The convolutions that a velocity input needs besides the network's own.
 * Throws InputError at the input's place when the population has no angles, tau, or symmetric connection.
 */
export function driveConnections(network: Network, input: Input): readonly DriveConnection[] {
  if (input.term.kind !== 'velocity') return []
  const population = network.populations[input.to]!
  const { space } = population
  const geometry = geometryOf(space)
  if (geometry !== 'circle' && geometry !== 'torus') {
    throw new InputError(input.place, 'a velocity drive on C(n), SO(2) or T(k)', space.name)
  }
  const angles = angleNames(space).length
  const given = input.term.velocity.length
  if (given !== angles) {
    throw new InputError(
      `${input.place}.velocity`,
      `${angles} velocit${angles === 1 ? 'y' : 'ies'}, one per angle`,
      `${given}`,
    )
  }
  if (parameterOf(population, 'tau') === undefined) {
    throw new InputError(input.place, 'a model with a time constant named tau', quoted(population.model.name))
  }
  const incoming = network.connections.filter((c) => c.to === input.to)
  if (incoming.length === 0) {
    throw new InputError(input.place, `a connection to ${population.name} that carries its state`, 'none')
  }
  const drives: DriveConnection[] = []
  for (let axis = 0; axis < angles; axis++) {
    for (const { place, from, to, scale, coupling } of incoming) {
      if (coupling.kind !== 'kernel') {
        throw new InputError(
          input.place,
          `a kernel in every connection to ${population.name}, so that it can be translated`,
          `a ${coupling.kind} in ${place}`,
        )
      }
      const kernel = derivativeKernel(coupling.kernel, axis)
      if (kernel === null) continue
      const derived: Connection = { place: input.place, from, to, scale, coupling: { ...coupling, kernel } }
      drives.push({ axis, connection: derived })
    }
  }
  return drives
}

/** The plan of one convolution of a drive. */
export function planDrive(network: Network, { connection }: DriveConnection): PlanChoice {
  return choosePlan({ ...network, connections: [connection] }, 0)
}

/** Throws InputError as driveConnections does. */
export function velocityDrive(network: Network, layout: Layout, input: Input): VelocityTerm {
  if (input.term.kind !== 'velocity') throw new Error('not a velocity term')
  const { velocity } = input.term
  const drives = driveConnections(network, input)
  const speeds = velocity.map((speed, a) =>
    placed(`${input.place}.velocity[${a}]`, () => compileExpression(speed, ['t'])),
  )
  const operators = drives.map((drive) =>
    buildOperator({ ...network, connections: [drive.connection] }, 0, planDrive(network, drive)),
  )
  const tau = parameterOf(network.populations[input.to]!, 'tau')!
  const to = layout.blocks[input.to]!.rate
  return (replica, t, rate, target) => {
    for (let i = 0; i < drives.length; i++) {
      const { axis, connection } = drives[i]!
      const gain = -ofReplica(tau, replica) * speeds[axis]!(t) * ofReplica(connection.scale, replica)
      if (gain === 0) continue
      operators[i]!.apply(rate, layout.blocks[connection.from]!.rate, target, to, gain, replica)
    }
  }
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
