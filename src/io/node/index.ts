/** The Node conveniences of the library: files and folders around the same verbs (`goldstone/node`). */
export { type AdapterReport, type FoundAdapter, type OpenGpu, openGpu, softwareDriver } from './gpu.ts'
export { renderPng } from './picture.ts'
export { filesBeside, type ReadOptions, readExperiment } from './read-experiment.ts'
export { type FinishedRun, saveRun, writeNpyFile } from './write-run.ts'
