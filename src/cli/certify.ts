/** `goldstone certify FILE`: every manifold of equilibria that is found, with its certificate. */
import { join } from 'node:path'
import type { CertifyProgress } from '../analysis/certify.ts'
import { portraitOf } from '../analysis/portrait/portrait.ts'
import type { Certificate } from '../analysis/report.ts'
import { InputError, quoted } from '../errors.ts'
import { certify as certifyExperiment } from '../experiment/certify.ts'
import type { LoadedExperiment } from '../experiment/load.ts'
import { certificateDocument } from '../io/certificate.ts'
import { writeJson } from '../io/manifest.ts'
import { type Output, reasonOf } from '../io/node/output.ts'
import { readExperiment, readInput } from '../io/node/read-experiment.ts'
import { certificateFileNames, openCertificate, writeCertificate } from '../io/node/write-certificate.ts'
import { readStarts } from '../io/starts.ts'
import { certificateLines } from './certificate-lines.ts'
import { listenForInterrupts } from './interrupt.ts'
import { fromCaller, shown } from './paths.ts'
import { progressBar } from './progress.ts'
import { alarming, type Streams } from './terminal.ts'

export interface CertifyCommandOptions {
  readonly set: readonly string[]
  readonly json?: boolean
  readonly starts?: number
  readonly seed?: number
  readonly tolerance?: number
  /** folder of the report; no file is written without it */
  readonly out?: string
  /** a recording of `run`, or states as an array, to begin with */
  readonly from?: string
}

/** Returns the exit code. */
export async function certify(
  file: string,
  options: CertifyCommandOptions,
  { out, err }: Streams,
): Promise<number> {
  const interruption = listenForInterrupts()
  let output: Output | undefined
  try {
    const loaded = await readExperiment(fromCaller(file), { set: options.set, name: file })
    const given = options.from === undefined ? null : await startsFrom(options.from, loaded)
    if (options.out !== undefined) {
      output = openReport(options.out, file)
      interruption.onLeave(output.discard)
    }
    const line = certifyProgress(err)
    interruption.phase('running')
    try {
      const { starts, seed, tolerance } = options
      const certificate = await certifyExperiment(loaded, {
        ...(starts === undefined ? {} : { starts }),
        ...(seed === undefined ? {} : { seed }),
        ...(tolerance === undefined ? {} : { tolerance }),
        ...(given === null ? {} : { given }),
        signal: interruption.signal,
        onProgress: line.show,
      })
      line.end()
      if (options.json) out.write(writeJson(certificateDocument(certificate)))
      else out.write(`${certificateLines(certificate, out).join('\n')}\n`)
      if (!certificate.search.finished)
        err.write(`${alarming('stopped:', err)} the search was cut short; more may be there\n`)
      const problem =
        output === undefined ? null : await keepReport(output, loaded, certificate, interruption.signal)
      if (problem !== null) err.write(`${alarming('error:', err)} ${problem}\n`)
      else if (output !== undefined && !options.json)
        out.write(`\nreport  ${shown(join(output.target, 'certificate.html'))}\n`)
      return interruption.exitCode() || (problem === null ? 0 : 1)
    } finally {
      line.end()
    }
  } finally {
    output?.discard()
    interruption.end()
  }
}

/** The folder of --out, which holds neither the experiment itself nor a run. */
function openReport(out: string, file: string): Output {
  const target = out === '' ? '' : fromCaller(out)
  if (certificateFileNames.some((name) => join(target, name) === fromCaller(file)))
    throw new InputError('--out', "a folder other than the experiment's own", quoted(target), 'Name another')
  return openCertificate(target, '--out')
}

async function startsFrom(from: string, loaded: LoadedExperiment): Promise<Float64Array[]> {
  const bytes = await readInput(fromCaller(from), from, 'a recording (.npz) or an array (.npy)')
  return readStarts(bytes, loaded.network, `--from ${from}`)
}

/** Writes the report; what kept it from being written, or null. */
async function keepReport(
  output: Output,
  loaded: LoadedExperiment,
  certificate: Certificate,
  signal: AbortSignal,
): Promise<string | null> {
  const portrait = await portraitOf(
    certificate.spiking?.network ?? loaded.network,
    certificate,
    signal.aborted ? {} : { signal },
  )
  try {
    await writeCertificate({ loaded, certificate, portrait }, output)
    return null
  } catch (error) {
    return `Cannot write into ${shown(output.target)}: ${reasonOf(error)}`
  }
}

const phases: Readonly<Record<CertifyProgress['phase'], string>> = {
  simulating: 'simulating spikes',
  measuring: 'the rate model',
  symmetry: 'symmetry',
  homogeneous: 'homogeneous states',
  given: 'given states',
  simulated: 'simulated starts',
  branch: 'branches',
  random: 'random starts',
  ray: 'rays from what was found',
  orbit: 'round pinned orbits',
  deflated: 'under deflation',
  space: 'inside fixed-point spaces',
  product: 'products of independent parts',
  kicked: 'kicked',
  edge: 'edges between basins',
  certifying: 'certifying',
  rotating: 'rotating solutions',
  nearest: 'the nearest convolution',
}

/** The phase, its share, what was found. */
const certifyProgress = (stream: NodeJS.WriteStream) =>
  progressBar(stream, 50, ({ phase, done, of, found }: CertifyProgress) => ({
    done,
    of,
    words: `${phases[phase]}  ${done} of ${of}  ${found} found`,
  }))
