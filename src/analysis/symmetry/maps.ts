/** The maps of points that may be symmetries of one cluster of populations, the same on all that share a space. */
import { valuesFromSpectrum } from '../../model/kernel-transform.ts'
import { axesOf } from '../../spaces/axis.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Quaternion } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import type { Flow } from '../flow.ts'
import { largest } from '../vectors.ts'
import type { Algebra } from './algebra.ts'
import { alternates } from './alternating.ts'
import type { Cluster } from './clusters.ts'
import { type Couplings, type KernelPair, sharedSpace } from './couplings.ts'
import { type LatticeOptions, latticeMaps, type Signature } from './lattice.ts'
import type { PointMap, PointMaps } from './point-map.ts'
import { rightFrames } from './right-frames.ts'
import { type Freedom, roundMaps } from './round-maps.ts'
import { sampleMaps } from './sample-maps.ts'

export interface ClusterMaps {
  of(population: number): PointMaps
  /** maps of several populations at once */
  readonly joint: readonly { readonly name: string; readonly maps: ReadonlyMap<number, PointMap> }[]
}

/** Pairs of maps of two spaces that are tried at most. */
const MOST_PAIRS = 400

export function mapsOf(
  flow: Flow,
  couplings: Couplings,
  algebra: Algebra,
  { members }: Cluster,
  odd: boolean,
): ClusterMaps {
  const { populations } = flow.network
  const shares: { readonly space: Space; readonly members: number[] }[] = []
  for (const p of members) {
    const { space } = populations[p]!
    const share = shares.find((other) => sharedSpace(other.space, space))
    if (share === undefined) shares.push({ space, members: [p] })
    else share.members.push(p)
  }
  const keeps = keptAtProbes(flow, couplings, members)
  const kits = shares.map((share) =>
    spaceMaps(share.space, freedomOf(algebra, share.members), {
      kernels: couplings.kernels.filter(
        ({ from, to }) => share.members.includes(from) && share.members.includes(to),
      ),
      keeps,
      odd,
    }),
  )
  const joint: { name: string; maps: ReadonlyMap<number, PointMap> }[] = []
  for (const [s, share] of shares.entries())
    for (const map of kits[s]!.candidates)
      joint.push({ name: map.name, maps: new Map(share.members.map((p) => [p, map])) })
  for (let s = 0; s < shares.length; s++)
    for (let t = s + 1; t < shares.length; t++) {
      const [a, b] = [kits[s]!.candidates, kits[t]!.candidates]
      if (a.length * b.length > MOST_PAIRS) continue
      for (const x of a)
        for (const y of b)
          joint.push({
            name: x.name === y.name ? x.name : `${x.name} with ${y.name}`,
            maps: new Map([
              ...shares[s]!.members.map((p): [number, PointMap] => [p, x]),
              ...shares[t]!.members.map((p): [number, PointMap] => [p, y]),
            ]),
          })
    }
  return {
    of: (population) => kits[shares.findIndex((share) => share.members.includes(population))]!,
    joint,
  }
}

/** The free motions of a population: coefficients of its own candidates in each generator of the network. */
interface FreeMotions {
  readonly left: readonly (readonly number[])[]
  readonly right: readonly (readonly number[])[]
}

function freedomOf({ candidates, generators }: Algebra, members: readonly number[]): FreeMotions {
  const side = (which: 'left' | 'right') => {
    const own = candidates.flatMap((c, i) => (c.population === members[0] && c.side === which ? [i] : []))
    return generators
      .map(({ combination }) => own.map((i) => combination[i]!))
      .filter((row) => row.some((x) => x !== 0))
  }
  return { left: side('left'), right: side('right') }
}

/** Points, spread over a sample, at which a map of its points is tried before it is made whole. */
const probes = 12

/**
 * Where an input or a matrix breaks translations, those of the sample are tried one by one: whether a map of points keeps
 * the sizes of inputs and weights at a few of them. null where nothing breaks translations.
 */
function keptAtProbes(
  flow: Flow,
  { matrices }: Couplings,
  members: readonly number[],
): LatticeOptions['keeps'] {
  const own = matrices.filter(({ from, to }) => members.includes(from) || members.includes(to))
  const inputs = members.flatMap((p) => {
    const { rate, size } = flow.layout.blocks[p]!
    const values = flow.external.subarray(rate, rate + size)
    return values.some((x) => Math.abs(x - values[0]!) > 1e-12 * Math.abs(values[0]!)) ? [values] : []
  })
  if (own.length === 0 && inputs.length === 0) return null
  const same = (a: number, b: number, size: number): boolean =>
    Math.abs(Math.abs(a) - Math.abs(b)) <= 1e-8 * size
  const fields = inputs.map((values) => ({ values, size: largest(values) }))
  const squares = own
    .filter(({ from, to }) => from === to)
    .map(({ weights }) => ({ weights, size: largest(weights), n: Math.round(Math.sqrt(weights.length)) }))
  const spread = (k: number, n: number): number => Math.floor((k * n) / probes + 0.37 * k) % n
  return (image) => {
    for (let k = 0; k < probes; k++) {
      for (const { values, size } of fields) {
        const x = spread(k, values.length)
        if (!same(values[x]!, values[image(x)]!, size)) return false
      }
      for (const { weights, size, n } of squares) {
        const [x, y] = [spread(k, n), spread(probes - k, n)]
        if (!same(weights[x * n + y]!, weights[image(x) * n + image(y)]!, size)) return false
      }
    }
    return true
  }
}

function spaceMaps(
  space: Space,
  free: FreeMotions,
  { kernels, keeps, odd }: { kernels: readonly KernelPair[]; keeps: LatticeOptions['keeps']; odd: boolean },
): PointMaps {
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus': {
      const signatures = signaturesOf(space, kernels)
      const alternating = space.shape.map((_, axis) =>
        [...signatures.keys()].some((label) => alternates(space, label, axis)),
      )
      return latticeMaps(space, { signatures, free: free.left, alternating, keeps })
    }
    case 'sphere':
    case 'rotation':
    case 'spin': {
      const right = freedom(free.right)
      const rights: readonly Quaternion[] = right === 'all' ? [] : rightFrames(space, kernels, right)
      return roundMaps(space, freedom(free.left), right, rights, [])
    }
    default: {
      const axes = axesOf(space.sample!).length
      return sampleMaps(space, {
        kernels: kernels.map(({ blocks }) => valuesFromSpectrum(space, blocks)),
        freeLeft: axes > 0 && free.left.length === axes,
        freeRight:
          free.right.length === 0 ? [] : free.right[0]!.map((_, k) => free.right.some((row) => row[k] !== 0)),
        odd,
      })
    }
  }
}

function freedom(rows: readonly (readonly number[])[]): Freedom {
  if (rows.length === 0) return 'none'
  if (rows.length > 1) return 'all'
  const [x, y, z] = rows[0]!
  const length = Math.hypot(x!, y!, z!)
  return { axis: [x! / length, y! / length, z! / length] }
}

/** Coefficients of every kernel on each label that one of them has. */
function signaturesOf(space: Space, kernels: readonly KernelPair[]): Map<string, Signature> {
  const labels = new Set(kernels.flatMap(({ blocks }) => [...blocks.keys()]))
  return new Map(
    [...labels].map((label) => [
      label,
      kernels.flatMap(({ blocks }) => {
        const matrix = blocks.get(label)
        if (matrix === undefined) return [0, 0]
        const { re, im } = space.harmonic(label).coefficient(matrix)
        return [re[0]!, im?.[0] ?? 0]
      }),
    ]),
  )
}
