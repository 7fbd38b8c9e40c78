/** Keeps a run on disk while it goes, so that --resume goes on from there; its snapshot goes with its end. */
import type { RunResult } from '../engine/result.ts'
import type { SnapshotOptions } from '../engine/snapshot.ts'
import { InputError } from '../errors.ts'
import { type Output, reasonOf } from '../io/node/output.ts'
import { type RunIdentity, snapshotFile } from '../io/node/snapshot.ts'
import { shown } from './paths.ts'

export interface Keeper {
  /** for the engine */
  readonly options: SnapshotOptions
  /** an engine's complaint of a snapshot, as one of --resume */
  told(error: unknown): unknown
  /** the run is over; `written` when its results are in place */
  end(result: RunResult, written: boolean): void
}

/** Throws InputError at `--resume` where that is asked for and there is nothing that can be gone on from. */
export function keeperOf(
  output: Output,
  identity: RunIdentity,
  options: { readonly resume?: boolean; readonly snapshotEvery?: number },
  err: NodeJS.WriteStream,
): Keeper {
  const place = '--resume'
  const file = snapshotFile(output, identity, place)
  const { snapshotEvery = 5 } = options
  const from = options.resume ? file.read() : null
  if (from !== null) err.write(`Going on from step ${from.step}.\n`)
  let kept = from !== null
  let failed = false
  return {
    options: {
      ...(from === null ? {} : { from }),
      ...(snapshotEvery === 0
        ? {}
        : {
            snapshotEvery: 1000 * snapshotEvery,
            onSnapshot(snapshot) {
              try {
                file.write(snapshot)
                kept = true
              } catch (error) {
                const why = `Cannot keep a snapshot at ${shown(file.path)}: ${reasonOf(error)}`
                if (!failed) err.write(`${why}. The run goes on.\n`)
                failed = true
              }
            },
          }),
    },
    told(error) {
      if (!(error instanceof InputError) || error.place !== 'from') return error
      return new InputError(place, error.expected, error.received, error.remedy)
    },
    end({ status }, written) {
      if (written && (status === 'ok' || status === 'diverged')) file.remove()
      else if (kept) err.write('The same command with --resume goes on from the last snapshot.\n')
    },
  }
}
