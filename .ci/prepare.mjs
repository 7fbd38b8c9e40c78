/**
 * Installs what is missing before `npm start`, `npm test` and `npm run goldstone`, and says what it does.
 * Usage: node .ci/prepare.mjs [build|lab|whole] [browser]. Everything is told on stderr; stdout stays the command's own.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = new Set(process.argv.slice(2))
const say = (text) => process.stderr.write(`${text}\n`)

function fail(text) {
  say(text)
  process.exit(1)
}

/** Runs a program with its output on our stderr; true when it succeeded. */
function attempt(program, parameters, options = {}) {
  const done = spawnSync(program, parameters, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  return done.status === 0
}

function newest(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

function installPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (existsSync(installed) && newest(installed) >= newest(join(root, 'package-lock.json'))) return
  say('Installing packages (npm ci) ...')
  // Under npm the same npm is used again; outside it the one on the path.
  const npm = process.env.npm_execpath
  const ok = npm?.endsWith('.js')
    ? attempt(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'])
    : attempt('npm', ['ci', '--no-audit', '--no-fund'])
  if (!ok) fail('npm ci failed. Check the network and the registry, then run: npm ci')
}

async function findBrowser() {
  const { findBrowser: find } = await import(pathToFileURL(join(root, '.ci', 'browser.mjs')).href)
  return find()
}

async function installBrowser() {
  const present = await findBrowser()
  if (present) {
    say(`Browser for the end-to-end tests: ${present}`)
    return
  }
  say("No browser for the end-to-end tests. Fetching Playwright's Chromium ...")
  const cli = join(root, 'node_modules', 'playwright', 'cli.js')
  if (attempt(process.execPath, [cli, 'install', 'chromium'], { timeout: 300_000 }) && (await findBrowser()))
    return
  const asRoot = process.getuid?.() === 0
  if (asRoot && existsSync('/usr/bin/apt-get')) {
    say("Playwright's download failed. Installing Debian's chromium and libvulkan1 instead ...")
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    attempt('apt-get', ['update', '-qq'], { env: environment })
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'libvulkan1'], {
      env: environment,
    })
    if (await findBrowser()) return
  }
  fail(
    'The end-to-end tests need Chromium, and none could be fetched. Type one of:\n' +
      '  npx playwright install --with-deps chromium\n' +
      '  sudo apt-get install chromium libvulkan1',
  )
}

/** Device tests reach the browser's software Vulkan driver through the system's loader. */
function installVulkanLoader() {
  if (process.platform !== 'linux') return
  const listed = spawnSync('sh', ['-c', 'ldconfig -p || /sbin/ldconfig -p'], { encoding: 'utf8' })
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']
  const found = () =>
    (listed.stdout ?? '').includes('libvulkan.so.1') ||
    folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))
  if (found()) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('The device tests need a Vulkan loader. Installing libvulkan1 ...')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    attempt('apt-get', ['update', '-qq'], { env: environment })
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libvulkan1'], {
      env: environment,
    })
    if (found()) return
  }
  fail('The device tests need a Vulkan loader, and none is here. Type: sudo apt-get install libvulkan1')
}

/** A test reads in NumPy what the lab exports. */
function installNumpy() {
  const found = () => spawnSync('python3', ['-c', 'import numpy']).status === 0
  if (found()) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('A test reads recordings in Python. Installing python3-numpy ...')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    attempt('apt-get', ['update', '-qq'], { env: environment })
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-numpy'], {
      env: environment,
    })
    if (found()) return
  }
  say(
    'A test reads recordings in Python and will fail: there is no NumPy. Type: sudo apt-get install python3-numpy',
  )
}

installPackages()
const builder = join('.ci', 'build-if-stale.mjs')
if (wanted.has('build') && !attempt(process.execPath, [builder])) process.exit(1)
if (wanted.has('lab') && !attempt(process.execPath, [builder, '--lab'])) process.exit(1)
if (wanted.has('whole') && !attempt(process.execPath, [builder, '--whole'])) process.exit(1)
if (wanted.has('browser')) {
  await installBrowser()
  installVulkanLoader()
  if (wanted.has('whole')) installNumpy()
}
