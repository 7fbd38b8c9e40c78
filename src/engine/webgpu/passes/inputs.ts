/**
 * Inputs from outside that are not always the same: held values and frames, fields, moving bumps, and the
 * pace of a velocity drive. Each is on in the steps of its window, as src/engine/inputs.ts counts them.
 */
import { bumpText } from '../../../../shaders/bump.wgsl.ts'
import { fieldText } from '../../../../shaders/field.wgsl.ts'
import { heldText } from '../../../../shaders/held.wgsl.ts'
import { clockText } from '../../../../shaders/lib/clock.wgsl.ts'
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
import { bumpForm } from '../../moving-bump.ts'
import type { BufferSpec } from '../program.ts'
import { frameStart, stepAt } from '../resident/terms.ts'
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
  limit?: number,
): InputPass {
  const { place, term } = input
  const { size: points } = space
  const shape = { points, replicas, target, clock: clockText }
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
      const { expression } = term
      placed(place, () => checkNames(expression, [...space.coordinates.keys(), 't']))
      const names = freeNames(expression).filter((name) => name !== 't')
      const leaf = (name: string): Leaf => {
        if (name === 't') return { code: 't', varies: false }
        return { code: `c_${name}`, varies: true }
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
        wgsl: fieldText(shape, codes, { lines, results: emitted.results }, emitted.library),
        entry: 'field',
        flops: 20 * lines.length,
        reads: names.length,
        value(memory, { time }) {
          const values = memory.get(table.name)!
          return (point) =>
            evaluate(expression, (name) =>
              exact(name === 't' ? Math.fround(time) : values[names.indexOf(name) * points + point]!),
            )
        },
      })
    }
    case 'moving-bump': {
      const { amplitude, linear, quadratic, constant, features, course } = placed(place, () =>
        bumpForm(term, space),
      )
      const numbers = [amplitude, linear, quadratic, constant]
      for (const { rest, even, odd, speed } of course) numbers.push(rest, even, odd, speed)
      const all = new Float32Array(course.length * points)
      for (const [m, feature] of features.entries()) all.set(feature, m * points)
      const window = windowBuffer(input, dt)
      const form = bufferOf(`${place} form`, `shape and course of ${place}`, Float32Array.from(numbers))
      const table = bufferOf(`${place} features`, `features of ${place}`, all)
      return added({
        ...common,
        buffers: [window, form, table],
        wgsl: bumpText(shape, course.length, special(['cos32', 'sin32', 'exp32'])),
        entry: 'bump',
        flops: 60 * course.length + 30,
        reads: course.length,
        value: (memory, { time }) => bumpAt(memory.get(form.name)!, memory.get(table.name)!, points, time),
      })
    }
    case 'velocity':
      throw new Error('a velocity drive is a connection')
  }
}

function bumpAt(
  form: Float64Array,
  features: Float64Array,
  points: number,
  time: number,
): (point: number) => Rounded {
  const [amplitude, linear, quadratic, constant] = Array.from(form.subarray(0, 4), exact) as [
    Rounded,
    Rounded,
    Rounded,
    Rounded,
  ]
  const own = { relative: 4, absolute: 2 ** -22 }
  const centre: Rounded[] = []
  for (let k = 4; k < form.length; k += 4) {
    const angle = times(exact(form[k + 3]!), exact(Math.fround(time)))
    const even = times(exact(form[k + 1]!), through(Math.cos, [angle], own))
    const odd = times(exact(form[k + 2]!), through(Math.sin, [angle], own))
    centre.push(plus(plus(exact(form[k]!), even), odd))
  }
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
  limit?: number,
): InputPass {
  const length = base.bytes / 4
  const emitted = emitWgsl([speed], () => ({ code: 't', varies: false }), 'e')
  const lines = [...emitted.uniform, ...emitted.local]
  const window = { ...windowBuffer(input, dt), name: `${name} window` }
  function each(memory: Memory, { step, time }: Moment, write: (at: number, gain: Rounded) => void): void {
    const factors = memory.get(base.name)!
    const open = isOpen(memory.get(window.name)!, step)
    const now = evaluate(speed, () => exact(Math.fround(time)))
    for (let k = 0; k < length; k++) write(k, open ? times(exact(factors[k]!), now) : exact(0))
  }
  const built: Built = {
    pass: {
      name: `pace ${name}`,
      wgsl: paceText(length, { lines, results: emitted.results }, emitted.library, clockText),
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
