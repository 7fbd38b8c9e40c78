/**
 * What every view is made of, said once for the device and for Canvas 2D: numbers that change with the network,
 * a few sums over them, and marks on paper (fields, meshes, dots, lines, words). A view is written against this
 * and knows neither GPU nor canvas; the two painters know no space and no network's meaning.
 */

/** Numbers that a painter holds, float32; only the painter that made them knows where. */
export interface Numbers {
  readonly length: number
}

/** A sum over points for every replica: directions in the space of states. */
export interface Directions {
  readonly count: number
}

/** A grid of numbers, last index fastest; one row for what is one-dimensional. */
export interface Grid {
  readonly rows: number
  readonly columns: number
}

/** Where what is drawn stands: scene to CSS pixels (x right, y down) and to a depth, 0 near ... 1 far. */
export interface Frame {
  /** 4 x 4, column after column */
  readonly matrix: Float32Array
  /** CSS pixels to a unit of the scene */
  readonly scale: number
  /** how much of the paper lies over what is farthest, 0 ... 1 */
  readonly fog: number
  /** left, top, right, bottom in CSS pixels: nothing is painted outside */
  readonly clip: readonly [number, number, number, number]
}

/** A colour, red, green, blue and opacity in 0 ... 1. */
export type Ink = readonly [number, number, number, number]

/** Places in `range`: what the colours run from and to, whether they diverge, and what was last seen. */
export const rangeAt = {
  low: 0,
  high: 1,
  signed: 2,
  least: 3,
  largest: 4,
  mean: 5,
  peak: 6,
  begun: 7,
} as const
export const rangeLength = 8

export interface Computing {
  /** `range` (8 numbers) eased by `share` towards the extent of `values` */
  spread(values: Numbers, range: Numbers, share: number): void
  /** means over the cells of a coarser grid, written into `into` from `at` on */
  bins(values: Numbers, grid: Grid, coarse: Grid, into: Numbers, at: number): void
  /** a replica's sums one after the other; of every replica they begin at a multiple of four, filled up with zeros */
  project(directions: Directions, into: Numbers): void
  /** root of the sum of squares of each label's columns, written into `into` from `at` on */
  norms(columns: Numbers, widths: readonly number[], into: Numbers, at: number): void
  /** a vertex (x, y, 0, its number) on every rail, as far along it as its value is within the range */
  curve(values: Numbers, strip: Strip, range: Numbers, rails: Numbers, into: Numbers, at: number): void
  copy(from: Numbers, at: number, into: Numbers, to: number, count: number): void
  /** `receive` is called with the numbers a little later; not more than one answer is under way */
  read(from: Numbers, receive: (values: Float32Array) => void): void
}

/**
 * Value i is number ((first + i % period) % capacity) * stride + offset. Rails are (x, y) where the range begins and
 * the way to where it ends.
 */
export interface Strip {
  readonly first: number
  readonly period: number
  readonly capacity: number
  readonly stride: number
  readonly offset: number
  readonly count: number
}

export interface FieldSpec {
  readonly values: Numbers
  /** where the grid begins, in numbers */
  readonly first: number
  readonly grid: Grid
  /** the row that is drawn as row 0, of a ring of rows */
  readonly turned: number
  readonly range: Numbers
  /** CSS pixels to rows and columns: row = a x + b y + c, column = d x + e y + f */
  readonly place: readonly [number, number, number, number, number, number]
  readonly box: readonly [left: number, top: number, right: number, bottom: number]
  readonly wraps: readonly [rows: boolean, columns: boolean]
  readonly smooth: readonly [rows: boolean, columns: boolean]
  /** cells from here on are paper */
  readonly cells: number
  /** the cell of a hexagonal lattice: centre and inradius in CSS pixels; outside of it colours are faint */
  readonly hexagon: readonly [x: number, y: number, radius: number] | null
}

export interface MeshSpec {
  /** rows x columns vertices of (x, y, z, row of the grid) and, after all of them, their columns of the grid */
  readonly vertices: Numbers
  readonly mesh: Grid
  /** colours by values on a grid, or one ink; an ink is stronger where the surface is seen from its side */
  readonly of:
    | {
        readonly values: Numbers
        readonly grid: Grid
        readonly wraps: readonly [rows: boolean, columns: boolean]
        readonly range: Numbers
      }
    | { readonly ink: Ink }
}

export interface DotsSpec {
  /** (x, y, z, 1) of each; of faint ones (x, y, z, which value), from far to near */
  readonly places: Numbers
  readonly count: number
  readonly first?: number
  /** CSS pixels */
  readonly radius: number
  readonly of:
    | { readonly values: Numbers; readonly range: Numbers; readonly faint: boolean }
    | { readonly ink: Ink }
    /** cyclic, by the phase of the larger of the planes (x, y) and (w, z) of a place, the second leaning on the first */
    | { readonly phase: readonly [number, number]; readonly opacity: number }
  /** paper round each, CSS pixels */
  readonly rim: number
  /** opacity where something stands before it */
  readonly ghost: number
}

export interface LinesSpec {
  /** (x, y, z, length so far) of each; a line ends where the length falls back */
  readonly vertices: Numbers
  /** vertices drawn, from `first` on, of a ring of `capacity` */
  readonly count: number
  readonly first: number
  readonly capacity: number
  readonly ink: Ink
  /** CSS pixels */
  readonly width: number
  readonly dash: readonly number[]
  /** opacity of the first vertex as a share of the last's */
  readonly fade: number
  /** opacity where something stands before it */
  readonly ghost: number
}

export interface WordSpec {
  readonly text: string
  /** of the scene; or of the canvas in CSS pixels where `fixed` */
  readonly at: readonly [number, number, number]
  readonly fixed?: boolean
  /** shift in CSS pixels */
  readonly shift: readonly [number, number]
  readonly align: 'left' | 'centre' | 'right'
  readonly ink: Ink
}

export interface Painting {
  field(frame: Frame, spec: FieldSpec): void
  mesh(frame: Frame, spec: MeshSpec): void
  dots(frame: Frame, spec: DotsSpec): void
  lines(frame: Frame, spec: LinesSpec): void
  words(frame: Frame, specs: readonly WordSpec[]): void
}

export interface Painter {
  fixed(values: ArrayLike<number>): Numbers
  room(length: number): Numbers
  /** puts others in place of numbers from `fixed`, before what is painted or computed next */
  write(numbers: Numbers, values: Float32Array): void
  /**
   * `rate` or a variable of a population in a replica, as it is in the frame that is painted: a number for every point
   * of its space, the mean over the copies there
   */
  live(population: number, variable: string, replica: number): Numbers
  /** a stretch of other numbers */
  part(numbers: Numbers, first: number, length: number): Numbers
  /**
   * vectors over a stretch of the state or the rates of a replica, which begins at `from`; of every replica where
   * `replica` is null
   */
  directions(
    vectors: readonly Float32Array[],
    from: number,
    replica: number | null,
    of?: 'state' | 'rate',
  ): Directions
  /** frees what `fixed`, `room` or `directions` made */
  free(...given: readonly (Numbers | Directions)[]): void
  compute(work: (to: Computing) => void): void
  paint(dark: boolean, work: (to: Painting) => void): void
  resize(width: number, height: number, ratio: number): void
  /** the same painting on a canvas of its own */
  picture(
    width: number,
    height: number,
    scale: number,
    dark: boolean,
    work: (to: Painting) => void,
  ): Promise<Uint8Array>
  readonly bytes: number
  destroy(): void
}

/** Grids coarse enough for their cells to be seen are read by a cubic, finer ones linearly. */
export function isCubic({ rows, columns }: Grid, smooth: readonly [boolean, boolean]): boolean {
  return smooth[0] && smooth[1] && rows > 3 && columns > 3 && rows * columns <= 128 * 128
}
