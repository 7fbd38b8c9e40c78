/** The experiment file as JSON Schema (draft 2020-12), for editors: completion, hover, red underlines. */
import { z } from 'zod'
import { experimentSchema } from './schema.ts'

/** The name that the schema gives itself; it lives nowhere but in this package. */
export const SCHEMA_ID = 'urn:goldstone:experiment:1'

/** The schema as plain data: `$schema`, `$id`, a title and a description on every field. */
export function jsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(experimentSchema, { target: 'draft-2020-12', io: 'input' })
  return { $schema, $id: SCHEMA_ID, ...schema }
}
