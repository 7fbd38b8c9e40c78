/** Groups given by their multiplication table, checked: closure, identity, associativity, inverses. */
import { InputError, quoted } from '../errors.ts'
import type { FiniteGroup } from './group.ts'
import { tabulatedGroup } from './table.ts'

const largestTable = 4096

/**
 * The group of a Cayley table: `table[a][b]` is the index of a b. The identity may have any index.
 * Throws InputError naming the place and, where associativity fails, the triple.
 */
export function groupFromCayleyTable(table: readonly (readonly number[])[], name?: string): FiniteGroup {
  const products = checkedEntries(table)
  const order = table.length
  const identity = findIdentity(products, order)
  const generators = generatingSet(products, order, identity)
  checkAssociativity(products, order, generators)
  checkInverses(products, order, identity)
  return tabulatedGroup({
    name: name ?? `Cayley table of order ${order}`,
    order,
    identity,
    generators,
    family: { kind: 'cayley' },
    products,
    describe: (element) => (element === identity ? '1' : `g${element}`),
  })
}

function checkedEntries(table: readonly (readonly number[])[]): Int32Array {
  const remedy = 'Give n rows of n entries, row a and column b holding the index of the product a b'
  if (!Array.isArray(table) || table.length === 0)
    throw new InputError('cayley', 'a square table of element indices', quoted(table), remedy)
  const order = table.length
  if (order > largestTable)
    throw new InputError(
      'cayley',
      `at most ${largestTable} elements`,
      `${order} rows`,
      'Give large groups by permutation generators',
    )
  const products = new Int32Array(order * order)
  table.forEach((row, a) => {
    if (!Array.isArray(row) || row.length !== order)
      throw new InputError(
        `cayley[${a}]`,
        `a row of ${order} entries`,
        Array.isArray(row) ? `${row.length} entries` : quoted(row),
        remedy,
      )
    row.forEach((entry, b) => {
      if (!Number.isInteger(entry) || entry < 0 || entry >= order)
        throw new InputError(
          `cayley[${a}][${b}]`,
          `an element index in 0 ... ${order - 1}`,
          quoted(entry),
          remedy,
        )
      products[a * order + b] = entry
    })
  })
  return products
}

function findIdentity(products: Int32Array, order: number): number {
  for (let e = 0; e < order; e++) {
    let neutral = true
    for (let a = 0; a < order && neutral; a++)
      neutral = products[e * order + a] === a && products[a * order + e] === a
    if (neutral) return e
  }
  throw new InputError(
    'cayley',
    'an identity e with e a = a e = a for every a',
    'no such element',
    'One row and the column of the same index must list 0, 1, 2, ... in order',
  )
}

/** Elements whose left-normed words reach everything; needs no associativity. */
function generatingSet(products: Int32Array, order: number, identity: number): number[] {
  const generators: number[] = []
  const reached = new Uint8Array(order)
  const words = [identity]
  reached[identity] = 1
  for (let candidate = 0; candidate < order; candidate++) {
    if (reached[candidate] === 1) continue
    generators.push(candidate)
    // words found before have to be continued by the new generator, new words by all of them
    const old = words.length
    for (let i = 0; i < words.length; i++)
      for (const s of i < old ? [candidate] : generators) {
        const next = products[words[i]! * order + s]!
        if (reached[next] === 1) continue
        reached[next] = 1
        words.push(next)
      }
  }
  return generators
}

/**
 * Light's test: the b with (a b) c = a (b c) for all a, c are closed under products, so a generating
 * set is enough (Clifford and Preston, The Algebraic Theory of Semigroups, section 1.2).
 */
function checkAssociativity(products: Int32Array, order: number, generators: readonly number[]): void {
  for (const b of generators)
    for (let a = 0; a < order; a++) {
      const ab = products[a * order + b]!
      for (let c = 0; c < order; c++) {
        const left = products[ab * order + c]!
        const right = products[a * order + products[b * order + c]!]!
        if (left !== right)
          throw new InputError(
            'cayley',
            'an associative product',
            `(${a} ${b}) ${c} = ${left} but ${a} (${b} ${c}) = ${right}`,
            'Correct the table: at least one of these four products is wrong',
          )
      }
    }
}

function checkInverses(products: Int32Array, order: number, identity: number): void {
  for (let a = 0; a < order; a++) {
    let found = false
    for (let b = 0; b < order && !found; b++)
      found = products[a * order + b] === identity && products[b * order + a] === identity
    if (!found)
      throw new InputError(
        `cayley[${a}]`,
        `an inverse of element ${a}, so the identity ${identity} in its row`,
        'a row without it',
        'The table is that of a monoid, not of a group',
      )
  }
}
