/** The laws of representation theory, evaluated on a group's irreps: how far round-off breaks them. */
import { maxDifference, multiply, squaredNorm } from '../math/complex.ts'
import { fillUniforms } from '../math/philox.ts'
import { characterTable } from './characters.ts'
import type { CharacterTable, FiniteGroup, Irrep } from './group.ts'
import { irreps } from './irreps.ts'
import { forwardTransform, inverseTransform } from './transform.ts'

/** Largest absolute errors; null what was not evaluated, with a sentence in `leftOut`. */
export interface GroupChecks {
  /** of sum_g w rho_ij(g) conj(sigma_kl(g)) = delta / d over all matrix elements of all irreps */
  readonly orthogonality: number | null
  /**
   * of rho(a) rho(b) = rho(ab): all pairs up to order 64, generators times all elements up to order 1024,
   * generators times 64 elements drawn at random beyond
   */
  readonly homomorphism: number | null
  /** of Plancherel's equality and of the inversion of one random function, relative to its size */
  readonly plancherel: number | null
  readonly leftOut: readonly string[]
}

const largestOrder = 1024
/** beyond largestOrder only where matrices come in closed form, and not from this order on */
const largestStructuredOrder = 10_000
/** irreps x elements, each a matrix of its own */
const largestMatrixCount = 4e6
const allPairs = 64
const drawnElements = 64
const largestClassCount = 512

/** Schur orthogonality, homomorphism, inversion and Plancherel, to be at most about 1e-12. */
export function groupChecks(group: FiniteGroup): GroupChecks {
  const table = characterTable(group)
  if (table.irreps.length < table.classes.classes.length)
    return { orthogonality: null, homomorphism: null, plancherel: null, leftOut: table.leftOut }
  if (group.order <= largestOrder)
    return {
      orthogonality: matrixElementOrthogonality(group),
      homomorphism: homomorphismError(group),
      plancherel: plancherelError(group),
      leftOut: table.leftOut,
    }
  const few = table.classes.classes.length <= largestClassCount
  const open =
    isStructured(group) &&
    group.order <= largestStructuredOrder &&
    group.order * table.irreps.length <= largestMatrixCount
  const left = [
    `The orthogonality of matrix elements is checked up to order ${largestOrder}`,
    few
      ? 'the orthogonality given is that of the characters'
      : `that of the characters up to ${largestClassCount} classes`,
    open
      ? `homomorphism on ${drawnElements} random elements`
      : 'homomorphism and Plancherel, beyond it, where matrices come in closed form and are not too many',
  ]
  return {
    orthogonality: few ? characterOrthogonality(table) : null,
    homomorphism: open ? homomorphismError(group) : null,
    plancherel: open ? plancherelError(group) : null,
    leftOut: [...table.leftOut, `${left.join('; ')}.`],
  }
}

/** True when the irreps' matrices come in closed form, not by numerical decomposition. */
function isStructured({ family }: FiniteGroup): boolean {
  if (family.kind === 'product') return family.factors.every(isStructured)
  return family.kind !== 'permutation' && family.kind !== 'cayley'
}

/** A function on the group with values x + i y. */
interface Row {
  readonly irrep: Irrep
  readonly x: Float64Array
  readonly y: Float64Array | null
}

/**
 * The matrix elements sqrt(d/N) rho_ij as rows of a unitary N x N matrix. Of a conjugate pair stand
 * sqrt(2) Re and sqrt(2) Im, a unitary change that keeps the arithmetic real.
 */
function elementRows(group: FiniteGroup): readonly Row[] {
  const n = group.order
  const rows: Row[] = []
  const done = new Set<string>()
  for (const irrep of irreps(group)) {
    if (done.has(irrep.label)) continue
    done.add(irrep.conjugate)
    const d = irrep.dimension
    const isPair = irrep.type === 'complex'
    const norm = Math.sqrt((isPair ? 2 * d : d) / n)
    const values = (): readonly Float64Array[] => Array.from({ length: d * d }, () => new Float64Array(n))
    const re = values()
    const im = irrep.type === 'real' ? null : values()
    for (let g = 0; g < n; g++) {
      const rho = irrep.matrix(g)
      for (let k = 0; k < d * d; k++) {
        re[k]![g] = norm * rho.re[k]!
        if (im !== null) im[k]![g] = norm * (rho.im?.[k] ?? 0)
      }
    }
    re.forEach((x, k) => {
      rows.push({ irrep, x, y: isPair ? null : (im?.[k] ?? null) })
      if (isPair) rows.push({ irrep, x: im![k]!, y: null })
    })
  }
  return rows
}

function matrixElementOrthogonality(group: FiniteGroup): number {
  const rows = elementRows(group)
  let worst = Math.abs(rows.length - group.order)
  rows.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const b = rows[j]!
      let re = dot(a.x, b.x) - (i === j ? 1 : 0)
      let im = 0
      if (a.y !== null && b.y !== null) re += dot(a.y, b.y)
      if (a.y !== null) im += dot(a.y, b.x)
      if (b.y !== null) im -= dot(a.x, b.y)
      // entries were scaled by sqrt(d) each: back to the error of delta / d
      worst = Math.max(worst, Math.hypot(re, im) / Math.sqrt(a.irrep.dimension * b.irrep.dimension))
    }
  })
  return worst
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let g = 0; g < x.length; g++) sum += x[g]! * y[g]!
  return sum
}

function characterOrthogonality({ group, classes, irreps: characters }: CharacterTable): number {
  const values = characters.map((character) => classes.classes.map((_, index) => character.value(index)))
  let worst = 0
  for (let i = 0; i < characters.length; i++)
    for (let j = 0; j <= i; j++) {
      let re = i === j ? -1 : 0
      let im = 0
      classes.classes.forEach(({ size }, index) => {
        const a = values[i]![index]!
        const b = values[j]![index]!
        re += (size / group.order) * (a.re * b.re + a.im * b.im)
        im += (size / group.order) * (a.im * b.re - a.re * b.im)
      })
      worst = Math.max(worst, Math.hypot(re, im))
    }
  return worst
}

function homomorphismError(group: FiniteGroup): number {
  const all = Array.from({ length: group.order }, (_, g) => g)
  const left = group.order <= allPairs ? all : group.generators
  const right = group.order <= largestOrder ? all : drawn(group.order)
  let worst = 0
  for (const irrep of irreps(group))
    for (const a of left) {
      const rho = irrep.matrix(a)
      for (const b of right) {
        const product = multiply(rho, irrep.matrix(b))
        worst = Math.max(worst, maxDifference(product, irrep.matrix(group.multiply(a, b))))
      }
    }
  return worst
}

/** Elements drawn at random, always the same ones. */
function drawn(order: number): number[] {
  const values = new Float64Array(drawnElements)
  fillUniforms(values, 0, drawnElements, { seed: 2, replica: 0, step: 0, stream: 0 })
  return Array.from(values, (value) => Math.floor(value * order))
}

function plancherelError(group: FiniteGroup): number {
  const n = group.order
  const f = new Float64Array(n)
  fillUniforms(f, 0, n, { seed: 1, replica: 0, step: 0, stream: 0 })
  for (let g = 0; g < n; g++) f[g]! -= 0.5
  const transform = forwardTransform(group, f)
  const back = inverseTransform(group, transform)
  let energy = 0
  let spectral = 0
  let peak = 0
  let worst = 0
  for (let g = 0; g < n; g++) {
    energy += (f[g]! * f[g]!) / n
    peak = Math.max(peak, Math.abs(f[g]!))
    worst = Math.max(worst, Math.abs(f[g]! - back[g]!))
  }
  for (const { label, dimension } of irreps(group)) spectral += dimension * squaredNorm(transform.get(label)!)
  return Math.max(worst / peak, Math.abs(energy - spectral) / energy)
}
