/**
 * Expressions as kernels on spaces whose points form no group: projected on the harmonics by a
 * quadrature finer than the space's own, with the power that the band limit leaves out.
 */
import { InputError, quoted } from '../errors.ts'
import { legendreSeries } from '../math/legendre.ts'
import { gaussLegendre } from '../math/quadrature.ts'
import { rotationSpace } from '../spaces/rotation.ts'
import type { Space } from '../spaces/space.ts'
import { spinSpace } from '../spaces/spin.ts'
import { evaluateOn } from './compile.ts'
import { freeNames } from './rewrite.ts'
import type { Expression } from './tree.ts'

export interface Projection {
  /** label -> M, for every label of the space */
  readonly matrices: Map<string, Float64Array>
  /** 1 - (power in the labels) / (power of J) */
  readonly dropped: number
}

type Constants = Readonly<Record<string, number>>

/** Projects J on the labels of SO(3), SU(2) or the sphere. */
export function projectedSpectrum(space: Space, expression: Expression, constants: Constants): Projection {
  if (space.name.startsWith('SO(3)'))
    return onGroup(space, rotationSpace(fineDegree(space)), expression, constants)
  if (space.name.startsWith('SU(2)'))
    return onGroup(space, spinSpace(fineDegree(space)), expression, constants)
  return onSphere(space, expression, constants)
}

/** The highest degree l or j that the space resolves. */
function degreeOf(space: Space): number {
  const label = space.labels.at(-1)!
  return label.endsWith('/2') ? Number(label.slice(0, -2)) / 2 : Number(label)
}

/** Twice the degree, and at least 16, so that what a coarse space drops is seen. */
function fineDegree(space: Space): number {
  return Math.max(16, 2 * Math.ceil(degreeOf(space)))
}

function onGroup(space: Space, fine: Space, expression: Expression, constants: Constants): Projection {
  const values = finite(evaluateOn(expression, fine.coordinates, fine.size, constants))
  let total = 0
  for (let g = 0; g < fine.size; g++) total += fine.weights[g]! * values[g]! ** 2
  const matrices = new Map<string, Float64Array>()
  let kept = 0
  for (const label of space.labels) {
    const coordinates = fine.forward(label, values)
    for (const u of coordinates) kept += u * u
    matrices.set(label, space.harmonic(label).matrixOf(coordinates))
  }
  return { matrices, dropped: lost(kept, total) }
}

/**
 * J(n . n') = sum_l (2l + 1) c_l P_l, so c_l = 1/2 int J(z) P_l(z) dz, by Gauss-Legendre.
 */
function onSphere(space: Space, expression: Expression, constants: Constants): Projection {
  const foreign = freeNames(expression).find((name) => ['x', 'y', 'phi'].includes(name))
  if (foreign !== undefined) {
    throw new InputError(
      '',
      'a kernel of theta, z or distance',
      quoted(foreign),
      'An invariant kernel on the sphere depends on the angle from the pole only',
    )
  }
  const degree = degreeOf(space)
  const { nodes, weights, angles } = gaussLegendre(Math.max(512, 4 * degree))
  const coordinates = new Map([
    ['theta', angles],
    ['distance', angles],
    ['z', nodes],
  ])
  const values = finite(evaluateOn(expression, coordinates, nodes.length, constants))
  const c = new Float64Array(degree + 1)
  const legendre = new Float64Array(degree + 1)
  let total = 0
  for (let i = 0; i < nodes.length; i++) {
    total += 0.5 * weights[i]! * values[i]! ** 2
    legendreSeries(nodes[i]!, legendre)
    for (let l = 0; l <= degree; l++) c[l]! += 0.5 * weights[i]! * values[i]! * legendre[l]!
  }
  const matrices = new Map<string, Float64Array>()
  let kept = 0
  for (let l = 0; l <= degree; l++) {
    kept += (2 * l + 1) * c[l]! ** 2
    matrices.set(String(l), space.harmonic(String(l)).kernelMatrix(c[l]!))
  }
  return { matrices, dropped: lost(kept, total) }
}

/** 1 - kept / total, 0 when it is round-off. */
function lost(kept: number, total: number): number {
  const fraction = total === 0 ? 0 : 1 - kept / total
  return fraction < 1e-13 ? 0 : fraction
}

function finite(values: Float64Array): Float64Array {
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new InputError('', 'a kernel finite everywhere', `${values[wrong]}`)
  return values
}
