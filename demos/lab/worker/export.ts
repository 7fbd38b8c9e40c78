/** The experiment as it is written, run from its beginning to its end beside the live one, as the command line does. */
import type { LoadedExperiment } from '../../../src/experiment/load.ts'
import { simulate } from '../../../src/experiment/simulate.ts'
import { recordedArrays } from '../../../src/io/recording.ts'

export interface Exported {
  /** `ok`, or what the run says went wrong */
  readonly status: string
  /** the file recording.npz */
  readonly npz: Uint8Array
}

/** null when it was given up. Throws InputError for what cannot run. */
export async function exportRun(
  loaded: LoadedExperiment,
  device: GPUDevice | null,
  signal: AbortSignal,
  told: (done: number, of: number) => void,
): Promise<Exported | null> {
  const result = await simulate(loaded, {
    device,
    signal,
    onProgress: ({ step, steps }) => told(step, steps),
  })
  if (signal.aborted) return null
  const { writeNpz } = await import('../../../src/io/npz.ts')
  return {
    status: result.advice === undefined ? result.status : `${result.status}: ${result.advice}`,
    npz: writeNpz(recordedArrays(loaded.network, result)),
  }
}
