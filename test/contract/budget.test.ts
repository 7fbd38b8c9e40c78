/**
 * The lab's first view costs at most 350 kB of JavaScript, compressed: the page, the simulation's worker, and what
 * both import before anything is asked for. What is loaded on demand must stay out of it.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../cli/goldstone.ts'

const folder = join(root, 'dist', 'lab')
const most = 350_000
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

/** Scripts that are fetched with one: static imports, not those in import(...). */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:\bfrom|\bimport)\s*"(\.{1,2}\/[^"]+\.js)"/g)
  return [...found].map((match) => normalize(join(dirname(file), match[1]!)))
}

function withImports(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const next of importsOf(file)) withImports(next, known)
  return known
}

const compressed = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0)

beforeAll(() => {
  execFileSync(process.execPath, [join(root, '.ci', 'build-if-stale.mjs'), '--lab'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}, 300_000)

describe('the first view of the lab', () => {
  const scripts = () => {
    const page = /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(read('index.html'))![1]!
    const worker = readdirSync(join(folder, 'assets')).find((name) => /^simulation-.*\.js$/.test(name))!
    return { page: withImports(page), worker: withImports(join('assets', worker)) }
  }

  it(`is at most ${most / 1000} kB of compressed JavaScript`, () => {
    const { page, worker } = scripts()
    const [first, second] = [compressed(page), compressed(worker)]
    expect(first, 'the page').toBeGreaterThan(5000)
    expect(second, 'the worker').toBeGreaterThan(20_000)
    expect(first + second).toBeLessThan(most)
    console.info(`lab: page ${(first / 1000).toFixed(1)} kB, worker ${(second / 1000).toFixed(1)} kB, gzip`)
  })

  it('leaves the editor, typesetting, links and plots to be loaded on demand', () => {
    const page = [...scripts().page].map(read).join('\n')
    expect(page).not.toContain('cm-editor')
    expect(page).not.toContain('katex')
    const names = readdirSync(join(folder, 'assets'))
    for (const part of ['text', 'plots', 'permalink'])
      expect(
        names.some((name) => name.startsWith(`${part}-`)),
        part,
      ).toBe(true)
  })

  it('asks nothing of Node and nothing of another host', () => {
    for (const name of readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))) {
      const text = read(join('assets', name))
      expect(text, name).not.toContain('__vite-browser-external')
      expect(text, name).not.toMatch(/\bfrom\s*"(node:|webgpu)/)
    }
    expect(read('index.html')).not.toMatch(/(src|href)="(https?:)?\/\//)
  })
})
