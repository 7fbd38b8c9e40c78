/**
 * Manifolds that no three coordinates hold, those of three dimensions and more: each is one mark, its energy (its size,
 * where there is none) over its Morse index, and lines lead where an unstable kick comes to rest.
 */
import type { Manifold } from '../../analysis/report.ts'
import { linearScale, printed, ticks } from '../scale.ts'
import { element, group, text } from '../svg.ts'
import { cut, widthOf } from '../type.ts'
import type { Turnable } from './manifolds.ts'
import { equilibriumMark, letter, type SheetTheme } from './sheet.ts'
import { shapeWords } from './words.ts'

const width = 460
const height = 390
const box = { left: 48, right: 24, top: 34, bottom: 44 }
/** Height that a line of words takes. */
const row = 15

export const levelsWords =
  'manifolds of three dimensions and more have no picture in space: each is one mark here. Lines lead where an unstable kick comes to rest.'

export function levelsFigure(manifolds: readonly Manifold[], theme: SheetTheme): Turnable {
  const hasEnergy = manifolds.every(({ energy }) => energy !== null)
  const level = (m: Manifold) => (hasEnergy ? (m.energy ?? 0) : sizeOf(m))
  const levels = manifolds.map(level)
  const [low, high] = [Math.min(...levels), Math.max(...levels)]
  const margin = 0.1 * (high - low || 1)
  const y = linearScale([low - margin, high + margin], [height - box.bottom, box.top])
  // indices in order, not to scale, so that words fit beside the marks
  const indices = [...new Set(manifolds.map(({ index }) => index))].sort((a, b) => a - b)
  const step = (width - box.left - box.right) / indices.length
  const x = ({ index }: Manifold) => box.left + 14 + indices.indexOf(index) * step
  const placeOf = new Map(manifolds.map((m) => [m.id, [x(m), y(level(m))] as const]))

  const marks = ticks(low - margin, high + margin, 4)
  const between = marks.length > 1 ? marks[1]! - marks[0]! : 0
  const bottom = height - box.bottom
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element('line', { x1, x2, y1, y2, stroke: theme.rule, 'stroke-width': 0.8 })
  const axes = group({ fill: theme.quiet }, [
    text(4, 14, hasEnergy ? 'energy' : 'size', {}),
    ...marks.flatMap((value) => [
      line(box.left, y(value), width - box.right, y(value)),
      text(box.left - 8, y(value) + 4, printed(value, between), { 'text-anchor': 'end' }),
    ]),
    ...indices.map((index, k) =>
      text(box.left + 14 + k * step, bottom + 18, String(index), { 'text-anchor': 'middle' }),
    ),
    text(width - box.right, bottom + 36, 'Morse index', { 'text-anchor': 'end' }),
  ])
  const ways = manifolds.flatMap((m) => {
    const [from, to] = [placeOf.get(m.id)!, m.leadsTo === null ? undefined : placeOf.get(m.leadsTo)]
    return to === undefined ? [] : [wayBetween(from, to, theme.stability[m.stability])]
  })
  const halo = { stroke: theme.paper, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
  return {
    width,
    height,
    body: group({}, [
      axes,
      ...ways,
      ...manifolds.map((m) => equilibriumMark(...placeOf.get(m.id)!, m.stability, theme, 5.5)),
      group({ ...halo }, labels(manifolds, placeOf, theme)),
    ]),
    described: `manifolds of equilibria by Morse index and ${hasEnergy ? 'energy' : 'size'}: ${manifolds.map(wordsOf).join('; ')}`,
    scene: null,
    azimuth: 0,
    elevation: 0,
  }
}

/** The root mean square of what labels hold of it. */
const sizeOf = ({ rms }: Manifold) =>
  Math.hypot(...Object.values(rms).flatMap((parts) => Object.values(parts)))

const wordsOf = (m: Manifold) => `${m.id} ${shapeWords(m)}${m.dimension > 2 ? `, dim. ${m.dimension}` : ''}`

type Places = ReadonlyMap<string, readonly [number, number]>

/** Beside each mark, to the side with room, moved down where it would touch another. */
function labels(manifolds: readonly Manifold[], placeOf: Places, theme: SheetTheme): string[] {
  const taken: { left: number; right: number; y: number }[] = []
  return [...manifolds]
    .sort((a, b) => placeOf.get(a.id)![1] - placeOf.get(b.id)![1])
    .map((m) => {
      const [x, at] = placeOf.get(m.id)!
      const room = width - 4 - (x + 12)
      const isRight = room > 110
      const words = cut(wordsOf(m), letter, isRight ? room : x - 16)
      const wide = widthOf(words, letter)
      const [left, right] = isRight ? [x + 12, x + 12 + wide] : [x - 12 - wide, x - 12]
      let y = at + 4
      while (taken.some((other) => other.left < right && left < other.right && Math.abs(other.y - y) < row))
        y += 1
      taken.push({ left, right, y })
      return text(isRight ? left : right, y, words, {
        fill: theme.stability[m.stability],
        'text-anchor': isRight ? 'start' : 'end',
      })
    })
}

/** A thin line that ends in an arrow short of the mark. */
function wayBetween(from: readonly [number, number], to: readonly [number, number], colour: string): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy) || 1
  const [ux, uy] = [dx / length, dy / length]
  const at = (along: number, across: number) =>
    `${(from[0] + ux * along - uy * across).toFixed(2)} ${(from[1] + uy * along + ux * across).toFixed(2)}`
  const end = length - 9
  return element('path', {
    d: `M${at(9, 0)}L${at(end, 0)}M${at(end - 6, 3)}L${at(end, 0)}L${at(end - 6, -3)}`,
    fill: 'none',
    stroke: colour,
    'stroke-width': 1,
    'stroke-opacity': '0.7',
  })
}
