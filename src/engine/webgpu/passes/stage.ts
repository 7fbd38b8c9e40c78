/**
 * One stage of the method for one population, fused with its flow, its noise and, where the rate needs no
 * mean and no time, the rates of the state that it makes; see shaders/stage.wgsl.ts.
 */
import type { SpecialName } from '../../../../shaders/lib/special.wgsl.ts'
import { type StageShape, stageArrival, stageBindings, stageText } from '../../../../shaders/stage.wgsl.ts'
import { fillNormals } from '../../../math/normal.ts'
import { streamOf } from '../../../math/philox.ts'
import type { Method, Network } from '../../../model/network.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import { phi1, stageFractions } from '../../methods.ts'
import type { Joined } from './fft.ts'
import {
  firingOf,
  leafOf,
  meansOf,
  moreOf,
  numbersOf,
  ownInputAt,
  ownInputsOf,
  readerOf,
  type Site,
  shapeOf,
  totalsOf,
  uses,
  usesMeans,
} from './model.ts'
import { type Built, type Memory, type Moment, spread, tiny } from './pass.ts'
import { evaluate, exact, plus, type Rounded, rounded, through, times } from './rounding.ts'

/** Everything a normal of the device may be off, see the library. */
const normalError = 2e-6

export interface StageOptions {
  readonly method: Method
  readonly stage: number
  readonly noise: StageShape['noise']
  readonly seed: number
  /** numbers of all replicas' states: the slopes begin behind so many */
  readonly slopes: number
  /** of a spiking population */
  readonly spiking?: Pick<StageShape, 'own' | 'keeps' | 'clamped'>
  readonly limit?: number | undefined
}

const rated = { own: false, keeps: false, clamped: [] } as const

/** A stage as a pass of its own, or joined to the pass that makes the sums it waits for. */
export interface Stage extends Built {
  /** `alone`: nothing else adds to the inputs, which it then neither reads nor sets back */
  joined(alone: boolean): Joined
}

export function stagePass(site: Site, options: StageOptions): Stage {
  const { method, stage, noise, seed, slopes, limit } = options
  const { own: owned, keeps, clamped } = options.spiking ?? rated
  const {
    name,
    sites,
    copies,
    named,
    points,
    replicas,
    variables,
    equations,
    decays,
    rateExpression,
    rate,
    fused,
  } = site
  const fractions = stageFractions[method]
  const stages = fractions.length
  const last = stage === stages - 1
  const source = stage === 0 ? 'state' : 'stages'
  const target = last ? 'state' : 'stages'
  const expressions = [...equations, ...decays]
  const flow = emitWgsl(expressions, leafOf(site, 'flow'), 'e')
  const next = emitWgsl([rateExpression], leafOf(site, 'rate', 'y'), 'q')
  const means = usesMeans(expressions)
  const functions = new Set<SpecialName>(flow.functions)
  if (fused) for (const used of next.functions) functions.add(used)
  if (noise !== 'none') for (const used of ['philox32', 'normalpair32'] as const) functions.add(used)
  if (method === 'exponential-euler')
    for (const used of ['exp32', 'sinh32', 'keep32'] as const) functions.add(used)
  const streams = [streamOf('white', site.population), streamOf('second', site.population)] as const
  const shape: StageShape = {
    ...shapeOf(site, means, functions, expressions),
    method,
    stage,
    stages,
    slopes,
    noise,
    streams,
    eta: layoutIsOne(site) ? null : site.neurons,
    spiking: site.spiking,
    own: owned,
    keeps,
    clamped,
  }
  const flowLines = [...flow.uniform, ...flow.local]
  const nextLines = [...next.uniform, ...next.local]
  const statements = { lines: flowLines, results: flow.results }
  const nextStatements = fused ? { lines: nextLines, results: next.results } : null
  const bufferNames: Record<string, string> = {
    numbers: numbersOf(site),
    means: meansOf(site),
    more: moreOf(site),
    own: ownInputsOf(site),
    totals: totalsOf(site),
    firing: firingOf(site),
  }
  const bufferOf = ({ name }: { readonly name: string }): string => bufferNames[name] ?? name
  const bindings = stageBindings(shape, fused).map((use) => ({
    buffer: bufferOf(use),
    access: use.written ? ('read-write' as const) : ('read' as const),
  }))
  const flops =
    (4 * variables.length + 10 * (flowLines.length + nextLines.length) + (noise === 'none' ? 0 : 100)) *
    points *
    replicas

  type Write = (buffer: string, at: number, value: Rounded) => void
  function each(memory: Memory, moment: Moment, write: Write): void {
    const read = readerOf(site, 'flow', source, memory, moment)
    const state = memory.get('state')!
    const dt = exact(Math.fround(moment.dt))
    const draw = noise === 'none' ? null : drawOf(memory, site, moment.step, seed, noise)
    for (let replica = 0; replica < replicas; replica++) {
      const kicks = draw?.(replica)
      const fresh = noise === 'coloured' && last ? etaOf(memory, site, moment.step, seed, replica) : null
      for (let point = 0; point < points; point++) {
        const leaf = read(replica, point)
        const own = site.state.offset + replica * site.state.stride + point
        const at = rate.offset + replica * rate.stride + (point % sites)
        const silent = clamped.length > 0 && memory.get(firingOf(site))![replica * points + point]! > 0
        const made: Rounded[] = []
        for (let v = 0; v < variables.length; v++) {
          const f = evaluate(equations[v]!, leaf)
          const place = own + v * points
          const base = exact(state[place]!)
          const slope = stages > 1 ? exact(memory.get('stages')![slopes + place]!) : exact(0)
          let y: Rounded
          let factor = exact(1)
          if (method === 'exponential-euler') {
            const z = times(dt, evaluate(decays[v]!, leaf))
            y = plus(base, times(times(dt, phiOf(z)), f))
            factor = noise === 'white' ? rootOf(phiOf(times(exact(2), z))) : phiOf(z)
          } else {
            y = updated(method, stage, base, slope, f, dt)
            const kept = slopeAfter(method, stage, slope, f)
            if (kept !== null) write('stages', slopes + place, kept)
          }
          if (v === 0 && kicks !== undefined) y = plus(y, times(factor, kicks(point)))
          made.push(y)
          write(target, place, last && silent && clamped.includes(v) ? base : y)
        }
        for (let k = 0; k <= named.length; k++) {
          const input = leaf(k === 0 ? 'I' : named[k - 1]!)
          if (keeps && last) write(totalsOf(site), ownInputAt(site, replica, k, point), input)
          if (owned) write(ownInputsOf(site), ownInputAt(site, replica, k, point), exact(0))
          if (copies > 1) continue
          const constant = exact(memory.get(numbersOf(site))![k * points + point]!)
          if (k === 0) write('inputs', at, constant)
          else write(moreOf(site), (replica * named.length + k - 1) * points + point, constant)
        }
        if (fresh !== null)
          write('eta', site.neurons.offset + replica * site.neurons.stride + point, fresh(point))
        if (!fused) continue
        const after = (n: string): Rounded => {
          const v = variables.indexOf(n)
          return v >= 0 ? made[v]! : leaf(n)
        }
        write('rates', at, evaluate(rateExpression, after))
      }
    }
  }

  return {
    pass: {
      name: `stage ${stage + 1} of ${stages}, ${name}`,
      wgsl: stageText(shape, statements, nextStatements),
      entry: 'advance',
      bindings,
      clock: true,
      workgroups: spread(Math.ceil((points * replicas) / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops,
      bytes: 4 * points * replicas * (variables.length * (stages > 1 ? 4 : 2) + (fused ? 5 : 4)),
      barriers: 0,
    },
    joined(alone) {
      const arrival = stageArrival(shape, statements, nextStatements, alone)
      // numbers that a variable moves, by the buffers that `updateText` names
      const moved = stages === 1 ? 2 : stage === 0 ? 3 : 4
      const own =
        (uses(expressions, 'r') ? 1 : 0) + (fused ? 1 : 0) + (alone ? 1 : 3) + (noise === 'coloured' ? 2 : 0)
      return {
        name: `stage ${stage + 1} of ${stages}`,
        arrival,
        buffers: arrival.uses.map(bufferOf),
        clock: true,
        flops,
        bytes: 4 * points * replicas * (moved * variables.length + own),
      }
    },
    twin(memory, moment) {
      const results: [string, number, number][] = []
      each(memory, moment, (buffer, at, { value }) => results.push([buffer, at, value]))
      for (const [buffer, at, value] of results) memory.get(buffer)![at] = value
    },
    bound(memory, moment) {
      const bounds = new Map(
        bindings
          .filter(({ access }) => access === 'read-write')
          .map(({ buffer }) => [buffer, new Float64Array(memory.get(buffer)!.length)]),
      )
      each(memory, moment, (buffer, at, { error }) => {
        bounds.get(buffer)![at] = error
      })
      return bounds
    },
  }
}

/** Whether neurons and sites have the same places. */
const layoutIsOne = ({ neurons, rate }: Site): boolean =>
  neurons.offset === rate.offset && neurons.stride === rate.stride

const half = exact(0.5)
const two = exact(2)

function updated(
  method: Exclude<Method, 'exponential-euler'>,
  stage: number,
  base: Rounded,
  slope: Rounded,
  f: Rounded,
  dt: Rounded,
): Rounded {
  if (method === 'heun' && stage === 1) return plus(base, times(times(half, dt), plus(slope, f)))
  if (method === 'rk4' && stage === 3) return plus(base, times(times(dt, rounded(1 / 6)), plus(slope, f)))
  if (method === 'rk4' && stage < 2) return plus(base, times(times(half, dt), f))
  return plus(base, times(dt, f))
}

/** The slopes that are kept for a later stage. */
function slopeAfter(method: Method, stage: number, slope: Rounded, f: Rounded): Rounded | null {
  if (method === 'heun') return stage === 0 ? f : null
  if (method !== 'rk4' || stage === 3) return null
  return stage === 0 ? f : plus(slope, times(two, f))
}

/** exp, sinh and a quotient; or exp less 1, where |z| >= 1 makes the difference at most 1.6 times worse. */
function phiOf(z: Rounded): Rounded {
  return through(phi1, [z], { relative: 20, absolute: tiny })
}

function rootOf(x: Rounded): Rounded {
  return through(Math.sqrt, [x], { relative: 4, absolute: tiny })
}

/** The numbers of the buffer `noise`, see `noiseBuffer`. */
export function noiseNumbers(
  memory: Memory,
): Record<'white' | 'keep' | 'fresh' | 'carried' | 'along' | 'across', number> {
  const [, , white, keep, fresh, carried, along, across] = new Float32Array(
    Uint32Array.from(memory.get('noise')!).buffer,
  ) as unknown as [number, number, number, number, number, number, number, number]
  return { white, keep, fresh, carried, along, across }
}

function normalsOf(
  site: Site,
  step: number,
  seed: number,
  replica: number,
  purpose: 'white' | 'second',
): (point: number) => Rounded {
  const values = new Float64Array(site.points)
  fillNormals(values, 0, site.points, { seed, replica, step, stream: streamOf(purpose, site.population) })
  return (point) => ({ value: values[point]!, error: normalError })
}

function drawOf(
  memory: Memory,
  site: Site,
  step: number,
  seed: number,
  kind: 'white' | 'coloured',
): (replica: number) => (point: number) => Rounded {
  const { white, carried, along, across } = noiseNumbers(memory)
  return (replica) => {
    const n1 = normalsOf(site, step, seed, replica, 'white')
    if (kind === 'white') return (point) => times(exact(white), n1(point))
    const n2 = normalsOf(site, step, seed, replica, 'second')
    const eta = memory.get('eta')!
    const base = site.neurons.offset + replica * site.neurons.stride
    return (point) =>
      plus(
        plus(times(exact(carried), exact(eta[base + point]!)), times(exact(along), n1(point))),
        times(exact(across), n2(point)),
      )
  }
}

function etaOf(
  memory: Memory,
  site: Site,
  step: number,
  seed: number,
  replica: number,
): (point: number) => Rounded {
  const { keep, fresh } = noiseNumbers(memory)
  const eta = memory.get('eta')!
  const n1 = normalsOf(site, step, seed, replica, 'white')
  const base = site.neurons.offset + replica * site.neurons.stride
  return (point) => plus(times(exact(keep), exact(eta[base + point]!)), times(exact(fresh), n1(point)))
}

/** The kind of noise of a network. */
export function noiseKind(network: Network): StageShape['noise'] {
  const { sigma, correlationTime } = network.noise
  if (sigma === 0) return 'none'
  return correlationTime === null || correlationTime === 0 ? 'white' : 'coloured'
}
