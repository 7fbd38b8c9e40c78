// biome-ignore-all lint/suspicious/noExplicitAny: a JSON Schema and what it judges are any JSON
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jsonSchema } from '../../../src/experiment/json-schema.ts'
import { parseExperiment } from '../../../src/experiment/parse.ts'

type Schema = Readonly<Record<string, any>>

/** The first thing that a schema has against a value, or null: the keywords that ours uses, and no other. */
function objection(schema: Schema, value: any, at = ''): string | null {
  const known = new Set(
    'type const enum anyOf oneOf properties required additionalProperties propertyNames items minItems maxItems minLength pattern minimum maximum exclusiveMinimum'.split(
      ' ',
    ),
  )
  const silent = new Set(['$schema', '$id', 'title', 'description', 'default'])
  for (const keyword of Object.keys(schema))
    if (!known.has(keyword) && !silent.has(keyword)) return `${at}: keyword ${keyword} is not known here`
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  const types = schema['type'] === 'integer' ? ['number'] : [schema['type'] ?? type]
  if (!types.includes(type)) return `${at}: ${type} is not ${schema['type']}`
  if (schema['type'] === 'integer' && !Number.isInteger(value)) return `${at}: not whole`
  if ('const' in schema && schema['const'] !== value) return `${at}: not ${schema['const']}`
  if (schema['enum'] && !schema['enum'].includes(value)) return `${at}: not in ${schema['enum']}`
  if (value < schema['minimum'] || value > schema['maximum'] || value <= schema['exclusiveMinimum'])
    return `${at}: out of bounds`
  if (schema['pattern'] && !new RegExp(schema['pattern']).test(value))
    return `${at}: not like ${schema['pattern']}`
  if (type !== 'object' && value.length < (schema['minItems'] ?? schema['minLength'] ?? 0))
    return `${at}: empty`
  if (type === 'array' && value.length > (schema['maxItems'] ?? value.length)) return `${at}: too long`
  const passing = (options: readonly Schema[]) =>
    options.filter((option) => objection(option, value, at) === null)
  if (schema['anyOf'] && passing(schema['anyOf']).length === 0)
    return schema['anyOf'].map((option: Schema) => objection(option, value, at)).join(' | ')
  if (schema['oneOf'] && passing(schema['oneOf']).length !== 1) return `${at}: not exactly one`
  for (const key of schema['required'] ?? []) if (!Object.hasOwn(value, key)) return `${at}: no ${key}`
  if (type === 'array') {
    for (const [i, item] of value.entries()) {
      const found = objection(schema['items'] ?? {}, item, `${at}[${i}]`)
      if (found) return found
    }
  }
  if (type !== 'object') return null
  for (const [key, item] of Object.entries(value)) {
    const wrongName = schema['propertyNames'] ? objection(schema['propertyNames'], key, `${at}.${key}`) : null
    if (wrongName) return wrongName
    const rest = schema['additionalProperties']
    const inner = schema['properties']?.[key] ?? rest ?? {}
    if (inner === false) return `${at}: unknown ${key}`
    const found = objection(inner, item, `${at}.${key}`)
    if (found) return found
  }
  return null
}

const schema = jsonSchema()
const folder = new URL('../../../demos/experiments/', import.meta.url)
const demos = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const)

describe('the JSON Schema', () => {
  it('says what it is', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:goldstone:experiment:1',
      title: 'Goldstone experiment',
      type: 'object',
      required: ['goldstone', 'populations'],
      additionalProperties: false,
    })
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })

  it.each(demos)('accepts %s, as written and as resolved', (name, text) => {
    expect(objection(schema, parse(text))).toBe(null)
    expect(objection(schema, parseExperiment(text, { name }))).toBe(null)
  })

  it.each([
    ['an unknown key', { simulaton: {} }],
    ['a negative step', { simulation: { dt: -1 } }],
    ['a zero step', { simulation: { dt: 0 } }],
    ['two kernels', { connections: [{ from: 'a', to: 'a', kernel: { values: [1], expression: '1' } }] }],
    ['no kernel', { connections: [{ from: 'a', to: 'a', kernel: {} }] }],
    ['another method', { simulation: { method: 'rk5' } }],
    ['neurons beside a space', { populations: { a: { space: { group: 'C(3)' }, neurons: 3 } } }],
    ['neither', { populations: { a: {} } }],
    [
      'rate and spike',
      { populations: { a: { neurons: 2, model: { state: { v: '1' }, rate: 'v', spike: { when: 'v' } } } } },
    ],
    [
      'another synapse',
      { connections: [{ from: 'a', to: 'a', kernel: { values: [1] }, synapse: { type: 'x' } }] },
    ],
    ['a start of two kinds', { simulation: { initial: { random: 1, file: 'a' } } }],
    ['a start of a population in one number', { simulation: { initial: { a: 1 } } }],
    ['negative noise of a variable', { noise: { a: { x: -1 } } }],
    ['a signal of nothing', { signals: { a: {} } }],
  ])('refuses %s', (_, more) => {
    const good = { goldstone: 1, populations: { a: { space: { group: 'C(3)' } } } }
    expect(objection(schema, good)).toBe(null)
    expect(objection(schema, { ...good, ...more })).not.toBe(null)
  })

  it('gives every field a title and a description', () => {
    const bare: string[] = []
    const walk = (part: Schema, at: string): void => {
      for (const [key, field] of Object.entries<Schema>(part['properties'] ?? {})) {
        if (!field['title'] || !field['description']) bare.push(`${at}.${key}`)
        walk(field, `${at}.${key}`)
      }
      for (const inner of [part['items'], part['additionalProperties'], ...(part['anyOf'] ?? [])])
        if (typeof inner === 'object') walk(inner, at)
    }
    walk(schema, '')
    expect(bare).toEqual([])
  })
})
