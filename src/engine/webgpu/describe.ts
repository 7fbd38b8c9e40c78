/** A device program for a person, in lines of at most 80 characters. */
import { bytesText, secondsText } from '../units.ts'
import type { DeviceProgram, Pass } from './program.ts'

const width = 80

/** Of one step of all replicas, without what is recorded. */
export interface StepWork {
  readonly flops: number
  /** read and written in device memory */
  readonly bytes: number
}

export function stepWork({ step, stepsPerDispatch }: DeviceProgram): StepWork {
  const sum = (of: (pass: Pass) => number) => step.reduce((total, { pass }) => total + of(pass), 0)
  return {
    flops: sum(({ flops }) => flops) / stepsPerDispatch,
    bytes: sum(({ bytes }) => bytes) / stepsPerDispatch,
  }
}

/** The device of the roofline that is printed: bytes and flops a second. No claim about the one at hand. */
const peak = { bytes: 1e12, flops: 1e13 } as const

/**
 * The mode and why, the buffers with what they hold, then every pass of a step in order: workgroups, flops
 * and bytes of one dispatch, and what they come to: the least time by memory and arithmetic alone on a device
 * that is named, for how long the one at hand takes is not known before it was tried.
 */
export function describeDeviceProgram(program: DeviceProgram, steps?: number): string {
  const { mode, why, buffers, begin, step, record, stepsPerDispatch } = program
  const lines = [...wrapped(`${mode}: ${why}`, ''), '']
  lines.push(`buffers (${bytesText(buffers.reduce((sum, { bytes }) => sum + bytes, 0))})`)
  for (const { name, bytes, holds } of buffers)
    lines.push(...wrapped(`${bytesText(bytes).padStart(9)}  ${name}: ${holds}`, ' '.repeat(11)))
  lines.push(...section('before the first step', begin))
  const perStep = step.map(({ pass }) => pass)
  lines.push(...section(stepsPerDispatch > 1 ? `up to ${stepsPerDispatch} steps` : 'one step', perStep))
  lines.push(...section('a frame', record))
  const work = stepWork(program)
  const least = Math.max(work.flops / peak.flops, work.bytes / peak.bytes)
  const all = steps === undefined ? '' : `, ${secondsText(steps * least)} for ${steps} steps`
  const roofline =
    `a step is ${metric(work.flops)} flop and ${bytesText(work.bytes)}: at least ${secondsText(least)}${all}, ` +
    'on a device of 10 Tflop/s and 1 TB/s; the time on this one is not known'
  lines.push('', ...wrapped(roofline, '  '))
  return `${lines.join('\n')}\n`
}

/** Name, workgroups, flops, bytes, barriers, in columns. */
function section(title: string, passes: readonly Pass[]): string[] {
  if (passes.length === 0) return []
  const sum = (of: (pass: Pass) => number): number => passes.reduce((total, pass) => total + of(pass), 0)
  const count = passes.length === 1 ? '1 pass' : `${passes.length} passes`
  const flops = metric(sum((pass) => pass.flops))
  const traffic = bytesText(sum((pass) => pass.bytes))
  const head = `${title}: ${count}, ${flops} flop, ${traffic} read and written`
  const rows = passes.map(({ name, workgroups, flops, bytes, barriers }) => [
    name,
    workgroups.join(' x ').replace(/ x 1$/, '').replace(/ x 1$/, ''),
    `${metric(flops)} flop`,
    bytesText(bytes),
    barriers === 0 ? '' : `${barriers} barriers`,
  ])
  const sizes = [1, 2, 3, 4].map((k) => Math.max(...rows.map((row) => row[k]!.length)))
  const room = width - 2 - sizes.reduce((total, size) => total + size + 2, 0)
  const table = rows.map(([name, ...rest]) => {
    const cells = rest.map((cell, k) => `  ${cell.padStart(sizes[k]!)}`)
    return `  ${short(name!, room).padEnd(room)}${cells.join('')}`.trimEnd()
  })
  return ['', ...wrapped(head, '  '), ...table]
}

const short = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`

/** 1234567 -> `1.23 M`. */
function metric(value: number): string {
  const units = ['', ' k', ' M', ' G', ' T']
  let scaled = value
  let unit = 0
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(scaled) : scaled.toPrecision(3)}${units[unit]}`
}

/** Breaks at spaces; what follows the first line is set in by `indent`. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<=\S) /)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width || line.trim() === '') {
      line = longer
      continue
    }
    lines.push(line)
    line = indent + word
  }
  return [...lines, line].flatMap((whole) => {
    const cut: string[] = []
    let rest = whole
    while (rest.length > width) {
      cut.push(rest.slice(0, width))
      rest = indent + rest.slice(width)
    }
    return [...cut, rest]
  })
}
