/** The lab with an experiment in its address. */
import { permalink } from '../../src/experiment/permalink.ts'

/** Relative to a story's own folder. */
export function labLink(text: string): string {
  return `../../index.html#${permalink({ text }).hash}`
}
