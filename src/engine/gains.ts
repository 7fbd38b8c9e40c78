/**
 * Gains per label: those equal in all replicas are folded into the kernel, so that every plan carries
 * them; those that vary remain for the low-rank operator.
 */
import { keyText, placed } from '../errors.ts'
import type { Kernel } from '../model/kernel.ts'
import { kernelFromMatrices } from '../model/kernels.ts'
import type { PerReplica } from '../model/network.ts'

export interface EffectiveKernel {
  readonly kernel: Kernel
  /** label -> one gain per replica */
  readonly varying: ReadonlyMap<string, Float64Array>
}

/** Throws InputError at `<label>` when the space has none of that name. */
export function effectiveKernel(
  kernel: Kernel,
  gains: Readonly<Record<string, PerReplica>>,
): EffectiveKernel {
  const varying = new Map<string, Float64Array>()
  const factors = new Map<string, number>()
  for (const [name, gain] of Object.entries(gains)) {
    const { label } = placed(keyText(name), () => kernel.space.harmonic(name))
    // a gain on a part that the kernel lacks has nothing to act on
    if (!kernel.spectrum.has(label)) continue
    if (typeof gain !== 'number' && gain.some((value) => value !== gain[0])) varying.set(label, gain)
    else factors.set(label, typeof gain === 'number' ? gain : gain[0]!)
  }
  if ([...factors.values()].every((factor) => factor === 1)) return { kernel, varying }
  const matrices = new Map(kernel.spectrum)
  for (const [label, factor] of factors)
    matrices.set(
      label,
      matrices.get(label)!.map((entry) => factor * entry),
    )
  return { kernel: kernelFromMatrices(kernel.space, matrices, kernel.origin, kernel.dropped), varying }
}
