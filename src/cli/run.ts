/** `goldstone run FILE`: simulate an experiment; write manifest, recording, summary and picture. */
import { createHash } from 'node:crypto'
import { basename, extname, join } from 'node:path'
import { describeProgram } from '../engine/describe.ts'
import { type Program, programOf } from '../engine/program.ts'
import type { RunResult } from '../engine/result.ts'
import { describeDeviceProgram, stepWork } from '../engine/webgpu/describe.ts'
import type { DeviceProgram, Pass } from '../engine/webgpu/program.ts'
import { InputError, quoted } from '../errors.ts'
import type { LoadedExperiment } from '../experiment/load.ts'
import { experimentHash, serializeExperiment } from '../experiment/serialize.ts'
import { writeJson } from '../io/manifest.ts'
import { type Output, openOutput, reasonOf } from '../io/node/output.ts'
import { readExperiment } from '../io/node/read-experiment.ts'
import { cpuName, runFileNames, runFiles, writeRun } from '../io/node/write-run.ts'
import { checkNpzSize } from '../io/npz.ts'
import { runSummary } from '../io/summary.ts'
import { version } from '../io/version.ts'
import { neuronsOf } from '../model/population.ts'
import { type BackendName, type Engine, openEngine } from './engine.ts'
import { type Interruption, listenForInterrupts } from './interrupt.ts'
import { type Keeper, keeperOf } from './keeper.ts'
import { callerFolder, fromCaller, shown } from './paths.ts'
import { runProgress } from './progress.ts'
import { summaryLines } from './summary.ts'
import { alarming, lineWidth, rule, type Streams } from './terminal.ts'

export interface RunOptions {
  readonly out?: string
  readonly backend: BackendName
  readonly set: readonly string[]
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly resume?: boolean
  /** seconds between snapshots, default 5; 0 takes none */
  readonly snapshotEvery?: number
}

/** Returns the exit code. */
export async function run(file: string, options: RunOptions, { out, err }: Streams): Promise<number> {
  const interruption = listenForInterrupts()
  let engine: Engine | undefined
  try {
    const files = new Map<string, string>()
    const loaded = await readExperiment(fromCaller(file), {
      set: options.set,
      name: file,
      onRead: (path, bytes) => files.set(path, sha256(bytes)),
    })
    const program = loaded.located(() => programOf(loaded.network))
    engine = await openEngine(options.backend, loaded.network, program)
    if (options.dryRun) {
      const { compose } = engine
      const composed = loaded.located(() => compose(loaded.network, program))
      out.write(
        options.json
          ? writeJson(dryRunDocument(loaded, program, engine, composed))
          : dryRunText(loaded, program, composed, out),
      )
      return 0
    }
    // Said now rather than when the run is over and has nowhere to go.
    loaded.located(() => checkNpzSize(program.memory.recording))
    const stem = basename(file, extname(file)) || 'run'
    const target = folderOf(options.out, stem)
    const place = options.out === undefined ? 'the output folder' : '--out'
    if (runFileNames.some((name) => join(target, name) === fromCaller(file)))
      throw new InputError(place, "a folder other than the experiment's own", quoted(target), 'Name another')
    const output = openOutput(target, place, runFileNames)
    interruption.onLeave(output.discard)
    try {
      const identity = {
        version,
        hash: await experimentHash(loaded.experiment),
        files: sha256(JSON.stringify([...files].sort())),
        seed: program.seed,
        backend: engine.backend,
        plan: program.connections.map(({ plan }) => plan),
      }
      const keeper = keeperOf(output, identity, options, err)
      return await simulateAndWrite(loaded, options, engine, output, keeper, interruption, { out, err })
    } finally {
      output.discard()
    }
  } finally {
    engine?.close()
    interruption.end()
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Where the results go: --out, else a folder named after the experiment's file. */
function folderOf(out: string | undefined, stem: string): string {
  if (out === undefined) return join(callerFolder(), 'goldstone-runs', stem)
  return out === '' ? '' : fromCaller(out)
}

async function simulateAndWrite(
  loaded: LoadedExperiment,
  options: RunOptions,
  engine: Engine,
  output: Output,
  keeper: Keeper,
  interruption: Interruption,
  { out, err }: Streams,
): Promise<number> {
  const { experiment, network } = loaded
  const neurons = network.populations.reduce((sum, population) => sum + neuronsOf(population), 0)
  tellEngine(engine, err)
  const line = runProgress(err, neurons * network.simulation.replicas)
  const began = new Date()
  interruption.phase('running')
  let result: RunResult
  try {
    const { signal } = interruption
    const asked = { signal, onProgress: line.show, ...keeper.options }
    result = await loaded.locatedLater(async () => engine.simulate(network, asked))
  } catch (error) {
    throw keeper.told(error)
  } finally {
    line.end()
  }
  const { target } = output
  const document = { ...runSummary(network, result, cpuName(), runFiles(target)), out: target }
  let problem: string | null = null
  try {
    await writeRun({ experiment, network, result, began }, output)
  } catch (error) {
    problem = `Cannot write into ${shown(target)}: ${reasonOf(error)}`
  }
  keeper.end(result, problem === null)
  const told = problem === null ? document : { ...document, files: [], error: problem }
  if (options.json) out.write(writeJson(told))
  else out.write(`${summaryLines(network, result, problem === null ? target : null, out).join('\n')}\n`)
  if (result.advice !== undefined) err.write(`${alarming(`${result.status}:`, err)} ${result.advice}\n`)
  if (problem !== null) err.write(`${alarming('error:', err)} ${problem}\n`)
  if (result.status === 'aborted') return interruption.exitCode() || 130
  return result.status === 'ok' && problem === null ? 0 : 1
}

/** Which engine it is, unless it is the reference engine, asked for by name. */
function tellEngine({ backend, device, why }: Engine, err: NodeJS.WriteStream): void {
  if (backend === 'cpu' && why === null) return
  const name = backend === 'cpu' ? 'the reference engine' : device
  err.write(`Backend ${backend}, ${name}${why === null ? '' : `: ${why}`}.\n`)
}

function dryRunDocument(
  { experiment }: LoadedExperiment,
  program: Program,
  engine: Engine,
  composed: DeviceProgram | null,
) {
  const { title, connections, steps, replicas, populations, memory, expectedSeconds } = program
  return {
    title,
    status: 'dry-run',
    backend: engine.backend,
    device: engine.device,
    plan: connections.map(({ plan }) => plan),
    steps,
    replicas,
    neurons: populations.reduce((sum, { neurons }) => sum + neurons, 0),
    memory,
    // of the engine that will run: not known of a device
    expectedSeconds: composed === null ? expectedSeconds : null,
    experiment,
    program,
    ...(composed === null ? {} : { deviceProgram: outlineOf(composed) }),
  }
}

/** A device program without its texts and numbers. */
function outlineOf(composed: DeviceProgram) {
  const { mode, why, buffers, begin, step, record, stepsPerDispatch } = composed
  const outline = ({ name, workgroups, workgroupSize, flops, bytes, barriers }: Pass) => ({
    name,
    workgroups,
    workgroupSize,
    flops,
    bytes,
    barriers,
  })
  return {
    mode,
    why,
    stepsPerDispatch,
    perStep: stepWork(composed),
    buffers: buffers.map(({ name, bytes, holds }) => ({ name, bytes, holds })),
    begin: begin.map(outline),
    step: step.map(({ pass }) => outline(pass)),
    record: record.map(outline),
  }
}

function dryRunText(
  { experiment }: LoadedExperiment,
  program: Program,
  composed: DeviceProgram | null,
  out: NodeJS.WriteStream,
): string {
  const line = rule(lineWidth(out))
  const device =
    composed === null ? '' : `\n\n${line}\n${describeDeviceProgram(composed, program.steps).trimEnd()}`
  return `${describeProgram(program, composed === null)}${device}\n\n${line}\n${serializeExperiment(experiment)}`
}
