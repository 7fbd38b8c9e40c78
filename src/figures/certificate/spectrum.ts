/**
 * The spectrum of every manifold, a row each on one axis of Re lambda: a dot an eigenvalue, its multiplicity above,
 * zero modes as open diamonds; rows with complex pairs are planes, Im lambda upwards.
 */
import type { Eigenvalue, Manifold } from '../../analysis/report.ts'
import { linearScale, printed, ticks } from '../scale.ts'
import { element, group, text } from '../svg.ts'
import { widthOf } from '../type.ts'
import type { Drawing, SheetTheme } from './sheet.ts'

const width = 460
const left = 46
const right = 18
const zero = 1e-7

export function spectrumFigure(manifolds: readonly Manifold[], theme: SheetTheme): Drawing {
  const every = manifolds.flatMap(({ spectrum, rest }) => [...spectrum, ...rest])
  const reals = [0, ...every.map(({ re }) => re)]
  const [low, high] = [Math.min(...reals), Math.max(...reals)]
  const margin = 0.06 * (high - low || 1)
  const x = linearScale([low - margin, high + margin], [left, width - right])
  // what is nearly real is drawn as real
  const least = 0.02 * (high - low || 1)
  const tall = Math.max(least, ...every.map(({ im }) => Math.abs(im)))
  const parts: string[] = []
  let y = 20
  for (const manifold of manifolds) {
    const isComplex = manifold.spectrum.some(({ im }) => Math.abs(im) > least)
    const half = isComplex ? 34 : 12
    const middle = y + half + 4
    parts.push(rowOf(manifold, middle, half, x, tall, theme))
    y = middle + half + 10
  }
  const marks = ticks(low - margin, high + margin, 6)
  const step = marks.length > 1 ? marks[1]! - marks[0]! : 0
  const axis = group({ fill: theme.quiet, 'stroke-width': 0.6 }, [
    element('line', { x1: left, x2: width - right, y1: y, y2: y, stroke: theme.quiet }),
    ...marks.flatMap((value) => [
      element('line', { x1: x(value), x2: x(value), y1: y, y2: y + 4, stroke: theme.quiet }),
      text(x(value), y + 15, printed(value, step), { 'text-anchor': 'middle' }),
    ]),
    text(width - right, y + 30, 'Re λ', { 'text-anchor': 'end' }),
  ])
  const line = element('line', {
    x1: x(0),
    x2: x(0),
    y1: 12,
    y2: y,
    stroke: theme.quiet,
    'stroke-width': 0.7,
  })
  const sides = group({ fill: theme.quiet }, [
    ...(x(0) - left > 60 ? [text(x(0) - 6, 12, 'stable', { 'text-anchor': 'end' })] : []),
    ...(width - right - x(0) > 60 ? [text(x(0) + 6, 12, 'unstable')] : []),
  ])
  return {
    width,
    height: y + 36,
    body: group({}, [sides, line, ...parts, axis]),
    described: 'eigenvalues of the reduced Jacobian at every manifold',
  }
}

function rowOf(
  { id, stability, spectrum, rest }: Manifold,
  middle: number,
  half: number,
  x: (value: number) => number,
  tall: number,
  theme: SheetTheme,
): string {
  const colour = theme.stability[stability]
  const y = (im: number) => middle - (im / tall) * (half - 4)
  const marks: string[] = []
  const words: string[] = []
  const halo = { stroke: theme.paper, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
  const taken: (readonly [number, number, number])[] = []
  const say = (at: number, level: number, said: string, fill: string) => {
    const wide = widthOf(said, 9)
    const isFree = taken.every(
      ([a, b, c]) => at + wide / 2 + 3 < a || at - wide / 2 - 3 > b || Math.abs(level - c) > 10,
    )
    if (!isFree) return
    taken.push([at - wide / 2, at + wide / 2, level])
    words.push(text(at, level, said, { 'text-anchor': 'middle', 'font-size': 9, fill, ...halo }))
  }
  const isZero = ({ re, im }: Eigenvalue) => Math.hypot(re, im) < zero
  const bulk = rest.filter((value) => !spectrum.some((own) => same(own, value)))
  for (const value of [...spectrum].sort((a, b) => b.multiplicity - a.multiplicity)) {
    const [px, py] = [x(value.re), y(value.im)]
    const size = Math.min(6.5, 3 + 0.6 * (value.multiplicity - 1))
    marks.push(
      isZero(value)
        ? element('path', {
            d: `M${px.toFixed(2)} ${(py - 6).toFixed(2)}l6 6l-6 6l-6 -6z`,
            fill: theme.paper,
            stroke: colour,
            'stroke-width': 1.5,
          })
        : element('circle', { cx: px, cy: py, r: size, fill: colour }),
    )
    if (value.multiplicity > 1) say(px, py - 9, `×${value.multiplicity}`, colour)
  }
  for (const value of bulk) {
    const [px, py] = [x(value.re), y(value.im)]
    const d = `M${(px - 3).toFixed(2)} ${(py - 3).toFixed(2)}h6v6h-6z`
    marks.unshift(element('path', { d, fill: 'none', stroke: theme.quiet, 'stroke-width': 1 }))
    say(px, py - 9, `×${value.multiplicity}`, theme.quiet)
  }
  return group({}, [
    element('line', {
      x1: left,
      x2: width - right,
      y1: middle,
      y2: middle,
      stroke: theme.rule,
      'stroke-width': 0.7,
    }),
    text(8, middle + 4, id, { fill: colour, 'font-weight': 600 }),
    ...marks,
    ...words,
  ])
}

function same(a: Eigenvalue, b: Eigenvalue): boolean {
  return Math.hypot(a.re - b.re, a.im - b.im) < 1e-9
}
