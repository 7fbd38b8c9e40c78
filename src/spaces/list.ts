/** Neurons without a space: a list of N points, each of weight 1/N, that nothing moves and no kernel joins. */
import { InputError, quoted } from '../errors.ts'
import { lazyCoordinates, tabulate } from './coordinates.ts'
import type { Space } from './space.ts'

/** The coordinate is g, the place in the list. It has no labels and no distance. */
export function listSpace(size: number): Space {
  const none = (label: string): never => {
    throw new InputError('', 'no label, for a list of neurons has no harmonics', quoted(label), 'Use a space')
  }
  const coordinates = lazyCoordinates({ g: () => tabulate(size, (g) => g) })
  return {
    name: `list(${size})`,
    size,
    weights: new Float64Array(size).fill(1 / size),
    shape: [size],
    coordinates,
    sample: null,
    cyclic: null,
    parent: null,
    labels: [],
    harmonic: none,
    evaluate: none,
    distance: () => {
      throw new InputError(
        '',
        'a space',
        'a list of neurons, which has no distance',
        'Give the population a space',
      )
    },
    forward: none,
    inverse(parts) {
      for (const label of parts.keys()) none(label)
      return new Float64Array(size)
    },
    act(motion, f) {
      if ('element' in motion && motion.element === 0) return f.slice()
      throw new InputError('', 'element: 0, for nothing else moves a list', quoted(motion))
    },
  }
}

/** Whether the population is a list, on which only weights act. */
export function isList(space: Space): boolean {
  return space.name === `list(${space.size})`
}
