/** The house rules of docs/decisions/0001: imports only point down, and a page loads no node: module. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const source = join(root, 'src')

/** Level of a file by its room; a file may import from its own room and from lower levels. */
const levels: readonly (readonly [pattern: RegExp, level: number])[] = [
  [/^cli\//, 9],
  [/^index\.ts$/, 8],
  [/^io\/node\//, 7],
  [/^figures\//, 6],
  [/^experiment\//, 5],
  [/^io\//, 4],
  [/^analysis\//, 3.5],
  [/^engine\//, 3],
  [/^model\//, 2],
  [/^spaces\//, 1.5],
  [/^groups\//, 1],
  [/^math\//, 0],
  [/^(errors|nearest|once)\.ts$/, -1],
]

const nodeRooms = /^(cli|io\/node)\//
const nativePackages = new Set(['@resvg/resvg-wasm', 'webgpu', 'cli-progress', 'commander', 'playwright'])

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

/** Specifiers of every import, export-from and dynamic import, type-only ones included. */
function importsOf(text: string): string[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...withoutComments.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm)].map(
    (m) => m[1]!,
  )
}

function levelOf(file: string): number {
  const found = levels.find(([pattern]) => pattern.test(file))
  if (!found) throw new Error(`src/${file} stands in no room of docs/decisions/0001-the-house.md`)
  return found[1]
}

function offences(file: string, text: string): string[] {
  const found: string[] = []
  for (const specifier of importsOf(text)) {
    if (specifier.startsWith('.')) {
      const target = relative(source, resolve(source, dirname(file), specifier)).replaceAll('\\', '/')
      if (target.startsWith('../shaders/') || target === '../package.json') continue
      if (target.startsWith('..')) found.push(`src/${file} imports ${specifier}, outside src`)
      else if (levelOf(target) > levelOf(file))
        found.push(`src/${file} imports src/${target}, which is above it`)
    } else if (specifier.startsWith('node:') || nativePackages.has(specifier)) {
      if (!nodeRooms.test(file)) found.push(`src/${file} imports ${specifier}, which a page cannot load`)
    }
  }
  return found
}

describe('the layers', () => {
  const files = filesBelow(source)

  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  it('imports only downwards, and nothing a page imports touches node: or native packages', () => {
    const found = files.flatMap((file) => offences(file, readFileSync(join(source, file), 'utf8')))
    expect(found).toEqual([])
  })

  it('notices an import that points up, one of node:, and a dynamic one', () => {
    expect(offences('math/x.ts', "import { a } from '../groups/group.ts'")).toHaveLength(1)
    expect(offences('engine/x.ts', "import { readFileSync } from 'node:fs'")).toHaveLength(1)
    expect(offences('engine/x.ts', "const w = await import('webgpu')")).toHaveLength(1)
    expect(offences('cli/x.ts', "import { readFileSync } from 'node:fs'")).toHaveLength(0)
  })
})
