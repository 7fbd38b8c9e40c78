/** Settle: inputs back to their constant part, where several copies read them and none may do it. */
import { shader, whole } from '../compose.ts'
import { atText, entryText, jobText, type Stretch } from './place.ts'

export interface SettleShape {
  readonly size: number
  readonly replicas: number
  readonly target: Stretch
  /** where the constants begin */
  readonly constants: number
}

export function settleText({ size, replicas, target, constants }: SettleShape): string {
  return shader`
@group(0) @binding(0) var<storage, read_write> inputs: array<f32>;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;

${entryText('settle')} {
${jobText(size, replicas)}
  inputs[${atText(target)}] = numbers[${whole(constants)}u + place];
}
`
}
