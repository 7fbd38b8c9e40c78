/** `goldstone group NAME|FILE`: order, conjugacy classes, irreps, character table, checks. */
import { existsSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { grouped } from '../engine/units.ts'
import { InputError, placed, quoted } from '../errors.ts'
import { cayleyTable } from '../experiment/cayley.ts'
import { isMapping } from '../experiment/path.ts'
import { readSource } from '../experiment/source.ts'
import { groupFromCayleyTable } from '../groups/cayley.ts'
import { characterTable } from '../groups/characters.ts'
import type { CharacterTable, FiniteGroup } from '../groups/group.ts'
import { groupByName } from '../groups/names.ts'
import { groupFromGenerators } from '../groups/permutation.ts'
import { type GroupReport, groupReport } from '../groups/report.ts'
import { writeJson } from '../io/manifest.ts'
import { filesBeside, readInput } from '../io/node/read-experiment.ts'
import { algebraic } from './algebraic.ts'
import { fromCaller } from './paths.ts'
import { lineWidth, rule, type Streams, table, wrap } from './terminal.ts'

export async function group(
  name: string,
  options: { readonly json?: boolean },
  { out }: Streams,
): Promise<number> {
  const found = await groupOf(name)
  const report = groupReport(found)
  out.write(options.json ? writeJson(report) : `${groupText(found, report, lineWidth(out)).join('\n')}\n`)
  return 0
}

async function groupOf(name: string): Promise<FiniteGroup> {
  const path = fromCaller(name)
  const named = ['.json', '.yaml', '.yml'].includes(extname(name).toLowerCase())
  if (!named && !existsSync(path)) return groupByName(name)
  const { value } = readSource(await readInput(path, name, 'a file with a group'), name)
  const entry = isMapping(value) && isMapping(value['space']) ? value['space'] : value
  const title = basename(name, extname(name))
  const expected = 'one of {generators: [...]}, {cayley: ...} or {group: ...}'
  if (!isMapping(entry)) throw new InputError(name, expected, quoted(entry))
  const keys = Object.keys(entry)
  const key = keys[0]
  if (keys.length !== 1 || (key !== 'generators' && key !== 'cayley' && key !== 'group'))
    throw new InputError(name, expected, `the keys ${keys.join(', ') || '(none)'}`)
  const content = entry[key]
  const place = `${name}: ${key}`
  if (key === 'group') {
    if (typeof content !== 'string') throw new InputError(place, "a group's name", quoted(content))
    return placed(place, () => groupByName(content))
  }
  const rows =
    typeof content === 'string' && key === 'cayley'
      ? await cayleyTable(filesBeside(dirname(path)), content, place)
      : content
  if (!isTable(rows)) throw new InputError(place, 'a list of lists of whole numbers', quoted(rows))
  // the constructors name the place from `generators` or `cayley` on
  return placed(`${name}: `, () =>
    key === 'generators' ? groupFromGenerators(rows, title) : groupFromCayleyTable(rows, title),
  )
}

function isTable(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(Number.isInteger))
}

const mostClasses = 48

function groupText(group: FiniteGroup, report: GroupReport, width: number): string[] {
  const characters = characterTable(group)
  const { classes } = characters.classes
  const lines = [
    group.name,
    rule(width),
    ...table(
      [
        ['order', grouped(group.order)],
        ['abelian', report.abelian ? 'yes' : 'no'],
        ['classes', grouped(report.classes.length)],
        ['irreps', irrepsLine(report)],
        ['checks', checksLine(report)],
      ],
      ['left', 'left'],
    ),
  ]
  for (const sentence of characters.leftOut) lines.push(...wrap(sentence, width))
  if (classes.length > mostClasses)
    lines.push('', `The table has ${grouped(classes.length)} columns; --json prints it whole.`)
  else if (characters.irreps.length > 0) lines.push('', ...characterLines(characters, group, width))
  return lines
}

function irrepsLine({ irreps }: GroupReport): string {
  const types = (['real', 'complex', 'quaternionic'] as const)
    .map((type) => [type, irreps.filter((irrep) => irrep.type === type).length] as const)
    .filter(([, count]) => count > 0)
  return `${grouped(irreps.length)} (${types.map(([type, count]) => `${count} ${type}`).join(', ')})`
}

function checksLine({ checks }: GroupReport): string {
  return (['orthogonality', 'homomorphism', 'plancherel'] as const)
    .map(
      (name) =>
        `${name} ${checks[name] == null ? 'not done' : checks[name].toExponential(0).replace('e+', 'e').replace('0e0', '0')}`,
    )
    .join(', ')
}

/** Classes named as in the Atlas: order and a letter. Blocks of columns that fit the width. */
function characterLines(characters: CharacterTable, group: FiniteGroup, width: number): string[] {
  const { classes } = characters.classes
  const names = classNames(classes.map(({ order }) => order))
  const columns = classes.map(({ size, representative }, c) => [
    names[c]!,
    grouped(size),
    shortened(group.describe(representative)),
    ...characters.irreps.map((irrep) => algebraic(irrep.value(c), irrep.eigenvalues(c))),
  ])
  const head = ['class', 'size', 'such as', ...characters.irreps.map(({ label }) => label)]
  const kinds = ['', '', '', ...characters.irreps.map(({ type }) => (type === 'real' ? '' : type))]
  const fixed =
    4 + Math.max(...head.map((cell) => cell.length)) + Math.max(...kinds.map((cell) => cell.length))
  const lines: string[] = []
  for (let from = 0; from < columns.length; ) {
    let to = from
    let used = fixed
    while (to < columns.length) {
      const wide = 2 + Math.max(...columns[to]!.map((cell) => cell.length))
      if (to > from && used + wide > width) break
      used += wide
      to++
    }
    const rows = head.map((name, row) => [name, kinds[row]!, ...columns.slice(from, to).map((c) => c[row]!)])
    const printed = table(rows, ['left', 'left', ...columns.map(() => 'right' as const)])
    const rest = Math.max(...printed.map((line) => line.length))
    lines.push(
      ...(from > 0 ? [''] : []),
      ...printed.slice(0, 3),
      rule(Math.min(width, rest)),
      ...printed.slice(3),
    )
    from = to
  }
  return lines
}

function classNames(orders: readonly number[]): string[] {
  const seen = new Map<number, number>()
  return orders.map((order) => {
    const index = seen.get(order) ?? 0
    seen.set(order, index + 1)
    const letters = index < 26 ? String.fromCharCode(97 + index) : `a${index}`
    return `${order}${letters}`
  })
}

function shortened(text: string): string {
  return text.length > 14 ? `${text.slice(0, 13)}…` : text
}
