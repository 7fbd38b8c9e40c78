/**
 * Which engine takes a network: the device, or, where it refuses (a number that float32 does not hold, buffers too
 * large) and a person leaves the choice to us, the reference engine, which is told with the reason. With numbers that
 * the device takes it goes back there.
 */
import { type Live, renumbered, sameShape, type Taken } from '../../../src/engine/live.ts'
import { liveOnDevice } from '../../../src/engine/webgpu/live.ts'
import { InputError } from '../../../src/errors.ts'
import type { LoadedExperiment } from '../../../src/index.ts'

export interface Engines {
  readonly device: GPUDevice | null
  /** whether another engine than the device will do */
  readonly free: boolean
}

export interface Started {
  readonly live: Live
  /** why it is not the device that computes; '' where nothing else was to be expected */
  readonly why: string
}

/** As `live` does; the reference engine is loaded where it is needed. Rejects with InputError for what cannot run. */
function begin({ network, locatedLater }: LoadedExperiment, device: GPUDevice | null): Promise<Live> {
  return locatedLater(async () => {
    if (device !== null) return liveOnDevice(device, network)
    const { liveReference } = await import('../../../src/engine/live-reference.ts')
    return liveReference(network)
  })
}

/** Throws InputError for what cannot run. */
export async function startOn({ device, free }: Engines, loaded: LoadedExperiment): Promise<Started> {
  try {
    return { live: await begin(loaded, device), why: '' }
  } catch (refusal) {
    if (device === null || !free) throw refusal
    return onReference(loaded, refusal)
  }
}

/**
 * Goes on with other numbers, on the device where it takes them, else on the reference engine; where that is another one
 * than before, the network that was left is the caller's to destroy.
 */
export async function changeOn(
  { device, free }: Engines,
  live: Live,
  loaded: LoadedExperiment,
): Promise<Started & { readonly taken: Taken }> {
  if (live.backend === 'cpu' && device !== null && free) {
    const back = await begin(loaded, device).catch((refusal) => {
      if (!(refusal instanceof InputError)) throw refusal
      return null
    })
    if (back !== null) return { live: back, why: '', taken: await goOn(live, back) }
  }
  try {
    const taken = await loaded.locatedLater(() => live.change(loaded.network))
    return { live, why: '', taken }
  } catch (refusal) {
    if (live.backend === 'cpu' || !free) throw refusal
    const moved = await onReference(loaded, refusal)
    return { ...moved, taken: await goOn(live, moved.live) }
  }
}

/** Puts a network of another engine into the state of one, where that means the same. */
export async function goOn(before: Live, after: Live): Promise<Taken> {
  const goesOn = before.diverged === null && sameShape(before.network, after.network)
  if (goesOn) {
    const { step, ...state } = await before.snapshot()
    after.restore({ ...state, step: renumbered(step, before.network, after.network) })
  }
  return goesOn ? 'structure' : 'state'
}

/** Throws the refusal itself where the reference engine does not take the network either. */
async function onReference(loaded: LoadedExperiment, refusal: unknown): Promise<Started> {
  if (!(refusal instanceof InputError)) throw refusal
  const { place, expected, received } = refusal
  try {
    const why = `${place} is not for the device, which takes ${expected}; received ${received}`
    return { live: await begin(loaded, null), why }
  } catch {
    throw refusal
  }
}
