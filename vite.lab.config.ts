/**
 * The lab and its stories as static pages: dist/lab, which any web server can host from any folder. Workers are
 * ES modules of their own.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig } from 'vite'
import { openingFinding } from './demos/lab/made-opening.ts'
import { mathematics } from './demos/stories/mathematics.ts'

const root = resolve(import.meta.dirname, 'demos')
const stories = join(root, 'stories')
const told = readdirSync(stories, { withFileTypes: true }).filter((entry) =>
  existsSync(join(stories, entry.name, 'index.html')),
)

// how long a build took on a busy machine is nothing to warn of
const checks = { bundlerTimings: false }

export default defineConfig({
  root,
  base: './',
  logLevel: 'warn',
  publicDir: false,
  plugins: [openingFinding(root), mathematics],
  worker: { format: 'es', rollupOptions: { checks } },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/lab'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
    rollupOptions: {
      checks,
      input: {
        lab: join(root, 'index.html'),
        stories: join(stories, 'index.html'),
        ...Object.fromEntries(told.map(({ name }) => [name, join(stories, name, 'index.html')])),
      },
    },
  },
})
