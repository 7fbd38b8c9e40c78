/**
 * Projectors on what subgroups of the motions of a space leave alone, label by label: sublattices of waves on circles and
 * tori; about an axis and under the polyhedral groups on the sphere; conjugations and pairs of axes on SO(3).
 */

import { multiplySquare } from '../../math/matmul.ts'
import { geometryOf, waveVector } from '../../spaces/geometry.ts'
import type { Quaternion } from '../../spaces/quaternions.ts'
import type { Space } from '../../spaces/space.ts'
import type { Algebra } from './algebra.ts'
import { aboutAxis, centred, rotationMatrix } from './generators.ts'
import { times } from './spin.ts'

export interface LabelProjector {
  readonly name: string
  /** the part of a label's coordinates that is left alone; null for none */
  project(label: string, u: () => Float64Array): Float64Array | null
}

/** Waves that single sublattices are made of, shortest first. */
const mostWaves = 8

export function labelProjectors(algebra: Algebra, space: Space, population: number): LabelProjector[] {
  const sides = new Set(
    algebra.generators.flatMap(({ combination }) =>
      algebra.candidates.flatMap((c, i) =>
        combination[i] !== 0 && c.population === population ? [c.side] : [],
      ),
    ),
  )
  switch (geometryOf(space)) {
    case 'circle':
    case 'torus':
      return latticeProjectors(space)
    case 'sphere':
      return [axial(space), ...polyhedra().map(({ name, elements }) => averaged(name, elements, false))]
    case 'rotation':
      return sides.size === 2
        ? [
            pairOfAxes(),
            { name: 'conjugation by SO(3)', project: (label, u) => ofTrace(Number(label), u()) },
            averaged('conjugation by half turns about x, y, z', klein(), true),
            averaged('conjugation by rotations about z', aboutZ(64), true),
          ]
        : polyhedra().map(({ name, elements }) => averaged(`${name} from the left`, elements, false))
    default:
      return []
  }
}

/** Translations that leave a wave k alone leave its multiples alone, and nothing else. */
function latticeProjectors(space: Space): LabelProjector[] {
  const { shape } = space
  const waves = space.labels
    .slice(1, 1 + 4 * mostWaves)
    .map((label) => waveVector(label, space).map((k, i) => centred(k, shape[i]!)))
  const seen = new Set<string>()
  const projectors: LabelProjector[] = []
  for (const k of waves) {
    if (projectors.length >= mostWaves || (shape.length === 1 && Math.abs(k[0]!) === 1)) continue
    const key = `${k}`
    if (seen.has(key)) continue
    seen.add(key)
    projectors.push({
      name: `translations that leave the wave ${k.join()} alone`,
      project: (label, u) => {
        const wave = waveVector(label, space).map((x, i) => centred(x, shape[i]!))
        const axis = k.findIndex((x) => x !== 0)
        const times = wave[axis]! / k[axis]!
        return Number.isInteger(times) && wave.every((x, i) => x === times * k[i]!) ? u() : null
      },
    })
  }
  return projectors
}

/** Coordinates of order m = 0, the middle ones. */
function axial(_: Space): LabelProjector {
  return {
    name: 'rotations about z',
    project: (label, u) => {
      const own = u()
      const l = Number(label)
      return own.map((x, m) => (m === l ? x : 0))
    },
  }
}

/** Rotations about z from either side: the one coordinate m = n = 0 of each degree. */
function pairOfAxes(): LabelProjector {
  return {
    name: 'rotations about z from the left and from the right',
    project: (label, u) => {
      const l = Number(label)
      const middle = l * (2 * l + 1) + l
      return u().map((x, i) => (i === middle ? x : 0))
    },
  }
}

/** U -> tr(U) / d */
function ofTrace(l: number, u: Float64Array): Float64Array {
  const d = 2 * l + 1
  let trace = 0
  for (let i = 0; i < d; i++) trace += u[i * d + i]!
  return u.map((_, at) => (at % (d + 1) === 0 ? trace / d : 0))
}

/** The average of D(h) U, or of D(h) U D(h)^T, over a list of rotations; matrices are made once for each degree. */
function averaged(name: string, elements: readonly Quaternion[], conjugated: boolean): LabelProjector {
  const matrices = new Map<number, Float64Array[]>()
  const sums = new Map<number, Float64Array>()
  const of = (l: number): Float64Array[] => {
    let list = matrices.get(l)
    if (list === undefined) {
      list = elements.map((q) => rotationMatrix(l, q))
      matrices.set(l, list)
    }
    return list
  }
  return {
    name,
    project(label, given) {
      const l = Number(label)
      const d = 2 * l + 1
      const u = given()
      if (conjugated) {
        const out = new Float64Array(u.length)
        for (const m of of(l)) {
          const left = multiplySquare(m, u, d)
          for (let i = 0; i < d; i++)
            for (let j = 0; j < d; j++) {
              let sum = 0
              for (let k = 0; k < d; k++) sum += left[i * d + k]! * m[j * d + k]!
              out[i * d + j]! += sum / elements.length
            }
        }
        return out
      }
      let sum = sums.get(l)
      if (sum === undefined) {
        sum = new Float64Array(d * d)
        for (const m of of(l)) for (let i = 0; i < sum.length; i++) sum[i]! += m[i]! / elements.length
        sums.set(l, sum)
        matrices.delete(l)
      }
      const columns = u.length / d
      const out = new Float64Array(u.length)
      for (let i = 0; i < d; i++)
        for (let k = 0; k < d; k++) {
          const factor = sum[i * d + k]!
          if (Math.abs(factor) < 1e-14) continue
          for (let c = 0; c < columns; c++) out[i * columns + c]! += factor * u[k * columns + c]!
        }
      return out
    },
  }
}

function aboutZ(n: number): Quaternion[] {
  return Array.from({ length: n }, (_, k) => aboutAxis(2, (2 * Math.PI * k) / n))
}

function klein(): Quaternion[] {
  return [
    [0, 0, 0, 1],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]
}

/** Rotation groups of solids and prisms, large ones first. */
function polyhedra(): { readonly name: string; readonly elements: readonly Quaternion[] }[] {
  const half = Math.SQRT1_2
  const golden = (1 + Math.sqrt(5)) / 2
  const quarter: Quaternion = [0, 0, half, half]
  const third: Quaternion = [0.5, 0.5, 0.5, 0.5]
  const fifth: Quaternion = [0.5, golden / 2, 0, 1 / (2 * golden)]
  const prism = (n: number) => ({
    name: `rotations of a prism of ${n} sides, D(${n})`,
    elements: generated([aboutAxis(2, (2 * Math.PI) / n), [1, 0, 0, 0]]),
  })
  return [
    { name: 'rotations of the icosahedron', elements: generated([third, fifth]) },
    { name: 'rotations of the cube', elements: generated([third, quarter]) },
    { name: 'rotations of the tetrahedron', elements: generated([third, [0, 0, 1, 0]]) },
    ...[6, 5, 4, 3, 2].map(prism),
  ]
}

/** The group of rotations that some generate, each by one of its two quaternions. */
function generated(generators: readonly Quaternion[]): Quaternion[] {
  const found: Quaternion[] = [[0, 0, 0, 1]]
  for (const q of found)
    for (const g of generators) {
      const made = times(g, q)
      const known = found.some(
        (old) => Math.abs(Math.abs(old.reduce((s, x, i) => s + x * made[i]!, 0)) - 1) < 1e-9,
      )
      if (!known && found.length < 200) found.push(made)
    }
  return found
}
