/**
 * A page's side of the two workers: every question with an id is a promise of its answer, everything else is sent
 * and forgotten, and what a worker tells of its own accord goes to one function.
 */
import type { Ask, CertifyAsk, CertifyTell, Refusal, Tell } from './protocol.ts'

/** What answers a question of the simulation's worker, kind by kind. */
interface Answers {
  open: 'opened'
  change: 'changed'
  state: 'state'
  picture: 'picture'
  export: 'exported'
  counts: 'counts'
}

/** What answers a question of the certificate's worker. */
interface CertifyAnswers {
  certify: 'certified'
  spectrum: 'spectrum'
}

type Of<Messages, Kind> = Extract<Messages, { kind: Kind }>
type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never
/** Messages that nobody answers. */
type OneWay<Messages> = Messages extends { id: number } ? never : Messages

export interface AskOptions {
  /** giving up: the worker is told, the promise rejects with the signal's reason */
  readonly signal?: AbortSignal
  readonly transfer?: Transferable[]
}

/** A worker that answers. `Asked` and `Told` are what goes there and comes back, `Map` which kind answers which. */
export interface Client<Asked extends { kind: string }, Told extends { kind: string }, Map> {
  /** sends what is not answered */
  send(message: OneWay<Asked>, transfer?: Transferable[]): void
  /** rejects with `RefusedError` where the worker refuses, with an Error of its words where it is at fault */
  ask<Kind extends keyof Map & string>(
    question: { readonly kind: Kind } & WithoutId<Of<Asked, Kind>>,
    options?: AskOptions,
  ): Promise<Of<Told, Map[Kind]>>
  /** ends the worker; whatever was not answered rejects */
  close(): void
}

export type Simulation = Client<Ask, Tell, Answers>
export type Certifier = Client<CertifyAsk, CertifyTell, CertifyAnswers>

/** An experiment that was refused: `refusal` has the place, for the line of an editor. */
export class RefusedError extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'RefusedError'
    this.refusal = refusal
  }
}

/** Starts the simulation's worker. `told` hears every message but the answers. */
export function openSimulation(told: (message: Tell) => void): Simulation {
  const worker = new Worker(new URL('./worker/simulation.ts', import.meta.url), { type: 'module' })
  return clientOf<Ask, Tell, Answers>(worker, told, (message) => told({ kind: 'fault', message }))
}

/** Starts the certificate's worker. `told` hears its progress. */
export function openCertifier(told: (message: CertifyTell) => void): Certifier {
  const worker = new Worker(new URL('./worker/certificate.ts', import.meta.url), { type: 'module' })
  return clientOf<CertifyAsk, CertifyTell, CertifyAnswers>(worker, told, (message) =>
    told({ kind: 'fault', id: 0, message }),
  )
}

/** What is not yet the answer to a question, though it carries its id. */
const underway = ['progress', 'exporting']

/** Wraps a worker; `fault` hears of a worker that broke (its script missing, an error that nothing caught). */
export function clientOf<Asked extends { kind: string }, Told extends { kind: string }, Map>(
  worker: Worker,
  told: (message: Told) => void,
  fault: (message: string) => void,
): Client<Asked, Told, Map> {
  interface Waiting {
    readonly resolve: (message: never) => void
    readonly reject: (reason: unknown) => void
  }
  const waiting = new Map<number, Waiting>()
  const given = new Set<number>()
  let last = 0

  function take(id: number): Waiting | undefined {
    const one = waiting.get(id)
    waiting.delete(id)
    return one
  }

  function refuseAll(reason: Error): void {
    for (const id of [...waiting.keys()]) take(id)!.reject(reason)
  }

  worker.onmessage = ({
    data,
  }: MessageEvent<Told & { id?: number; refusal?: Refusal; message?: string }>) => {
    const { id, kind } = data
    if (id === undefined || underway.includes(kind)) {
      if (id === undefined || !given.has(id)) told(data)
      return
    }
    if (given.delete(id)) return
    const one = take(id)
    if (one === undefined) told(data)
    else if (kind === 'refused') one.reject(new RefusedError(data.refusal!))
    else if (kind === 'fault') one.reject(new Error(data.message))
    else one.resolve(data as never)
  }
  worker.onerror = (event) => {
    const message = event.message || 'the worker could not be loaded'
    refuseAll(new Error(message))
    fault(message)
  }
  worker.onmessageerror = () => fault('a message of the worker could not be read')

  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer),
    ask: (question, { signal, transfer = [] } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const id = ++last
        const giveUp = () => {
          if (take(id) === undefined) return
          given.add(id)
          worker.postMessage({ kind: 'cancel', id })
          reject(signal!.reason)
        }
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            signal?.removeEventListener('abort', giveUp)
            settle(value)
          }
        signal?.addEventListener('abort', giveUp, { once: true })
        waiting.set(id, { resolve: settled(resolve), reject: settled(reject) })
        worker.postMessage({ ...question, id }, transfer)
      }),
    close() {
      worker.terminate()
      refuseAll(new Error('the worker was closed'))
    },
  }
}
