/** A report for a person, in the terminal's look: at most 80 columns, rules, numbers aligned. */
import { counted, rule, table, wrap } from '../../src/cli/terminal.ts'
import { bytesText, grouped, secondsText } from '../../src/engine/units.ts'
import type { BenchReport, PeerReport, WorkloadReport } from './report.ts'
import type { Spread } from './statistics.ts'
import type { StoryReport } from './stories.ts'

export function reportLines(report: BenchReport, width: number): string[] {
  const {
    commit,
    seed,
    repeats,
    host,
    platform,
    adapter,
    peak,
    reduced,
    workloads,
    firstFrame,
    stories = [],
  } = report
  const engine = adapter === null ? 'cpu, the reference engine in float64' : `webgpu, ${adapter.name}`
  const facts: string[][] = [
    ['engine', adapter?.software ? `${engine} (software: right, not fast)` : engine],
    ...(adapter === null || adapter.driver === '' ? [] : [['driver', adapter.driver]]),
    ['host', `${host}, ${platform}`],
    ['build', `${commit}, seed ${seed}, median of ${repeats} after ${report.warmup} to warm up`],
    ...(peak === null
      ? []
      : [['peak', `${metric(peak.flops)}flop/s, ${metric(peak.bytes)}B/s, measured in this run`]]),
    ...(firstFrame === undefined
      ? []
      : [
          [
            'first frame',
            `${Math.round(firstFrame.frame)} ms after the page was asked for, W1 at ${firstFrame.scale} scale`,
          ],
        ]),
  ]
  return [
    'Benchmark',
    rule(width),
    ...table(facts, ['left', 'left']).flatMap((line) => wrap(line, width, 13)),
    ...(reduced === null ? [] : ['', ...wrap(`Reduced: ${reduced}`, width)]),
    ...workloads.flatMap((one) => ['', ...workloadLines(one, width)]),
    ...(stories.length === 0 ? [] : ['', ...storyLines(stories, width)]),
  ]
}

function storyLines(stories: readonly StoryReport[], width: number): string[] {
  const rows = stories.map(
    ({ name, neurons, replicas, framesPerSecond, stepsPerSecond, behind, mappedPerSecond }) => [
      name,
      `${grouped(neurons)} x ${replicas}`,
      framesPerSecond.toFixed(1),
      `${stepsPerSecond.toFixed(1)}${behind ? ', behind' : ''}`,
      `${bytesText(Math.round(mappedPerSecond))}/s`,
    ],
  )
  const head = ['story', 'neurons x replicas', 'frames/s', 'steps/s', 'read back']
  return [
    `Stories of the lab, two views each, ${stories[0]!.seconds.toFixed(0)} s`,
    rule(width),
    ...table([head, ...rows], ['left', 'right', 'right', 'right', 'right']),
  ]
}

function workloadLines(one: WorkloadReport, width: number): string[] {
  const { name, title, reduced, neurons, replicas, steps, method, device, structure, roofline } = one
  const rows: string[][] = [
    [
      'size',
      `${grouped(neurons)} neurons, ${grouped(replicas)} ${replicas === 1 ? 'replica' : 'replicas'}, ${grouped(steps)} steps of ${method}`,
    ],
    ...(reduced === null ? [] : [['reduced', reduced]]),
    ['plan', `${structure.plans.join(', ')}; ${structure.mode} on a device`],
    [
      'speed',
      `${counted(one.neuronStepsPerSecond.median)} neuron-steps/s, quartiles ${counted(one.neuronStepsPerSecond.lower)} to ${counted(one.neuronStepsPerSecond.upper)}`,
    ],
    ['a step', `${timeOf(one.secondsPerStep)}; a whole run ${timeOf(one.wall)}`],
    [
      'work',
      `${metric(structure.flopsPerStep)}flop and ${bytesText(Math.round(structure.bytesPerStep))} a step, by the program`,
    ],
  ]
  if (roofline !== null)
    rows.push([
      'roofline',
      `${percent(roofline.reached)} reached; arithmetic ${percent(roofline.flops)}, memory ${percent(roofline.bytes)}`,
    ])
  if (device !== null) {
    const { overhead, readBack } = device
    rows.push(
      [
        'dispatches',
        `${grouped(device.dispatches)} in ${grouped(device.submissions)} submissions, ${short(device.stepsPerDispatch)} steps each`,
      ],
      [
        'host',
        `encodes ${percent(overhead.encoding)} of the time; the device waits ${percent(overhead.idle)}`,
      ],
      [
        'read back',
        `${bytesText(readBack.frames)} of ${bytesText(readBack.recording)} recorded, ${bytesText(readBack.looks)} of looks; the end ${bytesText(readBack.end)}`,
      ],
    )
  }
  for (const { says, found, holds } of one.claims)
    rows.push([holds ? 'holds' : 'BROKEN', `${says}: ${short(found)}`])
  for (const peer of one.peers) rows.push(['beside', peerText(peer)])
  return [
    `${name} ${title}`,
    rule(width),
    ...table(rows, ['left', 'left']).flatMap((line) => wrap(line, width, 12)),
  ]
}

function peerText(peer: PeerReport): string {
  if ('missing' in peer) return `${peer.name}: ${peer.missing}`
  const { name, form, how, agreement, ratio } = peer
  const differs = `states differ by ${agreement.difference.toExponential(1)} after ${agreement.steps} steps`
  const bound = agreement.bound.toExponential(1)
  if (ratio === undefined) return `${name} (${form}; ${how}): no ratio, ${differs}, bound ${bound}`
  const times = `${short(ratio.median)} times its speed, ${short(ratio.lower)} to ${short(ratio.upper)}`
  return `${name} (${form}; ${how}): ours is ${times}; ${differs}, bound ${bound}`
}

const timeOf = ({ median, min, max }: Spread): string =>
  `${secondsText(median)} (${secondsText(min)} to ${secondsText(max)})`

/** Two digits, or as many as stand before the point. */
const short = (value: number): string =>
  value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(2)))

const percent = ({ median }: Spread): string => `${short(100 * median)} %`

/** 1.2e12 -> `1.20 T`. */
function metric(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P']
  const k = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3)))
  return `${(value / 1000 ** k).toPrecision(3)} ${units[k]}`
}
