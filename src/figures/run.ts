/** The picture of a run: what was recorded and where it ended, laid out as a plate. */
import { orderLabels } from '../engine/observables/order.ts'
import type { RunResult } from '../engine/result.ts'
import type { Network, Population } from '../model/network.ts'
import { drawPlate, type PlatePopulation } from './plate.ts'
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
  }
}

/** Where trails are drawn they end in the points: both are then of the activity. */
function lastFrame(data: Float64Array, length: number): Float64Array {
  return data.subarray(data.length - length)
}

function firstVariable(result: RunResult, population: Population, replicas: number): Float64Array {
  const state = result.finalState[population.name]!
  const N = population.space.size
  const stride = N * population.model.variables.length
  const first = new Float64Array(replicas * N)
  for (let replica = 0; replica < replicas; replica++)
    first.set(state.subarray(replica * stride, replica * stride + N), replica * N)
  return first
}

function subtitleOf(network: Network): string {
  const { dt, steps, method, replicas, seed } = network.simulation
  const spaces = network.populations.map(({ name, space, model }) => {
    const shape = space.shape.length > 1 ? space.shape.join(' × ') : String(space.size)
    const transfer = model.transfer === null ? '' : ` ${model.transfer.name}`
    const prefix = network.populations.length > 1 ? `${name}: ` : ''
    return `${prefix}${space.name}, ${shape} neurons, ${model.name}${transfer}`
  })
  const noise = network.noise.sigma === 0 ? [] : [`σ ${network.noise.sigma}`]
  const duration = Number((dt * steps).toPrecision(6))
  return [
    ...spaces,
    ...noise,
    `${method}, dt ${dt}, t = ${duration}`,
    `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
    `seed ${seed}`,
  ].join(' · ')
}
