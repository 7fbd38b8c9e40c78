/** Who fires at the end of a step, and what that leaves; see shaders/spiking/threshold.wgsl.ts. */
import type { SpecialName } from '../../../../../shaders/lib/special.wgsl.ts'
import {
  type ThresholdShape,
  thresholdBindings,
  thresholdText,
} from '../../../../../shaders/spiking/threshold.wgsl.ts'
import { fillUniforms, streamOf } from '../../../../math/philox.ts'
import type { SpikeRule } from '../../../../model/model.ts'
import { emitWgsl } from '../../../../model/wgsl.ts'
import type { Signals } from '../../signals.ts'
import {
  firingOf,
  leafOf,
  numbersOf,
  ownInputAt,
  readerOf,
  type Site,
  shapeOf,
  totalsOf,
  uses,
} from '../model.ts'
import type { Built, Memory, Moment, View } from '../pass.ts'
import { evaluate, exact, type Rounded } from '../rounding.ts'
import { passOf } from './shared.ts'

export interface Threshold {
  readonly rule: SpikeRule
  readonly seed: number
  readonly fired: View
  readonly refractory: ThresholdShape['refractory']
  readonly recorded: ThresholdShape['recorded']
  /** the list that this step's spikes will be put on; null: nothing follows events */
  readonly events: string | null
  readonly limit?: number | undefined
}

/** Whether a rule reads inputs, which the last stage then keeps. */
export function readsInputs({ named }: Pick<Site, 'named'>, rule: SpikeRule): boolean {
  return uses([rule.condition, ...rule.resets.map(({ value }) => value)], 'I', ...named)
}

export function thresholdPass(site: Site, signals: Signals, threshold: Threshold): Built {
  const { rule, seed, fired, refractory, recorded, events, limit } = threshold
  const { name, points, sites, replicas, population } = site
  const expressions = [rule.condition, ...rule.resets.map(({ value }) => value)].map(signals.take)
  const emitted = emitWgsl(expressions, leafOf(site, 'flow'), 'e')
  const functions = new Set<SpecialName>(emitted.functions)
  const hazard = rule.kind === 'hazard'
  if (hazard) for (const used of ['philox32', 'exp32', 'sinh32'] as const) functions.add(used)
  const stream = streamOf('hazard', population)
  const shape: ThresholdShape = {
    ...shapeOf(site, false, functions, expressions),
    kind: rule.kind,
    resets: rule.resets.map(({ variable }) => variable),
    fired,
    refractory,
    reads: readsInputs(site, rule),
    recorded,
    lists: events !== null,
    stream,
  }
  const names: Record<string, string> = {
    numbers: numbersOf(site),
    fired: fired.buffer,
    firing: firingOf(site),
    totals: totalsOf(site),
    events: events ?? '',
  }
  const bindings = thresholdBindings(shape).map((use) => ({
    buffer: names[use.name] ?? use.name,
    access: use.written ? ('read-write' as const) : ('read' as const),
  }))
  const lines = [...emitted.uniform, ...emitted.local]

  /** `sure` is false where float32 may decide otherwise. */
  function each(
    memory: Memory,
    moment: Moment,
    visit: (job: number, fires: boolean, sure: boolean, values: () => Rounded[]) => void,
  ): void {
    const state = readerOf(site, 'flow', 'state', memory, moment)
    const drawn = new Float64Array(points)
    for (let replica = 0; replica < replicas; replica++) {
      if (hazard) fillUniforms(drawn, 0, points, { seed, replica, step: moment.step, stream })
      for (let point = 0; point < points; point++) {
        const job = replica * points + point
        const read = state(replica, point)
        const leaf = (named: string): Rounded => {
          const input = named === 'I' ? 0 : 1 + site.named.indexOf(named)
          if (named !== 'I' && input === 0) return read(named)
          return exact(memory.get(totalsOf(site))![ownInputAt(site, replica, input, point)]!)
        }
        const condition = evaluate(expressions[0]!, leaf)
        let fires = condition.value !== 0
        let sure = condition.error === 0
        if (hazard) {
          const chance = -Math.expm1(-condition.value * Math.fround(moment.dt))
          fires = condition.value > 0 && drawn[point]! < chance
          sure = Math.abs(drawn[point]! - chance) > condition.error * moment.dt + 2 ** -20
        }
        visit(job, fires, sure, () => expressions.slice(1).map((value) => evaluate(value, leaf)))
      }
    }
  }
  const placeOf = (job: number, v: number): number =>
    site.state.offset + Math.floor(job / points) * site.state.stride + v * points + (job % points)
  const firedAt = (job: number): number =>
    fired.offset + Math.floor(job / points) * fired.stride + ((job % points) % sites)
  const silenceOf = (job: number, table: Float64Array): number =>
    table[
      points * replicas +
        (refractory!.perReplica ? Math.floor(job / points) * (refractory!.perNeuron ? points : 1) : 0) +
        (refractory!.perNeuron ? job % points : 0)
    ]!

  return {
    pass: passOf(points * replicas, limit, {
      name: `threshold ${name}`,
      wgsl: thresholdText(shape, { lines, results: emitted.results }),
      entry: 'threshold',
      bindings,
      clock: true,
      flops: (10 * lines.length + (hazard ? 60 : 2)) * points * replicas,
      bytes: 4 * (site.variables.length + 2) * points * replicas,
    }),
    twin(memory, moment) {
      const writes: [string, number, number][] = []
      const firing = memory.get(firingOf(site))
      let count = memory.get('spikes')?.[0] ?? 0
      const room = ((memory.get('spikes')?.length ?? 2) - 2) / 2
      each(memory, moment, (job, fires, _sure, values) => {
        if (refractory !== null && firing![job]! > 0) {
          writes.push([firingOf(site), job, firing![job]! - 1])
          return
        }
        if (!fires) return
        const found = values()
        for (const [k, { variable }] of rule.resets.entries())
          writes.push(['state', placeOf(job, variable), found[k]!.value])
        if (refractory !== null) writes.push([firingOf(site), job, silenceOf(job, firing!)])
        memory.get(fired.buffer)![firedAt(job)]! += 1
        if (recorded === null) return
        if (count < room) {
          const neuron = Math.floor(job / points) * recorded.neurons + recorded.first + (job % points)
          writes.push(['spikes', 2 + 2 * count, neuron], ['spikes', 3 + 2 * count, moment.step + 1])
        }
        count++
      })
      for (const [buffer, at, value] of writes) memory.get(buffer)![at] = value
      if (recorded !== null) memory.get('spikes')![0] = count
      if (events !== null) memory.get(events)![0] = 0
    },
    bound(memory, moment) {
      const bounds = new Map(
        bindings
          .filter(({ access }) => access === 'read-write')
          .map(({ buffer }) => [buffer, new Float64Array(memory.get(buffer)!.length)]),
      )
      const firing = memory.get(firingOf(site))
      let unsure = 0
      each(memory, moment, (job, fires, sure, values) => {
        if (refractory !== null && firing![job]! > 0) return
        if (!sure) {
          unsure++
          for (const { variable } of rule.resets)
            bounds.get('state')![placeOf(job, variable)] = Number.POSITIVE_INFINITY
          if (refractory !== null) bounds.get(firingOf(site))![job] = Number.POSITIVE_INFINITY
          bounds.get(fired.buffer)![firedAt(job)]! += 1
        } else if (fires) {
          const found = values()
          for (const [k, { variable }] of rule.resets.entries())
            bounds.get('state')![placeOf(job, variable)] = found[k]!.error
        }
      })
      // spikes are put down in whatever order
      const list = bounds.get('spikes')
      list?.fill(Number.POSITIVE_INFINITY, 2)
      if (list !== undefined) list[0] = unsure
      return bounds
    },
  }
}
