/**
 * One stage of the method for one population, fused with its flow, its noise and, where the rate needs no
 * mean and no time, the rates of the state that it makes; see shaders/stage.wgsl.ts.
 */
import type { SpecialName } from '../../../../shaders/lib/special.wgsl.ts'
import {
  type Kick,
  type StageShape,
  stageArrival,
  stageBindings,
  stageText,
} from '../../../../shaders/stage.wgsl.ts'
import { fillNormals } from '../../../math/normal.ts'
import type { Method, Network } from '../../../model/network.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import type { Layout } from '../../layout.ts'
import { phi1, stageFractions } from '../../methods.ts'
import { noiseMemory, noiseTerms } from '../../noise.ts'
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
  readonly kicks: readonly Kick[]
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
  const { method, stage, kicks, seed, slopes, limit } = options
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
  if (kicks.length > 0) for (const used of ['philox32', 'normalpair32'] as const) functions.add(used)
  if (method === 'exponential-euler')
    for (const used of ['exp32', 'sinh32', 'keep32'] as const) functions.add(used)
  const shape: StageShape = {
    ...shapeOf(site, means, functions, expressions),
    method,
    stage,
    stages,
    slopes,
    kicks,
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
    (4 * variables.length + 10 * (flowLines.length + nextLines.length) + 100 * kicks.length) *
    points *
    replicas

  type Write = (buffer: string, at: number, value: Rounded) => void
  function each(memory: Memory, moment: Moment, write: Write): void {
    const read = readerOf(site, 'flow', source, memory, moment)
    const state = memory.get('state')!
    const dt = exact(Math.fround(moment.dt))
    for (let replica = 0; replica < replicas; replica++) {
      const drawn = kicks.map((kick) => drawOf(kick, memory, site, moment.step, seed, replica))
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
          const k = kicks.findIndex(({ variable }) => variable === v)
          const kick = kicks[k]
          if (method === 'exponential-euler') {
            const z = times(dt, evaluate(decays[v]!, leaf))
            y = plus(base, times(times(dt, phiOf(z)), f))
            factor = kick?.coloured === false ? rootOf(phiOf(times(exact(2), z))) : phiOf(z)
          } else {
            y = updated(method, stage, base, slope, f, dt)
            const kept = slopeAfter(method, stage, slope, f)
            if (kept !== null) write('stages', slopes + place, kept)
          }
          if (kick !== undefined) y = plus(y, times(factor, drawn[k]!.kick(point)))
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
        if (last)
          for (const { fresh } of drawn) if (fresh !== null) write('eta', fresh.at(point), fresh.value(point))
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
        (uses(expressions, 'r') ? 1 : 0) +
        (fused ? 1 : 0) +
        (alone ? 1 : 3) +
        2 * kicks.filter(({ coloured }) => coloured).length
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

type NoiseNumbers = Record<'white' | 'keep' | 'fresh' | 'carried' | 'along' | 'across', number>

/** The numbers of the buffer `noise`, eight words a term, see `noiseBuffers`. */
function noiseNumbers(memory: Memory, term: number): NoiseNumbers {
  const words = Uint32Array.from(memory.get('noise')!.subarray(8 * term, 8 * term + 8))
  const [, , white, keep, fresh, carried, along, across] = new Float32Array(words.buffer) as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { white, keep, fresh, carried, along, across }
}

function normalsOf(
  stream: number,
  points: number,
  step: number,
  seed: number,
  replica: number,
): (point: number) => Rounded {
  const values = new Float64Array(points)
  fillNormals(values, 0, points, { seed, replica, step, stream })
  return (point) => ({ value: values[point]!, error: normalError })
}

/** The kick of one variable, and what it will remember. */
interface Drawn {
  kick(point: number): Rounded
  readonly fresh: { at(point: number): number; value(point: number): Rounded } | null
}

function drawOf(
  { coloured, streams, eta, term }: Kick,
  memory: Memory,
  site: Site,
  step: number,
  seed: number,
  replica: number,
): Drawn {
  const { white, carried, along, across, keep, fresh } = noiseNumbers(memory, term ?? 0)
  const [n1, n2] = streams.map((stream) => normalsOf(stream, site.points, step, seed, replica)) as [
    (point: number) => Rounded,
    (point: number) => Rounded,
  ]
  if (!coloured) return { kick: (point) => times(exact(white), n1(point)), fresh: null }
  const { offset, stride } = eta ?? site.rate
  const at = (point: number) => offset + replica * stride + point
  const old = (point: number) => exact(memory.get('eta')![at(point)]!)
  return {
    kick: (point) =>
      plus(
        plus(times(exact(carried), old(point)), times(exact(along), n1(point))),
        times(exact(across), n2(point)),
      ),
    fresh: {
      at,
      value: (point) => plus(times(exact(keep), old(point)), times(exact(fresh), n1(point))),
    },
  }
}

/** The noise of a population's variables. */
export function kicksOf(network: Network, layout: Layout, site: Site): Kick[] {
  const terms = noiseTerms(network, layout)
  const stride = noiseMemory(terms)
  const several = network.noise.each !== undefined
  return terms.flatMap(({ population, variable, correlationTime, streams, memory }, term): Kick[] => {
    if (population !== site.population) return []
    const coloured = correlationTime !== null
    const eta = { offset: memory, stride }
    const plain = !coloured || (eta.offset === site.rate.offset && eta.stride === site.rate.stride)
    return [
      {
        ...{ variable, coloured, term: several ? term : null },
        streams: [streams.white, streams.second],
        eta: plain ? null : eta,
      },
    ]
  })
}
