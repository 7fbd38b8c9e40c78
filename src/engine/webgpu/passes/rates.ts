/** Rates of one population from its state, see shaders/rates.wgsl.ts. */
import { ratesText } from '../../../../shaders/rates.wgsl.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import {
  dependsOnTime,
  leafOf,
  meansOf,
  numbersOf,
  readerOf,
  type Site,
  shapeOf,
  usesMeans,
} from './model.ts'
import { type Built, spread } from './pass.ts'
import { evaluate, type Rounded } from './rounding.ts'

/** `state` is the buffer that holds the variables: `state` or `stages`. */
export function ratesPass(site: Site, state: string, limit?: number): Built {
  const { name, points, replicas, rateExpression, rate } = site
  const emitted = emitWgsl([rateExpression], leafOf(site, 'rate'), 'e')
  const means = usesMeans([rateExpression])
  const timed = dependsOnTime([rateExpression])
  const lines = [...emitted.uniform, ...emitted.local]

  function each(
    memory: Parameters<Built['twin']>[0],
    moment: Parameters<Built['twin']>[1],
    write: (at: number, r: Rounded) => void,
  ): void {
    const read = readerOf(site, 'rate', state, memory, moment)
    for (let replica = 0; replica < replicas; replica++)
      for (let point = 0; point < points; point++)
        write(rate.offset + replica * rate.stride + point, evaluate(rateExpression, read(replica, point)))
  }

  return {
    pass: {
      name: `rates of ${name}`,
      wgsl: ratesText(
        shapeOf(site, means, emitted.functions, [rateExpression]),
        { lines, results: emitted.results },
        timed,
      ),
      entry: 'transmit',
      bindings: [
        { buffer: state, access: 'read' },
        { buffer: numbersOf(site), access: 'read' },
        { buffer: 'rates', access: 'read-write' },
        ...(means ? [{ buffer: meansOf(site), access: 'read' as const }] : []),
      ],
      clock: timed,
      workgroups: spread(Math.ceil((points * replicas) / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 20 * lines.length * points * replicas,
      bytes: 4 * (site.variables.length + 1) * points * replicas,
      barriers: 0,
    },
    twin(memory, moment) {
      const out = memory.get('rates')!
      const results: [number, number][] = []
      each(memory, moment, (at, r) => results.push([at, r.value]))
      for (const [at, value] of results) out[at] = value
    },
    bound(memory, moment) {
      const bounds = new Float64Array(memory.get('rates')!.length)
      each(memory, moment, (at, r) => {
        bounds[at] = r.error
      })
      return new Map([['rates', bounds]])
    },
  }
}
