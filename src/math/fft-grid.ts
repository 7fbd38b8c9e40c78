/**
 * Real Fourier transforms of a grid of any number of dimensions and any sizes, row major, last index
 * fastest. The spectrum is a half in the last dimension: shape [n1, ..., floor(n_d / 2) + 1]. Other
 * dimensions are transformed a few columns at a time, so that whole cache lines move.
 */
import { type ComplexFft, complexFft } from './fft.ts'
import { realFft } from './fft-real.ts'

export interface GridFft {
  readonly shape: readonly number[]
  /** product of the shape */
  readonly size: number
  /** shape of the half spectrum */
  readonly halfShape: readonly number[]
  /** complex numbers in the half spectrum; arrays hold twice as many values */
  readonly halfSize: number
  /** X_k = sum_x f_x exp(-2 pi i sum_a k_a x_a / n_a), of f[offset ... offset + size) */
  forward(f: Float64Array, offset: number, spectrum: Float64Array): void
  /**
   * f[offset + x] += scale / size * sum_k X_k exp(+2 pi i sum_a k_a x_a / n_a); the spectrum is used
   * up on the way. On frequencies that are their own mirror image the imaginary part is ignored.
   */
  addInverse(spectrum: Float64Array, f: Float64Array, offset: number, scale: number): void
}

/** columns per block: 8 complex numbers fill two cache lines */
const LANES = 8

/** Plans the transforms of one shape; the plan owns its scratch, and its calls allocate nothing. */
export function gridFft(shape: readonly number[]): GridFft {
  const size = shape.reduce((product, n) => product * n, 1)
  const last = shape.at(-1) ?? 1
  const line = realFft(last)
  const lines = size / last
  const axes: { plan: ComplexFft; outer: number; inner: number }[] = []
  for (let axis = shape.length - 2, inner = line.half; axis >= 0; axis--) {
    const length = shape[axis]!
    const outer = (lines * line.half) / (length * inner)
    if (length > 1) axes.push({ plan: complexFft(length, Math.min(LANES, inner)), outer, inner })
    inner *= length
  }
  return {
    shape,
    size,
    halfShape: [...shape.slice(0, -1), line.half],
    halfSize: lines * line.half,
    forward(f, offset, spectrum) {
      for (let i = 0; i < lines; i++) line.forward(f, offset + i * last, spectrum, 2 * i * line.half)
      for (let a = 0; a < axes.length; a++) {
        const { plan, outer, inner } = axes[a]!
        transformAxis(spectrum, plan, outer, inner, false)
      }
    },
    addInverse(spectrum, f, offset, scale) {
      for (let a = axes.length - 1; a >= 0; a--) {
        const { plan, outer, inner } = axes[a]!
        transformAxis(spectrum, plan, outer, inner, true)
      }
      const factor = scale / size
      for (let i = 0; i < lines; i++)
        line.addInverse(spectrum, 2 * i * line.half, f, offset + i * last, factor)
    },
  }
}

/** Transforms data [outer][length][inner] along its middle index, in place. */
function transformAxis(
  data: Float64Array,
  plan: ComplexFft,
  outer: number,
  inner: number,
  inverse: boolean,
): void {
  const { length, lanes, input } = plan
  for (let block = 0; block < outer; block++) {
    for (let first = 0; first < inner; first += lanes) {
      const count = Math.min(lanes, inner - first)
      const width = 2 * count
      const start = 2 * (block * length * inner + first)
      for (let j = 0, a = start, b = 0; j < length; j++, a += 2 * inner, b += width)
        for (let q = 0; q < width; q++) input[b + q] = data[a + q]!
      const result = plan.run(count, inverse)
      for (let j = 0, a = start, b = 0; j < length; j++, a += 2 * inner, b += width)
        for (let q = 0; q < width; q++) data[a + q] = result[b + q]!
    }
  }
}
