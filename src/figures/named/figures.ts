/** Every named figure, in the order of the list. */
import { equivariance } from './equivariance.ts'
import { lowRankReduction } from './low-rank-reduction.ts'
import type { NamedFigure } from './named.ts'
import { pinning } from './pinning.ts'
import { ringConvolution } from './ring-convolution.ts'
import { saddleEscape } from './saddle-escape.ts'

export const namedFigures: readonly NamedFigure[] = [
  ringConvolution,
  equivariance,
  lowRankReduction,
  pinning,
  saddleEscape,
]
