/** What both benchmark commands do around their work: read the options, print, write, and exit with a code. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { alarming, lineWidth } from '../../src/cli/terminal.ts'
import { InputError } from '../../src/errors.ts'
import { type Asked, askedOf, help } from './options.ts'
import type { BenchReport } from './report.ts'
import { reportLines } from './table.ts'

/** Exit code 0, or 1 for a promise that the program does not hold or a benchmark that failed, 2 for bad input. */
export async function main(measure: (asked: Asked) => Promise<BenchReport>): Promise<number> {
  const { stdout, stderr } = process
  try {
    const asked = askedOf(process.argv.slice(2))
    if (asked === null) {
      stdout.write(help)
      return 0
    }
    const report = await measure(asked)
    const json = `${JSON.stringify(report, null, 2)}\n`
    if (asked.json === '-') stdout.write(json)
    else {
      stdout.write(`${reportLines(report, lineWidth(stdout)).join('\n')}\n`)
      if (asked.json !== null)
        writeFileSync(resolve(process.env['INIT_CWD'] ?? process.cwd(), asked.json), json)
    }
    return report.workloads.every(({ claims }) => claims.every(({ holds }) => holds)) ? 0 : 1
  } catch (error) {
    const bad = error instanceof InputError
    stderr.write(`${alarming(bad ? error.message : String((error as Error).stack ?? error), stderr)}\n`)
    return bad ? 2 : 1
  }
}
