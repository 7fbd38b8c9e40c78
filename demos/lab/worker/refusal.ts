/** What went wrong with an experiment, for the line of an editor. */
import { InputError } from '../../../src/errors.ts'
import type { Refusal } from '../protocol.ts'

/** null for what is no bad input but a fault of ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof InputError)) return null
  const { message, place } = error
  const where = /^(?:line |[^\n]*?:)(\d+):(\d+): /.exec(message)
  return {
    message,
    place,
    line: where === null ? null : Number(where[1]),
    column: where === null ? null : Number(where[2]),
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
