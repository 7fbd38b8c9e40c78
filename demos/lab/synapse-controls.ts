/** The controls of what stands between a spike and whom it reaches: synapses, delay, gain. */
import { type Control, type Data, mapping, numberAt } from './control.ts'
import type { Path } from './edit.ts'

/** Key, what stands before its slider, and what it is. */
const numbers = [
  ['time', 'τ synapse', 'time in which the synapse decays'],
  ['rise', 'τ rise', 'time in which the synapse rises'],
  ['decay', 'τ decay', 'time in which the synapse decays'],
  ['weight', 'passes', 'factor on what the synapse passes on'],
  ['reversal', 'reversal', 'potential to which the synapse draws'],
] as const

/** Of a connection, or of a train of spikes from outside. */
export function synapseControls(path: Path, from: Data): Control[] {
  const controls: Control[] = []
  const { synapse, delay, gain } = from
  const several = Array.isArray(synapse)
  for (const [k, one] of (several ? synapse : [synapse]).entries())
    for (const [key, symbol, gloss] of numbers) {
      const value = mapping(one)[key]
      const at = several ? [...path, 'synapse', k, key] : [...path, 'synapse', key]
      const name = several ? `${symbol} ${k + 1}` : symbol
      if (typeof value === 'number') controls.push(numberAt(at, name, gloss, value))
    }
  if (typeof delay === 'number')
    controls.push(
      numberAt([...path, 'delay'], 'delay', 'from a spike to its arrival; changing it begins anew', delay),
    )
  if (typeof gain === 'number')
    controls.push(numberAt([...path, 'gain'], 'gain', 'factor on what arrives', gain))
  return controls
}
