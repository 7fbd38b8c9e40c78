/** The laws of Fourier analysis on every group: kernels act from the right, and nowhere else. */
import { describe, expect, it } from 'vitest'
import { characterTable } from '../../src/groups/characters.ts'
import { groupChecks } from '../../src/groups/checks.ts'
import { componentLabel, realComponents } from '../../src/groups/components.ts'
import { product, quaternion, symmetric } from '../../src/groups/families.ts'
import type { FiniteGroup } from '../../src/groups/group.ts'
import { irreps } from '../../src/groups/irreps.ts'
import { convolve, forwardTransform } from '../../src/groups/transform.ts'
import { adjoint, identityMatrix, maxDifference, multiply, trace } from '../../src/math/complex.ts'
import { fillUniforms } from '../../src/math/philox.ts'
import { linearGroup, groups as shared } from './groups.ts'

const tolerance = 1e-12

/** With quaternionic irreps of dimension 4 and 6, whose real form needs pairs of rows. */
const groups = [
  ...shared,
  { name: 'Q8 x S(3)', make: () => product(quaternion(), symmetric(3)) },
  {
    name: 'SL(2, 5)',
    make: () =>
      linearGroup(
        5,
        [
          [1, 1, 0, 1],
          [1, 0, 1, 1],
        ],
        'SL(2, 5)',
      ),
  },
]

function randomFunction(n: number, seed: number): Float64Array {
  const f = new Float64Array(n)
  fillUniforms(f, 0, n, { seed, replica: 0, step: 0, stream: 0 })
  return f.map((x) => 2 * x - 1)
}

function isAbelian(group: FiniteGroup): boolean {
  return group.generators.every((a) =>
    group.generators.every((b) => group.multiply(a, b) === group.multiply(b, a)),
  )
}

it('runs over at least 40 groups', () => {
  expect(groups.length).toBeGreaterThanOrEqual(40)
})

describe.each(groups)('$name', ({ make }) => {
  const group = make()
  const n = group.order

  it('homomorphism, Schur orthogonality, inversion, Plancherel', () => {
    const { homomorphism, orthogonality, plancherel, leftOut } = groupChecks(group)
    expect(leftOut).toEqual([])
    expect(homomorphism).toBeLessThanOrEqual(tolerance)
    expect(orthogonality).toBeLessThanOrEqual(tolerance)
    expect(plancherel).toBeLessThanOrEqual(tolerance)
  })

  it('unitary, real where the type is real, with the characters of the table', () => {
    const table = characterTable(group)
    expect(irreps(group).map(({ label }) => label)).toEqual(table.irreps.map(({ label }) => label))
    irreps(group).forEach((irrep, index) => {
      const character = table.irreps[index]!
      expect(irrep.conjugate).toBe(character.conjugate)
      for (let g = 0; g < n; g++) {
        const rho = irrep.matrix(g)
        if (irrep.type === 'real') expect(rho.im).toBeNull()
        expect(maxDifference(multiply(rho, adjoint(rho)), identityMatrix(irrep.dimension))).toBeLessThan(
          tolerance,
        )
        const chi = trace(rho)
        const value = character.value(table.classes.classOf[g]!)
        expect(Math.hypot(chi.re - value.re, chi.im - value.im)).toBeLessThan(tolerance)
      }
    })
  })

  it('convolution theorem with the kernel on the right; the wrong side fails unless abelian', () => {
    const [r, j] = [randomFunction(n, 1), randomFunction(n, 2)]
    const [rHat, jHat, both] = [r, j, convolve(group, r, j)].map((f) => forwardTransform(group, f))
    let right = 0
    let wrong = 0
    for (const [label, expected] of both!) {
      const [a, b] = [rHat!.get(label)!, jHat!.get(label)!]
      right = Math.max(right, maxDifference(multiply(a, b), expected))
      wrong = Math.max(wrong, maxDifference(multiply(b, a), expected))
    }
    expect(right).toBeLessThan(tolerance)
    if (isAbelian(group)) expect(wrong).toBeLessThan(tolerance)
    else expect(wrong).toBeGreaterThan(1e-5)
  })

  it('real components are an orthonormal basis of all functions', () => {
    const components = realComponents(group)
    expect(components.reduce((sum, { copies, width }) => sum + copies * width, 0)).toBe(n)
    const e = Float64Array.from(components.flatMap((component) => [...component.basis()]))
    let worst = 0
    for (let a = 0; a < n; a++)
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? -1 : 0
        for (let g = 0; g < n; g++) sum += (e[a * n + g]! * e[b * n + g]!) / n
        worst = Math.max(worst, Math.abs(sum))
      }
    expect(worst).toBeLessThan(tolerance)
  })

  it('E K E^T diag(w) is the convolution, and its K is the real form of J^', () => {
    const [r, j] = [randomFunction(n, 3), randomFunction(n, 4)]
    const expected = convolve(group, r, j)
    const jHat = forwardTransform(group, j)
    const result = new Float64Array(n)
    for (const component of realComponents(group)) {
      const { copies, width, label } = component
      const e = component.basis()
      const coordinates = (f: Float64Array): Float64Array =>
        Float64Array.from({ length: copies * width }, (_, column) => {
          let sum = 0
          for (let g = 0; g < n; g++) sum += (e[column * n + g]! * f[g]!) / n
          return sum
        })
      const m = component.matrixOf(coordinates(j))
      const coefficient = component.coefficient(m)
      const first = irreps(group).find((irrep) => componentLabel(group, irrep.label) === label)!
      expect(maxDifference(coefficient, jHat.get(first.label)!)).toBeLessThan(tolerance)
      if (component.takesMatrix)
        component.kernelMatrix(coefficient).forEach((x, k) => {
          expect(Math.abs(x - m[k]!)).toBeLessThan(tolerance)
        })
      const u = coordinates(r)
      for (let copy = 0; copy < copies; copy++)
        for (let a = 0; a < width; a++) {
          let moved = 0
          for (let b = 0; b < width; b++) moved += m[a * width + b]! * u[copy * width + b]!
          for (let g = 0; g < n; g++) result[g]! += moved * e[(copy * width + a) * n + g]!
        }
    }
    expect(Math.max(...result.map((x, g) => Math.abs(x - expected[g]!)))).toBeLessThan(tolerance)
  })

  it('a scalar is that times the identity: a class function, which commutes with everything', () => {
    for (const component of realComponents(group)) {
      const m = component.kernelMatrix(1.5)
      m.forEach((x, k) => {
        expect(x).toBe(k % (component.width + 1) === 0 ? 1.5 : 0)
      })
    }
  })
})
