/**
 * Lays out the folder that becomes the offline archive: the commands of `archive/`, a Node binary, and `app`, a
 * checkout cut down to what the device tests, the benchmark and the command need, with its node_modules.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isNewer, needsOf, symbolsAt, wantOlder } from './elf.mjs'
import { closure } from './packages.mjs'

const here = dirname(fileURLToPath(import.meta.url))
/** What runs the device tests, beside the package's own dependencies. */
const testPackages = ['vitest', 'fast-check', 'webgpu']
const addon = 'node_modules/webgpu/dist/linux-x64/dawn.node'
const sources = ['package.json', 'LICENSE', 'src', 'shaders', 'test/device', 'test/unit', 'demos/experiments']
/** Of packages: declarations, maps and the addons of other platforms stay at home; licences travel. */
const leftOut = /\.d\.[cm]?ts$|\.map$|\/webgpu\/dist\/(?!linux-x64)[^/]+$/

/** What every host has that the archive promises to run on: glibc 2.34 comes with GCC 11's libraries. */
const newest = ['GLIBC_2.34', 'GLIBCXX_3.4.29', 'CXXABI_1.3.13', 'GCC_12.0.0']
const libraries = /^(lib(c|m|dl|rt|pthread|gcc_s)\.so\.\d|libstdc\+\+\.so\.6|ld-linux-x86-64\.so\.2)$/
/** GCC 12 gave this symbol a new version; the older one, in every libstdc++ since 2009, does the same. */
const renewed = {
  symbol: '_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE',
  version: 'GLIBCXX_3.4.30',
  older: 'GLIBCXX_3.4.11',
}

/** Copies a binary, without its symbols where `strip` is here; refuses one that asks for a newer host than promised. */
function packBinary(from, to, say) {
  mkdirSync(dirname(to), { recursive: true })
  const stripped = spawnSync('strip', ['-o', to, from], { encoding: 'utf8' })
  if (stripped.status !== 0) {
    say(`${basename(from)} goes with its symbols: ${stripped.error?.message ?? stripped.stderr.trim()}`)
    cpSync(from, to, { dereference: true })
  }
  const bytes = readFileSync(to)
  const wanted = symbolsAt(bytes, renewed.version, from)
  if (wanted.length > 0 && wanted.every((symbol) => symbol === renewed.symbol)) {
    wantOlder(bytes, renewed.version, renewed.older, from)
    writeFileSync(to, bytes)
  }
  const needs = needsOf(bytes, from)
  const beyond = [
    ...needs.libraries.filter((library) => !libraries.test(library)),
    ...needs.versions.filter((version) =>
      newest.some((most) => version.split('_')[0] === most.split('_')[0] && isNewer(version, most)),
    ),
  ]
  if (beyond.length > 0)
    throw new Error(
      `${from} needs ${beyond.join(', ')}, which a host with glibc 2.34 may lack. ` +
        'For Node take the official binary of nodejs.org: --node FILE',
    )
  return needs.versions
    .filter((version) => version.startsWith('GLIBC_'))
    .reduce((a, b) => (isNewer(a, b) ? a : b))
}

function copy(root, path, app) {
  const filter = (file) => !leftOut.test(file)
  cpSync(join(root, path), join(app, path), { recursive: true, dereference: true, filter })
}

function execute(root, program, parameters) {
  const done = spawnSync(process.execPath, [join(root, program), ...parameters], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`${program} failed:\n${done.stdout}${done.stderr}`)
}

/** Fills `folder`. `node` is the binary to pack; `commit` and `date` go into the manifest. */
export function stage(root, folder, { node, commit, date, say }) {
  say('Reading what the binaries need ...')
  const app = join(folder, 'app')
  const packedNode = join(folder, 'bin', 'node')
  const nodeNeeds = packBinary(node, packedNode, say)
  const version = spawnSync(packedNode, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
  if (!/^v\d+\./.test(version)) throw new Error(`${node} is no Node: it does not tell its version`)

  say('Gathering ...')
  cpSync(join(here, 'archive'), folder, { recursive: true })
  cpSync(join(root, 'docs', 'offline.md'), join(folder, 'README.md'))
  for (const path of sources) copy(root, path, app)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const path of closure(root, [...testPackages, ...Object.keys(dependencies)])) copy(root, path, app)
  const addonNeeds = packBinary(join(root, addon), join(app, addon), say)

  say('Building ...')
  execute(root, 'node_modules/vite/bin/vite.js', ['build', '--outDir', join(app, 'dist'), '--emptyOutDir'])
  execute(root, '.ci/bench.mjs', ['build'])
  copy(root, '.bench/node.js', app)

  const webgpu = JSON.parse(readFileSync(join(root, 'node_modules/webgpu/package.json'), 'utf8'))
  const manifest = {
    commit,
    date,
    node: { version, needs: nodeNeeds },
    webgpu: { version: webgpu.version, needs: addonNeeds },
  }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  say(`Node ${version} (${nodeNeeds}), webgpu ${webgpu.version} (${addonNeeds})`)
}
