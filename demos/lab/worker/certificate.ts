/**
 * The certificate's worker: finds and certifies the manifolds of an experiment, samples them for the phase views, and
 * linearises the network at a state. A search gives the event loop turns, so that it can be given up.
 */
import { type Linearised, linearised } from '../../../src/analysis/directions.ts'
import { certify } from '../../../src/experiment/certify.ts'
import type { Certificate } from '../../../src/index.ts'
import type { CertifyAsk, CertifyTell, Source, ToldCertificate } from '../protocol.ts'
import { loaderOf } from './load.ts'
import { buffersOf, portraitOf } from './portrait.ts'
import { messageOf, refusalOf } from './refusal.ts'

const tell = (message: CertifyTell, transfer: Transferable[] = []): void =>
  (postMessage as (message: CertifyTell, transfer: Transferable[]) => void)(message, transfer)

const load = loaderOf()
const running = new Map<number, AbortController>()
/** milliseconds between words of progress */
const progressEvery = 60

addEventListener('message', async ({ data: ask }: MessageEvent<CertifyAsk>) => {
  if (ask.kind === 'cancel') return running.get(ask.id)?.abort()
  const stop = new AbortController()
  running.set(ask.id, stop)
  try {
    if (ask.kind === 'certify') await answerCertify(ask, stop.signal)
    else await answerSpectrum(ask)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== null) tell({ kind: 'refused', id: ask.id, refusal })
    else tell({ kind: 'fault', id: ask.id, message: messageOf(error) })
  } finally {
    running.delete(ask.id)
  }
})

async function answerCertify(
  ask: Extract<CertifyAsk, { kind: 'certify' }>,
  signal: AbortSignal,
): Promise<void> {
  const { id, source, starts, seed } = ask
  const loaded = await load(source)
  let last = 0
  const certificate = await certify(loaded, {
    ...(starts === undefined ? {} : { starts }),
    ...(seed === undefined ? {} : { seed }),
    signal,
    onProgress(progress) {
      const now = performance.now()
      if (now - last < progressEvery && progress.done !== progress.of) return
      last = now
      tell({ kind: 'progress', id, progress })
    },
  })
  // whoever gave up waits for nothing
  if (signal.aborted) return
  // states of a rate model are no states of the network that spikes
  const portrait =
    certificate.spiking === undefined ? await portraitOf(loaded.network, certificate, signal) : { bodies: [] }
  if (!signal.aborted)
    tell({ kind: 'certified', id, certificate: told(certificate), portrait }, buffersOf(portrait))
}

/** Without the rate model itself, which no message carries: its spaces are functions. */
function told({ spiking, ...certificate }: Certificate): ToldCertificate {
  if (spiking === undefined) return certificate
  const { network: _, ...report } = spiking
  return { ...certificate, spiking: report }
}

/** The last network that was linearised: states of one follow one another. */
let known: { readonly source: Source; readonly linearised: Linearised } | null = null

async function answerSpectrum(ask: Extract<CertifyAsk, { kind: 'spectrum' }>): Promise<void> {
  const { id, source, state, nearest } = ask
  if (known === null || !isSame(known.source, source)) {
    const loaded = await load(source)
    known = { source, linearised: loaded.located(() => linearised(loaded.network)) }
  }
  const found = known.linearised.at(Float64Array.from(state), nearest)
  const directions = found.directions.map(({ vector, ...direction }) => ({
    ...direction,
    vector: Float32Array.from(vector),
  }))
  tell({
    kind: 'spectrum',
    id,
    spectrum: found.spectrum,
    directions,
    state: Float32Array.from(found.state),
  })
}

/** Files come as copies: an experiment that names any is read anew. */
const isSame = (a: Source, b: Source): boolean =>
  a.text === b.text && a.name === b.name && a.files === undefined && b.files === undefined
