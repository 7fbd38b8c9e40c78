/** `goldstone figure NAME`: a figure by name, computed here and now: SVG and PNG on both papers, and its numbers. */
import { join } from 'node:path'
import { InputError, quoted } from '../errors.ts'
import { namedFigures } from '../figures/named/figures.ts'
import type { FigureArray, NamedFigure } from '../figures/named/named.ts'
import { writeJson } from '../io/manifest.ts'
import { type Output, reasonOf } from '../io/node/output.ts'
import { openFigure, writeFigure } from '../io/node/write-figure.ts'
import { nearest } from '../nearest.ts'
import { listenForInterrupts } from './interrupt.ts'
import { callerFolder, fromCaller, shown } from './paths.ts'
import { alarming, type Streams } from './terminal.ts'

export interface FigureCommandOptions {
  readonly out?: string
  readonly list?: boolean
  readonly json?: boolean
}

/** Returns the exit code. */
export async function figure(
  name: string | undefined,
  options: FigureCommandOptions,
  { out, err }: Streams,
): Promise<number> {
  if (name === undefined || options.list) {
    out.write(options.json ? writeJson(namedFigures.map(({ name, shows }) => ({ name, shows }))) : listing())
    return 0
  }
  const chosen = figureNamed(name)
  const target =
    options.out === undefined ? join(callerFolder(), 'goldstone-figures', name) : folderOf(options.out)
  const interruption = listenForInterrupts()
  let output: Output | undefined
  try {
    output = openFigure(target, options.out === undefined ? 'the output folder' : '--out', name)
    interruption.onLeave(output.discard)
    const made = await chosen.make()
    let files: string[] = []
    let problem: string | null = null
    try {
      files = (await writeFigure(name, made, output)).map((file) => join(target, file))
    } catch (error) {
      problem = `Cannot write into ${shown(target)}: ${reasonOf(error)}`
    }
    const { title, caption, arrays } = made
    const described = Object.entries(arrays).map(([array, told]) => [array, entryOf(told)] as const)
    const document = {
      figure: name,
      title,
      caption,
      arrays: Object.fromEntries(described),
      out: target,
      files,
    }
    if (options.json) out.write(writeJson(problem === null ? document : { ...document, error: problem }))
    else if (problem === null) out.write(`${title}\n${caption}\n\n${files.map(shown).join('\n')}\n`)
    if (problem !== null) err.write(`${alarming('error:', err)} ${problem}\n`)
    return interruption.exitCode() || (problem === null ? 0 : 1)
  } finally {
    output?.discard()
    interruption.end()
  }
}

const entryOf = ({ data: _, ...told }: FigureArray) => told

const folderOf = (out: string) => (out === '' ? '' : fromCaller(out))

function figureNamed(name: string): NamedFigure {
  const found = namedFigures.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = namedFigures.map((one) => one.name)
  const near = nearest(name, names) ?? names.find((one) => one.includes(name))
  throw new InputError(
    'NAME',
    `one of ${names.join(', ')}`,
    quoted(name),
    near === undefined ? '`goldstone figure` lists them' : `Did you mean ${quoted(near)}`,
  )
}

function listing(): string {
  const wide = Math.max(...namedFigures.map(({ name }) => name.length)) + 2
  return namedFigures.map(({ name, shows }) => `${name.padEnd(wide)}${shows}\n`).join('')
}
