/** Characters written down from structure: C(n), D(n), abelian groups, direct products. */
import { residue } from '../math/integers.ts'
import { abelianBasis } from './abelian.ts'
import { components } from './families.ts'
import type { CharacterTable, ConjugacyClasses, FiniteGroup, IrrepType } from './group.ts'

/** A character described by the exponents of its eigenvalues, class by class. */
export interface LabelledCharacter {
  readonly label: string
  readonly dimension: number
  readonly type: IrrepType
  readonly conjugate: string
  /** the k of each eigenvalue exp(2 pi i k / n), n the order of the elements of the class */
  readonly exponents: (classIndex: number) => ArrayLike<number>
}

/** Label k: exp(2 pi i k g / n) on element g. */
export function cyclicCharacters(n: number, { classes }: ConjugacyClasses): readonly LabelledCharacter[] {
  return Array.from({ length: n }, (_, k) => ({
    label: `${k}`,
    dimension: 1,
    type: (2 * k) % n === 0 ? 'real' : 'complex',
    conjugate: `${(n - k) % n}`,
    exponents: (c) => {
      const { representative, order } = classes[c]!
      return [((k * representative) % n) / (n / order)]
    },
  }))
}

/** A1, A2 (-1 on s), for even n B1 (-1 on r) and B2 (-1 on both), then E1, E2, ... */
export function dihedralCharacters(n: number, { classes }: ConjugacyClasses): readonly LabelledCharacter[] {
  const real = (
    label: string,
    dimension: number,
    exponents: (turn: number, reflected: boolean, order: number) => readonly number[],
  ): LabelledCharacter => ({
    label,
    dimension,
    type: 'real',
    conjugate: label,
    exponents: (c) => {
      const { representative, order } = classes[c]!
      return exponents(representative % n, representative >= n, order)
    },
  })
  const sign = (label: string, onTurn: number, onReflection: number) =>
    real(label, 1, (turn, reflected, order) => [
      (((turn * onTurn + (reflected ? onReflection : 0)) % 2) * order) / 2,
    ])
  return [
    sign('A1', 0, 0),
    sign('A2', 0, 1),
    ...(n % 2 === 0 ? [sign('B1', 1, 0), sign('B2', 1, 1)] : []),
    ...Array.from({ length: Math.ceil(n / 2) - 1 }, (_, i) =>
      real(`E${i + 1}`, 2, (turn, reflected, order) => {
        if (reflected) return [0, 1]
        const k = (((i + 1) * turn) % n) / (n / order)
        return [k, residue(-k, order)]
      }),
    ),
  ]
}

/**
 * Abelian groups without a family, by a basis of cyclic factors. Labels `1:index`: characters compared
 * class by class, larger value (re, then im) first.
 */
export function abelianCharacters(
  group: FiniteGroup,
  { classes }: ConjugacyClasses,
): readonly LabelledCharacter[] {
  const { orders, coordinates } = abelianBasis(group)
  const rank = orders.length
  const whole = orders[0] ?? 1
  // character number a has digits a_i, and is sum_i a_i x_i / orders_i turns on the element (x_i)
  const digits = (a: number) => {
    const result = new Array<number>(rank)
    for (let i = rank - 1; i >= 0; i--) {
      result[i] = a % orders[i]!
      a = Math.floor(a / orders[i]!)
    }
    return result
  }
  const all = Array.from({ length: group.order }, (_, a) => digits(a))
  const exponent = (a: readonly number[], c: number) => {
    const { representative, order } = classes[c]!
    let turns = 0
    for (let i = 0; i < rank; i++)
      turns = (turns + a[i]! * coordinates[representative * rank + i]! * (whole / orders[i]!)) % whole
    return turns / (whole / order)
  }
  // larger real part first, then larger imaginary part
  const key = (k: number, n: number) => (2 * k <= n ? 2 * k : 2 * (n - k) + 1)
  all.sort((a, b) => {
    for (let c = 0; c < classes.length; c++) {
      const n = classes[c]!.order
      const difference = key(exponent(a, c), n) - key(exponent(b, c), n)
      if (difference !== 0) return difference
    }
    return 0
  })
  const labels = new Map(all.map((a, i) => [a.join(), `1:${i + 1}`]))
  return all.map((a, i) => {
    const conjugate = labels.get(a.map((digit, j) => residue(-digit, orders[j]!)).join())!
    const label = `1:${i + 1}`
    return {
      label,
      dimension: 1,
      type: label === conjugate ? 'real' : 'complex',
      conjugate,
      exponents: (c) => [exponent(a, c)],
    }
  })
}

/** Products of the factors' characters, the last factor fastest; labels joined by ` x `. */
export function productCharacters(
  tables: readonly CharacterTable[],
  { classes }: ConjugacyClasses,
): readonly LabelledCharacter[] {
  const factors = tables.map(({ group }) => group)
  // class index in every factor, for each class of the product
  const parts = classes.map(({ representative }) =>
    components(factors, representative).map((g, i) => tables[i]!.classes.classOf[g]!),
  )
  const count = tables.reduce((total, { irreps }) => total * irreps.length, 1)
  return Array.from({ length: count }, (_, index) => {
    const chosen = new Array<CharacterTable['irreps'][number]>(tables.length)
    for (let i = tables.length - 1, rest = index; i >= 0; i--) {
      const { irreps } = tables[i]!
      chosen[i] = irreps[rest % irreps.length]!
      rest = Math.floor(rest / irreps.length)
    }
    return {
      label: chosen.map(({ label }) => label).join(' x '),
      dimension: chosen.reduce((d, { dimension }) => d * dimension, 1),
      type: productType(chosen.map(({ type }) => type)),
      conjugate: chosen.map(({ conjugate }) => conjugate).join(' x '),
      exponents: (c) => {
        const n = classes[c]!.order
        let sums = [0]
        chosen.forEach((irrep, i) => {
          const own = irrep.eigenvalues(parts[c]![i]!)
          const step = n / own.length
          const next: number[] = []
          own.forEach((multiplicity, k) => {
            for (let copy = 0; copy < multiplicity; copy++)
              for (const sum of sums) next.push((sum + k * step) % n)
          })
          sums = next
        })
        return sums
      },
    }
  })
}

/** Frobenius-Schur indicators 1, 0, -1 multiply. */
function productType(types: readonly IrrepType[]): IrrepType {
  if (types.includes('complex')) return 'complex'
  return types.filter((type) => type === 'quaternionic').length % 2 === 0 ? 'real' : 'quaternionic'
}
