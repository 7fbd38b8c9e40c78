/** Text to network, with the spaces that were made before: a slider's number rebuilds none of them. */
import { filesFrom, type LoadedExperiment, loadExperiment, type Spaces } from '../../../src/index.ts'
import type { Source } from '../protocol.ts'

export function loaderOf(): (source: Source) => Promise<LoadedExperiment> {
  const spaces: Spaces = new Map()
  return ({ text, name, files }) =>
    loadExperiment(text, { name, spaces, ...(files === undefined ? {} : { files: filesFrom(files) }) })
}
