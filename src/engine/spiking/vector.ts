/**
 * The loop of fused.ts for two neurons at a time, in WebAssembly: where the equations are arithmetic, every copy
 * of a site is alone and the state lies in the memory that the loops share. Operation by operation the same, so
 * bit for bit the same.
 */
import { built } from '../../model/compile.ts'
import { derivativeThroughRate } from '../../model/derivative.ts'
import { emit } from '../../model/javascript.ts'
import type { Network } from '../../model/network.ts'
import { freeNames } from '../../model/rewrite.ts'
import type { Expression } from '../../model/tree.ts'
import type { Drive } from '../inputs.ts'
import type { Layout } from '../layout.ts'
import { type NoiseSource, stageFractions } from '../methods.ts'
import {
  type Body,
  bodyOf,
  f64,
  i32,
  local,
  memoryPair,
  moduleOf,
  onPairs,
  op,
  pair,
  put,
  storeI32,
  withIndex,
} from './assembly.ts'
import type { ActingChannel } from './channels.ts'
import { isWhite, leaves, literal } from './fused.ts'
import { filterOf } from './synapse.ts'

/** Arrays beside the state that the loops read and write, at their addresses. */
export interface Arena {
  readonly memory: WebAssembly.Memory
  /** the states of all replicas, from address 0 on */
  readonly state: Float64Array<ArrayBuffer>
}

export interface VectorStep {
  /** what is the same for all neurons, and what came from outside, is brought in; returns how many fired */
  run(
    s: number,
    m: number,
    parameters: Float64Array,
    p: number,
    step: number,
    outside: readonly Float64Array[],
    signals: Float64Array,
    fired: Int32Array,
  ): number
}

/** Levels a, b (none where 0) of `count` sites take gain times the areas of a slot, which is cleared. */
export type VectorTake = (
  a: number,
  b: number,
  slot: number,
  bytes: number,
  jumpA: number,
  jumpB: number,
  gain: number,
) => void

const pageBytes = 65_536
/** Addresses are 32 bits; half of them are enough. */
const mostBytes = 2 ** 31

/** What a population's loop needs beside the state: where and how long. */
interface Plan {
  readonly body: Body
  /** [array, address]: copied once, or before every step */
  readonly constants: readonly (readonly [Float64Array, number])[]
  readonly copied: readonly (readonly [(outside: readonly Float64Array[]) => Float64Array, number])[]
  readonly uniforms: (
    parameters: Float64Array,
    p: number,
    step: number,
    signals: Float64Array,
    u: Float64Array,
  ) => void
  readonly uniformsAt: number
  readonly uniformCount: number
  readonly firedAt: number
  readonly end: number
}

export interface Vectors {
  readonly arena: Arena
  /** per population */
  readonly steps: readonly VectorStep[]
  readonly take: VectorTake
  /** whether `bytes` numbers from an address on are finite and at most `largest` in size: 1 or 0 */
  readonly bounded: (at: number, bytes: number, largest: number) => number
}

/** null where some population can not be stepped so, or there is no WebAssembly of pairs. */
export function vectorsOf(
  network: Network,
  layout: Layout,
  channels: readonly ActingChannel[],
  drive: Drive,
  noise: NoiseSource | null,
  signalNames: readonly string[],
  state: Float64Array,
): Vectors | null {
  if (typeof WebAssembly === 'undefined') return null
  let next = Math.ceil(state.byteLength / 64) * 64
  const plans: Plan[] = []
  for (const p of layout.blocks.keys()) {
    const plan = planOf(network, layout, p, channels, drive, noise, signalNames, next)
    if (plan === null) return null
    plans.push(plan)
    next = plan.end
  }
  const pages = Math.ceil(next / pageBytes)
  if (next > mostBytes) return null
  const bytes = moduleOf(
    {
      take: takeBody(),
      bounded: boundedBody(),
      ...Object.fromEntries(plans.map(({ body }, p) => [`step${p}`, body])),
    },
    pages,
  )
  if (!WebAssembly.validate(bytes)) return null
  const memory = new WebAssembly.Memory({ initial: pages })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const placed = new Float64Array(memory.buffer as ArrayBuffer, 0, state.length)
  placed.set(state)
  const steps = plans.map((plan, p): VectorStep => {
    const call = exports[`step${p}`] as (s: number, m: number) => number
    const numbers = (at: number, length: number) => new Float64Array(memory.buffer, at, length)
    for (const [array, at] of plan.constants) numbers(at, array.length).set(array)
    const { size } = layout.blocks[p]!
    const u = numbers(plan.uniformsAt, plan.uniformCount)
    const list = new Int32Array(memory.buffer, plan.firedAt, size)
    const copied = plan.copied.map(([source, at]) => [source, numbers(at, size)] as const)
    return {
      run(s, m, parameters, own, step, outside, signals, fired) {
        plan.uniforms(parameters, own, step, signals, u)
        for (let k = 0; k < copied.length; k++) copied[k]![1].set(copied[k]![0](outside))
        const count = call(8 * s, 8 * m)
        for (let k = 0; k < count; k++) fired[k] = list[k]!
        return count
      },
    }
  })
  return {
    arena: { memory, state: placed },
    steps,
    take: exports.take as VectorTake,
    bounded: exports.bounded as Vectors['bounded'],
  }
}

/** A value that a loop has at hand: the index of its local. */
type Value = number

function planOf(
  network: Network,
  layout: Layout,
  p: number,
  channels: readonly ActingChannel[],
  drive: Drive,
  noise: NoiseSource | null,
  signalNames: readonly string[],
  from: number,
): Plan | null {
  const { dt, method } = network.simulation
  const population = network.populations[p]!
  const { model, perNeuron = {} } = population
  const spike = model.spike!
  const { variables } = model
  const { size: N, copies, inputs, input: inputAt, state: blockAt } = layout.blocks[p]!
  if (copies > 1 || layout.blocks.some((block) => block.copies > 1) || N % 2 === 1 || spike.kind !== 'when')
    return null
  const fractions = [...new Set(stageFractions[method])]

  let end = from
  const claim = (numbers: number): number => {
    const at = end
    end += Math.ceil((8 * numbers) / 64) * 64
    return at
  }
  const constants: [Float64Array, number][] = []
  const copied: [(outside: readonly Float64Array[]) => Float64Array, number][] = []

  const body = bodyOf(['i32', 'i32'], 'i32')
  const [s, m] = [0, 1]
  const i = local(body, 'i32')
  const ps = local(body, 'i32')
  const pm = local(body, 'i32')
  const count = local(body, 'i32')
  const bits = local(body, 'i32')
  const head: Body = { ...body, bytes: [] }
  const known = new Map<string, Value>()

  const keep = (into: Body): Value => {
    const value = local(body, 'pair')
    withIndex(into, op.localSet, value)
    return value
  }
  const load = (base: number, offset: number): Value => {
    withIndex(body, op.localGet, base)
    memoryPair(body, pair.load, offset)
    return keep(body)
  }
  const store = (base: number, offset: number, value: Value): void => {
    withIndex(body, op.localGet, base)
    withIndex(body, op.localGet, value)
    memoryPair(body, pair.store, offset)
  }
  const apply = (code: number, ...operands: readonly Value[]): Value => {
    const key = `${code} ${operands.join()}`
    const found = known.get(key)
    if (found !== undefined) return found
    for (const operand of operands) withIndex(body, op.localGet, operand)
    onPairs(body, code)
    const value = keep(body)
    known.set(key, value)
    return value
  }
  const number = (value: number): Value => {
    const key = `number ${Object.is(value, -0) ? '-0' : value}`
    const found = known.get(key)
    if (found !== undefined) return found
    f64(head, value)
    onPairs(head, pair.splat)
    const made = keep(head)
    known.set(key, made)
    return made
  }

  // what is the same for all neurons: lines of JavaScript that fill u, read before the loop
  const uniformLines: string[] = []
  let uniformCount = 0
  const uniformsAt = claim(64)
  const uniform = (code: string): Value => {
    const key = `uniform ${code}`
    const found = known.get(key)
    if (found !== undefined) return found
    uniformLines.push(`u[${uniformCount}] = ${code}`)
    i32(head, uniformsAt + 8 * uniformCount++)
    onPairs(head, pair.loadSplat)
    put(head, 3, 0)
    const made = keep(head)
    known.set(key, made)
    return made
  }
  let prefixes = 0
  const uniformOf = (e: Expression, time: string, signals: readonly string[]): Value => {
    if (e.kind === 'number') return number(e.value)
    const made = emit([e], leaves(population, '', 0, time, signals), `n${prefixes++}_`)
    uniformLines.push(...made.uniform, ...made.local)
    return uniform(made.results[0]!)
  }

  // inputs at every stage
  const outsideAt = (k: number, stage: number): Value => {
    const first = inputAt + k * N
    const constant = drive.constant.subarray(first, first + N)
    if (drive.steady && constant.every((value) => value === constant[0])) return number(constant[0]!)
    const key = `outside ${k} ${drive.steady ? '' : stage}`
    const found = known.get(key)
    if (found !== undefined) return found
    const at = claim(N)
    if (drive.steady) constants.push([constant, at])
    else copied.push([(outside) => outside[stage]!.subarray(first, first + N), at])
    const made = load(i, at)
    known.set(key, made)
    return made
  }
  const own = layout.events.channels.flatMap((channel, c) =>
    channel.population === p ? [{ channel, c }] : [],
  )

  // the loop's body
  const held = own.map(({ channel, c }) => {
    if (channel.levels === 0) {
      const at = claim(N)
      copied.push([() => channels[c]!.arrived, at])
      return { channel, a: load(i, at), b: -1 }
    }
    const a = load(pm, 8 * channel.at)
    return { channel, a, b: channel.levels === 2 ? load(pm, 8 * (channel.at + N)) : -1 }
  })
  const received = fractions.map((fraction, f) =>
    Array.from({ length: inputs }, (_, k) => {
      let sum = outsideAt(k, f)
      for (const { channel, a, b } of held) {
        if (channel.input !== k) continue
        if (channel.levels === 0) {
          sum = apply(pair.add, sum, a)
          continue
        }
        const { fromA, fromB } = filterOf(channel.synapse!).readout(fraction * dt)
        let part = fromA === 1 ? a : apply(pair.multiply, number(fromA), a)
        if (b >= 0 && fromB !== 0) part = apply(pair.add, part, apply(pair.multiply, number(fromB), b))
        sum = apply(pair.add, sum, part)
      }
      return sum
    }),
  )
  for (const { channel, a, b } of held) {
    if (channel.levels === 0) continue
    const { aa, ab, bb } = filterOf(channel.synapse!).decay(dt)
    let next = apply(pair.multiply, number(aa), a)
    if (ab !== 0) next = apply(pair.add, next, apply(pair.multiply, number(ab), b))
    store(pm, 8 * channel.at, next)
    if (b >= 0) store(pm, 8 * (channel.at + N), apply(pair.multiply, number(bb), b))
  }
  const x = variables.map((_, v) => load(ps, 8 * v * N))
  const names = variables.map(({ name }) => name)
  const inputNames = ['I', ...(model.inputs ?? [])]
  const each = new Map(
    Object.entries(perNeuron).map(([name, array]) => {
      const at = claim(N)
      constants.push([array, at])
      return [name, at] as const
    }),
  )

  let possible = true
  function evaluate(
    e: Expression,
    state: readonly Value[],
    stage: number,
    time: string,
    signals: readonly string[] = [],
  ): Value {
    const varies = freeNames(e).some((n) => names.includes(n) || inputNames.includes(n) || each.has(n))
    if (!varies) return uniformOf(e, time, signals)
    const inner = (part: Expression) => evaluate(part, state, stage, time, signals)
    switch (e.kind) {
      case 'name': {
        const v = names.indexOf(e.name)
        if (v >= 0) return state[v]!
        const k = inputNames.indexOf(e.name)
        if (k >= 0) return received[stage]![k]!
        const key = `each ${e.name}`
        const value = known.get(key) ?? load(i, each.get(e.name)!)
        known.set(key, value)
        return value
      }
      case 'unary':
        if (e.operator === '-') return apply(pair.negate, inner(e.operand))
        return truth(apply(pair.equal, inner(e.operand), number(0)))
      case 'binary': {
        const simple = { '+': pair.add, '-': pair.subtract, '*': pair.multiply, '/': pair.divide } as const
        const a = inner(e.left)
        if (e.operator === '^') {
          const exponent = e.right.kind === 'number' ? e.right.value : Number.NaN
          if (exponent === 2) return apply(pair.multiply, a, a)
          if (exponent === 3) return apply(pair.multiply, apply(pair.multiply, a, a), a)
          if (exponent === -1) return apply(pair.divide, number(1), a)
          possible = false
          return a
        }
        const code = simple[e.operator as keyof typeof simple]
        return code === undefined
          ? truth(holds(e, state, stage, time, signals))
          : apply(code, a, inner(e.right))
      }
      case 'call': {
        const plain: Record<string, number> = { sqrt: pair.root, abs: pair.abs }
        const code = plain[e.function]
        if (code !== undefined) return apply(code, inner(e.arguments[0]!))
      }
    }
    possible = false
    return state[0]!
  }
  const truth = (mask: Value): Value => apply(pair.and, mask, number(1))
  /** A mask of all bits where e is not 0. */
  function holds(
    e: Expression,
    state: readonly Value[],
    stage: number,
    time: string,
    signals: readonly string[],
  ): Value {
    const compared = {
      '==': pair.equal,
      '!=': pair.unequal,
      '<': pair.less,
      '>': pair.greater,
      '<=': pair.atMost,
      '>=': pair.atLeast,
    } as const
    const inner = (part: Expression) => evaluate(part, state, stage, time, signals)
    if (e.kind === 'binary') {
      const code = compared[e.operator as keyof typeof compared]
      if (code !== undefined) return apply(code, inner(e.left), inner(e.right))
      if (e.operator === '&&' || e.operator === '||') {
        const parts = [e.left, e.right].map((part) => holds(part, state, stage, time, signals))
        return apply(e.operator === '&&' ? pair.and : pair.or, ...parts)
      }
    }
    return apply(pair.unequal, inner(e), number(0))
  }

  const at = (stage: number): string => `(step + ${stage}) * ${literal(dt)}`
  const flow = (stage: number, state: readonly Value[]): Value[] =>
    variables.map((v) => evaluate(v.equation, state, fractions.indexOf(stage), at(stage)))
  const plus = (a: Value, b: Value): Value => apply(pair.add, a, b)
  const times = (factor: number, a: Value): Value => apply(pair.multiply, number(factor), a)
  const advanced = (factor: number, f: readonly Value[]): Value[] =>
    x.map((value, v) => plus(value, times(factor, f[v]!)))
  let kickAt = -1
  if (noise !== null) {
    kickAt = claim(variables.length * N)
    for (const v of variables.keys())
      copied.push([() => noise.kick.subarray(blockAt + v * N, blockAt + (v + 1) * N), kickAt + 8 * v * N])
  }
  const kicks = noise === null ? null : variables.map((_, v) => load(i, kickAt + 8 * v * N))
  const kicked = (values: readonly Value[]): Value[] =>
    kicks === null ? [...values] : values.map((value, v) => plus(value, kicks[v]!))
  let y: Value[]
  switch (method) {
    case 'euler':
      y = kicked(advanced(dt, flow(0, x)))
      break
    case 'heun': {
      const f = flow(0, x)
      const g = flow(1, kicked(advanced(dt, f)))
      y = kicked(x.map((value, v) => plus(value, times(0.5 * dt, plus(f[v]!, g[v]!)))))
      break
    }
    case 'rk4': {
      const f = flow(0, x)
      const g = flow(0.5, advanced(0.5 * dt, f))
      const h = flow(0.5, advanced(0.5 * dt, g))
      const e = flow(1, advanced(dt, h))
      y = x.map((value, v) => {
        const sum = plus(plus(plus(f[v]!, times(2, g[v]!)), times(2, h[v]!)), e[v]!)
        return plus(value, times(dt / 6, sum))
      })
      break
    }
    case 'exponential-euler': {
      const f = flow(0, x)
      y = variables.map((variable, v) => {
        const decay = derivativeThroughRate(variable.equation, variable.name, model.rate)
        if (freeNames(decay).some((n) => names.includes(n) || inputNames.includes(n) || each.has(n)))
          possible = false
        const made = emit([decay], leaves(population, '', 0, at(0)), `n${prefixes++}_`)
        uniformLines.push(...made.uniform)
        const z = `${literal(dt)} * ${made.results[0]}`
        const grown = apply(pair.multiply, uniform(`${literal(dt)} * grown(${z})`), f[v]!)
        const sum = plus(x[v]!, grown)
        if (kicks === null || noise === null) return sum
        const white = isWhite(noise, blockAt + v * N)
        const share = uniform(white ? `Math.sqrt(grown(2 * (${z})))` : `grown(${z})`)
        return plus(sum, apply(pair.multiply, share, kicks[v]!))
      })
    }
  }

  // refractory neurons: clamped variables stay, nothing fires, a step less is left
  const { refractory } = layout.events.counts[p]!
  let free = -1
  if (refractory >= 0) {
    const left = load(pm, 8 * refractory)
    free = apply(pair.equal, left, number(0))
    store(pm, 8 * refractory, apply(pair.max, apply(pair.subtract, left, number(1)), number(0)))
    for (const v of spike.clamp) y[v] = apply(pair.select, y[v]!, x[v]!, free)
  }
  for (const [v, value] of y.entries()) store(ps, 8 * v * N, value)
  const last = fractions.indexOf(stageFractions[method].at(-1)!)
  let fires = holds(spike.condition, y, last, at(1), signalNames)
  if (free >= 0) fires = apply(pair.and, fires, free)
  if (!possible || uniformCount > 64) return null
  withIndex(body, op.localGet, fires)
  onPairs(body, pair.mask)
  withIndex(body, op.localSet, bits)
  withIndex(body, op.localGet, bits)
  put(body, op.ifThen, 0x40)
  const firedAt = claim(Math.ceil(N / 2))
  for (const lane of [0, 1]) {
    withIndex(body, op.localGet, bits)
    i32(body, 1 + lane)
    put(body, op.i32And, op.ifThen, 0x40)
    // fired[count] = i / 8 + lane
    withIndex(body, op.localGet, count)
    i32(body, 2)
    put(body, op.i32ShiftLeft)
    withIndex(body, op.localGet, i)
    i32(body, 3)
    put(body, op.i32ShiftRight)
    i32(body, lane)
    put(body, op.i32Add)
    storeI32(body, firedAt)
    withIndex(body, op.localGet, count)
    i32(body, 1)
    put(body, op.i32Add)
    withIndex(body, op.localSet, count)
    put(body, op.end)
  }
  put(body, op.end)

  const whole = bodyOf(body.parameters, body.result)
  whole.locals.push(...body.locals)
  put(whole, ...head.bytes, op.loop, 0x40)
  for (const [place, base] of [
    [ps, s],
    [pm, m],
  ] as const) {
    withIndex(whole, op.localGet, base)
    withIndex(whole, op.localGet, i)
    put(whole, op.i32Add)
    withIndex(whole, op.localSet, place)
  }
  for (const byte of body.bytes) whole.bytes.push(byte)
  again(whole, i, 16, () => i32(whole, 8 * N))
  withIndex(whole, op.localGet, count)

  const grown = 'const grown = (z) => (Math.abs(z) < 1e-8 ? 1 + 0.5 * z : Math.expm1(z) / z)'
  const uniforms = built<Plan['uniforms']>(
    'parameters, p, step, signals, u',
    [grown, ...uniformLines].join('\n'),
    new Float64Array(0),
    [],
  )
  return { body: whole, constants, copied, uniforms, uniformsAt, uniformCount, firedAt, end }
}

/** Ends a loop that goes on while i, `stride` further, is below what `limit` puts on the stack. */
function again(body: Body, i: number, stride: number, limit: () => void): void {
  withIndex(body, op.localGet, i)
  i32(body, stride)
  put(body, op.i32Add)
  withIndex(body, op.localSet, i)
  withIndex(body, op.localGet, i)
  limit()
  put(body, op.i32LessThan)
  withIndex(body, op.branchIf, 0)
  put(body, op.end)
}

/** a += jumpA (gain area), b += jumpB (gain area), area = 0; `bytes` is a multiple of 16. */
function takeBody(): Body {
  const body = bodyOf(['i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'f64'], null)
  const [a, b, slot, bytes, jumpA, jumpB, gain] = [0, 1, 2, 3, 4, 5, 6]
  const i = local(body, 'i32')
  const at = local(body, 'i32')
  const area = local(body, 'pair')
  const zero = local(body, 'pair')
  const splat = (from: number): number => {
    const made = local(body, 'pair')
    withIndex(body, op.localGet, from)
    onPairs(body, pair.splat)
    withIndex(body, op.localSet, made)
    return made
  }
  const [jumpsA, jumpsB, gains] = [splat(jumpA), splat(jumpB), splat(gain)]
  const address = (base: number): void => {
    withIndex(body, op.localGet, base)
    withIndex(body, op.localGet, i)
    put(body, op.i32Add)
    withIndex(body, op.localSet, at)
  }
  const jump = (base: number, by: number): void => {
    address(base)
    withIndex(body, op.localGet, at)
    withIndex(body, op.localGet, at)
    memoryPair(body, pair.load, 0)
    withIndex(body, op.localGet, by)
    withIndex(body, op.localGet, area)
    onPairs(body, pair.multiply)
    onPairs(body, pair.add)
    memoryPair(body, pair.store, 0)
  }
  put(body, op.loop, 0x40)
  address(slot)
  withIndex(body, op.localGet, gains)
  withIndex(body, op.localGet, at)
  memoryPair(body, pair.load, 0)
  onPairs(body, pair.multiply)
  withIndex(body, op.localSet, area)
  withIndex(body, op.localGet, at)
  withIndex(body, op.localGet, zero)
  memoryPair(body, pair.store, 0)
  jump(a, jumpsA)
  withIndex(body, op.localGet, b)
  put(body, op.ifThen, 0x40)
  jump(b, jumpsB)
  put(body, op.end)
  again(body, i, 16, () => withIndex(body, op.localGet, bytes))
  return body
}

/** Compares all, and asks once. */
function boundedBody(): Body {
  const body = bodyOf(['i32', 'i32', 'f64'], 'i32')
  const [from, bytes, largest] = [0, 1, 2]
  const i = local(body, 'i32')
  const sound = local(body, 'pair')
  const limit = local(body, 'pair')
  withIndex(body, op.localGet, largest)
  onPairs(body, pair.splat)
  withIndex(body, op.localSet, limit)
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.not)
  withIndex(body, op.localSet, sound)
  put(body, op.loop, 0x40)
  withIndex(body, op.localGet, from)
  withIndex(body, op.localGet, i)
  put(body, op.i32Add)
  memoryPair(body, pair.load, 0)
  onPairs(body, pair.abs)
  withIndex(body, op.localGet, limit)
  onPairs(body, pair.atMost)
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.and)
  withIndex(body, op.localSet, sound)
  again(body, i, 16, () => withIndex(body, op.localGet, bytes))
  withIndex(body, op.localGet, sound)
  onPairs(body, pair.allTrue)
  return body
}
