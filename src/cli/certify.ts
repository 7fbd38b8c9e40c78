/** `goldstone certify FILE`: every manifold of equilibria that is found, with its certificate. */
import { SingleBar } from 'cli-progress'
import type { CertifyProgress } from '../analysis/certify.ts'
import { certify as certifyExperiment } from '../experiment/certify.ts'
import { certificateDocument } from '../io/certificate.ts'
import { writeJson } from '../io/manifest.ts'
import { readExperiment } from '../io/node/read-experiment.ts'
import { certificateLines } from './certificate-lines.ts'
import { listenForInterrupts } from './interrupt.ts'
import { fromCaller } from './paths.ts'
import { alarming, lineWidth, type Streams } from './terminal.ts'

export interface CertifyCommandOptions {
  readonly set: readonly string[]
  readonly json?: boolean
  readonly starts?: number
  readonly seed?: number
  readonly tolerance?: number
}

/** Returns the exit code. */
export async function certify(
  file: string,
  options: CertifyCommandOptions,
  { out, err }: Streams,
): Promise<number> {
  const interruption = listenForInterrupts()
  try {
    const loaded = await readExperiment(fromCaller(file), { set: options.set, name: file })
    const line = progressBar(err)
    interruption.phase('running')
    try {
      const { starts, seed, tolerance } = options
      const certificate = await certifyExperiment(loaded, {
        ...(starts === undefined ? {} : { starts }),
        ...(seed === undefined ? {} : { seed }),
        ...(tolerance === undefined ? {} : { tolerance }),
        signal: interruption.signal,
        onProgress: line.show,
      })
      line.end()
      if (options.json) out.write(writeJson(certificateDocument(certificate)))
      else out.write(`${certificateLines(certificate, out).join('\n')}\n`)
      if (!certificate.search.finished)
        err.write(`${alarming('stopped:', err)} the search was cut short; more may be there\n`)
      return interruption.exitCode()
    } finally {
      line.end()
    }
  } finally {
    interruption.end()
  }
}

const phases: Readonly<Record<CertifyProgress['phase'], string>> = {
  symmetry: 'symmetry',
  homogeneous: 'homogeneous states',
  given: 'given states',
  simulated: 'simulated starts',
  branch: 'branches',
  random: 'random starts',
  deflated: 'under deflation',
  kicked: 'kicked',
  certifying: 'certifying',
  rotating: 'rotating solutions',
  nearest: 'the nearest convolution',
}

/** One line on a terminal: the phase, its share, what was found. Nothing elsewhere. */
function progressBar(stream: NodeJS.WriteStream) {
  if (stream.isTTY !== true) return { show: (_: CertifyProgress) => {}, end: () => {} }
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: Math.max(10, lineWidth(stream) - 50),
    barCompleteChar: '━',
    barIncompleteChar: '─',
    format: '{bar} {phase}  {value} of {total}  {found} found',
  })
  let started = false
  return {
    show({ phase, done, of, found }: CertifyProgress) {
      const payload = { phase: phases[phase], found }
      if (started) {
        bar.setTotal(of)
        bar.update(done, payload)
      } else bar.start(of, done, payload)
      started = true
    },
    end() {
      if (started) bar.stop()
      started = false
    },
  }
}
