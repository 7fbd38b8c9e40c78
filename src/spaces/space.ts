/**
 * A population's space: N sample points with quadrature weights, their coordinates, and the real
 * harmonics by which every equivariant kernel is diagonal up to small blocks.
 */
import type { Harmonic } from '../groups/component.ts'
import type { FiniteGroup } from '../groups/group.ts'

export type { Coefficient, Harmonic } from '../groups/component.ts'

/** The Lie group whose sample the space is; its dimension counts tangent directions. */
export interface ParentGroup {
  readonly name: string
  readonly dimension: number
}

/**
 * An element of the symmetry group acting from the left. On a sampled group `element` is an
 * exact permutation of the points; angles (radians, one per circle; `reflect` for O(2), applied
 * first) and rotations (unit quaternion x, y, z, w as gl-matrix; SU(2) distinguishes its sign) act
 * through the harmonics where the grid is not invariant.
 */
export type Motion =
  | { readonly element: number }
  | { readonly angles: readonly number[]; readonly reflect?: boolean }
  | { readonly quaternion: readonly [number, number, number, number] }

export interface Space {
  /** canonical, e.g. `T(2)`, `C(12)`, `SO(3)`, `S2` */
  readonly name: string
  readonly size: number
  /** quadrature weights, length N, sum 1 */
  readonly weights: Float64Array
  /** the grid's shape, last index fastest; [N] where there is no grid */
  readonly shape: readonly number[]
  /** coordinate name -> value at each point, as docs/experiment-file.md names them; always has `distance` */
  readonly coordinates: ReadonlyMap<string, Float64Array>
  /** the group structure on the sample, point index = element index; null where there is none */
  readonly sample: FiniteGroup | null
  /** lengths of the cyclic factors in index order when the sample is a product of cyclic groups */
  readonly cyclic: readonly number[] | null
  /** the Lie group of which this is a sample; null for discrete groups */
  readonly parent: ParentGroup | null
  /** every label that the sample resolves, lowest degree first */
  readonly labels: readonly string[]
  /** the component of a label; throws InputError for one that is unknown, conjugate or aliased */
  harmonic(label: string): Harmonic
  /**
   * Columns of `harmonic(label)` at arbitrary points given by their coordinates (arrays of one
   * length n): copies * width columns of n values. Throws InputError when a coordinate is missing.
   */
  evaluate(label: string, coordinates: ReadonlyMap<string, Float64Array>): Float64Array
  /** geodesic distance between two points (word length on discrete groups) */
  distance(a: number, b: number): number
  /** the coordinates of f on a component: E^T diag(w) f, length copies * width */
  forward(label: string, f: Float64Array): Float64Array
  /** sum over the given components of E u */
  inverse(parts: ReadonlyMap<string, Float64Array>): Float64Array
  /** (L_a f)(x) = f(a^-1 x); exact on an invariant grid, else through the harmonics of `labels` */
  act(motion: Motion, f: Float64Array): Float64Array
}
