/**
 * The lab and its stories as static pages: dist/lab, which any web server can host from any folder. Workers are
 * ES modules of their own.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig } from 'vite'
import { mathematics } from './demos/stories/mathematics.ts'

const root = resolve(import.meta.dirname, 'demos')
const stories = join(root, 'stories')
const told = existsSync(stories)
  ? readdirSync(stories).filter((name) => existsSync(join(stories, name, 'index.html')))
  : []

export default defineConfig({
  root,
  base: './',
  logLevel: 'warn',
  publicDir: false,
  plugins: [mathematics],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist/lab'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
    rollupOptions: {
      input: {
        lab: join(root, 'index.html'),
        stories: join(stories, 'index.html'),
        ...(existsSync(join(stories, 'index.html')) ? { stories: join(stories, 'index.html') } : {}),
        ...Object.fromEntries(told.map((name) => [name, join(stories, name, 'index.html')])),
      },
    },
  },
})
