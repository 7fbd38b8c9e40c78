/** What a run gave, for a person: one table in 80 columns, numbers aligned on the point. */
import { join } from 'node:path'
import type { RunResult } from '../engine/result.ts'
import { grouped, secondsText } from '../engine/units.ts'
import { cpuName } from '../io/node/write-run.ts'
import { spikeSummary } from '../io/summary.ts'
import type { Network } from '../model/network.ts'
import { neuronsOf } from '../model/population.ts'
import { shown } from './paths.ts'
import { alarming, counted, lineWidth, rule, table, wrap } from './terminal.ts'

const mostOrders = 6

/** `folder` is null when nothing could be written. */
export function summaryLines(
  network: Network,
  result: RunResult,
  folder: string | null,
  stream: NodeJS.WriteStream,
): string[] {
  const width = lineWidth(stream)
  const { replicas, steps, dt } = network.simulation
  const neurons = network.populations.reduce((sum, population) => sum + neuronsOf(population), 0)
  const status = result.status === 'ok' ? 'ok' : alarming(result.status, stream)
  const done = result.steps === steps ? grouped(steps) : `${grouped(result.steps)} of ${grouped(steps)}`
  const plans = result.program.connections.map(({ from, to, plan }) => `${from} → ${to} ${plan}`)
  const facts = table(
    [
      ['status', status],
      ['engine', `${result.backend}, ${result.device ?? cpuName()}`],
      ['plan', plans.length === 0 ? 'no connections' : plans.join(', ')],
      [
        'steps',
        `${done} of dt ${dt}; ${grouped(neurons)} neurons, ${grouped(replicas)} ${replicas === 1 ? 'replica' : 'replicas'}`,
      ],
      ['time', `${secondsText(result.wallSeconds)}, ${counted(result.neuronStepsPerSecond)} neuron-steps/s`],
    ],
    ['left', 'left'],
  ).flatMap((line) => wrap(line, width, 8))
  const lines = [network.title, rule(width), ...facts, '', ...finalTable(network, result, replicas, width)]
  if (folder !== null) {
    lines.push('', `picture  ${shown(join(folder, 'picture.svg'))}`)
    lines.push(`all      ${shown(folder)}`)
  }
  return lines
}

/** In a narrow window the median stands for all replicas. */
function finalTable(network: Network, result: RunResult, replicas: number, width: number): string[] {
  const isNarrow = width < 60
  const header =
    replicas === 1
      ? ['at the end', '', '']
      : ['at the end', '', ...(isNarrow ? ['median'] : ['smallest', 'median', 'largest'])]
  const rows: string[][] = [header]
  const spikes = spikeSummary(network, result)
  const known = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN)
  for (const [name, population] of Object.entries(result.final)) {
    const orders = Object.entries(population.order)
    const strongest = [...orders].sort(
      (a, b) => Math.max(...b[1].slice(0, 999)) - Math.max(...a[1].slice(0, 999)),
    )
    const kept = new Set(strongest.slice(0, mostOrders).map(([label]) => label))
    const quantities: [string, readonly number[]][] = [
      ['mean rate', population.mean],
      ['largest rate', population.max],
      ...(spikes[name] === undefined
        ? []
        : ([
            ['spikes', spikes[name].count],
            ['rate of the run', spikes[name].rate],
            ['CV of intervals', known(spikes[name].cv)],
          ] as [string, readonly number[]][])),
      ...orders
        .filter(([label]) => kept.has(label))
        .map(([label, values]) => [`order ${label}`, values] as [string, readonly number[]]),
    ]
    quantities.forEach(([what, values], i) => {
      rows.push([
        i === 0 ? name : '',
        what,
        ...(isNarrow ? spread(values).slice(-2, -1) : spread(values)).map(
          what === 'spikes' ? grouped : fixed,
        ),
      ])
    })
    if (orders.length > mostOrders) rows.push(['', `and ${orders.length - mostOrders} weaker`])
  }
  return table(rows, ['left', 'left', 'right', 'right', 'right'])
}

function spread(values: readonly number[]): number[] {
  if (values.length === 1) return [values[0]!]
  const sorted = [...values].sort((a, b) => a - b)
  return [sorted[0]!, sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[sorted.length - 1]!]
}

/** Six decimals, or four digits and a power of ten where that would hide the number. */
function fixed(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1e6) return value.toExponential(3).replace('e+', 'e')
  return value.toFixed(6).replace(/^-(0\.0+)$/, '$1')
}
