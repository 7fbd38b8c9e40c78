/** The maps of points that may be symmetries of one cluster of populations, the same on all that share a space. */
import { valuesFromSpectrum } from '../../model/kernel-transform.ts'
import { axesOf } from '../../spaces/axis.ts'
import { geometryOf } from '../../spaces/geometry.ts'
import type { Quaternion } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import type { Flow } from '../flow.ts'
import type { Algebra } from './algebra.ts'
import type { Cluster } from './clusters.ts'
import { type Couplings, type KernelPair, sharedSpace } from './couplings.ts'
import { latticeMaps, type Signature } from './lattice.ts'
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
  const kits = shares.map((share) =>
    spaceMaps(share.space, freedomOf(algebra, share.members), {
      kernels: couplings.kernels.filter(
        ({ from, to }) => share.members.includes(from) && share.members.includes(to),
      ),
      broken: isBroken(flow, couplings, members),
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

/** Whether an input or a matrix breaks translations, so that those of the sample are tried one by one. */
function isBroken(flow: Flow, { matrices }: Couplings, members: readonly number[]): boolean {
  if (matrices.some(({ from, to }) => members.includes(from) || members.includes(to))) return true
  return members.some((p) => {
    const { rate, size } = flow.layout.blocks[p]!
    const first = flow.external[rate]!
    return flow.external
      .subarray(rate, rate + size)
      .some((x) => Math.abs(x - first) > 1e-12 * Math.abs(first))
  })
}

function spaceMaps(
  space: Space,
  free: FreeMotions,
  { kernels, broken, odd }: { kernels: readonly KernelPair[]; broken: boolean; odd: boolean },
): PointMaps {
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return latticeMaps(space, {
        signatures: signaturesOf(space, kernels),
        free: free.left,
        shifts: broken,
      })
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
