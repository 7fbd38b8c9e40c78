#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done, 1 the experiment failed, 2 bad input, 130 after Ctrl-C. With
 * --json one document stands on stdout and nothing else; everything told meanwhile goes to stderr.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { InputError } from '../errors.ts'
import { version } from '../io/version.ts'
import { type CertifyCommandOptions, certify } from './certify.ts'
import { devices } from './devices.ts'
import { type FigureCommandOptions, figure } from './figure.ts'
import { group } from './group.ts'
import { type LabOptions, lab } from './lab.ts'
import { probe } from './probe.ts'
import { type RunOptions, run } from './run.ts'
import { schema } from './schema.ts'
import { start } from './start.ts'
import { alarming, type Streams } from './terminal.ts'

const streams: Streams = { out: process.stdout, err: process.stderr }

const examples = `
Examples:
  goldstone run ring.yaml
  goldstone run ring.yaml --set simulation.replicas=16 --out runs/ring --json
  goldstone run ring.yaml --dry-run
  goldstone run ring.yaml --resume
  goldstone certify ring.yaml --out reports/ring
  goldstone figure coexistence --out figures
  goldstone group "C(8) x S(3)"
  goldstone lab ring.yaml
`

const toCome: Readonly<Record<string, string>> = {
  sweep: 'sweeps come after the GPU engine',
  collect: 'it gathers sweeps, which come after the GPU engine',
}

function commandLine(finish: (code: number) => void): Command {
  const program = new Command('goldstone')
    .description(
      'Attractor networks whose connectivity is a group convolution: simulate them, see their manifolds.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', examples)
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ outputError: (text, write) => write(`${told(text)}\n`) })

  program
    .command('run')
    .description('simulate an experiment; write manifest, recording, summary and picture')
    .argument('<file>', 'experiment, YAML or JSON')
    .option('-o, --out <folder>', 'where to write (default: goldstone-runs/<name of the file>)')
    .addOption(new Option('--backend <name>', 'engine').choices(['auto', 'webgpu', 'cpu']).default('auto'))
    .option(
      '--set <path=value>',
      'change the experiment, e.g. simulation.seed=2; may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [] as readonly string[],
    )
    .option('--json', 'print one JSON document on stdout')
    .option('--dry-run', 'print the resolved experiment, plan, memory and expected time; write nothing')
    .option('--resume', 'go on from the snapshot of a run that was stopped or killed; same file, same --out')
    .addOption(
      new Option('--snapshot-every <seconds>', 'how often a long run is kept for --resume; 0 never')
        .argParser(seconds)
        .default(5),
    )
    .action(async (file: string, options: RunOptions) => finish(await run(file, options, streams)))

  program
    .command('certify')
    .description('find every manifold of equilibria, stable and saddle, and certify it')
    .argument('<file>', 'experiment, YAML or JSON')
    .option(
      '--set <path=value>',
      'change the experiment; may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [] as readonly string[],
    )
    .addOption(new Option('--starts <n>', 'random starts; those of the experiment').argParser(whole))
    .addOption(new Option('--seed <n>', 'of the starts; that of the experiment').argParser(whole))
    .addOption(new Option('--tolerance <x>', 'residual asked of Newton; 1e-12').argParser(small))
    .option('--from <recording>', 'begin with the last states of a run: its .npz, or an .npy of states')
    .option('--out <folder>', 'write the report: one HTML page, JSON, figures')
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, options: CertifyCommandOptions) =>
      finish(await certify(file, options, streams)),
    )

  program
    .command('figure')
    .description('a figure by name: SVG, PNG and its numbers; without a name, the list')
    .argument('[name]', 'one of the list')
    .option('-o, --out <folder>', 'where to write (default: goldstone-figures/<name>)')
    .option('--list', 'one line a figure')
    .option('--json', 'print one JSON document on stdout')
    .action(async (name: string | undefined, options: FigureCommandOptions) =>
      finish(await figure(name, options, streams)),
    )

  program
    .command('lab')
    .description('serve the lab: the network alive in the browser')
    .argument('[file]', 'experiment to open')
    .addOption(
      new Option('--port <n>', 'where to serve; 0 for any that is free').argParser(port).default(5427),
    )
    .option('--no-open', 'print the address, open no browser')
    .action(async (file: string | undefined, options: LabOptions) =>
      finish(await lab(file, options, streams)),
    )

  program
    .command('group')
    .description('order, conjugacy classes, irreps, character table and checks of a finite group')
    .argument('<name>', 'C(12), D(5), S(4), A(5), Q8, T, O, I, Td, Oh, Ih, products with x; or a file')
    .option('--json', 'print one JSON document on stdout')
    .action(async (name: string, options: { json?: boolean }) => finish(await group(name, options, streams)))

  program
    .command('devices')
    .description('what can run here, what was looked for, what to install')
    .option('--json', 'print one JSON document on stdout')
    .addOption(new Option('--probe').hideHelp())
    .action(async ({ json, probe: asked }: { json?: boolean; probe?: boolean }) =>
      finish(asked ? await probe(streams.out) : await devices(json ? { json } : {}, streams)),
    )

  program
    .command('schema')
    .description('the experiment file as JSON Schema')
    .option('--json', 'the same: a schema is JSON')
    .action(() => finish(schema(streams)))

  program.command('start', { hidden: true }).action(async () => finish(await start(streams)))

  for (const [name, why] of Object.entries(toCome))
    program
      .command(name, { hidden: true })
      .argument('[rest...]')
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        throw new InputError(
          name,
          'one of run, certify, lab, group, figure, devices, schema',
          `"${name}"`,
          `Not yet: ${why}`,
        )
      })
  return program
}

function seconds(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give seconds, 0 or more.')
  return value
}

function whole(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Give a whole number, 0 or more.')
  return value
}

function port(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Give a whole number, 0 to 65535.')
  return value
}

function small(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value > 0 && value <= 1e-6))
    throw new InvalidArgumentError('Give a number above 0, at most 1e-6: above it nothing is certain.')
  return value
}

/** Commander's complaint as one line of ours. */
function told(text: string): string {
  const sentence = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (\S+)\?\)$/, '. Did you mean "$1"')
    .replace(/\n\(/, '. ')
    .replace(/\)$/, '')
  return `${alarming('error:', process.stderr)} ${sentence}`
}

async function main(): Promise<number> {
  let code = 0
  const program = commandLine((result) => {
    code = result
  })
  if (process.argv.length <= 2) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync()
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof InputError) {
      process.stderr.write(`${alarming('error:', process.stderr)} ${error.message}\n`)
      return 2
    }
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' }
    process.stderr.write(
      `${alarming('error:', process.stderr)} a fault in Goldstone itself: ${message}\n` +
        `Please report it with the experiment file${debugging() ? `\n${stack}` : '; GOLDSTONE_DEBUG=1 shows where'}\n`,
    )
    return 1
  }
}

function debugging(): boolean {
  return (process.env['GOLDSTONE_DEBUG'] ?? '') !== ''
}

// A reader that closes early, as in `goldstone schema | head`, is no fault.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    if (stream === process.stdout) process.stderr.write(`error: cannot print: ${error.message}\n`)
    process.exit(1)
  })

process.exitCode = await main()
