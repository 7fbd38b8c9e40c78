/**
 * Inputs from outside that are not always the same: held values and frames, fields, moving bumps, and the
 * pace of a velocity drive. Each is on in the steps of its window, as src/engine/inputs.ts counts them.
 */
import { bumpText } from '../../../../shaders/bump.wgsl.ts'
import { fieldText } from '../../../../shaders/field.wgsl.ts'
import { heldText } from '../../../../shaders/held.wgsl.ts'
import { clockText, clockWith, signalText } from '../../../../shaders/lib/clock.wgsl.ts'
import { special } from '../../../../shaders/lib/special.wgsl.ts'
import { paceText } from '../../../../shaders/pace.wgsl.ts'
import { placed } from '../../../errors.ts'
import type { Leaf } from '../../../model/emit.ts'
import { checkNames } from '../../../model/names.ts'
import type { Input } from '../../../model/network.ts'
import { freeNames } from '../../../model/rewrite.ts'
import type { Expression } from '../../../model/tree.ts'
import { emitWgsl } from '../../../model/wgsl.ts'
import type { Space } from '../../../spaces/space.ts'
import { bumpForm, courseOf } from '../../moving-bump.ts'
import type { BufferSpec } from '../program.ts'
import { frameStart, stepAt } from '../resident/terms.ts'
import { type Signals, signalNumber, signalsRead } from '../signals.ts'
import { type Built, bufferOf, emptyBuffer, type Memory, type Moment, spread, type View } from './pass.ts'
import { evaluate, exact, plus, type Rounded, through, times } from './rounding.ts'

export interface InputPass {
  readonly buffers: readonly BufferSpec[]
  readonly built: Built
}

/** The pass of one input other than a velocity drive; buffers are named after its place. */
export function inputPass(
  input: Input,
  space: Space,
  dt: number,
  target: View,
  replicas: number,
  signals: Signals,
  limit?: number,
): InputPass {
  const { place, term } = input
  const { size: points } = space
  const shape = { points, replicas, target, clock: clockText }
  const timed = (expressions: readonly Expression[]) => ({
    ...shape,
    clock: clockWith(signalsRead(expressions)),
  })
  const common = { place, points, replicas, target, limit }
  switch (term.kind) {
    case 'static':
    case 'frames': {
      const values = term.kind === 'static' ? term.values : term.frames
      const frames = Math.floor(values.length / points)
      const starts = Array.from({ length: frames }, (_, f) =>
        term.kind === 'static' ? 0 : frameStart(f, Math.max(0, input.from), term.every, dt),
      )
      const window = windowBuffer(input, dt, starts)
      const held = bufferOf(`${place} values`, `${frames} frames of ${place}`, Float32Array.from(values))
      return added({
        ...common,
        buffers: [window, held],
        wgsl: heldText(shape, frames),
        entry: 'hold',
        flops: 1,
        reads: 1,
        value(memory, { step }) {
          const words = memory.get(window.name)!
          let frame = 0
          while (frame + 1 < frames && words[3 + frame]! <= step) frame++
          const held64 = memory.get(held.name)!
          return (point) => exact(held64[frame * points + point]!)
        },
      })
    }
    case 'expression': {
      placed(place, () => checkNames(term.expression, [...space.coordinates.keys(), ...signals.names]))
      const expression = signals.take(term.expression)
      const names = freeNames(expression).filter((name) => signalNumber(name) === null)
      const leaf = (name: string): Leaf => {
        const signal = signalNumber(name)
        return signal === null
          ? { code: `c_${name}`, varies: true }
          : { code: signalText(signal), varies: false }
      }
      const emitted = placed(place, () => emitWgsl([expression], leaf, 'e'))
      const lines = [...emitted.uniform, ...emitted.local]
      const all = new Float32Array(names.length * points)
      for (const [k, name] of names.entries()) all.set(space.coordinates.get(name)!, k * points)
      const window = windowBuffer(input, dt)
      const table = bufferOf(`${place} coordinates`, `coordinates of ${place}: ${names.join(' ')}`, all)
      const codes = names.map((name) => `c_${name}`)
      return added({
        ...common,
        buffers: [window, table],
        wgsl: fieldText(timed([expression]), codes, { lines, results: emitted.results }, emitted.library),
        entry: 'field',
        flops: 20 * lines.length,
        reads: names.length,
        value(memory, moment) {
          const values = memory.get(table.name)!
          return (point) =>
            evaluate(expression, (name) => {
              const signal = signalNumber(name)
              return exact(
                signal === null ? values[names.indexOf(name) * points + point]! : moment.signals![signal]!,
              )
            })
        },
      })
    }
    case 'moving-bump': {
      const { amplitude, linear, quadratic, constant, features, course } = placed(place, () =>
        bumpForm(term, space),
      )
      const numbers = [amplitude, linear, quadratic, constant]
      const centre = course.map((component) => signals.take(courseOf(component)))
      const all = new Float32Array(course.length * points)
      for (const [m, feature] of features.entries()) all.set(feature, m * points)
      const window = windowBuffer(input, dt)
      const form = bufferOf(`${place} form`, `shape of ${place}`, Float32Array.from(numbers))
      const table = bufferOf(`${place} features`, `features of ${place}`, all)
      return added({
        ...common,
        buffers: [window, form, table],
        wgsl: bumpText(timed(centre), centre.map(codeOfSignal), special(['exp32'])),
        entry: 'bump',
        flops: 2 * course.length + 30,
        reads: course.length,
        value: (memory, moment) => {
          const where = centre.map((component) => valueOfSignal(component, moment))
          return bumpAt(memory.get(form.name)!, memory.get(table.name)!, points, where)
        },
      })
    }
    case 'velocity':
      throw new Error('a velocity drive is a connection')
    case 'poisson':
    case 'spikes':
      throw new Error('trains of events arrive in a channel')
  }
}

/** A component of the centre, which is a signal, at rest too. */
const codeOfSignal = (e: Expression): string => signalText(signalNumber((e as { name: string }).name)!)
const valueOfSignal = (e: Expression, { signals }: Moment): Rounded =>
  exact(signals![signalNumber((e as { name: string }).name)!]!)

function bumpAt(
  form: Float64Array,
  features: Float64Array,
  points: number,
  centre: readonly Rounded[],
): (point: number) => Rounded {
  const [amplitude, linear, quadratic, constant] = Array.from(form.subarray(0, 4), exact) as [
    Rounded,
    Rounded,
    Rounded,
    Rounded,
  ]
  return (point) => {
    let d = exact(0)
    for (const [m, c] of centre.entries()) d = plus(d, times(exact(features[m * points + point]!), c))
    const exponent = plus(plus(times(linear, d), times(times(quadratic, d), d)), constant)
    return times(amplitude, through(Math.exp, [exponent], { relative: 4, absolute: 2 ** -126 }))
  }
}

function windowBuffer(input: Input, dt: number, starts: readonly number[] = []): BufferSpec {
  const words = Uint32Array.from([stepAt(input.from, dt), stepAt(input.until, dt), ...starts])
  return bufferOf(`${input.place} window`, `steps in which ${input.place} is on`, words)
}

function isOpen(words: Float64Array, step: number): boolean {
  return step >= words[0]! && step < words[1]!
}

interface Added {
  readonly place: string
  readonly points: number
  readonly replicas: number
  readonly target: View
  readonly limit: number | undefined
  /** in the order of the bindings, the window first */
  readonly buffers: readonly BufferSpec[]
  readonly wgsl: string
  readonly entry: string
  /** of one point */
  readonly flops: number
  /** numbers read for one point, besides the target */
  readonly reads: number
  value(memory: Memory, moment: Moment): (point: number) => Rounded
}

function added({
  place,
  points,
  replicas,
  target,
  limit,
  buffers,
  wgsl,
  entry,
  flops,
  reads,
  value,
}: Added): InputPass {
  function each(memory: Memory, moment: Moment, write: (at: number, added: Rounded) => void): void {
    if (!isOpen(memory.get(buffers[0]!.name)!, moment.step)) return
    const of = value(memory, moment)
    for (let point = 0; point < points; point++) {
      const one = of(point)
      for (let replica = 0; replica < replicas; replica++)
        write(target.offset + replica * target.stride + point, one)
    }
  }
  const built: Built = {
    pass: {
      name: `${entry} ${place}`,
      wgsl,
      entry,
      bindings: [
        ...buffers.map(({ name }) => ({ buffer: name, access: 'read' as const })),
        { buffer: target.buffer, access: 'read-write' },
      ],
      clock: true,
      workgroups: spread(Math.ceil((points * replicas) / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: flops * points * replicas,
      bytes: 4 * (reads + 2) * points * replicas,
      barriers: 0,
    },
    twin(memory, moment) {
      const out = memory.get(target.buffer)!
      each(memory, moment, (at, one) => {
        out[at] = out[at]! + one.value
      })
    },
    bound(memory, moment) {
      const before = memory.get(target.buffer)!
      const bounds = new Float64Array(before.length)
      each(memory, moment, (at, one) => {
        bounds[at] = plus(exact(before[at]!), one).error
      })
      return new Map([[target.buffer, bounds]])
    },
  }
  return { buffers, built }
}

/** gains = base times the speed at the time, zero while the window is closed; `length` numbers. */
export function pacePass(
  name: string,
  input: Input,
  speed: Expression,
  dt: number,
  base: BufferSpec,
  gains: string,
  signals: Signals,
  limit?: number,
): InputPass {
  const length = base.bytes / 4
  const pace = signals.take(speed)
  const read = (named: string): Leaf => ({ code: signalText(signalNumber(named)!), varies: false })
  const emitted = emitWgsl([pace], read, 'e')
  const lines = [...emitted.uniform, ...emitted.local]
  const window = { ...windowBuffer(input, dt), name: `${name} window` }
  function each(memory: Memory, moment: Moment, write: (at: number, gain: Rounded) => void): void {
    const factors = memory.get(base.name)!
    const open = isOpen(memory.get(window.name)!, moment.step)
    const now = evaluate(pace, (named) => exact(moment.signals![signalNumber(named)!]!))
    for (let k = 0; k < length; k++) write(k, open ? times(exact(factors[k]!), now) : exact(0))
  }
  const built: Built = {
    pass: {
      name: `pace ${name}`,
      wgsl: paceText(
        length,
        { lines, results: emitted.results },
        emitted.library,
        clockWith(signalsRead([pace])),
      ),
      entry: 'pace',
      bindings: [
        { buffer: window.name, access: 'read' },
        { buffer: base.name, access: 'read' },
        { buffer: gains, access: 'read-write' },
      ],
      clock: true,
      workgroups: spread(Math.ceil(length / 64), limit),
      workgroupSize: 64,
      workgroupBytes: 0,
      flops: 20 * lines.length * length,
      bytes: 8 * length,
      barriers: 0,
    },
    twin(memory, moment) {
      const out = memory.get(gains)!
      each(memory, moment, (at, gain) => {
        out[at] = gain.value
      })
    },
    bound(memory, moment) {
      const bounds = new Float64Array(length)
      each(memory, moment, (at, gain) => {
        bounds[at] = gain.error
      })
      return new Map([[gains, bounds]])
    },
  }
  const paced = emptyBuffer(gains, `gains of ${name} at the time`, length)
  return { buffers: [window, base, paced], built }
}
