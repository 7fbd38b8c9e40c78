/** The stage: the states of one population in the space of its order parameters, their way there, a key. */
import { cyclic, directional, type Rgb } from './colour.ts'
import { manifoldPanel } from './manifold.ts'
import { type Box, cyclicKey, directionKey } from './panel.ts'
import type { PlatePopulation } from './plate.ts'
import { coordinatesOf, type Projection, pictureBasis, projectionOf } from './projection.ts'
import { group, text } from './svg.ts'
import type { Theme } from './theme.ts'

export interface Stage {
  readonly projection: Projection
  /** a point per replica, 3 coordinates each */
  readonly points: Float64Array
  readonly trails: readonly { readonly point: number; readonly vertices: Float64Array }[]
  /** per replica; null where its final state has no position */
  readonly colours: readonly (Rgb | null)[]
}

const mostTrails = 96
const mostVertices = 90

/** Final states smaller than this share of the largest on the way are as good as gone. */
const fadedShare = 1e-3

/** Null where the population has no order parameter but the constant. */
export function stageOf(population: PlatePopulation, times: Float64Array, theme: Theme): Stage | null {
  const { replicas, final, activity, space, labels } = population
  const basis = pictureBasis(space, labels, final, replicas)
  if (basis.columns === 0) return null
  const N = basis.size
  const finals = Array.from({ length: replicas }, (_, r) => coordinatesOf(basis, final, r * N))
  const ways: { point: number; orders: Float64Array[] }[] = []
  if (activity !== null && times.length > 1) {
    const frames = spread(times.length, mostVertices, 1.8)
    for (const r of spread(replicas, mostTrails, 1)) {
      const orders = frames.map((frame) => coordinatesOf(basis, activity.data, (frame * replicas + r) * N))
      ways.push({ point: r, orders })
    }
  }
  const along = ways.flatMap(({ orders }) => orders)
  const faded = largest(finals) <= fadedShare * largest(along)
  const projection = projectionOf(basis, faded ? along : finals, faded)
  const projected = (orders: readonly Float64Array[]) => {
    const points = new Float64Array(3 * orders.length)
    orders.forEach((order, i) => {
      projection.project(order, points, i)
    })
    return points
  }
  return {
    projection,
    points: projected(finals),
    trails: ways.map(({ point, orders }) => ({ point, vertices: projected(orders) })),
    colours: finals.map((order) => projection.colour(order, theme.name)),
  }
}

function largest(orders: readonly Float64Array[]): number {
  return orders.reduce((most, order) => {
    const size = Math.hypot(...order)
    return Number.isFinite(size) ? Math.max(most, size) : most
  }, 0)
}

/** At most `most` indices of 0 ... count - 1, ends included, denser at the start when power > 1. */
function spread(count: number, most: number, power: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  const chosen = new Set<number>()
  for (let i = 0; i < most; i++) chosen.add(Math.round((count - 1) * (i / (most - 1)) ** power))
  return [...chosen]
}

export function stagePanel(box: Box, stage: Stage, replicas: number, theme: Theme): string {
  const { projection, points, trails, colours } = stage
  const count = replicas === 1 ? 'one replica' : `${replicas} replicas`
  const nowhere = colours.every((colour) => colour === null) ? '; no position' : ''
  const { axes, guides, eye } = projection
  const remark = `${projection.how}; ${count}${nowhere}`
  const options = { title: 'final states', remark, points, colours, trails, axes, guides, eye }
  return manifoldPanel(box, options, theme) + keyOf(box, projection, theme)
}

function keyOf(box: Box, { key, eye }: Projection, theme: Theme): string {
  if (key === null) return ''
  const bottom = box.y + box.height
  if (key !== 'direction')
    return group({}, [
      cyclicKey([box.x + 11, bottom - 13], 8, (angle) => cyclic(angle, theme.name)),
      text(box.x + 25, bottom - 10.2, key.phase, { fill: theme.quiet }),
    ])
  const { azimuth, elevation } = eye ?? { azimuth: 0, elevation: 0 }
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)]
  const colour = (right: number, up: number, near: number) => {
    const towards = ce * near - se * up
    return directional(-sa * right + ca * towards, ca * right + sa * towards, ce * up + se * near, theme.name)
  }
  return directionKey([box.x + 10, bottom - 10], 9, colour, theme)
}
