/**
 * Builds the benchmark into .bench and runs it: node .ci/bench.mjs node|browser|spiking [options]. `build` in their
 * place builds node.js alone, which needs nothing beside it but the package webgpu.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, '.bench')
const sources = join(root, 'test', 'bench')

function git(...parameters) {
  const done = spawnSync('git', parameters, { cwd: root, encoding: 'utf8' })
  return done.status === 0 ? done.stdout.trim() : ''
}

/** The commit, with + where tracked files differ from it; the package's version outside a repository. */
function commit() {
  const head = git('rev-parse', '--short=12', 'HEAD')
  if (head === '') return 'no repository'
  return head + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
}

const common = {
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { __COMMIT__: JSON.stringify(commit()) },
}

/** One file for Node, all in it but what is named. */
async function forNode(name, external) {
  await build({
    ...common,
    root,
    ssr: { noExternal: true, external },
    build: {
      ssr: join(sources, `${name}.ts`),
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      rollupOptions: { output: { format: 'es', entryFileNames: `${name}.js`, codeSplitting: false } },
    },
  })
}

async function page() {
  await build({
    ...common,
    root: sources,
    base: './',
    build: {
      outDir: join(folder, 'page'),
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rollupOptions: { input: join(sources, 'page.html') },
    },
  })
}

/** The lab as it is published: its stories are measured too. */
const lab = () =>
  build({
    configFile: join(root, 'vite.lab.config.ts'),
    build: { outDir: join(folder, 'lab'), emptyOutDir: true },
  })

const [kind, ...parameters] = process.argv.slice(2)
if (kind === 'browser') {
  await page()
  await lab()
  await forNode('browser', ['webgpu', 'playwright', 'vite'])
} else await forNode(kind === 'spiking' ? 'spiking' : 'node', ['webgpu'])
if (kind !== 'build') {
  const file = join(folder, `${kind}.js`)
  const done = spawnSync(process.execPath, [file, ...parameters], { stdio: 'inherit' })
  process.exitCode = done.status ?? 1
}
