/**
 * The flow z' = f(z) of a network whose equilibria are sought: state to derivative, rates, recurrent input,
 * Jacobian. A state is one replica in the layout of engine/layout.ts, [population][variable][neuron]; the
 * inner product of states is <a, b> = sum over populations, variables, neurons of w_i a b.
 */
import { type Layout, layoutOf } from '../engine/layout.ts'
import { energyOf } from '../engine/observables/energy.ts'
import { choosePlan } from '../engine/plan.ts'
import { systemOf } from '../engine/system.ts'
import { InputError } from '../errors.ts'
import { addMatrixVector, addVectorMatrix } from '../math/matvec.ts'
import { compileJacobian } from '../model/jacobian.ts'
import type { Network } from '../model/network.ts'
import { autonomous } from './autonomous.ts'
import { type Bases, basesOf } from './bases.ts'
import type { Compiled } from './bordered.ts'
import { type Linearisation, lineariseAt } from './linearisation.ts'
import { nearestNetwork, type Projected, recognised, remainderNorm } from './nearest-network.ts'

export interface Flow {
  /** the autonomous network: one replica, gains folded into the kernels, static inputs, no noise; matrices that are convolutions are kernels */
  readonly network: Network
  /** the matrices from a space to itself that are no convolution */
  readonly measured: readonly Projected[]
  readonly layout: Layout
  /** n, numbers of state */
  readonly length: number
  /** [n], w of each number of state */
  readonly weights: Float64Array
  /** what of the experiment the flow does not hold, a sentence each */
  readonly leftOut: readonly string[]
  /** what of that changes in time, by its place */
  readonly changing: readonly string[]
  /** [neurons], the static input in force */
  readonly external: Float64Array
  /** false when an equation has a kink or a jump */
  readonly smooth: boolean
  /** out = z' */
  evaluate(z: Float64Array, out: Float64Array): void
  /** out = r, [neurons] */
  rates(z: Float64Array, out: Float64Array): void
  /** out = W r, [neurons] */
  recurrent(rate: Float64Array, out: Float64Array): void
  linearise(z: Float64Array): Linearisation
  /** null where the model or the coupling has none */
  readonly energy: ((z: Float64Array) => number) | null
  readonly reduced: Reduced
  /** the same, with those of nearest convolutions where measured matrices stand: what is seen of a state */
  readonly seen: Reduced
}

/** Harmonics of the kernels that enter or leave each population, and coordinates on them. */
export interface Reduced {
  readonly parts: readonly ReducedPart[]
  /** R, all sizes together */
  readonly length: number
  /** E^T w f for each population, f [neurons] */
  coordinates(neurons: Float64Array): Float64Array
  /** out = E u, [neurons] */
  expand(u: Float64Array, out: Float64Array): void
}

export interface ReducedPart {
  readonly population: number
  readonly labels: readonly string[]
  /** N x size, column after column, orthonormal under w */
  readonly columns: Float64Array
  /** where the part begins in u */
  readonly offset: number
  readonly size: number
}

/** Throws InputError where a connection does not apply or the reduced space would be too large. */
export function flowOf(given: Network): Flow {
  const { network: own, leftOut, changing } = autonomous(given)
  const { network, measured, notes } = recognised(own)
  const bases = basesOf(network)
  const layout = layoutOf(network)
  const { blocks, neurons, stateLength: length } = layout
  const system = systemOf(
    network,
    network.connections.map((_, c) => choosePlan(network, c)),
  )
  const jacobians = network.populations.map(({ model, space }) => compileJacobian(model, space.weights))
  const weights = new Float64Array(length)
  for (const [p, { size, state, variables }] of blocks.entries())
    for (let v = 0; v < variables; v++) weights.set(network.populations[p]!.space.weights, state + v * size)
  const reduced = reducedOf(network, layout, bases)
  const compiled = { system, jacobians, bases, weights, near: nearbyOf(network, measured, bases) }

  return {
    network,
    measured,
    layout,
    length,
    weights,
    leftOut: [...leftOut, ...notes],
    changing,
    external: system.drive.constant.slice(),
    smooth: jacobians.every((jacobian) => jacobian.smooth),
    evaluate: (z, out) => system.flow(0, 0, 0, z, 0, out),
    rates(z, out) {
      system.rates(0, 0, z, 0)
      out.set(system.rate)
    },
    recurrent(rate, out) {
      out.fill(0, 0, neurons)
      system.couple(0, rate, out)
    },
    linearise: remembered((z) => lineariseAt(compiled, z)),
    energy: energyIn(() => energyOf(system)),
    reduced,
    seen:
      measured.length === 0
        ? reduced
        : reducedOf(network, layout, basesOf(nearestNetwork(network, measured))),
  }
}

/** Linearisations that are kept once their spectrum was asked for, as several steps of a certificate ask for it again. */
const KEPT = 32

function remembered(make: (z: Float64Array) => Linearisation): Flow['linearise'] {
  const kept: { readonly state: Float64Array; readonly linearisation: Linearisation }[] = []
  return (z) => {
    const found = kept.find(({ state }) => state.every((value, i) => value === z[i]))
    if (found !== undefined) return found.linearisation
    const linearisation = make(z)
    const state = z.slice()
    let isKept = false
    return {
      ...linearisation,
      spectrum() {
        if (!isKept) kept.unshift({ state, linearisation })
        kept.length = Math.min(kept.length, KEPT)
        isKept = true
        return linearisation.spectrum()
      },
    }
  }
}

/** Numbers of a population from which its matrix is worth avoiding, and the share of them that a small space may have. */
const LARGE = 160
const SMALL = 1 / 3

/** The bases of the network with convolutions for its measured matrices, where they are far smaller than the points. */
function nearbyOf(network: Network, measured: readonly Projected[], bases: Bases): Compiled['near'] {
  const points = bases.parts.filter(({ columns }) => columns === null)
  if (measured.length === 0 || Math.max(...points.map(({ length }) => length)) < LARGE) return null
  const near = basesOf(nearestNetwork(network, measured))
  const isSmall = near.parts.every(
    ({ columns, length }, p) => columns !== null && length <= SMALL * network.populations[p]!.space.size,
  )
  return isSmall ? { bases: near, remainder: remainderNorm(measured) } : null
}

type EnergyOf = ReturnType<typeof energyOf>

function energyIn(make: () => EnergyOf): Flow['energy'] {
  try {
    const energy = make()
    return (z) => energy(0, z, 0)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function reducedOf(network: Network, { blocks }: Layout, bases: Bases): Reduced {
  const parts: ReducedPart[] = []
  let length = 0
  for (const [population, basis] of bases.parts.entries()) {
    const { size: N } = blocks[population]!
    const columns = basis.columns?.subarray(0, basis.labelled * N) ?? new Float64Array(0)
    parts.push({ population, labels: basis.labels, columns, offset: length, size: basis.labelled })
    length += basis.labelled
  }
  return {
    parts,
    length,
    coordinates(neurons) {
      const u = new Float64Array(length)
      for (const { population, columns, offset, size } of parts) {
        const { size: N, rate } = blocks[population]!
        const { weights } = network.populations[population]!.space
        const weighted = new Float64Array(N)
        for (let i = 0; i < N; i++) weighted[i] = weights[i]! * neurons[rate + i]!
        addMatrixVector(columns, size, N, 0, N, weighted, 0, u, offset)
      }
      return u
    },
    expand(u, out) {
      out.fill(0)
      for (const { population, columns, offset, size } of parts) {
        const { size: N, rate } = blocks[population]!
        addVectorMatrix(u, offset, columns, size, N, 0, N, out, rate)
      }
    },
  }
}
