/**
 * Everything the archive does, one step after the other: what devices there are, the device tests, the
 * benchmark. Prints all, and writes it to `results/`. Exit 0 all is well, 1 something failed, 2 this host
 * cannot run it, 130 after Ctrl-C.
 */
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { host, loaderProblem } from './host.mjs'
import { interruption, runStep } from './step.mjs'
import { benchmark, devices, tests } from './steps.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..')
const usage = `usage: ./run.sh [--adapter real|software] [--quick] [--out DIR]
  --adapter software  a software device in place of the GPU: VK_DRIVER_FILES must name its driver
  --quick             a few tests and small workloads: does the archive work here?
  --out DIR           where the results go (results, in the archive's folder)`

function options() {
  const { values } = parseArgs({
    options: {
      adapter: { type: 'string', default: 'real' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string', default: join(folder, 'results') },
      help: { type: 'boolean', default: false },
    },
  })
  if (!['real', 'software'].includes(values.adapter))
    throw new Error(`--adapter: expected real or software, received ${values.adapter}`)
  return { ...values, out: resolve(values.out) }
}

/** Nothing of this process's Node reaches the steps; their `node` is the packed one. */
function environment({ adapter, quick }) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE|npm|VITEST|FORCE_COLOR)/i.test(name))
  return {
    ...Object.fromEntries(kept),
    PATH: [join(folder, 'bin'), process.env.PATH ?? '/usr/bin:/bin'].join(':'),
    GOLDSTONE_TEST_DEVICE: adapter,
    ...(quick ? { GOLDSTONE_SOAK_SECONDS: '2' } : {}),
    NO_COLOR: '1',
  }
}

async function run({ adapter, quick, out }) {
  const problem = loaderProblem()
  if (problem !== null) {
    process.stderr.write(`${problem}\n`)
    return 2
  }
  mkdirSync(out, { recursive: true })
  // what an earlier run left is not of this one
  for (const name of ['tests.json', 'benchmark.json', 'results.json'])
    rmSync(join(out, name), { force: true })
  const log = createWriteStream(join(out, 'log.txt'))
  const print = (text) => {
    process.stdout.write(text)
    log.write(text)
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const results = { ...manifest, began: new Date().toISOString(), adapter, quick, host: host(), steps: [] }
  print(
    `Goldstone ${manifest.commit}, ${results.host.system}, ${results.host.driver ?? 'no NVIDIA driver'}\n`,
  )
  const place = { app: join(folder, 'app'), out, adapter, quick, env: environment({ adapter, quick }) }
  for (const step of [devices, tests, benchmark]) {
    print(`\n== ${step.name}\n`)
    const ended = await runStep(step.command(place), { cwd: place.app, env: place.env, print })
    const told = step.read(place, ended)
    results.steps.push({ name: step.name, ...told, exit: ended.exit, seconds: ended.seconds })
    if (told.fatal || interruption() !== null) break
  }
  const failed = results.steps.some(({ status }) => status !== 'ok')
  const exit = interruption()?.exit ?? (failed ? 1 : 0)
  writeFileSync(join(out, 'results.json'), `${JSON.stringify({ ...results, exit }, null, 2)}\n`)
  print(`\n== Results\n${summary(results)}\nAll of it: ${join(out, 'results.json')} and log.txt beside it\n`)
  await new Promise((done) => log.end(done))
  return exit
}

function summary({ steps }) {
  return steps
    .flatMap(({ name, status, told, seconds, failures }) => [
      `${name.padEnd(10)} ${status.padEnd(11)} ${told} (${seconds.toFixed(0)} s)`,
      ...(failures ?? []).map((failure) => `  failed: ${failure.name}`),
    ])
    .join('\n')
}

try {
  const chosen = options()
  if (chosen.help) process.stdout.write(`${usage}\n`)
  else process.exitCode = await run(chosen)
} catch (error) {
  process.stderr.write(`${error.message}\n${error.code?.startsWith('ERR_PARSE_ARGS') ? `${usage}\n` : ''}`)
  process.exitCode = 2
}
