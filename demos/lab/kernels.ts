/** The kernels of the network at the end of their section of the margin, each to be saved. */
import { dataOf } from './edit.ts'
import type { NetworkSummary } from './protocol.ts'

/** Harmonics for which the text has sliders get no bars as well. */
export async function showKernels(
  host: HTMLElement,
  kernels: NetworkSummary['kernels'],
  text: string,
  fileName: () => string,
): Promise<void> {
  const [{ kernelPlots }, { withSave }] = await Promise.all([import('./plots.ts'), import('./save-plot.ts')])
  const written = dataOf(text)?.['connections']
  const hasSliders = (k: number) => Array.isArray(written) && written[k]?.kernel?.spectrum !== undefined
  const drawn = kernelPlots(kernels, { bars: (k) => !hasSliders(k) })
  host.replaceChildren(...drawn.map((plot) => withSave(plot, () => `${fileName()}-kernel`)))
}
