/** What the search finds: one equilibrium for all that symmetry or a walk joins to it. */
import type { Continuum, Walk } from '../walk.ts'
import type { Points } from './pinned.ts'

export type Origin =
  | 'homogeneous'
  | 'given'
  | 'simulated'
  | 'branch'
  | 'random'
  | 'ray'
  | 'orbit'
  | 'deflated'
  | 'space'
  | 'product'
  | 'kicked'
  | 'edge'

/** An equilibrium that stands for all that symmetry or a walk joins to it. */
export interface Equilibrium extends OnSample {
  readonly state: Float64Array
  readonly origin: Origin
  readonly invariants: Float64Array
  /** the walked curve of a continuum that no Lie group explains, else null */
  readonly continuum: Continuum | null
}

/** What a sample makes of the orbit through an equilibrium. */
export interface OnSample {
  /** the walk along the orbit, where the sample may pin it, else null */
  readonly walk: Walk | null
  /** whether the sample pins it along some direction of its orbit */
  readonly pinned: boolean
  /** where it does along all: what the sample's own symmetries make of it; null where those are too many */
  readonly points: Points | null
}

export const unpinned: OnSample = { walk: null, pinned: false, points: null }
