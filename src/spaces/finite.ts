/**
 * Any finite group as a space: the elements are the points, each of weight 1/N. C(n), D(n) and their
 * products count as samples of SO(2), O(2) and their products.
 */
import { InputError, quoted } from '../errors.ts'
import { componentLabel, realComponents } from '../groups/components.ts'
import type { FiniteGroup } from '../groups/group.ts'
import { irrep } from '../groups/irreps.ts'
import { once, oncePerLabel } from '../once.ts'
import { axesOf, cyclicLengths, parentOf, turnedAlong } from './axis.ts'
import { lazyCoordinates, tabulate } from './coordinates.ts'
import { cyclicSpace, rectangular, steps } from './cyclic.ts'
import { dihedralSpace } from './dihedral.ts'
import { checkElement, elementsOf, movedBy, wordLengths } from './elements.ts'
import type { Harmonic, Space } from './space.ts'
import { checkValues, columnTransform } from './transform.ts'

/**
 * Labels are those of the irreps, of conjugate ones the first in the character table. Coordinates: g, the
 * index; distance from the identity; theta on C(n), theta and s on D(n), theta1, theta2 ... on products
 * of cyclic groups. distance is the arc on C(n), arcs and pi between components on D(n), and word length
 * in the generators and their inverses on all others.
 */
export function finiteSpace(group: FiniteGroup): Space {
  const lengths = cyclicLengths(group)
  const parent = parentOf(group)
  if (lengths !== null && parent !== null)
    return cyclicSpace({
      name: group.name,
      sample: group,
      lengths,
      parent,
      finite: true,
      metric: group.family.kind === 'cyclic' ? rectangular : steps(lengths),
    })
  if (group.family.kind === 'dihedral') return dihedralSpace(group.name, group, group.family.n, true)
  return discreteSpace(group)
}

function discreteSpace(group: FiniteGroup): Space {
  const { name, order: size } = group
  const weights = new Float64Array(size).fill(1 / size)
  const axes = axesOf(group)
  const fromIdentity = once(() => wordLengths(group))
  const harmonic = oncePerLabel((label) => componentNamed(group, label))
  return {
    name,
    size,
    weights,
    shape: [size],
    coordinates: lazyCoordinates({ g: () => tabulate(size, (g) => g), distance: fromIdentity }),
    sample: group,
    cyclic: null,
    parent: parentOf(group),
    get labels() {
      return realComponents(group).map(({ label }) => label)
    },
    harmonic,
    evaluate(label, given) {
      const elements = elementsOf(group, given)
      const basis = harmonic(label).basis()
      const count = elements.length
      return tabulate((basis.length / size) * count, (i) => {
        const column = Math.floor(i / count)
        return basis[column * size + elements[i - column * count]!]!
      })
    },
    distance: (a, b) => fromIdentity()[group.multiply(group.inverse(a), b)]!,
    ...columnTransform(weights, harmonic),
    act(motion, f) {
      checkValues(f, size, 'one for each point')
      if ('element' in motion) return movedBy(group, checkElement(motion.element, group), f)
      if (axes.length === 0 || !('angles' in motion) || motion.reflect === true)
        throw new InputError('', `an element of ${name}`, quoted(motion), 'Give element: its index')
      if (motion.angles.length !== axes.length)
        throw new InputError('angles', `${axes.length} angles to move ${name}`, `${motion.angles.length}`)
      return motion.angles.reduce((moved, angle, i) => turnedAlong(moved, axes[i]!, angle), f)
    },
  }
}

/** The component of a label; a conjugate irrep's label is refused with the name of its partner. */
function componentNamed(group: FiniteGroup, label: string): Harmonic {
  const components = realComponents(group)
  const named = (name: string) => components.find((component) => component.label === name)
  // in a product, too, E of T means the pair that 1E begins
  const paired = label.replace(/(?<=^| x )E(?= x |$)/g, '1E')
  const found = named(componentLabel(group, label)) ?? named(paired)
  if (found !== undefined) return found
  const conjugate = componentLabel(group, irrep(group, label).conjugate)
  throw new InputError(
    '',
    `"${conjugate}", which stands for the pair of conjugate irreps`,
    quoted(label),
    `Write "${conjugate}" and the complex conjugate of the coefficient`,
  )
}
