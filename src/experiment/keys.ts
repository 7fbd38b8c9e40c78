/** The keys that the schema allows at a path of an experiment, for "did you mean". */
import { z } from 'zod'
import type { Path } from './path.ts'
import { experimentSchema } from './schema.ts'

/** Keys allowed in the mapping at `path`, in the order of the schema; empty where any key may stand. */
export function keysAt(path: Path): readonly string[] {
  let here: z.core.$ZodType[] = [experimentSchema]
  for (const piece of path)
    here = here.flatMap(alternatives).flatMap((schema) => inside(schema, String(piece)))
  const keys = here
    .flatMap(alternatives)
    .flatMap((s) => (s instanceof z.ZodObject ? Object.keys(s.shape) : []))
  return [...new Set(keys)]
}

function inside(schema: z.core.$ZodType, key: string): z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    if (Object.hasOwn(schema.shape, key)) return [schema.shape[key]]
    return schema.def.catchall === undefined ? [] : [schema.def.catchall]
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  return schema instanceof z.ZodArray ? [schema.element] : []
}

/** What a wrapped schema or a union may turn out to be. */
function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return alternatives(schema.unwrap())
  return schema instanceof z.ZodUnion ? schema.options.flatMap(alternatives) : [schema]
}
