/**
 * A network of few neurons as a graph, whose automorphisms are the signed permutations that commute with it: a vertex
 * for each neuron, and, where rates are odd, one more for its negative. W P = P W says that pairs keep their weights,
 * P I = I that vertices keep their input.
 */
import { parameterTable } from '../../engine/parameters.ts'
import type { ColouredGraph, Permutation } from '../../groups/graph-automorphisms.ts'
import { compileModel } from '../../model/compile.ts'
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'
import { permutationMap } from './permutation-map.ts'
import { type SymmetryElement, symmetryElement } from './symmetry-element.ts'

export interface SignedNetwork {
  readonly graph: ColouredGraph
  /** N; vertex N + i is the negative of neuron i */
  readonly neurons: number
  /** where each population begins, and N */
  readonly starts: readonly number[]
  /** W, N x N row major */
  readonly weights: Float64Array
  readonly isConnected: (i: number, j: number) => boolean
  /** of each vertex: what its equations, its input and its weight in the quadrature are */
  readonly colours: Int32Array
  /** colours of the vertices in each of these states, numbers equal that differ by less than `tolerance` */
  inStates(states: readonly Float64Array[], tolerance: number): readonly Int32Array[]
  element(g: Permutation, name?: string): SymmetryElement
  /** null where it does not map the sample to itself */
  permutation(element: SymmetryElement): Permutation | null
}

/** Neurons of all populations together. */
export const mostNeurons = 200

/** Differences that are round-off, relative to the largest. */
const ROUND_OFF = 1e-9

/** `odd` says of which populations negatives are taken in. */
export function signedNetwork(flow: Flow, odd: readonly boolean[]): SignedNetwork {
  const { layout, network, external, weights } = flow
  const N = layout.neurons
  const isSigned = odd.some((is) => is)
  const size = isSigned ? 2 * N : N
  const population = new Int32Array(N)
  for (const [p, block] of layout.blocks.entries()) population.fill(p, block.rate, block.rate + block.size)
  const kinds = alike(flow)
  const sign = (v: number): number => (v < N ? 1 : -1)

  const W = weightsOf(flow)
  const values = new Float64Array(2 * N * N)
  values.set(W)
  for (let k = 0; k < N * N; k++) values[N * N + k] = -W[k]!
  const negligible = ROUND_OFF * largest(W)
  const ranks = ranked(values, negligible)
  const pairs = new Int32Array(size * size)
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      const [i, j] = [a % N, b % N]
      const rank = ranks[(sign(a) === sign(b) ? 0 : N * N) + i * N + j]!
      // populations go to populations, negatives to negatives
      const relation = i === j && a !== b ? 2 : population[i] === population[j] ? 1 : 0
      pairs[a * size + b] = 3 * rank + relation
    }

  const inputs = ranked(
    Float64Array.from({ length: 2 * N }, (_, v) => sign(v) * external[v % N]!),
    ROUND_OFF * largest(external),
  )
  const w = ranked(
    Float64Array.from({ length: N }, (_, i) => {
      const block = layout.blocks[population[i]!]!
      return weights[block.state + i - block.rate]!
    }),
    ROUND_OFF * largest(weights),
  )
  const colours = distinct(
    Array.from({ length: size }, (_, v) => {
      const p = population[v % N]!
      const negative = v >= N && odd[p] !== true
      return `${kinds[p]} ${odd[p]} ${negative} ${inputs[v]} ${w[v % N]}`
    }),
  )

  return {
    graph: { size, pairs },
    neurons: N,
    starts: [...layout.blocks.map(({ rate }) => rate), N],
    weights: W,
    isConnected: (i, j) => Math.abs(W[i * N + j]!) > negligible || Math.abs(W[j * N + i]!) > negligible,
    colours,
    inStates(states, tolerance) {
      const variables = Math.max(...layout.blocks.map((block) => block.variables))
      // of all states at once, so that equal numbers have equal colours
      const words = states.map(() => Array.from(colours, (colour) => `${colour}`))
      for (let v = 0; v < variables; v++) {
        const at = (state: Float64Array, vertex: number): number => {
          const block = layout.blocks[population[vertex % N]!]!
          return v < block.variables
            ? sign(vertex) * state[block.state + v * block.size + (vertex % N) - block.rate]!
            : 0
        }
        const all = ranked(
          Float64Array.from({ length: states.length * size }, (_, k) =>
            at(states[Math.floor(k / size)]!, k % size),
          ),
          tolerance,
        )
        for (const [s, list] of words.entries())
          for (let vertex = 0; vertex < size; vertex++) list[vertex] += ` ${all[s * size + vertex]}`
      }
      const together = distinct(words.flat())
      return states.map((_, s) => together.subarray(s * size, (s + 1) * size))
    },
    element(g, name) {
      const images = layout.blocks.map(({ rate }) => population[g[rate]! % N]!)
      const maps = layout.blocks.map(({ rate, size: n }, p) => {
        const target = layout.blocks[images[p]!]!
        const points = Int32Array.from({ length: n }, (_, i) => (g[rate + i]! % N) - target.rate)
        const signs = Int8Array.from({ length: n }, (_, i) => sign(g[rate + i]!))
        return permutationMap(network.populations[p]!.space, points, signs)
      })
      const signs = images.map((): 1 => 1)
      return symmetryElement(network.populations, images, signs, maps, name)
    },
    permutation(element) {
      if (!element.isExact) return null
      const g = new Int32Array(size)
      for (const [p, { rate, size: n }] of layout.blocks.entries()) {
        const target = layout.blocks[element.images[p]!]!
        const { points, signs } = element.maps[p]!
        for (let i = 0; i < n; i++) {
          const to = target.rate + points![i]!
          const flipped = element.signs[p]! * (signs?.[i] ?? 1) === -1
          if (flipped && !isSigned) return null
          g[rate + i] = flipped ? to + N : to
          if (isSigned) g[rate + i + N] = flipped ? to : to + N
        }
      }
      return g
    },
  }
}

/** Which populations have equations and rates that are odd in state and input together. */
export function oddPopulations(flow: Flow): boolean[] {
  const plus = tried(flow, 1)
  const minus = tried(flow, -1)
  return plus.map((values, p) =>
    equal(
      values,
      minus[p]!.map((x) => -x),
    ),
  )
}

/** The first population with the same equations, for each. */
function alike(flow: Flow): number[] {
  const values = tried(flow, 1)
  // equations that are not defined at that state are like their own alone
  return values.map((own, p) => values.findIndex((other, q) => q === p || equal(own, other)))
}

/** z' and r of each population at one state and input, the same for all of one size, times `sign`. */
function tried({ layout, network, rates, length }: Flow, sign: 1 | -1): Float64Array[] {
  const z = new Float64Array(length)
  const input = new Float64Array(layout.neurons)
  for (const { state, rate, size, variables } of layout.blocks) {
    for (let k = 0; k < size * variables; k++) z[state + k] = sign * Math.sin(1 + 2.7 * k + 0.31 * k * k)
    for (let i = 0; i < size; i++) input[rate + i] = sign * Math.cos(2 + 1.9 * i + 0.23 * i * i)
  }
  const rate = new Float64Array(layout.neurons)
  rates(z, rate)
  const derivative = new Float64Array(length)
  return network.populations.map((population, p) => {
    const { state, rate: at, size, variables } = layout.blocks[p]!
    const compiled = compileModel(population.model, population.space.weights)
    const parameters = parameterTable(population, compiled.parameterNames, 1)
    compiled.flow(z, state, rate, at, input, at, parameters, 0, 0, derivative, state)
    return Float64Array.of(
      ...rate.subarray(at, at + size),
      ...derivative.subarray(state, state + size * variables),
    )
  })
}

function equal(a: Float64Array, b: Float64Array): boolean {
  const cut = 1e-12 * (1 + largest(a))
  return a.length === b.length && a.every((x, i) => Math.abs(x - b[i]!) <= cut)
}

/** W, N x N row major, from what the connections make of each neuron's rate. */
function weightsOf({ layout, recurrent }: Flow): Float64Array {
  const N = layout.neurons
  const W = new Float64Array(N * N)
  const rate = new Float64Array(N)
  const column = new Float64Array(N)
  for (let j = 0; j < N; j++) {
    rate[j] = 1
    recurrent(rate, column)
    rate[j] = 0
    for (let i = 0; i < N; i++) W[i * N + j] = column[i]!
  }
  return W
}

/** Numbers by rank; those that differ from the next by no more than `tolerance` share one. */
function ranked(values: Float64Array, tolerance: number): Int32Array {
  const sorted = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Int32Array(values.length)
  for (let i = 1, rank = 0; i < sorted.length; i++) {
    if (values[sorted[i]!]! - values[sorted[i - 1]!]! > tolerance) rank++
    ranks[sorted[i]!] = rank
  }
  return ranks
}

function distinct(words: readonly string[]): Int32Array {
  const known = new Map<string, number>()
  return Int32Array.from(words, (word) => {
    const found = known.get(word)
    if (found !== undefined) return found
    known.set(word, known.size)
    return known.size - 1
  })
}
