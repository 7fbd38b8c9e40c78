/** The multiplier of a convolution on a product of cyclic groups: w J^, the transform of w J. */
import { gridFft } from '../../math/fft-grid.ts'
import { liftedKernel } from '../../math/lift.ts'
import type { Kernel } from '../../model/kernel.ts'

/**
 * Half spectrum (as `GridFft`) of w J on the kernel's own cyclic lengths, or lifted to longer ones; lengths
 * of 1 may be left out of both. The kernel's space must have `cyclic`.
 */
export function kernelSpectrum(
  { space, values }: Kernel,
  shape: readonly number[] = space.cyclic!,
  lifted: readonly number[] = shape,
): Float64Array {
  const grid = gridFft(lifted)
  const same = shape.every((n, axis) => n === lifted[axis])
  const kernel = same ? values! : liftedKernel(values!, shape, lifted)
  const spectrum = new Float64Array(2 * grid.halfSize)
  grid.forward(kernel, 0, spectrum)
  // w = 1 / N
  for (let k = 0; k < spectrum.length; k++) spectrum[k]! *= space.weights[0]!
  return spectrum
}
