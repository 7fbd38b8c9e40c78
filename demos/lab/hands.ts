/** The hand that a person has taken: which tool, how large a brush, how strong; one for all views. */
import { type Data, list, mapping } from './control.ts'
import type { Hand, Tool } from './protocol.ts'

export const tools: readonly { readonly tool: Tool; readonly name: string; readonly gloss: string }[] = [
  { tool: 'kick', name: 'Kick', gloss: 'adds activity under the brush' },
  { tool: 'inhibit', name: 'Inhibit', gloss: 'takes activity away under the brush' },
  { tool: 'drag', name: 'Drag', gloss: 'carries the bump along, by the symmetry of the space' },
  { tool: 'turn', name: 'Turn', gloss: 'turns what is seen and leaves the network alone' },
]

export interface HandChoice {
  tool: Tool
  /** 0 ... 1, of the largest distance on the space */
  radius: number
  /** of a kick; inhibiting takes the same away */
  strength: number
}

export const firstHand: HandChoice = { tool: 'kick', radius: 0.18, strength: 8 }

export function handAt(choice: HandChoice, phase: Hand['phase'], x: number, y: number): Hand {
  const { tool, radius, strength } = choice
  return { tool, phase, x, y, radius, strength }
}

/** What a drag does where no symmetry carries the bump along; null where one does. */
export function dragRemark(experiment: Data, spikes = false): string | null {
  if (spikes)
    return 'Synapses remember spikes, and no symmetry carries them along: Drag does nothing here. Kick where the bump should be'
  const measured = list(experiment['connections']).some((connection) => {
    const kernel = mapping(mapping(connection)['kernel'])
    return typeof kernel['matrix'] === 'string'
  })
  return measured
    ? 'Weights read from a matrix have no symmetry: Drag shifts the activity by the order of the neurons'
    : null
}
