/**
 * Frames of what a network's weights bring: lines that its signed permutations permute, turning the sense of each at will.
 * Such a group is Z2 wr Q, Q what it makes of the lines; vectors W v carry it, for it commutes with W.
 */
import type { Permutation } from '../../groups/graph-automorphisms.ts'
import { stabiliserChain } from '../../groups/stabiliser-chain.ts'
import { largest } from '../vectors.ts'
import { groupNameOf, groupOfKeys, largestNamed, squareName } from './component-group.ts'
import { listed } from './listed.ts'

/** Relative difference of vectors that are one. */
const SAME = 1e-6

/**
 * The name of Q; null where no frame is found among the vectors W (e_x - g e_x) of generators g, or Q has no name.
 * Generators on 2 n vertices, negatives last; W n x n row major; `order` of the group that they generate.
 */
export function frameName(generators: readonly Permutation[], order: number, W: Float64Array): string | null {
  const n = Math.round(Math.sqrt(W.length))
  const tried: Float64Array[] = []
  for (const g of generators)
    for (let x = 0; x < n; x++) {
      if (g[x] === x) continue
      const v = turned(W, n, g, x)
      if (v === null || tried.some((old) => isSame(old, v, 1) || isSame(old, v, -1))) continue
      tried.push(v)
      const lines = linesOf(generators, v, n)
      if (lines === null) continue
      const k = lines.count
      const signed = stabiliserChain(2 * k)
      const plain = stabiliserChain(k)
      for (const p of lines.signed) {
        signed.add(p)
        plain.add(p.subarray(0, k).map((y) => y % k))
      }
      // faithful on the lines' two senses, and all changes of sense are there
      if (signed.order() !== order || 2 ** k * plain.order() !== order) continue
      if (plain.order() > largestNamed) return null
      const members = listed(
        lines.signed.map((p) => p.subarray(0, k).map((y) => y % k)),
        k,
      )
      const table = groupOfKeys(
        members.map((p) => p.join()),
        (a, b) => members[b]!.map((y) => members[a]![y]!).join(),
      )
      const own = groupNameOf(table, members.length)
      const name = own.startsWith('order') && table !== null ? squareName(table) : own
      // a triangle's symmetries are here permutations of three
      return name === null || name.startsWith('order') ? null : name.replaceAll('D(3)', 'S(3)')
    }
  return null
}

/** W (e_x - g e_x), its largest entry 1; null for 0. */
function turned(W: Float64Array, n: number, g: Permutation, x: number): Float64Array | null {
  const to = g[x]!
  const v = Float64Array.from({ length: n }, (_, i) => {
    const image = W[i * n + (to % n)]!
    return W[i * n + x]! - (to < n ? image : -image)
  })
  const size = largest(v)
  return size <= SAME * largest(W) ? null : v.map((y) => y / size)
}

/** How a group permutes the two senses of the lines of its orbit of v, sense + of line i at i, - at k + i; null for more than n lines. */
function linesOf(
  generators: readonly Permutation[],
  v: Float64Array,
  n: number,
): { readonly count: number; readonly signed: readonly Permutation[] } | null {
  const lines = [v]
  const images: { line: number; sign: number }[][] = generators.map(() => [])
  for (let i = 0; i < lines.length; i++)
    for (const [s, g] of generators.entries()) {
      const moved = new Float64Array(n)
      for (let x = 0; x < n; x++) moved[g[x]! % n] = g[x]! < n ? lines[i]![x]! : -lines[i]![x]!
      let line = lines.findIndex((old) => isSame(old, moved, 1))
      let sign = 1
      if (line < 0) {
        line = lines.findIndex((old) => isSame(old, moved, -1))
        if (line >= 0) sign = -1
        else line = lines.push(moved) - 1
        if (lines.length > n) return null
      }
      images[s]!.push({ line, sign })
    }
  const k = lines.length
  const signed = images.map((list) =>
    Int32Array.from({ length: 2 * k }, (_, y) => {
      const { line, sign } = list[y % k]!
      return line + ((sign === 1) === y < k ? 0 : k)
    }),
  )
  return { count: k, signed }
}

function isSame(a: Float64Array, b: Float64Array, sign: 1 | -1): boolean {
  return a.every((x, i) => Math.abs(x - sign * b[i]!) <= SAME)
}
