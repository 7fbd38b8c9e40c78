/**
 * The polyhedral point groups T, O, I, Td, Oh, Ih as orthogonal 3 x 3 matrices. Axes: the 2-fold axes
 * of T and I and the 4-fold ones of O along x, y, z; a 3-fold axis along (1, 1, 1); a 5-fold axis of I
 * along (0, 1, golden ratio). Index 0 is the identity; rotations come before improper elements, each in
 * order of word length in the generators.
 */
import type { FiniteGroup } from './group.ts'
import { tabulatedGroup } from './table.ts'

export type PolyhedralSymbol = 'T' | 'O' | 'I' | 'Td' | 'Oh' | 'Ih'

/** Row major. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number]

export const polyhedralSymbols: readonly PolyhedralSymbol[] = ['T', 'O', 'I', 'Td', 'Oh', 'Ih']

const golden = (1 + Math.sqrt(5)) / 2
/** every entry that occurs in these groups on these axes */
const entries = [0, 0.5, -0.5, 1, -1, golden / 2, -golden / 2, (golden - 1) / 2, (1 - golden) / 2]

const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const inversion: Matrix3 = [-1, 0, 0, 0, -1, 0, 0, 0, -1]
/** the rotation by +120 degrees about (1, 1, 1): x to y to z to x */
export const threefold: Matrix3 = [0, 0, 1, 1, 0, 0, 0, 1, 0]
const twofoldZ: Matrix3 = [-1, 0, 0, 0, -1, 0, 0, 0, 1]
const fourfoldZ: Matrix3 = [0, -1, 0, 1, 0, 0, 0, 0, 1]
const fivefold = rotation([0, 1, golden], (2 * Math.PI) / 5)

const generating: Readonly<Record<PolyhedralSymbol, readonly Matrix3[]>> = {
  T: [threefold, twofoldZ],
  O: [fourfoldZ, threefold],
  I: [fivefold, threefold],
  Td: [times(inversion, fourfoldZ), threefold],
  Oh: [fourfoldZ, threefold, inversion],
  Ih: [fivefold, threefold, inversion],
}

const matricesOf = new WeakMap<FiniteGroup, readonly Matrix3[]>()

/** The polyhedral group of a Schoenflies symbol. */
export function pointGroup(symbol: PolyhedralSymbol): FiniteGroup {
  const found = closure(generating[symbol])
  const matrices = [...found.filter((m) => determinant(m) > 0), ...found.filter((m) => determinant(m) < 0)]
  const indices = new Map(matrices.map((matrix, index) => [matrix.join(), index]))
  const order = matrices.length
  const products = new Int32Array(order * order)
  matrices.forEach((a, i) => {
    matrices.forEach((b, j) => {
      products[i * order + j] = indices.get(times(a, b).join())!
    })
  })
  const group = tabulatedGroup({
    name: symbol,
    order,
    identity: 0,
    generators: generating[symbol].map((matrix) => indices.get(matrix.join())!),
    family: { kind: 'polyhedral', symbol },
    products,
    describe: (element) => operation(matrices[element]!),
  })
  matricesOf.set(group, matrices)
  return group
}

/** The orthogonal 3 x 3 matrix (row major) of an element of a polyhedral group: a column vector v goes to M v. */
export function pointGroupMatrix(group: FiniteGroup, element: number): Matrix3 {
  const matrices = matricesOf.get(group)
  if (matrices === undefined) throw new Error(`${group.name} is not a polyhedral group`)
  return matrices[element]!
}

/** Index of the element with this matrix, -1 when it has none. */
export function pointGroupElement(group: FiniteGroup, matrix: Matrix3): number {
  return matricesOf.get(group)!.findIndex((own) => own.join() === matrix.join())
}

export function determinant(m: Matrix3): number {
  const value =
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  return Math.round(value)
}

export function trace(m: Matrix3): number {
  return m[0] + m[4] + m[8]
}

function closure(generators: readonly Matrix3[]): readonly Matrix3[] {
  const found = [identity]
  const seen = new Set([identity.join()])
  for (const matrix of found)
    for (const generator of generators) {
      const next = times(matrix, generator)
      if (seen.has(next.join())) continue
      seen.add(next.join())
      found.push(next)
    }
  return found
}

/** The product, its entries put back on the exact ones, so that equal matrices are equal numbers. */
function times(a: Matrix3, b: Matrix3): Matrix3 {
  const product: number[] = []
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      product.push(nearest(a[3 * i]! * b[j]! + a[3 * i + 1]! * b[3 + j]! + a[3 * i + 2]! * b[6 + j]!))
  return product as unknown as Matrix3
}

function nearest(value: number): number {
  return entries.reduce((best, entry) => (Math.abs(entry - value) < Math.abs(best - value) ? entry : best))
}

/** Rodrigues' formula, right-handed. */
function rotation(axis: readonly [number, number, number], angle: number): Matrix3 {
  const [x, y, z] = axis.map((component) => component / Math.hypot(...axis)) as [number, number, number]
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const matrix = [
    c + x * x * (1 - c),
    x * y * (1 - c) - z * s,
    x * z * (1 - c) + y * s,
    y * x * (1 - c) + z * s,
    c + y * y * (1 - c),
    y * z * (1 - c) - x * s,
    z * x * (1 - c) - y * s,
    z * y * (1 - c) + x * s,
    c + z * z * (1 - c),
  ]
  return matrix.map(nearest) as unknown as Matrix3
}

/** Schoenflies symbol of one operation with its axis: `E`, `C3 [1 1 1]`, `i`, `sigma [0 0 1]`, `S4^3 [0 0 1]`. */
function operation(m: Matrix3): string {
  const improper = determinant(m) < 0
  const cosine = improper ? (trace(m) + 1) / 2 : (trace(m) - 1) / 2
  if (cosine > 1 - 1e-9 && !improper) return 'E'
  if (cosine < -1 + 1e-9 && improper) return 'i'
  if (cosine > 1 - 1e-9) return `sigma ${axisOf(times(inversion, m))}`
  // 2 pi p / q with q the order of the rotation; 144 degrees is p = 2, q = 5
  const turn = Math.acos(Math.max(-1, Math.min(1, cosine))) / (2 * Math.PI)
  const q = [2, 3, 4, 5, 6, 10].find((n) => Math.abs(turn * n - Math.round(turn * n)) < 1e-9)!
  const p = Math.round(turn * q)
  return `${improper ? 'S' : 'C'}${q}${p === 1 ? '' : `^${p}`} ${axisOf(m)}`
}

/** The axis about which the rotation (or that of a rotary reflection) turns by a positive angle, its largest component 1. */
function axisOf(m: Matrix3): string {
  let axis = [m[7] - m[5], m[2] - m[6], m[3] - m[1]]
  // a half turn is symmetric: M + 1 = 2 n n^T
  if (Math.hypot(...axis) < 1e-9) {
    const rows = [0, 1, 2].map((i) => [0, 1, 2].map((j) => m[3 * i + j]! + (i === j ? 1 : 0)))
    axis = rows.sort((a, b) => Math.hypot(...b) - Math.hypot(...a))[0]!
    if (axis.find((component) => Math.abs(component) > 1e-9)! < 0) axis = axis.map((component) => -component)
  }
  const largest = Math.max(...axis.map(Math.abs))
  return `[${axis.map((component) => String(Math.round((component / largest) * 1000) / 1000 + 0)).join(' ')}]`
}
