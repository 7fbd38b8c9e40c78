/**
 * How the activity of a space is best seen over time: rings and finite groups as a heat map, a torus as
 * a strip of sheets, spheres as a strip of globes (SO(3) averaged over gamma; SU(2) cut at the first gamma, for
 * a spin of one half has no average).
 */
import { gcd, residue } from '../math/integers.ts'
import { geometryOf, isHexagonal } from '../spaces/geometry.ts'
import type { Space } from '../spaces/space.ts'
import { diverging, type Rgb, sequential } from './colour.ts'
import { type FilmFrame, filmPanel } from './film.ts'
import { heatPanel } from './heat.ts'
import type { Box } from './panel.ts'
import { MOST_COLOURS } from './raster.ts'
import { extent, printed } from './scale.ts'
import type { Theme } from './theme.ts'
import { cut } from './type.ts'

export interface ActivityOverTime {
  /** `activity`, or what else the frames hold */
  readonly name: string
  readonly space: Space
  /** of the frames of the first replica; null when the frames are the replicas themselves */
  readonly times: ArrayLike<number> | null
  /** values[frame * N + neuron] */
  readonly values: Float64Array
  readonly replicas: number
  /** frames drawn at most; six unless said */
  readonly most?: number
}

export type ActivityKind = 'sheet' | 'globe' | 'heat'

/** A torus whose grid is two-dimensional, a sphere or a group of rotations, or anything else. */
export function activityKind(space: Space): ActivityKind {
  if (space.cyclic?.length === 2 && Math.min(...space.shape) >= 6) return 'sheet'
  return ['sphere', 'rotation', 'spin'].includes(geometryOf(space)) ? 'globe' : 'heat'
}

/** Height that the panel wants at a given width; `first` where it stands first on its plate. */
export function activityHeight(space: Space, width: number, first = true): number {
  const kind = activityKind(space)
  if (kind === 'heat') {
    const { marks } = rowsOf(space)
    return Math.max(space.size < 16 || !first ? 92 : 122, marks.length > 3 ? 32 + 10.5 * marks.length : 0)
  }
  return (width - 9 * (filmFrames - 1)) / filmFrames + 30
}

const filmFrames = 6
/** Steps between one end of a map of colours and the other. */
const SHADES = MOST_COLOURS - 2

export function activityPanel(box: Box, activity: ActivityOverTime, theme: Theme): string {
  const [low, high] = extent(activity.values)
  const signed = low < -1e-9 * Math.max(1, high)
  const size = Math.max(-low, high)
  const domain: [number, number] = signed ? [-size, size] : [Math.min(0, low), high]
  const map = diverging(theme.name)
  // as many shades as a palette holds beside the clear one, the middle among them
  const shade = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * SHADES) / SHADES
  const colour = (share: number): Rgb => (signed ? map(2 * shade(share) - 1) : sequential(shade(share)))
  const { times, replicas } = activity
  const kind = activityKind(activity.space)
  const remark = times !== null && replicas > 1 ? `replica 1 of ${replicas}` : ''
  if (kind === 'heat') {
    if (times === null) return ''
    const { order, marks } = rowsOf(activity.space)
    const rows = order.length
    const frames = times.length
    const values = new Float64Array(frames * rows)
    for (let frame = 0; frame < frames; frame++)
      for (let row = 0; row < rows; row++)
        values[frame * rows + row] = activity.values[frame * activity.space.size + order[row]!]!
    const title = `${activity.name} over time`
    const smooth = activity.space.coordinates.has('theta')
    return heatPanel(box, { title, remark, times, values, rows, domain, colour, smooth, marks }, theme)
  }
  const chosen =
    times === null
      ? Array.from({ length: Math.min(activity.most ?? filmFrames, replicas) }, (_, i) => i)
      : filmTimes(times)
  // No finer than it is seen: a viewer that shrinks a picture mixes colours, which are no values then.
  const side = activity.most === 1 ? 360 : 150
  const pixels: [number, number] = [side, side]
  const sampler =
    kind === 'sheet' ? sheetSampler(activity.space, pixels) : globeSampler(activity.space, pixels)
  const frames: FilmFrame[] = chosen.map((frame) => {
    const start = frame * activity.space.size
    return {
      name:
        times === null
          ? replicas > 1
            ? `replica ${frame + 1}`
            : ''
          : `t = ${printed(Number(times[frame]!.toPrecision(3)))}`,
      value: (column, row) => sampler(activity.values, start, column, row),
    }
  })
  const torus = kind === 'sheet'
  const gamma = activity.space.coordinates.get('gamma')
  const sliced = isSliced(activity.space)
  const told = torus
    ? `${activity.name} on the sheet${isHexagonal(activity.space) ? ', its lattice repeated' : ''}`
    : gamma === undefined
      ? `${activity.name} on the sphere`
      : sliced
        ? `${activity.name} where γ = ${printed(gamma[0]!)}`
        : `${activity.name}, averaged over γ`
  const title = activity.most === 1 && gamma === undefined ? activity.name : told
  return filmPanel(
    box,
    {
      title,
      remark,
      frames,
      pixels,
      domain,
      colour,
      shape: torus ? 'sheet' : 'globe',
      ...(torus && !isHexagonal(activity.space) ? { axes: ['θ1', 'θ2'] as const } : {}),
    },
    theme,
  )
}

/** Frames at 0 and then at times that grow by a constant factor: most happens early. */
function filmTimes(times: ArrayLike<number>): number[] {
  const last = times.length - 1
  if (last < filmFrames) return Array.from({ length: last + 1 }, (_, i) => i)
  const chosen = [0]
  for (let i = 1; i < filmFrames; i++) {
    const wanted = Math.round(last ** (i / (filmFrames - 1)))
    chosen.push(Math.min(last - (filmFrames - 1 - i), Math.max(chosen[i - 1]! + 1, wanted)))
  }
  return chosen
}

/** Rows of a heat map from bottom to top, and the marks beside them. */
export function rowsOf(space: Space): { order: number[]; marks: (readonly [number, string])[] } {
  const order = Array.from({ length: space.size }, (_, i) => i)
  const theta = space.coordinates.get('theta')
  const reflection = space.coordinates.get('s')
  if (theta !== undefined && reflection === undefined) {
    order.sort((a, b) => theta[a]! - theta[b]!)
    if (space.size <= 8)
      return { order, marks: order.map((_, i) => [i + 0.5, fractionOfPi(2 * i, space.size)] as const) }
    return {
      order,
      marks: [
        [0, '0'],
        [space.size / 2, 'π'],
        [space.size, '2π'],
      ],
    }
  }
  if (theta !== undefined && reflection !== undefined) {
    order.sort((a, b) => reflection[b]! - reflection[a]! || theta[a]! - theta[b]!)
    const half = space.size / 2
    return {
      order,
      marks: [
        [half / 2, 's +'],
        [1.5 * half, 's −'],
      ],
    }
  }
  if (space.sample !== null && space.size <= 12)
    return {
      order,
      marks: order.map(
        (i) => [i + 0.5, cut(space.sample!.describe(i).replace(/-/g, '−'), 8, longestName)] as const,
      ),
    }
  const marks = [0, Math.floor(space.size / 2), space.size - 1]
  return { order, marks: marks.map((i) => [i + 0.5, String(i)] as const) }
}

/** numerator / denominator times pi, in lowest terms: 0, π/3, 5π/3. */
function fractionOfPi(numerator: number, denominator: number): string {
  if (numerator === 0) return '0'
  const common = gcd(numerator, denominator)
  const [above, below] = [numerator / common, denominator / common]
  return `${above === 1 ? '' : above}π${below === 1 ? '' : `/${below}`}`
}

const longestName = 90

/** SU(2) is drawn at one gamma: its half-integer spins average to zero over all of them. */
function isSliced(space: Space): boolean {
  return geometryOf(space) === 'spin'
}

/** Side of the window on a hexagonal sheet, in lattice lengths: a little more than one bump's own cell. */
const hexagonalWindow = 1.8

type Sampler = (values: Float64Array, start: number, column: number, row: number) => number | null

/**
 * Bilinear on the periodic grid; theta1 to the right, theta2 up. A hexagonal sheet is seen through a
 * rectangular window: theta2 leans left, and the lattice repeats.
 */
function sheetSampler(space: Space, pixels: readonly [number, number]): Sampler {
  const [n1, n2] = [space.shape[0]!, space.shape[1]!]
  const hexagonal = isHexagonal(space)
  return (values, start, column, row) => {
    const right = (column + 0.5) / pixels[0]
    const up = 1 - (row + 0.5) / pixels[1]
    const across = hexagonal ? up * hexagonalWindow : up
    const x = (hexagonal ? right * hexagonalWindow + across / Math.sqrt(3) : right) * n1 - 0.5
    const y = (hexagonal ? (2 * across) / Math.sqrt(3) : across) * n2 - 0.5
    const [i, j] = [Math.floor(x), Math.floor(y)]
    const [u, v] = [x - i, y - j]
    const at = (a: number, b: number) => values[start + residue(a, n1) * n2 + residue(b, n2)]!
    return (
      (1 - u) * ((1 - v) * at(i, j) + v * at(i, j + 1)) + u * ((1 - v) * at(i + 1, j) + v * at(i + 1, j + 1))
    )
  }
}

/** The near half of a globe, seen from a little above; nearest points weighted by closeness. */
function globeSampler(space: Space, pixels: readonly [number, number]): Sampler {
  const directions = directionsOf(space)
  const [ce, se] = [Math.cos(0.42), Math.sin(0.42)]
  const [ca, sa] = [Math.cos(1.05), Math.sin(1.05)]
  const taps = new Map<number, { index: number[]; weight: number[] }>()
  const nearest = (column: number, row: number) => {
    const key = row * pixels[0] + column
    const known = taps.get(key)
    if (known !== undefined) return known
    const right = ((column + 0.5) / pixels[0]) * 2 - 1
    const up = 1 - ((row + 0.5) / pixels[1]) * 2
    const depth = 1 - right * right - up * up
    // A little past the limb, where the outline cuts the picture, the limb's own colour goes on.
    if (depth < -0.1) return null
    const near = Math.sqrt(Math.max(0, depth))
    const towards = ce * near - se * up
    const x = -sa * right + ca * towards
    const y = ca * right + sa * towards
    const z = ce * up + se * near
    const tap = closest(directions, x, y, z)
    taps.set(key, tap)
    return tap
  }
  return (values, start, column, row) => {
    const tap = nearest(column, row)
    if (tap === null) return null
    let sum = 0
    for (let k = 0; k < tap.index.length; k++) {
      const { first, count } = directions.fibres[tap.index[k]!]!
      let mean = 0
      for (let i = 0; i < count; i++) mean += values[start + first + i]!
      sum += (tap.weight[k]! * mean) / count
    }
    return sum
  }
}

interface Directions {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly z: Float64Array
  /** the neurons that share a direction: consecutive, gamma runs fastest */
  readonly fibres: readonly { readonly first: number; readonly count: number }[]
}

function directionsOf(space: Space): Directions {
  const get = (name: string) => space.coordinates.get(name)
  const [x, y, z] = [get('x'), get('y'), get('z')]
  if (x && y && z) return { x, y, z, fibres: Array.from(x, (_, first) => ({ first, count: 1 })) }
  const [alpha, beta] = [get('alpha')!, get('beta')!]
  const count = space.shape[2]!
  const fibres = Array.from({ length: space.size / count }, (_, k) => ({ first: k * count, count }))
  const along = (of: (first: number) => number) => Float64Array.from(fibres, ({ first }) => of(first))
  return {
    x: along((i) => Math.cos(alpha[i]!) * Math.sin(beta[i]!)),
    y: along((i) => Math.sin(alpha[i]!) * Math.sin(beta[i]!)),
    z: along((i) => Math.cos(beta[i]!)),
    fibres: isSliced(space) ? fibres.map(({ first }) => ({ first, count: 1 })) : fibres,
  }
}

/** A smooth mean over the points nearest to a direction: weights fall off over one and a half spacings. */
function closest(directions: Directions, x: number, y: number, z: number) {
  const count = directions.x.length
  const spacing = Math.sqrt((4 * Math.PI) / count)
  const index: number[] = []
  const weight: number[] = []
  let total = 0
  let best = -1
  let bestDot = -2
  for (let i = 0; i < count; i++) {
    const dot = directions.x[i]! * x + directions.y[i]! * y + directions.z[i]! * z
    if (dot > bestDot) {
      bestDot = dot
      best = i
    }
    const share = (2 - 2 * dot) / (spacing * spacing)
    if (share > 5) continue
    index.push(i)
    const w = Math.exp(-1.1 * share)
    weight.push(w)
    total += w
  }
  if (index.length === 0) return { index: [best], weight: [1] }
  return { index, weight: weight.map((w) => w / total) }
}
