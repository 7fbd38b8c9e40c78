/**
 * The connection by Fourier transform, where the points form a product of cyclic groups: whatever
 * the kernel's band or support, two real transforms and one product of half spectra.
 */
import { gridFft } from '../../math/fft-grid.ts'
import type { Kernel } from '../../model/kernel.ts'
import type { Operator, PlanChoice } from '../operator.ts'
import { kernelSpectrum } from './kernel-spectrum.ts'

/** The kernel's space must have `cyclic`. */
export function fftOperator(choice: PlanChoice, kernel: Kernel): Operator {
  const { size } = kernel.space
  return { choice, rows: size, columns: size, apply: convolution(kernel) }
}

/** What `Operator.apply` does, in float64; the kernel's space must have `cyclic`. */
export function convolution(kernel: Kernel): Operator['apply'] {
  const grid = gridFft(kernel.space.cyclic!)
  const multiplier = kernelSpectrum(kernel)
  const spectrum = new Float64Array(2 * grid.halfSize)
  return (rate, rateOffset, output, outputOffset, gain) => {
    grid.forward(rate, rateOffset, spectrum)
    for (let k = 0; k < spectrum.length; k += 2) {
      const re = spectrum[k]!
      const im = spectrum[k + 1]!
      spectrum[k] = re * multiplier[k]! - im * multiplier[k + 1]!
      spectrum[k + 1] = re * multiplier[k + 1]! + im * multiplier[k]!
    }
    grid.addInverse(spectrum, output, outputOffset, gain)
  }
}
