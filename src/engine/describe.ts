/** A program told to a person: aligned columns, sentences broken at the width of the page. */
import type { Program } from './program.ts'
import { bytesText, grouped, secondsText } from './units.ts'

const width = 80

/** `timed` says how long the reference engine should take: false where another engine will run. */
export function describeProgram(program: Program, timed = true): string {
  const { method, dt, steps, replicas, seed, memory } = program
  const duration = Number((dt * steps).toPrecision(12))
  const lines = [
    program.title,
    '',
    ...rows([
      ['populations', 'space', 'neurons', 'model', 'variables'],
      ...program.populations.map((p) => [p.name, p.space, count(p.neurons), p.model, p.variables.join(' ')]),
    ]),
  ]
  const operators = [...program.connections, ...program.drives]
  if (operators.length > 0) {
    lines.push(
      '',
      ...rows([
        ['connections', 'plan', 'flops', 'memory', 'time on the CPU'],
        ...operators.map((c) => [
          `${c.from} -> ${c.to}`,
          c.plan,
          count(c.cost.flops),
          bytesText(c.cost.bytes),
          secondsText(1e-9 * c.cost.nanoseconds),
        ]),
      ]),
    )
    for (const c of operators) {
      lines.push(...wrapped(`${c.place}: ${c.why}`, '  '))
      if (c.dropped > 0) lines.push(...wrapped(droppedText(c.dropped), '    '))
      for (const other of c.considered) {
        if (other.plan === c.plan) continue
        const cost = other.cost === null ? '' : ` ${secondsText(1e-9 * other.cost.nanoseconds)},`
        lines.push(...wrapped(`not ${other.plan}:${cost} ${other.because}`, '    '))
      }
    }
  }
  const frames = program.recording[0]?.shape[0] ?? 0
  lines.push(
    '',
    ...wrapped(`method      ${method}, dt ${dt}, ${count(steps)} steps (t = ${duration}), seed ${seed}`, ''),
    `replicas    ${count(replicas)}`,
    ...wrapped(
      `recording   ${frames === 0 ? 'nothing' : `${count(frames)} frames of ${program.recording.map((r) => r.name).join(', ')}`}`,
      '',
    ),
    ...wrapped(
      `memory      ${bytesText(memory.total)}: state ${bytesText(memory.state)}, work ${bytesText(memory.work)}, ` +
        `operators ${bytesText(memory.operators)}, recording ${bytesText(memory.recording)}`,
      '',
    ),
    `work        ${count(program.flopsPerStep)} flops a step`,
    ...(timed ? [`expected    ${secondsText(program.expectedSeconds)} on the reference engine`] : []),
  )
  return lines.join('\n')
}

/** Columns padded to their widest entry; a row that would be too long loses the end of its last column. */
function rows(table: readonly (readonly string[])[]): string[] {
  const widths = table[0]!.map((_, c) => Math.max(...table.map((row) => row[c]!.length)))
  return table.map((row) => {
    const line = row
      .map((cell, c) => cell.padEnd(widths[c]!))
      .join('  ')
      .trimEnd()
    return line.length > width ? `${line.slice(0, width - 3)}...` : line
  })
}

/** Breaks a text between words, never between a number and its unit; following lines are indented under `indent` and two columns more. */
function wrapped(text: string, indent: string): string[] {
  const hanging = indent === '' ? ' '.repeat(12) : `${indent}  `
  const lines: string[] = []
  let line = indent
  for (const word of text.split(/(?<!\d) | (?![A-Za-z])/)) {
    const bare = line === indent || line === hanging
    if (!bare && line.length + 1 + word.length > width) {
      lines.push(line)
      line = hanging + word
    } else {
      line += bare ? word : ` ${word}`
    }
  }
  return [...lines, line]
}

/** What a space cannot carry of its kernel, said aloud. */
function droppedText(fraction: number): string {
  return `the band limit of the space drops ${Number(fraction.toPrecision(2))} of the kernel's power`
}

/** 65536 -> `65,536`, 2.4e9 -> `2.4e9`. */
function count(value: number): string {
  if (value >= 1e8) return value.toExponential(1).replace('e+', 'e')
  return grouped(value)
}
