/** `goldstone schema`: the experiment file as JSON Schema, for editors. */
import { jsonSchema } from '../experiment/json-schema.ts'
import type { Streams } from './terminal.ts'

export function schema({ out }: Streams): number {
  out.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
  return 0
}
