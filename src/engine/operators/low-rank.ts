/**
 * The connection as E K E^T diag(w): project the rates on the basis, turn the coordinates by the small
 * matrices, expand. Two thin products that read the basis once each; gains per label and replica
 * act on the coordinates, so a batch of networks shares one basis.
 */
import { addMatrixVector, addVectorMatrix, CHUNK } from '../../math/matvec.ts'
import type { Kernel } from '../../model/kernel.ts'
import type { Coupling, PerReplica } from '../../model/network.ts'
import type { Operator, PlanChoice } from '../operator.ts'

/** One harmonic's share: `copies` groups of `width` columns, the same matrix in each. */
interface Segment {
  readonly copies: number
  readonly width: number
  /** width x width, row major: coordinates to be = matrix times coordinates of the rates */
  readonly matrix: Float64Array
  /** copies * width columns of N values, column after column */
  readonly fromBasis: Float64Array
  readonly toBasis: Float64Array
  readonly gain: PerReplica
}

/** Columns that are walked together: fewer, longer pieces run faster, and cost a copy. */
interface Piece {
  readonly columns: number
  readonly fromBasis: Float64Array
  readonly toBasis: Float64Array
}

/** Bases up to this many bytes (16 MiB) are copied into one piece; larger ones stay the harmonics' own. */
export const COPY_LIMIT = 2 ** 24

/** The kernel's harmonics as they stand; `gains` are those that vary from replica to replica. */
export function lowRankOperator(
  choice: PlanChoice,
  kernel: Kernel,
  gains: ReadonlyMap<string, PerReplica>,
): Operator {
  const { space } = kernel
  const segments = [...kernel.spectrum].map(([label, matrix]): Segment => {
    const harmonic = space.harmonic(label)
    const basis = harmonic.basis()
    const { copies, width } = harmonic
    return { copies, width, matrix, fromBasis: basis, toBasis: basis, gain: gains.get(label) ?? 1 }
  })
  return segmented(choice, space.size, space.size, space.weights, segments)
}

/** Two spaces joined through a quotient; `weights` are those of the sending space. */
export function quotientOperator(
  choice: PlanChoice,
  coupling: Extract<Coupling, { kind: 'quotient' }>,
  rows: number,
  weights: Float64Array,
): Operator {
  const { rank, core, fromBasis, toBasis } = coupling
  const segment = { copies: 1, width: rank, matrix: core, fromBasis, toBasis, gain: 1 }
  return segmented(choice, rows, weights.length, weights, rank === 0 ? [] : [segment])
}

function segmented(
  choice: PlanChoice,
  rows: number,
  columns: number,
  weights: Float64Array,
  segments: readonly Segment[],
): Operator {
  const pieces = piecesOf(segments, 8 * Math.max(rows, columns))
  const total = pieces.reduce((sum, piece) => sum + piece.columns, 0)
  const u = new Float64Array(total)
  const v = new Float64Array(total)
  const weighted = new Float64Array(CHUNK)
  // equal weights are one factor on the coordinates
  const equal = weights.every((w) => w === weights[0])
  const factor = equal ? weights[0]! : 1

  return {
    choice,
    rows,
    columns,
    apply(rate, rateOffset, output, outputOffset, gain, replica) {
      u.fill(0)
      for (let from = 0; from < columns; from += CHUNK) {
        const to = Math.min(columns, from + CHUNK)
        let source = rate
        let offset = rateOffset
        if (!equal) {
          for (let j = from; j < to; j++) weighted[j - from] = weights[j]! * rate[rateOffset + j]!
          source = weighted
          offset = -from
        }
        for (let p = 0, at = 0; p < pieces.length; p++) {
          const piece = pieces[p]!
          addMatrixVector(piece.fromBasis, piece.columns, columns, from, to, source, offset, u, at)
          at += piece.columns
        }
      }
      for (let s = 0, at = 0; s < segments.length; s++) {
        const { copies, width, matrix, gain: own } = segments[s]!
        const scale = gain * factor * (typeof own === 'number' ? own : own[replica]!)
        for (let copy = 0; copy < copies; copy++, at += width) {
          for (let i = 0; i < width; i++) {
            let sum = 0
            for (let j = 0; j < width; j++) sum += matrix[i * width + j]! * u[at + j]!
            v[at + i] = scale * sum
          }
        }
      }
      for (let from = 0; from < rows; from += CHUNK) {
        const to = Math.min(rows, from + CHUNK)
        for (let p = 0, at = 0; p < pieces.length; p++) {
          const piece = pieces[p]!
          addVectorMatrix(v, at, piece.toBasis, piece.columns, rows, from, to, output, outputOffset)
          at += piece.columns
        }
      }
    },
  }
}

function piecesOf(segments: readonly Segment[], bytesPerColumn: number): Piece[] {
  const pieces = segments.map(({ copies, width, fromBasis, toBasis }) => {
    return { columns: copies * width, fromBasis, toBasis }
  })
  const columns = pieces.reduce((sum, piece) => sum + piece.columns, 0)
  if (pieces.length < 2 || columns * bytesPerColumn > COPY_LIMIT) return pieces
  const fromBasis = joined(pieces.map((piece) => piece.fromBasis))
  const own = pieces.every((piece) => piece.toBasis === piece.fromBasis)
  return [{ columns, fromBasis, toBasis: own ? fromBasis : joined(pieces.map((piece) => piece.toBasis)) }]
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
