/** Text to network, with the spaces that were made before: a slider's number rebuilds none of them. */
import type { Spaces } from '../../../src/experiment/build.ts'
import { filesFrom } from '../../../src/experiment/files.ts'
import { type LoadedExperiment, loadExperiment } from '../../../src/experiment/load.ts'
import type { Source } from '../protocol.ts'

export function loaderOf(): (source: Source) => Promise<LoadedExperiment> {
  const spaces: Spaces = new Map()
  return ({ text, name, files }) =>
    loadExperiment(text, { name, spaces, ...(files === undefined ? {} : { files: filesFrom(files) }) })
}
