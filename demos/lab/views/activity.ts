/** Activity on its space, in one of the forms that the space takes, and what is seen of it in words. */
import type { Population } from '../../../src/index.ts'
import { angleNames, geometryOf } from '../../../src/spaces/geometry.ts'
import type { ViewSpec } from '../protocol.ts'
import { bumpsOf, counted } from './bumps.ts'
import { type Form, formOf, formsOf } from './form.ts'
import type { Grid, Painter } from './painter.ts'
import { rangeAt, rangeLength } from './painter.ts'
import { coloursOf, type Picture } from './picture.ts'
import { populationAt } from './population.ts'
import type { Seen } from './view.ts'

/** Coarse pictures in which bumps are counted. */
const coarseCircle = 48
const coarseTorus = 12

export function activityPicture(
  painter: Painter,
  seen: Seen,
  spec: Extract<ViewSpec, { kind: 'activity' }>,
): Picture {
  const at = populationAt(seen.live.network, spec)
  const population = seen.live.network.populations[at]!
  const { space } = population
  const coarse = coarseOf(population)
  const look = painter.room(rangeLength + (coarse === null ? 0 : coarse.coarse.rows * coarse.coarse.columns))
  const values = painter.live(at, spec.variable, spec.replica)
  const form = formOf({ painter, space, values, range: look }, spec.as)
  const name = spec.variable === 'rate' ? 'rate' : spec.variable
  let told: Float32Array | null = null
  return {
    caption: `${name === 'rate' ? 'activity' : name} ${form.caption}`,
    forms: formsOf(space),
    camera: form.camera,
    compute(to, _, share) {
      to.spread(values, look, share)
      form.compute(to)
    },
    ask(to) {
      if (coarse !== null) to.bins(values, coarse.grid, coarse.coarse, look, rangeLength)
      to.read(look, (numbers) => {
        told = numbers
      })
    },
    paint: form.paint,
    pick(x, y, extent) {
      const neuron = form.pick(x, y, extent)
      return neuron === null ? null : { population: at, neuron }
    },
    portrait() {},
    described: () => (told === null ? '' : sentence(told, population, coarse, name)),
    legend: () => [...coloursOf(told, name), ...axesOf(form)],
  }
}

const axesOf = (form: Form) => form.axes.map((name) => ({ kind: 'axis' as const, name }))

interface Coarse {
  readonly grid: Grid
  readonly coarse: Grid
}

/** Circles, tori of two angles and spheres can be counted on; null elsewhere. */
function coarseOf({ space }: Population): Coarse | null {
  const geometry = geometryOf(space)
  const [rows, columns] = [space.shape[0]!, space.shape[1]!]
  if (geometry === 'circle')
    return {
      grid: { rows: 1, columns: space.size },
      coarse: { rows: 1, columns: Math.min(space.size, coarseCircle) },
    }
  if (geometry === 'torus' && space.shape.length === 2)
    return {
      grid: { rows, columns },
      coarse: { rows: Math.min(rows, coarseTorus), columns: Math.min(columns, coarseTorus) },
    }
  if (geometry === 'sphere')
    return {
      grid: { rows, columns },
      coarse: { rows: Math.min(rows, coarseTorus), columns: Math.min(columns, 2 * coarseTorus) },
    }
  return null
}

const printed = (value: number) => Number(value.toPrecision(2)).toString().replace('-', '−')

function sentence(told: Float32Array, population: Population, coarse: Coarse | null, name: string): string {
  const [least, largest] = [told[rangeAt.least]!, told[rangeAt.largest]!]
  const size = Math.max(Math.abs(least), Math.abs(largest))
  if (!Number.isFinite(size)) return `${name} is not finite`
  if (largest - least <= 0.02 * size || size < 1e-9) return `uniform, ${name} ${printed(told[rangeAt.mean]!)}`
  const peak = `largest ${name} ${printed(largest)}`
  const where = placeOf(population, told[rangeAt.peak]!)
  if (coarse === null) return `${peak} at ${where}`
  const { rows, columns } = coarse.coarse
  const { count, bands } = bumpsOf(
    told.subarray(rangeLength),
    rows,
    columns,
    geometryOf(population.space) === 'sphere',
  )
  if (bands !== null) {
    const along = bands[0] === 'rows' ? 'theta1' : 'theta2'
    return `${counted(bands[1], 'stripe')} along ${along}, ${peak}`
  }
  return count === 1 ? `one bump near ${where}, ${peak}` : `${counted(count, 'bump')}, ${peak} at ${where}`
}

/** A point of the space, in words: its angles, its element, its rotation. */
function placeOf({ space }: Population, neuron: number): string {
  const at = (coordinate: string) => space.coordinates.get(coordinate)![neuron]!
  switch (geometryOf(space)) {
    case 'circle':
      return `theta = ${printed(at('theta'))}`
    case 'mirror':
      return `theta = ${printed(at('theta'))}, s = ${at('s') > 0 ? '+' : '−'}`
    case 'torus':
      return angleNames(space)
        .map((angle) => `${angle} = ${printed(at(angle))}`)
        .join(', ')
    case 'sphere':
      return `theta = ${printed(at('theta'))}, phi = ${printed(at('phi'))}`
    case 'rotation':
    case 'spin':
      return `a turn by ${printed(at('omega'))}`
    default:
      return space.sample === null ? `neuron ${neuron + 1}` : space.sample.describe(neuron)
  }
}
