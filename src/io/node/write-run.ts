/** A run on disk: manifest, resolved experiment, recording, summary and picture, whole or not at all. */
import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { RunResult } from '../../engine/result.ts'
import type { Experiment } from '../../experiment/experiment.ts'
import { experimentHash, serializeExperiment } from '../../experiment/serialize.ts'
import { runFigure } from '../../figures/run.ts'
import type { Network } from '../../model/network.ts'
import { neuronsOf } from '../../model/population.ts'
import { type DescribedArray, type Manifest, manifestArray, writeJson } from '../manifest.ts'
import { type NpyArray, npyBody, npyHeader } from '../npy.ts'
import { npzPieces } from '../npz.ts'
import { recordedArrays } from '../recording.ts'
import { runSummary } from '../summary.ts'
import { version } from '../version.ts'
import { type Output, openOutput } from './output.ts'
import { renderPng } from './picture.ts'

export interface FinishedRun {
  readonly experiment: Experiment
  readonly network: Network
  readonly result: RunResult
  /** when it began */
  readonly began: Date
}

/** The files of a run, the manifest aside. */
const dataFiles = [
  'experiment.yaml',
  'picture-dark.png',
  'picture-dark.svg',
  'picture.png',
  'picture.svg',
  'recording.npz',
  'summary.json',
] as const

export const runFileNames: readonly string[] = ['manifest.json', ...dataFiles]

/** The machine that the reference engine ran on, for a person. */
export function cpuName(): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, ' ')
  return model === undefined || model === '' ? process.arch : model
}

/**
 * Writes every file of a run into `output` and moves them into place. Returns their names. Throws what the
 * file system throws; the output is then discarded.
 */
export async function writeRun(run: FinishedRun, output: Output): Promise<string[]> {
  try {
    const summary = runSummary(run.network, run.result, cpuName(), runFiles(output.target))
    const arrays = recordedArrays(run.network, run.result)
    writePieces(join(output.folder, 'recording.npz'), npzPieces(arrays))
    const put = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(output.folder, name), content)
    put('experiment.yaml', serializeExperiment(run.experiment))
    put('summary.json', writeJson(summary))
    for (const [theme, stem] of [
      ['light', 'picture'],
      ['dark', 'picture-dark'],
    ] as const) {
      const svg = runFigure(run.result, run.network, { theme })
      put(`${stem}.svg`, svg)
      put(`${stem}.png`, await renderPng(svg))
    }
    const files = dataFiles.map((name) => ({
      name,
      bytes: statSync(join(output.folder, name)).size,
    }))
    put('manifest.json', writeJson(await manifestOf(run, arrays, files)))
    return output.keep()
  } catch (error) {
    output.discard()
    throw error
  }
}

/**
 * As the command line does: every file of a run in a folder, whole or not at all. Returns their paths.
 * Throws InputError when the folder cannot be written or holds another's files.
 */
export async function saveRun(run: FinishedRun, folder: string): Promise<string[]> {
  await writeRun(run, openOutput(folder, 'folder', runFileNames))
  return runFiles(folder)
}

/** The paths of a run's files in its folder. */
export function runFiles(folder: string): string[] {
  return runFileNames.map((name) => join(folder, name))
}

async function manifestOf(
  { experiment, network, result, began }: FinishedRun,
  arrays: ReadonlyMap<string, DescribedArray>,
  files: Manifest['files'],
): Promise<Manifest> {
  return {
    format: 1,
    title: network.title,
    status: result.status,
    began: began.toISOString(),
    wallSeconds: result.wallSeconds,
    versions: { goldstone: version, node: process.versions.node },
    backend: result.backend,
    device: result.device ?? cpuName(),
    seed: network.simulation.seed,
    steps: result.steps,
    replicas: network.simulation.replicas,
    neurons: network.populations.reduce((sum, population) => sum + neuronsOf(population), 0),
    hash: await experimentHash(experiment),
    experiment,
    plan: [...result.program.connections, ...result.program.drives].map(({ place, from, to, plan, why }) => ({
      connection: place,
      from,
      to,
      plan,
      why,
    })),
    arrays: [...arrays].map(([name, array]) => manifestArray(name, 'recording.npz', array)),
    files,
  }
}

/** A .npy file, header and body one after the other. */
export function writeNpyFile(path: string, array: NpyArray): void {
  writePieces(path, [npyHeader(array), npyBody(array)])
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  try {
    for (const piece of pieces)
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, piece.length - at)
  } finally {
    closeSync(file)
  }
}
