/**
 * The long tests: the full products of sizes, operators, spaces, methods and models on the software device, every
 * pass at every size with every method and noise, every method under every finite group, a million steps along
 * a manifold, a sweep of a thousand values, a million neurons in a page, ten minutes of runs one after the other in
 * Node and in a page, ten minutes of a story of the lab, and
 * its pictures at every width in both themes. Hours on two cores; progress and a summary are printed as it goes. Arguments name
 * test files instead of all of them: `npm run soak -- cases`. GOLDSTONE_SOAK_SECONDS sets the ten minutes.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const named = process.argv.slice(2)
const onDevice = ['cases', 'passes', 'equivariance', 'golden', 'neutral', 'sweep', 'several', 'soak']
const inPage = ['gpu-page', 'gpu-soak', 'lab-soak', 'lab-pictures', 'lab-views']
const files =
  named.length > 0
    ? named
    : [
        ...onDevice.map((name) => `test/device/${name}`),
        ...inPage.map((name) => `test/e2e/${name}`),
        'test/contract/stories',
      ]
// a page takes what is covered pairwise: that is in npm test
const projects = ['--project', 'host', '--project', 'pages', '--project', 'device-node', '--retry', '0']
const began = Date.now()
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--no-file-parallelism', ...projects, ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: { GOLDSTONE_SOAK_SECONDS: '600', ...process.env, GOLDSTONE_FULL: '1' },
  },
)
const minutes = ((Date.now() - began) / 60_000).toFixed(1)
process.stderr.write(`soak: ${status === 0 ? 'all passed' : 'FAILED'} after ${minutes} minutes\n`)
process.exitCode = status ?? 1
