/** A network told to the page: names, sizes, kernels, and the views that it asks for first. */
import { orderLabels } from '../../../src/engine/observables/order.ts'
import type { Live, Network } from '../../../src/index.ts'
import { isSpiking } from '../../../src/model/population.ts'
import { angleNames } from '../../../src/spaces/geometry.ts'
import { isList } from '../../../src/spaces/list.ts'
import type { NetworkSummary, ViewSpec } from '../protocol.ts'
import { formsOf } from '../views/form.ts'

type KernelSummary = NetworkSummary['kernels'][number]

/** Seconds in which the duration of a spiking experiment goes by. */
const watched = 12
/** Above this many points a kernel is not evaluated for its picture. */
const mostPoints = 20_000

export function summaryOf({ network, plan }: Live): NetworkSummary {
  const { title, populations, simulation } = network
  return {
    title,
    populations: populations.map(({ name, space, model, copies = 1 }, p) => ({
      name,
      space: `${isList(space) ? 'a list' : space.name}, ${copies === 1 ? '' : `${copies} × `}${space.size} neuron${space.size === 1 ? '' : 's'}`,
      neurons: space.size * copies,
      spikes: model.spike !== undefined,
      variables: model.variables.map((variable) => variable.name),
      labels: orderLabels(network, p),
      forms: formsOf(space),
    })),
    replicas: simulation.replicas,
    dt: simulation.dt,
    seed: simulation.seed,
    plan,
    pace: isSpiking(network) ? (simulation.steps * simulation.dt) / watched : null,
    views: firstViews(network),
    kernels: kernelsOf(network),
  }
}

/** Spikes first where there are any: of a list of neurons little else is to be seen. */
function firstViews(network: Network): ViewSpec[] {
  const { populations } = network
  const first = Math.max(
    0,
    populations.findIndex(({ model }) => model.spike !== undefined),
  )
  const { name: population, space, model } = populations[first]!
  const raster: ViewSpec = { kind: 'raster', population, replica: 0 }
  const activity: ViewSpec = { kind: 'activity', population, variable: 'rate', as: 'natural', replica: 0 }
  const heat: ViewSpec = { kind: 'heat', population, variable: 'rate', replica: 0 }
  if (isList(space)) return [raster, heat, activity]
  return [
    ...(model.spike === undefined ? [] : [raster]),
    activity,
    { kind: 'phase', axes: 'order', replica: 0 },
    heat,
    { kind: 'series', population, replica: 0 },
  ]
}

function kernelsOf({ connections, populations }: Network): KernelSummary[] {
  return connections.map(({ place, from, to, coupling }): KernelSummary => {
    const [source, target] = [populations[from]!.name, populations[to]!.name]
    const name = source === target ? source : `${source} to ${target}`
    if (coupling.kind !== 'kernel') return { place, name, spectrum: [], profile: null }
    const { kernel } = coupling
    const { space } = kernel
    if (space.size > mostPoints && kernel.given !== 'spectrum')
      return { place, name, spectrum: [], profile: null }
    const spectrum = [...kernel.spectrum].map(([label, matrix]) => {
      const { copies, width } = space.harmonic(label)
      return { label, size: sizeOf(matrix, width), multiplicity: copies * width }
    })
    return { place, name, spectrum, profile: space.size > mostPoints ? null : profileOf(kernel) }
  })
}

/** The number that a matrix is a multiple of; of another its norm, with the sign of its trace. */
function sizeOf(matrix: Float64Array, width: number): number {
  let trace = 0
  for (let i = 0; i < width; i++) trace += matrix[i * width + i]!
  const norm = Math.hypot(...matrix) / Math.sqrt(width)
  return trace < 0 ? -norm : norm
}

type Kernel = Extract<Network['connections'][number]['coupling'], { kind: 'kernel' }>['kernel']

/** J along the first angle, the others at 0; on round spaces by the distance from the pole. */
function profileOf({ space, values, spectrum }: Kernel): KernelSummary['profile'] {
  const [angle] = angleNames(space)
  const { coordinates } = space
  if (values === null) {
    const theta = coordinates.get('theta')
    if (theta === undefined || !coordinates.has('z')) return null
    const zonal = new Float64Array(space.size)
    for (const [label, [coefficient]] of spectrum)
      for (let g = 0; g < space.size; g++)
        zonal[g]! += (2 * Number(label) + 1) * coefficient! * legendre(Number(label), Math.cos(theta[g]!))
    return curve(
      theta,
      zonal,
      Array.from(theta, (_, g) => g),
      'theta',
    )
  }
  if (angle === undefined) return null
  const others = [...coordinates].filter(([name]) => name !== angle && /^(theta\d+|s)$/.test(name))
  const points = Array.from(values, (_, g) => g).filter((g) =>
    others.every(([name, at]) => at[g] === (name === 's' ? 1 : 0)),
  )
  return curve(coordinates.get(angle)!, values, points, angle)
}

/** Ascending in the coordinate, angles from -pi to pi, each once. */
function curve(at: Float64Array, values: Float64Array, points: readonly number[], coordinate: string) {
  const wrapped = (x: number) => (coordinate === 'theta' && Math.max(...at) <= Math.PI ? x : centred(x))
  const known = new Map(points.map((g) => [wrapped(at[g]!), values[g]!]))
  const sorted = [...known].sort(([a], [b]) => a - b)
  return {
    at: Float64Array.from(sorted, ([x]) => x),
    values: Float64Array.from(sorted, ([, y]) => y),
    coordinate,
  }
}

const centred = (x: number): number => (x > Math.PI + 1e-12 ? x - 2 * Math.PI : x)

function legendre(l: number, x: number): number {
  let [before, now] = [1, x]
  if (l === 0) return 1
  for (let k = 1; k < l; k++) [before, now] = [now, ((2 * k + 1) * x * now - k * before) / (k + 1)]
  return now
}
