/** Plots, loaded on demand: a kernel with its spectrum, the eigenvalues of a certificate's manifold. */
import { extent, linearScale, printed, ticks } from '../../src/figures/scale.ts'
import { element, group, length, polyline, text } from '../../src/figures/svg.ts'
import { drawn } from './dom.ts'
import { significant } from './format.ts'
import type { Eigen } from './plotted.ts'
import type { Direction, NetworkSummary } from './protocol.ts'

type Kernel = NetworkSummary['kernels'][number]

/** In the margin. */
const marginal = 288
const labels = { 'font-size': 11, fill: 'var(--quiet)' }

export interface KernelPlotOptions {
  /** whether a bar is drawn for each harmonic: in the margin not where sliders stand for them */
  readonly bars: (connection: number) => boolean
  readonly width?: number
  /** of the curve */
  readonly height?: number
}

/** One of each kernel of which there is something to draw, CSS pixels wide. */
export function kernelPlots(kernels: readonly Kernel[], options: KernelPlotOptions): SVGSVGElement[] {
  const sheet = document.createElement('div')
  sheet.innerHTML = kernels.map((kernel, k) => kernelPlot(kernel, k, kernels.length > 1, options)).join('')
  return [...sheet.querySelectorAll('svg')]
}

/** J along a line from the identity, and bars; '' where there is nothing to draw. `named`: it is one of several. */
function kernelPlot(
  { name, spectrum, profile }: Kernel,
  connection: number,
  named: boolean,
  { bars: hasBars, width = marginal, height = 56 }: KernelPlotOptions,
): string {
  const bars = hasBars(connection)
  const parts: string[] = []
  let y = 0
  if (profile !== null && profile.at.length > 1) {
    const [low, high] = extent([...profile.values, 0])
    const ends = extent(profile.at)
    const x = linearScale(ends, [2, width - 2])
    const up = linearScale([low, high], [height - 4, 14])
    const points: number[] = []
    profile.at.forEach((at, k) => {
      points.push(x(at), up(profile.values[k]!))
    })
    parts.push(
      element('line', { x1: 0, x2: width, y1: up(0), y2: up(0), stroke: 'var(--rule)' }),
      element('path', {
        d: polyline(points),
        fill: 'none',
        stroke: 'var(--ink)',
        'stroke-width': 1.5,
        'stroke-linejoin': 'round',
      }),
      text(0, 9, `J(${greek(profile.coordinate)})${named ? `, ${name}` : ''}`, labels),
      text(width, 9, printed(high, 0.01), { ...labels, 'text-anchor': 'end' }),
      text(0, height + 10, angle(ends[0]), labels),
      text(width, height + 10, `${angle(ends[1])}`, { ...labels, 'text-anchor': 'end' }),
    )
    y = height + 24
  }
  const shown = bars ? spectrum.slice(0, 8) : []
  const largest = Math.max(1e-12, ...shown.map(({ size }) => Math.abs(size)))
  const left = 56
  for (const { label, size, multiplicity } of shown) {
    const long = (Math.abs(size) / largest) * (width - left - 72)
    parts.push(
      text(0, y + 10, label, { ...labels, fill: 'var(--ink)' }),
      element('rect', {
        x: left,
        y: y + 3.5,
        width: Math.max(1, long),
        height: 5,
        fill: size < 0 ? 'none' : 'var(--ink)',
        stroke: size < 0 ? 'var(--ink)' : undefined,
      }),
      text(
        left + long + 6,
        y + 10,
        `${significant(size)}${multiplicity > 1 ? ` ×${multiplicity}` : ''}`,
        labels,
      ),
    )
    y += 18
  }
  if (bars && spectrum.length > shown.length) {
    parts.push(text(0, y + 10, `and ${spectrum.length - shown.length} more harmonics`, labels))
    y += 16
  }
  if (parts.length === 0) return ''
  return svg(
    width,
    y,
    parts,
    `kernel ${name}: ${spectrum
      .slice(0, 8)
      .map(({ label, size }) => `${label} ${significant(size)}`)
      .join(', ')}`,
  )
}

/**
 * Eigenvalues in the plane; those along which one can push are buttons. `chosen` is called with the direction.
 */
export function spectrumPlot(
  eigenvalues: readonly Eigen[],
  directions: readonly Direction[],
  chosen: (direction: Direction) => void,
  size?: { readonly width: number; readonly height: number },
): SVGSVGElement {
  const isComplex = eigenvalues.some(({ im }) => Math.abs(im) > 1e-7)
  const { width, height: room } = size ?? { width: marginal, height: isComplex ? 132 : 68 }
  // real numbers lie on a line
  const height = isComplex ? room : Math.min(room, 160)
  const reals = extent([...eigenvalues.map(({ re }) => re), 0])
  const span = reals[1] - reals[0] || 1
  const x = linearScale([reals[0] - 0.06 * span, reals[1] + 0.06 * span], [8, width - 8])
  const tall = Math.max(1e-9, ...eigenvalues.map(({ im }) => Math.abs(im)))
  const middle = (height - 20) / 2
  const y = (im: number) => (isComplex ? middle - (im / tall) * (middle - 12) : middle)
  const marks = ticks(...x.domain, 5)
  const step = marks.length > 1 ? marks[1]! - marks[0]! : 0
  const parts = [
    element('rect', {
      x: x(0),
      y: 0,
      width: Math.max(0, width - x(0)),
      height: height - 20,
      fill: 'var(--rule)',
      'fill-opacity': 0.35,
    }),
    element('line', { x1: 0, x2: width, y1: y(0), y2: y(0), stroke: 'var(--rule)' }),
    element('line', { x1: x(0), x2: x(0), y1: 0, y2: height - 20, stroke: 'var(--quiet)' }),
    ...marks.map((value) =>
      text(x(value), height - 5, printed(value, step), { ...labels, 'text-anchor': 'middle' }),
    ),
    ...(isComplex ? [text(0, 11, `±${printed(tall)} i`, labels)] : []),
    ...(width - x(0) > 64 ? [text(width - 4, 11, 'unstable', { ...labels, 'text-anchor': 'end' })] : []),
  ]
  const plot = drawn('svg', {
    viewBox: `0 0 ${width} ${height}`,
    class: 'plot',
    role: 'group',
    'aria-label': 'eigenvalues of the linearised network',
  })
  plot.innerHTML = group({}, parts)
  for (const value of eigenvalues) {
    const direction = nearest(directions, value)
    const isZero = Math.hypot(value.re, value.im) < 1e-6
    const colour = isZero ? 'var(--ink)' : value.re > 0 ? 'var(--saddle)' : 'var(--attracting)'
    const said = `${significant(value.re)}${Math.abs(value.im) > 1e-9 ? ` ${value.im < 0 ? '−' : '+'} ${significant(Math.abs(value.im))} i` : ''}${value.multiplicity > 1 ? `, ${value.multiplicity} times` : ''}`
    const dot = drawn('circle', {
      cx: length(x(value.re)),
      cy: length(y(value.im)),
      r: Math.min(7, 4 + 0.6 * (value.multiplicity - 1)),
      fill: isZero ? 'var(--paper)' : colour,
      stroke: colour,
      'stroke-width': 1.5,
    })
    dot.append(drawn('title', {}, direction === null ? said : `${said}: push ${direction.name}`))
    if (direction !== null) {
      dot.setAttribute('class', 'eigenvalue')
      dot.setAttribute('tabindex', '0')
      dot.setAttribute('role', 'button')
      dot.setAttribute('aria-label', `eigenvalue ${said}: push ${direction.name}`)
      dot.addEventListener('click', () => chosen(direction))
      dot.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        chosen(direction)
      })
    }
    plot.append(dot)
  }
  return plot
}

/** The direction of that eigenvalue, if one is known. */
function nearest(directions: readonly Direction[], { re, im }: Eigen): Direction | null {
  const close = directions.find(
    ({ eigenvalue }) => Math.hypot(eigenvalue.re - re, Math.abs(eigenvalue.im) - Math.abs(im)) < 1e-3,
  )
  return close ?? null
}

function svg(width: number, height: number, parts: readonly string[], described: string): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${Math.ceil(height)}`,
      class: 'plot',
      role: 'img',
      'aria-label': described,
    },
    ...parts,
  )
}

function greek(name: string): string {
  const lowered = (digit: string) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!
  return name
    .replace(/\d/g, lowered)
    .replace('theta', 'θ')
    .replace('phi', 'φ')
    .replace('alpha', 'α')
    .replace('omega', 'ω')
}

function angle(value: number): string {
  const turns = value / Math.PI
  // a sampled circle ends a step before or after a half turn
  if (Math.abs(Math.abs(turns) - 1) < 0.07) return turns < 0 ? '−π' : 'π'
  if (Math.abs(turns) < 0.06) return '0'
  const round = Math.round(turns * 12) / 12
  if (Math.abs(turns - round) > 0.05) return significant(value)
  const words: Readonly<Record<string, string>> = { '1': 'π', '-1': '−π', '2': '2π', '0.5': 'π/2' }
  return words[String(Number(round.toFixed(4)))] ?? `${significant(round, 3)}π`
}
