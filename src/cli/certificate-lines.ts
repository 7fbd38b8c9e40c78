/** A certificate for a person at a terminal: the symmetry, the onsets, a row a manifold, what failed. */
import type {
  Certificate,
  Eigenvalue,
  Manifold,
  MatrixReport,
  SpikingReport,
  Stability,
} from '../analysis/report.ts'
import { fittedTable, lineWidth, rule, stable, width, wrap } from './terminal.ts'

const mostOnsets = 8
const mostEigenvalues = 6
const mostGenerators = 12

export function certificateLines(certificate: Certificate, stream: NodeJS.WriteStream): string[] {
  const limit = lineWidth(stream)
  const { title, symmetry, onset, manifolds, matrices, notes } = certificate
  const say = (text: string, indent = 10) => wrap(text, limit, indent)
  /** the same, all of it moved to the right */
  const under = (text: string, by: number, indent = 2) =>
    wrap(text, limit - by, indent).map((line) => `${' '.repeat(by)}${line}`)
  const lines = [...wrap(title, limit), rule(limit)]
  lines.push(...say(`symmetry  ${symmetry.group}, dimension ${symmetry.dimension}`))
  for (const name of symmetry.generators.slice(0, mostGenerators)) lines.push(...under(name, 10))
  const more = symmetry.generators.length - mostGenerators
  if (more > 0) lines.push(`          and ${more} more`)
  lines.push(
    ...say(
      `error     ${symmetry.equivarianceError.toExponential(1)}, aliasing ${symmetry.aliasing.toExponential(1)}`,
    ),
  )
  if (onset.length > 0) {
    const rows = onset
      .slice(0, mostOnsets)
      .map(({ at, irrep, growth, frequency, multiplicity, population }) => [
        at,
        population,
        irrep,
        growth.toFixed(6),
        frequency === 0 ? '' : `± ${frequency.toFixed(6)} i`,
        `× ${multiplicity}`,
      ])
    const head = ['onset', 'of', 'irrep', 'growth', '', '']
    lines.push('', ...fittedTable([head, ...rows], aligned('lllrll'), limit, [1]))
    if (onset.length > mostOnsets) lines.push(`and ${onset.length - mostOnsets} that grow less`)
  }
  lines.push('', ...manifoldTable(manifolds, limit, stream))
  for (const manifold of manifolds) {
    const { id, isotropy, verdict, reasons } = manifold
    lines.push('', ...say(`${id}  ${verdict}; isotropy ${isotropy.name}`, 4))
    lines.push(...under(`eigenvalues ${spectrumText(manifold)}`, 4))
    for (const reason of reasons) lines.push(...under(reason, 4))
  }
  if (manifolds.length === 0) lines.push('No equilibrium was found.')
  if (certificate.spiking !== undefined) lines.push('', ...spikingLines(certificate.spiking, limit, say))
  for (const matrix of matrices) lines.push('', ...matrixLines(matrix, limit, say, stream))
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => say(`note: ${note}`, 6)))
  return lines
}

const aligned = (letters: string) =>
  [...letters].map((c) => (c === 'r' ? 'right' : 'left') as 'right' | 'left')

/** In a narrow window the columns that a person can do without are left out. */
function manifoldTable(manifolds: readonly Manifold[], limit: number, stream: NodeJS.WriteStream): string[] {
  if (manifolds.length === 0) return []
  const head = ['', 'dim', 'topology', 'parts', 'stability', 'index', 'gap', 'energy']
  const rows = manifolds.map((m) => [
    m.id,
    `${m.dimension}`,
    m.count !== null && m.count > 1 ? `${m.count} points` : m.topology,
    `${m.components}`,
    m.stability,
    `${m.index}`,
    m.gap === null ? '–' : fixed(m.gap),
    m.energy === null ? '–' : fixed(m.energy),
  ])
  const printed = fittedTable([head, ...rows], aligned('lrlrlrrr'), limit, [7, 3, 6, 1])
  return [
    printed[0]!,
    rule(Math.max(...printed.map(width))),
    ...colouredRows(printed.slice(1), manifolds, stream),
  ]
}

/** Lines of a table with the stability of each in its colour. */
function colouredRows(
  printed: readonly string[],
  rows: readonly { readonly stability: Stability }[],
  stream: NodeJS.WriteStream,
): string[] {
  return printed.map((line, i) => line.replace(rows[i]!.stability, stable(rows[i]!.stability, stream)))
}

/** How far a matrix is from a convolution, and what it makes of that one's manifolds. */
function matrixLines(
  { connection, distance, equivarianceError, nearest, pseudoGaps }: MatrixReport,
  limit: number,
  say: (text: string, indent: number) => string[],
  stream: NodeJS.WriteStream,
): string[] {
  const strongest = nearest
    .filter(({ outstanding }) => outstanding)
    .slice(0, 4)
    .map(({ irrep, norm }) => `${irrep} (${norm.toPrecision(4)})`)
  const lines = [
    ...say(
      `${connection}  ${(100 * distance).toPrecision(3)} % from the nearest group convolution, ${strongest.length === 0 ? 'of which nothing stands out' : `of which ${strongest.join(', ')} stand${strongest.length === 1 ? 's' : ''} out`}; equivariance error ${equivarianceError.toExponential(1)}`,
      4,
    ),
  ]
  if (pseudoGaps.length === 0) return lines
  const head = ['nearest', 'topology', 'stability', 'rests', 'pseudo-gap', '1/|gap|', 'kept', '0.1 rad']
  const time = (value: number | null) => (value === null ? '–' : value.toPrecision(4))
  const rows = pseudoGaps.map((g) => [
    g.manifold,
    g.topology,
    g.stability,
    `${g.rests}`,
    g.eigenvalue === null ? '–' : g.eigenvalue.toExponential(2),
    time(g.lifetime),
    time(g.memory?.median ?? null),
    time(g.driftTime),
  ])
  const printed = fittedTable([head, ...rows], aligned('lllrrrrr'), limit, [1, 3, 4])
  return [...lines, printed[0]!, ...colouredRows(printed.slice(1), pseudoGaps, stream)]
}

/** What the rate model foretold of the spikes. */
function spikingLines(
  { kind, said, duration, replicas, manifold, error, populations }: SpikingReport,
  limit: number,
  say: (text: string, indent: number) => string[],
): string[] {
  const verdict =
    error === null
      ? 'nothing attracts in it'
      : `nearest to the simulation is ${manifold}, which misses the rates by ${(100 * error).toPrecision(2)} %`
  const rows = populations.flatMap(({ name, simulated, predicted }) => [
    [name, 'mean', shortest(predicted?.mean), shortest(simulated.mean)],
    ...Object.entries(simulated.rms).map(([label, value]) => [
      name,
      `rms of ${label}`,
      shortest(predicted?.rms[label]),
      shortest(value),
    ]),
  ])
  const seconds = `${Number(duration.toPrecision(4))} of simulation, ${replicas} replica${replicas === 1 ? '' : 's'}, the second half`
  return [
    ...say(`spikes  ${kind}: ${verdict}; ${seconds}`, 4),
    ...said.flatMap((line) => say(line, 4)),
    ...fittedTable([['', 'rates', 'foretold', 'simulated'], ...rows], aligned('llrr'), limit, []),
  ]
}

const shortest = (value: number | undefined) => (value === undefined ? '–' : value.toPrecision(5))

/** Six decimals, no minus before a zero. */
const fixed = (value: number) => value.toFixed(6).replace(/^-(0\.0+)$/, '$1')

function spectrumText({ spectrum, spectrumComplete }: Manifold): string {
  const told = spectrum.slice(0, mostEigenvalues).map(eigenvalueText)
  const more = spectrum.length - told.length
  const rest = spectrumComplete ? (more > 0 ? `, and ${more} more` : '') : ', ... (the leading ones)'
  return told.join(', ') + rest
}

function eigenvalueText({ re, im, multiplicity }: Eigenvalue): string {
  const real = Math.abs(re) < 1e-9 ? '0' : Math.abs(re) < 1e-4 ? re.toExponential(2) : re.toFixed(6)
  const number = Math.abs(im) < 1e-9 ? real : `${real} ${im < 0 ? '-' : '+'} ${Math.abs(im).toFixed(6)}i`
  return multiplicity === 1 ? number : `${number} (× ${multiplicity})`
}
