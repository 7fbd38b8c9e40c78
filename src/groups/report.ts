/** What `group NAME --json` prints: a group's order, classes, characters and checks as plain data. */
import { abelianBasis } from './abelian.ts'
import { characterTable } from './characters.ts'
import { groupChecks } from './checks.ts'
import { conjugacyClasses, isAbelian } from './classes.ts'
import type { Complex, FiniteGroup, IrrepType } from './group.ts'

export interface GroupReport {
  readonly name: string
  readonly order: number
  readonly abelian: boolean
  /** n_1, n_2, ..., each dividing the next, when the group is abelian: it is C(n_1) x C(n_2) x ... */
  readonly abelianInvariants?: readonly number[]
  readonly generators: readonly { readonly element: number; readonly name: string }[]
  readonly classes: readonly {
    readonly size: number
    /** order of the elements */
    readonly order: number
    /** smallest element index of the class, and what that element is */
    readonly representative: number
    readonly name: string
  }[]
  /** complex irreps; `character` holds one value per class */
  readonly irreps: readonly {
    readonly label: string
    readonly dimension: number
    readonly type: IrrepType
    readonly conjugate: string
    readonly character?: readonly Complex[]
  }[]
  /** largest errors; null where not evaluated */
  readonly checks: {
    readonly orthogonality: number | null
    readonly homomorphism: number | null
    readonly plancherel: number | null
  }
  /** what is missing above and why, in sentences */
  readonly leftOut: readonly string[]
}

/** Characters are printed up to this many classes (a square table), lists of classes up to the second. */
const largestTable = 1024
const largestList = 2 ** 17
/** beyond this order classes are not even counted */
const largestOrder = 2 ** 22

export function groupReport(group: FiniteGroup): GroupReport {
  const abelian = isAbelian(group)
  const head = {
    name: group.name,
    order: group.order,
    abelian,
    ...(abelian && group.order <= largestList
      ? { abelianInvariants: abelianBasis(group).orders.toReversed() }
      : {}),
    generators: group.generators.map((element) => ({ element, name: group.describe(element) })),
  }
  if (group.order > largestOrder)
    return {
      ...head,
      classes: [],
      irreps: [],
      checks: { orthogonality: null, homomorphism: null, plancherel: null },
      leftOut: [
        `Classes, irreps and checks were left out: the order ${group.order} is above ${largestOrder}.`,
      ],
    }
  const { classes } = conjugacyClasses(group)
  const { irreps } = characterTable(group)
  const { leftOut, ...checks } = groupChecks(group)
  const printed = classes.length <= largestTable
  return {
    ...head,
    classes:
      classes.length > largestList
        ? []
        : classes.map(({ size, order, representative }) => ({
            size,
            order,
            representative,
            name: group.describe(representative),
          })),
    irreps: irreps.map((irrep) => ({
      label: irrep.label,
      dimension: irrep.dimension,
      type: irrep.type,
      conjugate: irrep.conjugate,
      ...(printed ? { character: classes.map((_, index) => irrep.value(index)) } : {}),
    })),
    checks,
    leftOut: [
      ...leftOut,
      ...(classes.length > largestList
        ? [`The ${classes.length} classes are not listed: at most ${largestList} are.`]
        : []),
      ...(!printed && irreps.length > 0
        ? [`Character values are not listed: there are ${classes.length} classes, more than ${largestTable}.`]
        : []),
    ],
  }
}
