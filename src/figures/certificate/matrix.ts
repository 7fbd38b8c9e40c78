/** What the report says of a measured matrix: how far it is from a convolution, and what it makes of that one's manifolds. */
import type { MatrixReport, PseudoGaps } from '../../analysis/report.ts'
import { escaped } from '../svg.ts'
import { markedStability, tableOf } from './cells.ts'
import { inPage, number, power, typeset } from './words.ts'

export function matrixSection(matrix: MatrixReport): string {
  const { connection, distance, equivarianceError, nearest, pseudoGaps } = matrix
  const strongest = nearest
    .filter(({ outstanding }) => outstanding)
    .slice(0, 4)
    .map(({ irrep, norm }) => `${irrep} (${number(norm)})`)
  const standing =
    strongest.length === 0
      ? 'of which nothing stands out of chance'
      : `of which ${strongest.join(', ')} stand${strongest.length === 1 ? 's' : ''} out of chance`
  const table = pseudoGaps.length === 0 ? '' : pseudoGapTable(pseudoGaps)
  return `<section><h2>The matrix of ${escaped(connection)}</h2><p>It lies ${(100 * distance).toPrecision(3)} % from the nearest group convolution, ${escaped(standing)}; its equivariance error is ${inPage(power(equivarianceError))}.</p>${table}</section>`
}

const explained =
  'What becomes of the manifolds of the nearest convolution: the network comes to rest at a few places only, and the zero modes turn into pseudo-gaps. Near a rest memories gather or part with the time constant 1/|pseudo-gap|, at the rest where it is shortest. Kept: the time in which a memory loses 63 % of its way to rest, median and quartiles over memories spread evenly. Drift: the largest angular speed, the time that 0.1 rad take at it, and the time by which half of the memories have moved so far.'

function pseudoGapTable(gaps: readonly PseudoGaps[]): string {
  const rows = gaps.map((g) => [
    escaped(g.manifold),
    inPage(typeset(g.topology)),
    markedStability(g.stability),
    g.turn === null ? `${g.rests} (${g.attracting} attract)` : 'none',
    ...[number(g.eigenvalue), time(g.lifetime), keptWords(g), power(g.drift), movedWords(g)].map(inPage),
  ])
  const names = [
    'of it',
    'shape',
    'stability',
    'rests',
    'pseudo-gap',
    '1/|gap|',
    'kept',
    'drift',
    '0.1 rad in',
  ]
  return `<p>${escaped(explained)}</p>${tableOf(names, [4, 5, 6, 7, 8], rows)}`
}

function keptWords({ memory, turn }: PseudoGaps): string {
  if (turn !== null) return `goes round in ${time(turn)}`
  if (memory === null) return '–'
  const [first, third] = memory.quartiles
  return `${time(memory.median)} (${time(first)} to ${time(third)})`
}

function movedWords({ driftTime, moved }: PseudoGaps): string {
  return moved === null ? time(driftTime) : `${time(driftTime)}, half ${time(moved.median)}`
}

/** Four digits of a time, large ones in powers of ten. */
function time(value: number | null): string {
  if (value === null) return '–'
  return Math.abs(value) >= 1e5 ? power(value) : String(Number(value.toPrecision(4)))
}
