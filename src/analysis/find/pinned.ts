/**
 * Orbits that a sample pins: where the walk along an orbit does not hold, its only equilibria are the places at which
 * the sample's pull vanishes, sinks and saddles along it. They are sought all the way round, and the
 * points of each are counted by what maps the sample to itself.
 */
import { halton } from '../../math/halton.ts'
import { solveDense } from '../../math/solve.ts'
import type { Flow } from '../flow.ts'
import type { Symmetry } from '../symmetry/symmetry.ts'
import { addScaled, dot, inner, largest, norm, plus } from '../vectors.ts'
import type { Transverse } from '../walk.ts'
import { partPoints } from './part-points.ts'

/**
 * Places on an orbit of one dimension from which a rest is sought, twice as many for each dimension more up to
 * three; fewer where a network has more numbers than this.
 */
const places = { most: 12, least: 4, numbers: 600 }

/** States all round the orbit of one. */
export function roundTheOrbit(symmetry: Symmetry, state: Float64Array, dimension: number): Float64Array[] {
  const many = places.most * 2 ** Math.min(2, dimension - 1)
  const count = Math.max(places.least, Math.round(many * Math.min(1, places.numbers / state.length)))
  return Array.from({ length: count }, (_, k) => {
    const turn = halton(k, Math.min(16, symmetry.dimension))
    return symmetry.move(
      turn.map((x) => 2 * Math.PI * x),
      state,
    )
  })
}

/** Slides in all, and those after which the pull must have halved: where it does not, the orbit moves by itself. */
const slides = { most: 25, halved: 5 }
/** Length of a slide, relative to the state's. */
const furthest = 0.15

/**
 * The rest next to a place on a pinned orbit, of whatever kind: Newton's method for the pull along the orbit alone,
 * J X = T S, T^T w X = 1, dc = -S^-1 T^T w f, after each step of which the transverse equations are solved again. The
 * pull is too small for Newton's method on the whole state, which would gain more across the orbit than along it.
 */
export function restNearby(
  flow: Flow,
  place: Float64Array,
  tangents: (z: Float64Array) => readonly Float64Array[],
  solve: Transverse,
  slowest: number,
): Float64Array | null {
  const velocity = new Float64Array(flow.length)
  let z = place
  let first = Number.POSITIVE_INFINITY
  for (let k = 0; k < slides.most; k++) {
    flow.evaluate(z, velocity)
    if (k === 0) first = largest(velocity)
    if (k === slides.halved && largest(velocity) > first / 2) return null
    if (largest(velocity) <= slowest * (1 + largest(z))) return z
    const basis = tangents(z)
    const d = basis.length
    const solver = flow.linearise(z).factor({ columns: basis, rows: basis })
    if (d === 0 || solver === null) return null
    const still = new Float64Array(flow.length)
    const moved = basis.map((_, j) =>
      solver(
        still,
        Float64Array.from(basis, (__, i) => (i === j ? 1 : 0)),
      ),
    )
    const pull = new Float64Array(d * d)
    for (const [j, { y }] of moved.entries()) for (let i = 0; i < d; i++) pull[i * d + j] = y[i]!
    const along = solveDense(
      pull,
      Float64Array.from(basis, (t) => dot(flow.weights, t, velocity)),
      d,
    )
    if (along === null) return null
    const step = new Float64Array(flow.length)
    for (const [j, { x }] of moved.entries()) addScaled(step, x, along[j]!)
    const next = solve(
      plus(z, step, Math.min(1, (furthest * norm(flow.weights, z)) / norm(flow.weights, step))),
    )
    if (!next.converged) return null
    z = next.state
  }
  return null
}

type Motion = (z: Float64Array) => Float64Array

/** Numbers in all points together up to which they are counted. */
const mostNumbers = 2e7

/** What the symmetries of the sample itself make of one equilibrium. */
export interface Points {
  /** null once a point had to be joined: then there may be more of those */
  readonly count: number | null
  has(z: Float64Array): boolean
  /** adds another point and its images: one that a symmetry of the sample joins which is not among those known here */
  join(z: Float64Array): void
}

/**
 * The images of an equilibrium under translations by the sample's own steps, and under the elements beyond the
 * identity component that preserve the sample. null where they are too many. Of each four projections are kept.
 */
export function samplePoints(flow: Flow, symmetry: Symmetry): (state: Float64Array) => Points | null {
  if (symmetry.parts.length > 0) return partPoints(symmetry, samplePoints)
  let steps: readonly Motion[] | null = null
  const probes = [0, 1, 2, 3].map((k) =>
    flow.weights.map((w, i) => w * Math.sin(1 + (2.7 + k) * i + 0.31 * i * i)),
  )
  return (state) => {
    steps ??= [...sampleSteps(flow), ...unlistedSteps(symmetry)]
    const near = 1e-5 * (1e-3 + norm(flow.weights, state))
    const cells = new Map<number, Float64Array[]>()
    let count = 0
    const print = (z: Float64Array) => Float64Array.from(probes, (probe) => inner(probe, z) / near)
    const isKnown = (marks: Float64Array): boolean => {
      const cell = Math.floor(marks[0]!)
      for (const c of [cell, cell - 1, cell + 1])
        for (const old of cells.get(c) ?? [])
          if (old.every((x, k) => Math.abs(x - marks[k]!) <= 1)) return true
      return false
    }
    let waiting: Float64Array[] = []
    const add = (z: Float64Array): void => {
      const marks = print(z)
      if (isKnown(marks)) return
      const cell = Math.floor(marks[0]!)
      cells.set(cell, [...(cells.get(cell) ?? []), marks])
      count++
      waiting.push(z)
    }
    /** false when there are too many */
    const join = (start: Float64Array): boolean => {
      for (const [k, element] of symmetry.elements.entries()) {
        if (k > 0 && !element.isExact) continue
        add(k === 0 ? start : symmetry.act(element, start))
        while (waiting.length > 0) {
          if (count * flow.length > mostNumbers) return false
          const from = waiting
          waiting = []
          for (const z of from) for (const step of steps!) add(step(z))
        }
      }
      return true
    }
    let isWhole = true
    if (!join(state)) return null
    return {
      get count() {
        return isWhole ? count : null
      },
      has: (z) => isKnown(print(z)),
      join(z) {
        isWhole = false
        join(z)
      },
    }
  }
}

/** Of a group too large to be listed the generators, to be tried again and again; none of one that is. */
function unlistedSteps({ elements, report, act }: Symmetry): Motion[] {
  if (elements.length === report.components) return []
  const exact = elements.slice(1).filter(({ isExact }) => isExact)
  return exact.map((element) => (z) => act(element, z))
}

/**
 * Shifts of the grid along each of its axes, and products with generators of a group, with which f commutes: in
 * one population, or in all that share its space.
 */
function sampleSteps(flow: Flow): Motion[] {
  const { blocks } = flow.layout
  const { populations } = flow.network
  const states = [1, 2].map((k) =>
    Float64Array.from({ length: flow.length }, (_, i) => 0.3 * Math.sin(k + 2.7 * i + 0.31 * i * i)),
  )
  const flowAt = (z: Float64Array) => {
    const out = new Float64Array(flow.length)
    flow.evaluate(z, out)
    return out
  }
  const flows = states.map(flowAt)
  const commutes = (motion: Motion) =>
    states.every((z, k) => {
      const expected = motion(flows[k]!)
      return largest(plus(flowAt(motion(z)), expected, -1)) <= 1e-9 * (1 + largest(expected))
    })
  const moving =
    (members: readonly number[], points: Int32Array): Motion =>
    (z) => {
      const out = z.slice()
      for (const p of members) {
        const { state, size, variables } = blocks[p]!
        for (let at = state; at < state + variables * size; at += size)
          for (let i = 0; i < size; i++) out[at + points[i]!] = z[at + i]!
      }
      return out
    }
  const kept: Motion[] = []
  const alike = new Set<string>()
  for (const [p, { space }] of populations.entries()) {
    const members = populations.flatMap((other, q) =>
      other.space.name === space.name && other.space.size === space.size ? [q] : [],
    )
    for (const points of permutations(space)) {
      const alone = moving([p], points)
      if (commutes(alone)) kept.push(alone)
      else if (!alike.has(`${members}`)) {
        const joint = moving(members, points)
        if (commutes(joint)) kept.push(joint)
      }
    }
    alike.add(`${members}`)
  }
  return kept
}

type Space = Flow['network']['populations'][number]['space']

function permutations({ shape, size, sample }: Space): Int32Array[] {
  const found = new Map<string, Int32Array>()
  const add = (points: Int32Array) => found.set(points.join(), points)
  if (shape.reduce((product, n) => product * n, 1) === size) {
    let below = size
    for (const n of shape) {
      below /= n
      const stride = below
      add(
        Int32Array.from({ length: size }, (_, i) => {
          const along = Math.floor(i / stride) % n
          return i + (((along + 1) % n) - along) * stride
        }),
      )
    }
  }
  for (const g of sample?.generators ?? []) {
    add(Int32Array.from({ length: size }, (_, i) => sample!.multiply(g, i)))
    add(Int32Array.from({ length: size }, (_, i) => sample!.multiply(i, g)))
  }
  return [...found.values()]
}
