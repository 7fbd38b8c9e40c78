/**
 * The documents are held to the code: what they show parses, builds and says what they say, and what the code
 * knows they mention. A reference that goes stale fails here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { programOf } from '../../src/engine/program.ts'
import { simulateNetwork } from '../../src/engine/simulate.ts'
import { InputError } from '../../src/errors.ts'
import { DEFAULTS } from '../../src/experiment/defaults.ts'
import { filesFrom } from '../../src/experiment/files.ts'
import { jsonSchema } from '../../src/experiment/json-schema.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import {
  FAMILIES,
  INITIAL_KINDS,
  INPUT_KINDS,
  KERNEL_KINDS,
  METHODS,
  PLANS,
  QUANTITIES,
  SPACE_KINDS,
} from '../../src/experiment/schema-words.ts'
import { runFileNames } from '../../src/io/node/write-run.ts'
import { writeNpy } from '../../src/io/npy.ts'
import { writeNpz } from '../../src/io/npz.ts'
import { functionNames } from '../../src/model/functions.ts'
import { families } from '../../src/model/kernel-families.ts'
import { modelDescriptions } from '../../src/model/models.ts'
import { transferNames } from '../../src/model/transfer.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const readme = read('README.md')
const reference = read('docs/experiment-file.md')

function blocks(text: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')
  return [...text.matchAll(fences)].map((match) => match[1]!)
}

const isWhole = (block: string) => block.startsWith('goldstone: 1')
const fragments = blocks(reference, 'yaml').filter((block) => !isWhole(block))
const first = blocks(reference, 'yaml').find(isWhole)!

/** Rows of every table, cell by cell, inline code without its marks. */
const rows = [...reference.matchAll(/^\| (.*) \|$/gm)].map((match) => match[1]!.split(' | '))
const codeOf = (cell: string) => /^`(\{.*?\})`/.exec(cell)?.[1]
const isSpace = (code: string | undefined) => code !== undefined && /^\{ (group|sphere|gen|cayley)/.test(code)

const array = (...shape: number[]) =>
  writeNpy({ shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) })
const files = filesFrom({
  'weights.npy': array(153, 128),
  'drive.npy': array(3, 128),
  'start.npy': array(128),
  'connectome.npz': writeNpz(
    new Map([
      ['indptr', { shape: [129], data: Int32Array.from({ length: 129 }, (_, i) => Math.min(i, 2)) }],
      ['indices', { shape: [2], data: Int32Array.of(3, 127) }],
      ['data', { shape: [2], data: Float64Array.of(1, 2) }],
      ['shape', { shape: [2], data: Int32Array.of(128, 128) }],
    ]),
  ),
  'trains.npy': array(3, 2),
  'table.npy': writeNpy({ shape: [2, 2], data: Float64Array.of(0, 1, 5, 2) }),
})

/** The populations that the fragments speak of, and their connections. */
const minimal = {
  goldstone: 1,
  populations: {
    ring: { space: { group: 'SO(2)', samples: 128 }, transfer: 'erf' },
    sheet: { space: { group: 'T(2)', samples: [8, 8] }, transfer: 'erf' },
    ball: { space: { sphere: 2, degree: 8 }, transfer: 'erf' },
    body: { space: { group: 'SO(3)', degree: 2 }, transfer: 'erf' },
  },
  connections: [
    { from: 'ring', to: 'ring', kernel: { spectrum: { 1: 2 } } },
    { from: 'sheet', to: 'sheet', kernel: { spectrum: { '1,0': 2 } } },
  ],
}

/** One population on a space, joined to itself by a kernel. */
const alone = (space: object, more: object, kernel: object = { values: [] }) => ({
  goldstone: 1,
  populations: { one: { space, ...more } },
  connections: 'values' in kernel ? [] : [{ from: 'one', to: 'one', kernel }],
})

/** Parses, builds and plans; a complaint is the test's failure. */
async function build(experiment: unknown): Promise<void> {
  const { network } = await loadExperiment(experiment, { files })
  programOf(network)
}

const circle = { group: 'SO(2)', samples: 128 }
const ofExperiment = Object.keys((jsonSchema() as { properties: object }).properties)

describe('what the documents show', () => {
  it.each([
    ['README.md', readme],
    ['docs/experiment-file.md', reference],
  ])('%s: whole experiments build', async (_, text) => {
    const whole = blocks(text, 'yaml').filter(isWhole)
    expect(whole.length).toBeGreaterThan(0)
    for (const block of whole) await build(block)
  })

  it('the experiment of the README runs', async () => {
    const [block] = blocks(readme, 'yaml').filter(isWhole)
    const { network } = await loadExperiment(block, { set: ['simulation.duration=2'] })
    const { status, recording } = await simulateNetwork(network)
    expect(status).toBe('ok')
    expect(recording.arrays.get('heading.position')?.shape).toEqual([5, 16, 1])
  })

  it.each(fragments.map((fragment) => [fragment.slice(0, 40).replace(/\s+/g, ' '), fragment]))(
    'fragment %s',
    async (_, fragment) => {
      const data = parse(fragment) as { readonly populations?: object }
      const isTop = Object.keys(data).every((key) => ofExperiment.includes(key))
      const populations = { ...minimal.populations, ...data.populations }
      await build(isTop ? { ...minimal, ...data, populations } : alone(circle, data))
    },
  )

  it('the defaults', () => {
    const shown = parse(fragments.find((fragment) => fragment.startsWith('# the defaults'))!)
    const { noise, simulation, record, certify } = DEFAULTS
    expect(shown).toEqual({ noise, simulation, record, certify })
    for (const [key, value] of Object.entries(simulation))
      expect(rows.map((row) => row.slice(0, 2).join(' ').replaceAll('`', ''))).toContain(`${key} ${value}`)
  })

  it('every space of the tables', async () => {
    const spaces = rows.map(([cell]) => codeOf(cell!)).filter(isSpace)
    expect(spaces.length).toBeGreaterThan(20)
    for (const space of spaces) await build(alone(parse(space!), { transfer: 'erf' }))
  })

  it('its coordinates and labels', async () => {
    const table = rows.filter((row) => isSpace(codeOf(row[0]!)) && row.length === 5)
    for (const [space, , coordinates, labels] of table) {
      const { network } = await loadExperiment(alone(parse(codeOf(space!)!), { transfer: 'erf' }))
      const made = network.populations[0]!.space
      const named = (cell: string) => [...cell.matchAll(/`"?([^`"]+)"?`/g)].map((match) => match[1]!)
      expect([...named(coordinates!), 'distance'].sort(), space).toEqual([...made.coordinates.keys()].sort())
      for (const label of named(labels!)) expect(made.labels, space).toContain(label)
    }
  })

  it('every kernel of the tables', async () => {
    let count = 0
    for (const row of rows) {
      const [space, kernel] = isSpace(codeOf(row[0]!)) ? row.map(codeOf) : [undefined, codeOf(row[0]!)]
      if (kernel === undefined || kernel.includes('...') || kernel.includes('.npy')) continue
      const entry = parse(kernel)
      if (!KERNEL_KINDS.some((kind) => kind in entry)) continue
      await build(alone(space === undefined ? circle : parse(space), { transfer: 'erf' }, entry))
      count++
    }
    expect(count).toBeGreaterThan(14)
  })

  it('the messages, word for word', async () => {
    const slips = [
      ['transfer: erf', 'transfer: ref'],
      ['simulation: { ', 'simulation: { durration: 5, '],
      ['{ spectrum: { 1: 2 } }', '{ expression: "2*cos(thetta)" }'],
    ] as const
    const told = await Promise.all(
      slips.map(([right, wrong]) =>
        loadExperiment(first.replace(right, wrong), { name: 'ring.yaml' }).then(
          () => 'accepted',
          (error) => (error instanceof InputError ? error.message : String(error)),
        ),
      ),
    )
    expect(blocks(reference, 'text')[0]?.trim().split('\n')).toEqual(told)
  })

  it('files that exist: every demo, every link', () => {
    const demos = readdirSync(join(root, 'demos/experiments'))
    const list = /are in \[demos\/experiments\].*?: (.*?)\.\n/s.exec(reference)![1]!.split(/,\s+/)
    expect(list.map((name) => `${name.replaceAll('`', '')}.yaml`).sort()).toEqual(demos.sort())
    const named = [...`${readme}${reference}`.matchAll(/demos\/experiments\/([\w-]+\.yaml)/g)]
    for (const [, demo] of named) expect(demos).toContain(demo)
    const anchors = [...reference.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title!.toLowerCase().replace(/\s/g, '-'),
    )
    for (const [, anchor] of reference.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor)
  })
})

/** Every name that stands in the reference as code, alone or among others. */
const words = new Set(
  [...reference.replace(/^```\w*$/gm, '').matchAll(/`([^`]+)`/g)].flatMap(([, code]) =>
    code!.split(/[^\w-]+/),
  ),
)
const shownKeys = new Set(blocks(reference, 'yaml').flatMap((block) => block.split(/[^\w-]+/)))

describe('what the code knows, the reference mentions', () => {
  it.each([
    ['models', modelDescriptions.map(({ name }) => name)],
    ['transfers', transferNames],
    ['families', FAMILIES],
    ['parameters of families', Object.values(families).flatMap((f) => Object.keys(f.parameters))],
    ['quantities', QUANTITIES],
    ['methods', METHODS],
    ['plans', PLANS],
    ['kinds of input', INPUT_KINDS],
    ['kinds of initial state', INITIAL_KINDS],
    ['kinds of kernel', KERNEL_KINDS],
    ['kinds of space', SPACE_KINDS],
    ['functions', functionNames],
    ['keys', [...keysIn(jsonSchema())].filter((key) => !shownKeys.has(key))],
  ])('%s', (_, names) => {
    for (const name of names) expect(words, name).toContain(name)
  })

  it('the equations, parameters and transfer of every model', () => {
    for (const { name, equations, parameters, transfer } of modelDescriptions) {
      const list = Object.entries(parameters).map(([key, value]) => `${key}: ${value}`)
      const cells = [equations.map((equation) => `\`${equation}\``).join(' <br> '), list.join(', ')]
      expect(reference).toContain(`| \`${name}\` | ${cells.join(' | ')} | ${transfer ? 'yes' : 'no'} |`)
    }
  })

  it('the formula of every family', () => {
    for (const { text } of Object.values(families)) expect(reference).toContain(`\`${text}\``)
  })

  it('the files of a run', () => {
    for (const name of runFileNames) expect(reference).toContain(`\`${name}\``)
  })

  it('the reserved words', () => {
    const source = read('src/experiment/reserved.ts')
    const calls = [...source.matchAll(/refuseKey\(\s*[^,]+,\s*[^,]+,\s*'(\w+)'/g)].map((match) => match[1]!)
    const listed = [...source.matchAll(/for \(const key of \[(.*)\]\)/g)].flatMap(([, list]) =>
      [...list!.matchAll(/'(\w+)'/g)].map((match) => match[1]!),
    )
    expect(calls.length + listed.length).toBeGreaterThan(5)
    const notYet = reference.slice(reference.indexOf('## Not yet'), reference.indexOf('## When something'))
    // of an axis: other words for what `lists` says
    const synonyms = ['range', 'list', 'values']
    for (const word of [...calls, ...listed].filter((word) => !synonyms.includes(word)))
      expect(notYet, word).toMatch(new RegExp(`\`[^\`]*\\b${word}\\b`))
  })
})

/** Every key that the schema allows, at any depth. */
function keysIn(schema: unknown): Set<string> {
  const keys = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, part] of Object.entries(value)) {
      if (name === 'properties') for (const key of Object.keys(part as object)) keys.add(key)
      visit(part)
    }
  }
  visit(schema)
  return keys
}
