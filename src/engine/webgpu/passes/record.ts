/** The passes that reduce a frame, part by part as src/engine/webgpu/frame.ts lays it out. */
import type { Network } from '../../../model/network.ts'
import { orderLabels } from '../../observables/order.ts'
import { positionDecoder } from '../../observables/position.ts'
import type { FramePart, FramePlan } from '../frame.ts'
import { copyPass } from './copy.ts'
import { largestPass } from './largest.ts'
import { observedView, type Site, variableView } from './model.ts'
import { emptyBuffer, type View } from './pass.ts'
import { columnsBuffer, type Projection, projectPasses } from './project.ts'

/** The buffer is called `frame`, [replica][length]. */
export function recordPasses(
  network: Network,
  sites: readonly Site[],
  plan: FramePlan,
  limit?: number,
): Projection {
  const { replicas } = network.simulation
  const parts = plan.parts.map((part) =>
    partPasses(network, sites[part.population]!, part, plan.length, limit),
  )
  const holds = `a frame, ${plan.length} numbers of each replica`
  return {
    buffers: [emptyBuffer('frame', holds, plan.length * replicas), ...parts.flatMap((part) => part.buffers)],
    built: parts.flatMap((part) => part.built),
  }
}

function partPasses(
  network: Network,
  site: Site,
  { kind, offset, length }: FramePart,
  stride: number,
  limit?: number,
): Projection {
  const { name, points, sites, copies, replicas, population } = site
  const { space } = network.populations[population]!
  const target: View = { buffer: 'frame', offset, stride }
  const rates = observedView(site)
  switch (kind) {
    case 'rate':
      return alone(copyPass(`rates of ${name}`, length, rates, target, replicas, limit))
    case 'state':
      return alone(copyPass(`state of ${name}`, length, variableView(site, 0), target, replicas, limit))
    case 'max':
      return alone(largestPass(name, sites, rates, target, replicas, false, limit))
    case 'element':
      return alone(largestPass(name, sites, rates, target, replicas, true, limit))
    case 'mean':
      return sums('mean', [space.weights], rates, target)
    case 'moments': {
      const { tables } = positionDecoder(network, population).moments!
      const size = { ...target, offset: offset + tables.length }
      const moments = sums('moments', tables, rates, target)
      const absolute = sums('size', [space.weights], rates, size, true)
      return {
        buffers: [...moments.buffers, ...absolute.buffers],
        built: [...moments.built, ...absolute.built],
      }
    }
    case 'order': {
      const columns = orderLabels(network, population).flatMap((label) => {
        const { copies: repeats, width, basis } = space.harmonic(label)
        const all = basis()
        return Array.from({ length: repeats * width }, (_, c) => {
          const own = all.subarray(c * sites, (c + 1) * sites)
          return own.map((value, i) => (value * space.weights[i]!) / copies)
        })
      })
      return sums('order', columns, variableView(site, 0), target)
    }
  }

  function sums(
    what: string,
    tables: readonly Float64Array[],
    source: View,
    to: View,
    absolute = false,
  ): Projection {
    const title = `${what} of ${name}`
    const length = source.buffer === 'state' ? points : sites
    const holds = `${tables.length} columns of ${length} for the ${title}`
    const basis = columnsBuffer(
      `table ${title}`,
      holds,
      tables.length,
      length,
      (c, i) => tables[c]![i % sites]!,
    )
    const scratch = `partial ${title}`
    const made = projectPasses({ name: title, basis, source, target: to, replicas, scratch, absolute, limit })
    return { ...made, buffers: [basis.buffer, ...made.buffers] }
  }
}

function alone(built: Projection['built'][number]): Projection {
  return { buffers: [], built: [built] }
}
