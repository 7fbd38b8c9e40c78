/**
 * Whole states carried along their orbits. The recurrent input moves exactly through the harmonics; at rest the state
 * follows it by the pointwise equations, elsewhere each variable moves through the labels.
 */
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import { unitDirections } from './align.ts'
import type { Coordinates } from './coordinates.ts'
import { actOn, onCoordinates, recurrentOf } from './equivariance.ts'
import { localOf } from './local.ts'
import { movedField } from './moved-field.ts'
import type { SymmetryElement } from './symmetry-element.ts'

/** Change of the input, relative to its size, that the pointwise equations follow in one step. */
const STRIDE = 0.2

/** Numbers of state up to which one that does not rest is moved on all labels, not those of the kernels alone. */
const FEW = 420

/** Relative to its size, how far from rest a state may be to count as an equilibrium. */
const AT_REST = 1e-5

/** The verbs of `Symmetry` that move states. */
export interface StateMotions {
  tangents(z: Float64Array): Float64Array[]
  derive(a: number, z: Float64Array): Float64Array
  move(c: ArrayLike<number>, z: Float64Array): Float64Array
  act(element: SymmetryElement, z: Float64Array): Float64Array
}

export function stateMotions(flow: Flow, coordinates: Coordinates, algebra: Algebra): StateMotions {
  const { network } = flow
  const local = localOf(flow)
  const dimension = algebra.generators.length
  const inputOf = (recurrent: Float64Array): Float64Array => recurrent.map((x, i) => x + flow.external[i]!)
  const velocity = new Float64Array(flow.length)
  const atRest = (z: Float64Array): boolean => {
    flow.evaluate(z, velocity)
    return largest(velocity) <= AT_REST * (1 + largest(z))
  }

  const tangents = (z: Float64Array): Float64Array[] => {
    if (dimension === 0) return []
    const recurrent = recurrentOf(flow, z)
    const u = coordinates.of(recurrent)
    const input = inputOf(recurrent)
    return unitDirections(algebra).map((c, a) => {
      const change = coordinates.expand(algebra.apply(c, u))
      // what a linear equation rests in moves as its input does
      if (isLinear(flow)) return change
      return local.follow(z, input, change) ?? derive(a, z)
    })
  }

  const derive = (a: number, z: Float64Array): Float64Array => {
    const out = new Float64Array(z.length)
    for (const [i, candidate] of algebra.candidates.entries()) {
      const factor = algebra.generators[a]!.combination[i]!
      if (factor === 0) continue
      const { state, size, variables } = flow.layout.blocks[candidate.population]!
      const { space } = network.populations[candidate.population]!
      for (let at = state; at < state + variables * size; at += size) {
        const moved = movedField(space, candidate, z.subarray(at, at + size))
        for (let k = 0; k < size; k++) out[at + k]! += factor * moved[k]!
      }
    }
    return out
  }

  /** every variable's part on the labels moved, the rest kept */
  function byHarmonics(z: Float64Array, c: ArrayLike<number>): Float64Array {
    const out = z.slice()
    const variables = Math.max(...flow.layout.blocks.map((block) => block.variables))
    for (let v = 0; v < variables; v++) {
      const field = new Float64Array(flow.layout.neurons)
      for (const block of flow.layout.blocks)
        if (v < block.variables)
          field.set(z.subarray(block.state + v * block.size, block.state + (v + 1) * block.size), block.rate)
      const u = coordinates.of(field)
      const change = coordinates.expand(algebra.exponential(c, u).map((x, i) => x - u[i]!))
      for (const block of flow.layout.blocks)
        if (v < block.variables)
          for (let i = 0; i < block.size; i++)
            out[block.state + v * block.size + i]! += change[block.rate + i]!
    }
    return out
  }

  /** exp(sum_a c_a xi_a) z on every label: Taylor's series, in steps of about one radian of the finest label */
  function bySeries(z: Float64Array, c: ArrayLike<number>): Float64Array {
    const turn = Array.from(c).reduce((sum, x) => sum + Math.abs(x), 0)
    const finest = Math.max(...network.populations.map(({ space }) => Math.max(...space.shape) / 2))
    const steps = Math.max(1, Math.ceil(turn * finest))
    let here = z
    for (let step = 0; step < steps; step++) {
      const sum = here.slice()
      let term = here
      for (let order = 1; order <= 20; order++) {
        const next = new Float64Array(z.length)
        for (let a = 0; a < dimension; a++) {
          if (c[a] === 0) continue
          const moved = derive(a, term)
          for (let i = 0; i < next.length; i++) next[i]! += (c[a]! * moved[i]!) / (steps * order)
        }
        term = next
        for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!
        if (largest(term) <= 1e-17 * largest(sum)) break
      }
      here = sum
    }
    return here
  }

  /** how far a motion carries the recurrent input, in units of its size */
  const turned = (c: ArrayLike<number>, u: Float64Array): number => {
    const size = largest(coordinates.expand(u))
    return size === 0 ? 0 : largest(coordinates.expand(algebra.apply(c, u))) / size
  }

  const move = (c: ArrayLike<number>, z: Float64Array): Float64Array => {
    const turn = Array.from(c).reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    if (dimension === 0 || turn === 0) return z.slice()
    if (atRest(z)) {
      const u = coordinates.of(recurrentOf(flow, z))
      // in steps that Newton follows from point to point
      const steps = isLinear(flow) ? 1 : Math.max(1, Math.ceil(turned(c, u) / STRIDE))
      let here: Float64Array | null = z
      for (let k = 1; k <= steps && here !== null; k++) {
        const part = Float64Array.from(c, (x) => (x * k) / steps)
        here = local.rest(here, inputOf(coordinates.expand(algebra.exponential(part, u))))
      }
      if (here !== null) return here
    }
    return z.length <= FEW ? bySeries(z, c) : byHarmonics(z, c)
  }

  const act = (element: SymmetryElement, z: Float64Array): Float64Array => {
    if (element.isExact || !atRest(z)) return actOn(flow, element, z)
    const u = onCoordinates(coordinates, element, coordinates.of(recurrentOf(flow, z)))
    const input = inputOf(coordinates.expand(u))
    // linear equations rest in one state, wherever they are begun
    if (isLinear(flow)) return local.rest(z, input) ?? actOn(flow, element, z)
    const moved = actOn(flow, element, z)
    return local.rest(moved, input) ?? moved
  }

  return { tangents, derive, move, act }
}

/** Whether every population's equations are linear in state and input: the rate model. */
function isLinear({ network }: Flow): boolean {
  return network.populations.every(({ model }) => model.name === 'rate')
}
