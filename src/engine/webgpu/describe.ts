/** A device program for a person, in lines of at most 80 characters. */
import { bytesText } from '../units.ts'
import type { DeviceProgram, Pass } from './program.ts'

const width = 80

/**
 * The mode and why, the buffers with what they hold, then every pass of a step in order: workgroups, flops
 * and bytes of one dispatch, and what they come to.
 */
export function describeDeviceProgram(program: DeviceProgram): string {
  const { mode, why, buffers, begin, step, record, stepsPerDispatch } = program
  const lines = [...wrapped(`${mode}: ${why}`, ''), '']
  lines.push(`buffers (${bytesText(buffers.reduce((sum, { bytes }) => sum + bytes, 0))})`)
  for (const { name, bytes, holds } of buffers)
    lines.push(...wrapped(`${bytesText(bytes).padStart(9)}  ${name}: ${holds}`, ' '.repeat(11)))
  lines.push(...section('before the first step', begin))
  const perStep = step.map(({ pass }) => pass)
  lines.push(...section(stepsPerDispatch > 1 ? `up to ${stepsPerDispatch} steps` : 'one step', perStep))
  lines.push(...section('a frame', record))
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
  return `${unit === 0 ? scaled : scaled.toPrecision(3)}${units[unit]}`
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
