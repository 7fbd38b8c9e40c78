/**
 * Synapse: what a channel adds to the input at one stage of a step. Its levels are those after the arrivals of the
 * step, each in closed form: areas make them jump at the first stage, what rates send is held, and after the last
 * stage they are those of the step's end.
 */
import { shader, whole } from '../compose.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface SynapseShape {
  readonly size: number
  readonly replicas: number
  readonly levels: 0 | 1 | 2
  readonly carries: 'spikes' | 'rates'
  readonly stage: number
  readonly stages: number
  readonly target: Stretch
}

/** Numbers of the table: three a stage, then these. */
export const advanceNumbers = ['aa', 'ab', 'bb', 'heldA', 'heldB', 'jumpA', 'jumpB'] as const

export function synapseText(shape: SynapseShape): string {
  const { size, replicas, levels, target, stages } = shape
  return shader`
// [replica][area, then the levels][place]
@group(0) @binding(0) var<storage, read_write> channel: array<f32>;
// of each stage fromA, fromB, held; then ${advanceNumbers.join(', ')}
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var<storage, read_write> inputs: array<f32>;

${entryText('synapse')} {
${jobText(size, replicas)}
  let own = replica * ${whole((1 + levels) * size)}u + place;
  let area = channel[own];
${linesOf(shape)
  .map((line) => `  ${line}`)
  .join('\n')}
  inputs[${atText(target)}] += ${addedBy(shape)};
${shape.stage === stages - 1 ? endOf(shape) : ''}
}
`
}

const number = (k: number): string => `table[${whole(k)}u]`
const place = (shape: SynapseShape, level: number): string =>
  `channel[own + ${whole((1 + level) * shape.size)}u]`

/** Loads the levels; spikes that arrived make them jump. */
function linesOf(shape: SynapseShape): string[] {
  const { levels, carries, stage, stages } = shape
  const names = ['a', 'b'].slice(0, levels)
  const jumps = carries === 'spikes' && stage === 0
  const lines = names.map((name, level) => {
    const jump = jumps ? ` + ${number(3 * stages + 5 + level)} * area` : ''
    return `let ${name} = ${place(shape, level)}${jump};`
  })
  if (jumps && levels > 0 && stages > 1) {
    lines.push(...names.map((name, level) => `${place(shape, level)} = ${name};`), 'channel[own] = 0.0;')
  }
  return lines
}

function addedBy({ levels, carries, stage }: SynapseShape): string {
  const [fromA, fromB, held] = [0, 1, 2].map((k) => number(3 * stage + k))
  const terms = [`${fromA} * a`, `${fromB} * b`].slice(0, levels)
  if (levels === 0 || carries === 'rates') terms.push(`${held} * area`)
  return terms.join(' + ')
}

/** The levels at the end of the step. */
function endOf(shape: SynapseShape): string {
  const { levels, carries, stages } = shape
  const [aa, ab, bb, heldA, heldB] = [0, 1, 2, 3, 4].map((k) => number(3 * stages + k))
  const rates = carries === 'rates'
  const lines = [
    `${place(shape, 0)} = ${aa} * a${levels > 1 ? ` + ${ab} * b` : ''}${rates ? ` + ${heldA} * area` : ''};`,
    `${place(shape, 1)} = ${bb} * b${rates ? ` + ${heldB} * area` : ''};`,
  ].slice(0, levels)
  // areas of spikes were used up before where there are several stages
  if (levels === 0 || rates || stages === 1) lines.push('channel[own] = 0.0;')
  return lines.map((line) => `  ${line}`).join('\n')
}
