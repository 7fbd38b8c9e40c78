/** The part of the report that holds a spiking network against its rate model: what was foretold, what was simulated. */
import type { RatesReport, SpikingReport } from '../../analysis/report.ts'
import { escaped } from '../svg.ts'
import { tableOf } from './cells.ts'
import { inPage, number } from './words.ts'

export function spikingSection({
  kind,
  said,
  duration,
  replicas,
  manifold,
  error,
  populations,
}: SpikingReport): string {
  const rows = populations.flatMap(({ name, neurons, simulated, predicted }) => {
    const row = (what: string, of: (rates: RatesReport) => number | undefined) => [
      escaped(`${name} (${neurons.toLocaleString('en')} neurons)`),
      inPage(what),
      inPage(number(predicted === null ? null : (of(predicted) ?? null))),
      inPage(number(of(simulated) ?? null)),
    ]
    return [
      row('mean rate', ({ mean }) => mean),
      ...Object.keys(simulated.rms).map((label) => row(`rms of ${label}`, ({ rms }) => rms[label])),
    ]
  })
  const verdict =
    error === null
      ? 'Nothing attracts in the rate model.'
      : `Nearest to the simulation is <a href="#${manifold}">${manifold}</a>: it misses the rates by ${(100 * error).toPrecision(2)} %.`
  return `<section><h2>Spikes beside the ${kind}</h2><ul>${said.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul><p>${verdict} Simulated for ${Number(duration.toPrecision(4))}, ${replicas} replica${replicas === 1 ? '' : 's'}; averaged over the second half.</p>${tableOf(['population', 'rates', 'foretold', 'simulated'], [2, 3], rows)}</section>`
}
