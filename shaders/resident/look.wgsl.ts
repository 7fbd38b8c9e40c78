/**
 * Divergence, seen where the state is: every 32 steps, before every frame and at the end of the run a
 * workgroup looks at its registers. Where a number is not finite or larger than 1e12 it stops for good, so
 * that the state keeps what was found, and notes the step: in `found` the first step of all, then one of
 * each replica, 2^32 - 1 before. What is looked at depends on the step alone, not on how a run is cut.
 */
import { lookEvery, unboundedText } from '../watch.wgsl.ts'
import { type ResidentText, range, stateOf, u } from './structure.ts'

export const lookBarriers = 3

export const lookShared = `var<workgroup> lost: atomic<u32>;
var<workgroup> stopped: u32;`

export const lookBytes = 32

/** Before the first step: whether this replica has stopped already. */
export const lookBegin = [
  'if (thread == 0u && atomicLoad(&found[1u + replica]) != 4294967295u) {',
  'atomicStore(&lost, 1u);',
  '}',
]

/** At the begin of a step; leaves the loop over the turns. */
export function lookText(s: ResidentText): string[] {
  const numbers = s.populations.flatMap(({ index: p, slots, variables }) =>
    range(slots).flatMap((k) => range(variables).map((v) => stateOf(p, k, v))),
  )
  const framed = s.record === null ? '' : ` || step % indices[${u(s.record.settingsAt)}] == 0u`
  return [
    `let looks = step % ${u(lookEvery)} == 0u || step == indices[${u(s.endAt)}]${framed};`,
    'if (stage == 0u && (looks || turn == 0u)) {',
    'if (looks) {',
    'var bounded = true;',
    ...numbers.map((number) => `bounded = bounded && !(${unboundedText(`bitcast<u32>(${number})`)});`),
    'if (!bounded) {',
    'atomicStore(&lost, 1u);',
    '}',
    '}',
    'workgroupBarrier();',
    'if (thread == 0u) {',
    'stopped = atomicLoad(&lost);',
    '}',
    'if (workgroupUniformLoad(&stopped) != 0u) {',
    'if (thread == 0u) {',
    'atomicMin(&found[0], step);',
    'atomicMin(&found[1u + replica], step);',
    '}',
    'break;',
    '}',
    '}',
  ]
}
