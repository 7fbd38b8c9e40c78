/**
 * A group of permutations by a chain of stabilisers (Schreier and Sims): its order and membership without its
 * elements. Elements drawn at random are sifted until two dozen in a row bring nothing new, so an order may be too
 * small with probability 2^-24; it is never too large.
 */
import type { Permutation } from './graph-automorphisms.ts'

export interface StabiliserChain {
  /** number of elements */
  order(): number
  has(g: Permutation): boolean
  /** makes the group larger by an element; false where it was in */
  add(g: Permutation): boolean
}

interface Level {
  readonly point: number
  readonly generators: Permutation[]
  readonly inverses: Permutation[]
  /** the generator that brought each point of the orbit of `point`, -1 for itself, -2 outside */
  readonly from: Int32Array
  orbit: number[]
}

const TRIVIAL_IN_A_ROW = 24

/** The trivial group on points 0 ... degree - 1. */
export function stabiliserChain(degree: number): StabiliserChain {
  const levels: Level[] = []
  const generators: Permutation[] = []
  const random = numbersFrom(20_261_122)

  /** what is left of g after the levels that take it in, and the level that does not */
  const sifted = (given: Permutation): { rest: Permutation; at: number } => {
    const rest = given.slice()
    for (const [at, { point, from, inverses }] of levels.entries()) {
      if (from[rest[point]!] === -2) return { rest, at }
      for (let i = from[rest[point]!]!; i >= 0; i = from[rest[point]!]!) {
        const inverse = inverses[i]!
        for (let v = 0; v < degree; v++) rest[v] = inverse[rest[v]!]!
      }
    }
    return { rest, at: levels.length }
  }
  const isIdentity = (g: Permutation): boolean => g.every((x, v) => x === v)
  /** takes in what is left of g; false where that is nothing */
  const learn = (g: Permutation): boolean => {
    const { rest, at } = sifted(g)
    if (isIdentity(rest)) return false
    if (at === levels.length) {
      const point = rest.findIndex((x, v) => x !== v)
      const from = new Int32Array(degree).fill(-2)
      from[point] = -1
      levels.push({ point, generators: [], inverses: [], from, orbit: [point] })
    }
    // it fixes the base points above
    for (let k = 0; k <= at; k++) extend(levels[k]!, rest)
    return true
  }
  const extend = (level: Level, g: Permutation): void => {
    level.generators.push(g)
    level.inverses.push(inverseOf(g))
    const { from, orbit } = level
    const last = level.generators.length - 1
    const known = orbit.length
    for (let k = 0; k < orbit.length; k++)
      for (let i = k < known ? last : 0; i <= last; i++) {
        const image = level.generators[i]![orbit[k]!]!
        if (from[image] !== -2) continue
        from[image] = i
        orbit.push(image)
      }
  }
  const has = (g: Permutation): boolean => isIdentity(sifted(g).rest)
  return {
    order: () => levels.reduce((order, { orbit }) => order * orbit.length, 1),
    has,
    add(g) {
      if (has(g)) return false
      generators.push(g)
      learn(g)
      // random subproducts: half of them leave any proper subgroup
      for (let trivial = 0; trivial < TRIVIAL_IN_A_ROW; ) {
        let product: Permutation = Int32Array.from({ length: degree }, (_, v) => v)
        for (let k = 0; k < 2 * generators.length + 8; k++) {
          const factor = generators[Math.floor(random() * generators.length)]!
          if (random() < 0.5) product = product.map((x) => factor[x]!)
        }
        trivial = learn(product) ? 0 : trivial + 1
      }
      return true
    },
  }
}

export function inverseOf(g: Permutation): Permutation {
  const out = new Int32Array(g.length)
  for (let v = 0; v < g.length; v++) out[g[v]!] = v
  return out
}

/** Numbers in [0, 1) that repeat from run to run (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
