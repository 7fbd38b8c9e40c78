/**
 * The connection by Fourier transform, where the points form a product of cyclic groups: whatever
 * the kernel's band or support, two real transforms and one product of half spectra.
 */
import { gridFft } from '../../math/fft-grid.ts'
import type { Kernel } from '../../model/kernel.ts'
import type { Operator, PlanChoice } from '../operator.ts'

/** The kernel's space must have `cyclic`. */
export function fftOperator(choice: PlanChoice, kernel: Kernel): Operator {
  const { space } = kernel
  const grid = gridFft(space.cyclic!)
  const { size } = grid
  const filter = new Float64Array(2 * grid.halfSize)
  grid.forward(kernel.values!, 0, filter)
  // w = 1 / N
  for (let k = 0; k < filter.length; k++) filter[k]! *= space.weights[0]!
  const spectrum = new Float64Array(2 * grid.halfSize)
  return {
    choice,
    rows: size,
    columns: size,
    apply(rate, rateOffset, output, outputOffset, gain) {
      grid.forward(rate, rateOffset, spectrum)
      for (let k = 0; k < spectrum.length; k += 2) {
        const re = spectrum[k]!
        const im = spectrum[k + 1]!
        spectrum[k] = re * filter[k]! - im * filter[k + 1]!
        spectrum[k + 1] = re * filter[k + 1]! + im * filter[k]!
      }
      grid.addInverse(spectrum, output, outputOffset, gain)
    },
  }
}
