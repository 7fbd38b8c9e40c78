/**
 * The steps: how each is called (`command`) and what its end means (`read`): a status `ok`, `failed` or
 * `interrupted`, one line `told`, and its data. `fatal` ends the whole.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { interruption } from './step.mjs'

const status = (ok) => (interruption() !== null ? 'interrupted' : ok ? 'ok' : 'failed')

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

export const devices = {
  name: 'devices',
  command: () => ['dist/goldstone.js', 'devices'],
  read({ app, env, adapter }) {
    const asked = ['dist/goldstone.js', 'devices', '--json']
    const report = JSON.parse(execFileSync(process.execPath, asked, { cwd: app, env, encoding: 'utf8' }))
    const found = report.adapters.find(({ software }) => software === (adapter === 'software'))
    const missing = `no ${adapter === 'real' ? 'GPU' : 'software device'} offers an adapter here`
    return {
      status: status(found !== undefined),
      told: found?.name ?? missing,
      fatal: found === undefined,
      report,
    }
  },
}

/** The quickest: passes, random bits, functions, memory. Whole runs are what the benchmark does. */
const quickTests = ['device.test', 'philox.test', 'special.test', 'memory.test']

export const tests = {
  name: 'tests',
  command: ({ out, quick }) => [
    ...['node_modules/vitest/vitest.mjs', 'run', '--dir', 'test/device', ...(quick ? quickTests : [])],
    // it drives the command on a software device; here the command is a step of its own
    ...['--exclude', '**/cli.test.ts'],
    ...['--testTimeout', '600000', '--hookTimeout', '600000', '--maxWorkers', '4'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${join(out, 'tests.json')}`],
  ],
  read({ out }, { exit }) {
    const report = readJson(join(out, 'tests.json'))
    if (report === null) return { status: status(false), told: `ended with ${exit} and no report` }
    const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = report
    const skipped = numPendingTests + numTodoTests
    // a file that broke before its tests is a failure too
    const broken = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    const failures = [
      ...broken.map(({ name, message }) => ({ name, messages: [message] })),
      ...testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter((test) => test.status === 'failed')
        .map(({ fullName, failureMessages }) => ({ name: fullName, messages: failureMessages })),
    ]
    const failed = numFailedTests + broken.length
    return {
      status: status(exit === 0 && failed === 0 && skipped === 0 && passed > 0),
      told: `${passed} passed, ${failed} failed, ${skipped} skipped`,
      passed,
      failed,
      skipped,
      failures,
    }
  },
}

export const benchmark = {
  name: 'benchmark',
  command: ({ out, adapter, quick }) => [
    ...['.bench/node.js', '--backend', adapter === 'real' ? 'webgpu' : 'software'],
    ...['--json', join(out, 'benchmark.json')],
    ...(quick ? ['--scale', 'tiny', '--repeats', '1', '--peers', 'none'] : []),
  ],
  read({ out }, { exit }) {
    const report = readJson(join(out, 'benchmark.json'))
    if (report === null) return { status: status(false), told: `ended with ${exit} and no report` }
    // a promise of the project that the programs do not hold; speed is told, not judged
    const failures = report.workloads.flatMap(({ name, claims }) =>
      claims.filter(({ holds }) => !holds).map(({ says, found }) => ({ name: `${name} ${says}: ${found}` })),
    )
    const told = `${report.workloads.length} workloads measured, see above`
    return { status: status(exit === 0), told, failures, report }
  },
}
