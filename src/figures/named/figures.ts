/** Every named figure, in the order of the list. */

import { coexistence } from './coexistence.ts'
import { equivariance } from './equivariance.ts'
import { lowRankReduction } from './low-rank-reduction.ts'
import type { NamedFigure } from './named.ts'
import { pinning } from './pinning.ts'
import { ringConvolution } from './ring-convolution.ts'
import { saddleEscape } from './saddle-escape.ts'
import { sameStabilityAlongManifold } from './same-stability-along-manifold.ts'
import { symmetryBreakingLifetime } from './symmetry-breaking-lifetime.ts'
import { symmetryDimensionTable } from './symmetry-dimension-table.ts'
import { torusSelection } from './torus-selection.ts'

export const namedFigures: readonly NamedFigure[] = [
  ringConvolution,
  equivariance,
  lowRankReduction,
  symmetryDimensionTable,
  sameStabilityAlongManifold,
  coexistence,
  torusSelection,
  pinning,
  symmetryBreakingLifetime,
  saddleEscape,
]
