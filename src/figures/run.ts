/** The picture of a run: what was recorded and where it ended, laid out as a plate. */
import { orderLabels } from '../engine/observables/order.ts'
import { lowestWaves, positionDecoder } from '../engine/observables/position.ts'
import type { RecordedArray } from '../engine/recording.ts'
import type { RunResult } from '../engine/result.ts'
import type { Network, Population } from '../model/network.ts'
import { angleNames, geometryOf } from '../spaces/geometry.ts'
import { drawPlate, type PlatePopulation } from './plate.ts'
import type { AngleOverTime } from './side.ts'
import type { FiredOverTime } from './spikes.ts'
import { themes } from './theme.ts'

export interface FigureOptions {
  readonly theme?: 'light' | 'dark'
}

/** SVG text, 180 mm wide, of a run of `network` that gave `result`; theme light unless said. */
export function runFigure(result: RunResult, network: Network, options: FigureOptions = {}): string {
  return drawPlate(
    {
      title: network.title,
      subtitle: subtitleOf(network),
      times: result.recording.times,
      populations: network.populations.map((population, index) =>
        populationOf(result, network, population, index),
      ),
      energy: result.recording.arrays.get('energy') ?? null,
    },
    themes[options.theme ?? 'light'],
  )
}

function populationOf(
  result: RunResult,
  network: Network,
  population: Population,
  index: number,
): PlatePopulation {
  const { arrays } = result.recording
  const { name, space } = population
  const { replicas } = network.simulation
  const recorded = arrays.get(`${name}.activity`) ?? arrays.get(`${name}.rate`) ?? null
  const activity = recorded !== null && recorded.shape[0]! > 0 ? recorded : null
  return {
    name,
    space,
    labels: orderLabels(network, index),
    final:
      activity === null
        ? firstVariable(result, population, replicas)
        : lastFrame(activity.data, replicas * space.size),
    replicas,
    activity,
    order: arrays.get(`${name}.order`) ?? null,
    angles: anglesOf(network, index, arrays.get(`${name}.position`) ?? null, activity),
    fired: firedOf(result, network, population),
  }
}

/** The angles of the position as they were recorded or, where only the activity was, decoded from it. */
function anglesOf(
  network: Network,
  index: number,
  position: RecordedArray | null,
  activity: RecordedArray | null,
): AngleOverTime[] {
  const { space } = network.populations[index]!
  const { replicas } = network.simulation
  const geometry = geometryOf(space)
  if (geometry !== 'circle' && geometry !== 'torus') return []
  const { waves, names } = { waves: lowestWaves(network, index), names: angleNames(space) }
  const values = new Float64Array(names.length)
  const decoder = position === null && activity !== null ? positionDecoder(network, index) : null
  if (position === null && decoder === null) return []
  return names.map((name, a) => ({
    name: geometry === 'circle' ? 'position' : name.replace('theta', 'θ'),
    period: (2 * Math.PI) / waves[a]!,
    at(frame, replica) {
      const row = frame * replicas + replica
      if (position !== null) return position.data[row * names.length + a]!
      decoder!.decode(activity!.data, row * space.size, values, 0)
      return values[a]!
    },
  }))
}

function firedOf(
  { recording, steps }: RunResult,
  network: Network,
  { name, space, copies = 1 }: Population,
): FiredOverTime | null {
  const trains = recording.spikes.get(name)
  if (trains === undefined) return null
  const { replicas, dt } = network.simulation
  return { space, copies, trains, replicas, steps, dt }
}

/** Where trails are drawn they end in the points: both are then of the activity. */
function lastFrame(data: Float64Array, length: number): Float64Array {
  return data.subarray(data.length - length)
}

function firstVariable(result: RunResult, population: Population, replicas: number): Float64Array {
  const state = result.finalState[population.name]!
  const N = population.space.size
  const copies = population.copies ?? 1
  const stride = copies * N * population.model.variables.length
  const first = new Float64Array(replicas * N)
  for (let replica = 0; replica < replicas; replica++)
    for (let copy = 0; copy < copies; copy++)
      for (let i = 0; i < N; i++) first[replica * N + i]! += state[replica * stride + copy * N + i]! / copies
  return first
}

function subtitleOf(network: Network): string {
  const { dt, steps, method, replicas, seed } = network.simulation
  const count = network.populations.length
  const most = count > 4 ? 3 : count
  const spaces = network.populations.slice(0, most).map(({ name, space, model, copies = 1 }) => {
    const shape = space.shape.length > 1 ? space.shape.join(' × ') : String(space.size)
    const neurons = copies > 1 ? `sites of ${copies}` : space.size === 1 ? 'neuron' : 'neurons'
    const transfer = model.transfer === null ? '' : ` ${model.transfer.name}`
    const prefix = network.populations.length > 1 ? `${name}: ` : ''
    return `${prefix}${space.name}, ${shape} ${neurons}, ${model.name}${transfer}`
  })
  const noise = network.noise.sigma === 0 ? [] : [`σ ${network.noise.sigma}`]
  const duration = Number((dt * steps).toPrecision(6))
  return [
    ...spaces,
    ...(most < count ? [`and ${count - most} more populations`] : []),
    ...noise,
    `${method}, dt ${dt}, t = ${duration}`,
    `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
    `seed ${seed}`,
  ].join(' · ')
}
