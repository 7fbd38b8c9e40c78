/**
 * A view's legend, inside it: a strip of colour with its ends, lines with their names. Axes are named in the picture
 * itself; here a screen reader hears of them.
 */
import { cyclic, diverging, hex, type Rgb, sequential } from '../../src/figures/colour.ts'
import { drawn, make } from './dom.ts'
import { significant } from './format.ts'
import type { LegendEntry } from './protocol.ts'

export function legendOf(entries: readonly LegendEntry[], dark: boolean): HTMLElement[] {
  const axes = entries.filter(({ kind }) => kind === 'axis').map(({ name }) => name)
  return [
    ...entries
      .filter((entry): entry is Key => entry.kind !== 'axis')
      .map((entry) => make('div', { class: 'key' }, ...partsOf(entry, dark))),
    ...(axes.length > 0 ? [make('p', { class: 'hidden' }, `axes: ${axes.join(', ')}`)] : []),
  ]
}

type Key = Exclude<LegendEntry, { kind: 'axis' }>

function partsOf(entry: Key, dark: boolean): Node[] {
  const quiet = (text: string) => make('span', { class: 'quiet' }, text)
  switch (entry.kind) {
    case 'colours': {
      const ends =
        entry.map === 'cyclic' ? ['0', '2π'] : [significant(entry.from, 2), significant(entry.to, 2)]
      const strip = make('span', { class: 'strip', style: `background:${gradient(entry.map, dark)}` })
      return [make('span', {}, entry.name), quiet(ends[0]!), strip, quiet(ends[1]!)]
    }
    case 'line':
      return [sample(entry.colour, entry.dash), make('span', {}, entry.name)]
  }
}

/** 24 px of the line itself. */
export function sample(colour: string, dash: readonly number[]): SVGSVGElement {
  return drawn(
    'svg',
    { width: 24, height: 8, viewBox: '0 0 24 8', 'aria-hidden': 'true' },
    drawn('line', {
      x1: 0,
      x2: 24,
      y1: 4,
      y2: 4,
      stroke: colour,
      'stroke-width': 1.75,
      'stroke-dasharray': dash.length === 0 ? null : dash.join(' '),
    }),
  )
}

type MapName = Extract<LegendEntry, { kind: 'colours' }>['map']

function gradient(map: MapName, dark: boolean): string {
  const theme = dark ? 'dark' : 'light'
  const across = diverging(theme)
  const colourAt: Record<MapName, (share: number) => Rgb> = {
    sequential,
    diverging: (share) => across(2 * share - 1),
    cyclic: (share) => cyclic(2 * Math.PI * share, theme),
  }
  const stops = Array.from({ length: 17 }, (_, k) => hex(colourAt[map](k / 16)))
  return `linear-gradient(90deg,${stops.join(',')})`
}
