/** The groups over which every contract suite runs: cheap to make, together covering every family. */
import { groupFromCayleyTable } from '../../src/groups/cayley.ts'
import {
  alternating,
  cyclic,
  dihedral,
  polyhedral,
  product,
  quaternion,
  symmetric,
} from '../../src/groups/families.ts'
import type { FiniteGroup } from '../../src/groups/group.ts'
import { groupFromGenerators } from '../../src/groups/permutation.ts'

export interface NamedGroup {
  readonly name: string
  readonly order: number
  readonly make: () => FiniteGroup
}

/** C(7) : C(3), of order 21: odd and not abelian. */
export const frobenius21 = () =>
  groupFromGenerators(
    [
      [1, 2, 3, 4, 5, 6, 0],
      [0, 2, 4, 6, 1, 3, 5],
    ],
    'C(7) : C(3)',
  )

/** GL(3, 2) = PSL(2, 7), simple of order 168, on the seven points of the Fano plane. */
export const fano = () =>
  groupFromGenerators(
    [
      [1, 2, 3, 4, 5, 6, 0],
      permutationFromCycles(7, [
        [1, 2],
        [3, 6],
      ]),
    ],
    'PSL(2, 7)',
  )

/** SL(2, 3), of order 24, on the eight non-zero vectors of F_3^2. */
export const specialLinear23 = () =>
  linearGroup(
    3,
    [
      [1, 1, 0, 1],
      [1, 0, 1, 1],
    ],
    'SL(2, 3)',
  )

/** GL(2, 3), of order 48. */
export const generalLinear23 = () =>
  linearGroup(
    3,
    [
      [1, 1, 0, 1],
      [1, 0, 1, 1],
      [2, 0, 0, 1],
    ],
    'GL(2, 3)',
  )

/** The Heisenberg group over F_p, of order p^3 and exponent p for odd p. */
export function heisenberg(p: number): FiniteGroup {
  // (x, y, z) acts on columns (z, y, 1): points are pairs
  const point = (a: number, b: number) => a * p + b
  const pairs = Array.from({ length: p * p }, (_, i) => [Math.floor(i / p), i % p] as const)
  const shear = pairs.map(([a, b]) => point((a + b) % p, b))
  const shift = pairs.map(([a, b]) => point(a, (b + 1) % p))
  return groupFromGenerators([shear, shift], `Heisenberg(${p})`)
}

/** M11, of order 7920, on eleven points. */
export const mathieu11 = () =>
  groupFromGenerators(
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0],
      permutationFromCycles(11, [
        [2, 6, 10, 7],
        [3, 9, 4, 5],
      ]),
    ],
    'M11',
  )

/** The dicyclic group of order 4n: a^2n = 1, x^2 = a^n, x a x^-1 = a^-1; as a Cayley table. */
export function dicyclic(n: number): FiniteGroup {
  const m = 2 * n
  const multiply = (g: number, h: number) => {
    const [a, i] = [g % m, Math.floor(g / m)]
    const [b, j] = [h % m, Math.floor(h / m)]
    const exponent = a + (i === 1 ? -b : b) + (i === 1 && j === 1 ? n : 0)
    return (((exponent % m) + m) % m) + m * (i ^ j)
  }
  const table = Array.from({ length: 2 * m }, (_, g) =>
    Array.from({ length: 2 * m }, (_, h) => multiply(g, h)),
  )
  return groupFromCayleyTable(table, `Dic(${n})`)
}

/** The same group with its elements renumbered, so that the identity is not element 0. */
export function renumbered(group: FiniteGroup, shift: number): FiniteGroup {
  const n = group.order
  const table = Array.from({ length: n }, (_, a) =>
    Array.from(
      { length: n },
      (_, b) => (group.multiply((a + n - shift) % n, (b + n - shift) % n) + shift) % n,
    ),
  )
  return groupFromCayleyTable(table, `${group.name} renumbered`)
}

export function permutationFromCycles(degree: number, cycles: readonly (readonly number[])[]): number[] {
  const images = Array.from({ length: degree }, (_, i) => i)
  for (const cycle of cycles)
    cycle.forEach((from, i) => {
      images[from] = cycle[(i + 1) % cycle.length]!
    })
  return images
}

/** Matrices [a, b, c, d] over F_p acting on the non-zero column vectors. */
export function linearGroup(
  p: number,
  matrices: readonly (readonly [number, number, number, number])[],
  name: string,
): FiniteGroup {
  const images = matrices.map(([a, b, c, d]) =>
    Array.from({ length: p * p - 1 }, (_, i) => {
      const x = Math.floor((i + 1) / p)
      const y = (i + 1) % p
      return ((a * x + b * y) % p) * p + ((c * x + d * y) % p) - 1
    }),
  )
  return groupFromGenerators(images, name)
}

const named = (order: number, make: () => FiniteGroup, name = make().name): NamedGroup => ({
  name,
  order,
  make,
})

/** Orders at most 200: everything that is checked element by element. */
export const groups: readonly NamedGroup[] = [
  ...[1, 2, 3, 4, 5, 7, 12, 15].map((n) => named(n, () => cyclic(n))),
  ...[1, 2, 3, 4, 5, 6, 7, 9].map((n) => named(2 * n, () => dihedral(n))),
  named(8, quaternion),
  ...[1, 2, 3, 4, 5].map((n) => named([1, 1, 2, 6, 24, 120][n]!, () => symmetric(n))),
  ...[1, 2, 3, 4, 5].map((n) => named([1, 1, 1, 3, 12, 60][n]!, () => alternating(n))),
  ...(['T', 'O', 'I', 'Td', 'Oh', 'Ih'] as const).map((symbol, i) =>
    named([12, 24, 60, 24, 48, 120][i]!, () => polyhedral(symbol)),
  ),
  named(48, () => product(cyclic(8), symmetric(3))),
  named(6, () => product(cyclic(2), cyclic(3))),
  named(45, () => product(cyclic(5), cyclic(3), cyclic(3))),
  named(32, () => product(quaternion(), product(cyclic(2), cyclic(2)))),
  named(36, () => product(polyhedral('T'), cyclic(3))),
  named(64, () => product(quaternion(), quaternion())),
  named(60, () => product(dihedral(3), dihedral(5))),
  named(21, frobenius21),
  named(168, fano),
  named(24, specialLinear23),
  named(48, generalLinear23),
  named(27, () => heisenberg(3)),
  named(125, () => heisenberg(5)),
  named(12, () =>
    groupFromGenerators(
      [
        [1, 2, 3, 0, 4, 5, 6],
        [0, 1, 2, 3, 5, 6, 4],
      ],
      'C(4) x C(3) by permutations',
    ),
  ),
  named(12, () => dicyclic(3)),
  named(20, () => dicyclic(5)),
  named(24, () => renumbered(symmetric(4), 5)),
  named(9, () => renumbered(product(cyclic(3), cyclic(3)), 4)),
  named(16, () => product(renumbered(dihedral(4), 3), cyclic(2))),
]
