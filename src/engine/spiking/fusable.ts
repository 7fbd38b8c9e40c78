/** Where populations see one another only through channels, so that each can step by itself, in one loop. */
import type { Network } from '../../model/network.ts'
import { contains, freeNames } from '../../model/rewrite.ts'
import type { Expression } from '../../model/tree.ts'

/** Whether the network's populations can step each by itself. */
export function isFusable({ populations, connections, inputs }: Network): boolean {
  const local = (e: Expression) => !contains(e, 'reduction')
  return (
    connections.every(({ from }) => populations[from]!.model.spike !== undefined) &&
    inputs.every(({ term }) => term.kind !== 'velocity') &&
    populations.every(({ model }) => {
      const { spike, variables } = model
      if (spike === undefined) return false
      const received = ['I', ...(model.inputs ?? [])]
      const resets = spike.resets.flatMap(({ value }) => freeNames(value))
      return variables.every((v) => local(v.equation)) && !resets.some((name) => received.includes(name))
    })
  )
}
