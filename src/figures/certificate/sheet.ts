/** What every figure of a certificate shares: its theme with colours of stability, its frame, its legend. */
import type { Stability } from '../../analysis/report.ts'
import { stabilityColours, stabilityDashes } from '../stability.ts'
import { element, group, text } from '../svg.ts'
import { type Theme, themes } from '../theme.ts'
import { widthOf } from '../type.ts'

export interface SheetTheme extends Theme {
  readonly stability: Readonly<Record<Stability, string>>
}

export interface Drawing {
  readonly width: number
  readonly height: number
  /** finished SVG */
  readonly body: string
  /** in words, for those who do not see it */
  readonly described: string
}

/** Size of words in a drawing's own units; on paper they come out at 8 points. */
export const letter = 11

export const sheetThemes: Readonly<Record<'light' | 'dark', SheetTheme>> = {
  light: { ...themes.light, stability: stabilityColours.light },
  dark: { ...themes.dark, stability: stabilityColours.dark },
}

/** In a page the colours are the page's, by its variables: one drawing for both papers. */
export const pageTheme: SheetTheme = {
  name: 'light',
  paper: 'var(--paper)',
  ink: 'var(--ink)',
  rule: 'var(--rule)',
  quiet: 'var(--quiet)',
  stability: {
    attracting: 'var(--attracting)',
    saddle: 'var(--saddle)',
    repelling: 'var(--repelling)',
    degenerate: 'var(--degenerate)',
  },
}

const family = "Inter, ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"

/** A file of its own: on its paper, in millimetres. */
export function figureFile({ width, height, body, described }: Drawing, theme: SheetTheme): string {
  const millimetres = ((8 / letter) * 25.4) / 72
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: `${(width * millimetres).toFixed(2)}mm`,
    height: `${(height * millimetres).toFixed(2)}mm`,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': family,
    'font-size': letter,
    fill: theme.ink,
    role: 'img',
    'aria-label': described,
  }
  return `${element('svg', attributes, element('rect', { width, height, fill: theme.paper }), body)}\n`
}

/** Inside a page, as wide as its place. */
export function figureInPage({ width, height, body, described }: Drawing, id: string): string {
  return element(
    'svg',
    {
      id,
      viewBox: `0 0 ${width} ${height}`,
      'font-size': letter,
      fill: 'var(--ink)',
      role: 'img',
      'aria-label': described,
    },
    body,
  )
}

export interface LegendEntry {
  readonly stability: Stability
  readonly words: string
  /** a ring is open for all that do not attract, as on the stage */
  readonly mark: 'line' | 'ring'
}

/** Entries below y in columns of one width; returns the drawing and its height. */
export function legend(
  entries: readonly LegendEntry[],
  box: { readonly x: number; readonly y: number; readonly width: number },
  theme: SheetTheme,
): { readonly body: string; readonly height: number } {
  const row = 16
  const parts: string[] = []
  const widest = Math.max(0, ...entries.map(({ words }) => 44 + widthOf(words, letter)))
  const columns = Math.max(1, Math.floor(box.width / widest))
  for (const [k, { stability, words, mark }] of entries.entries()) {
    const x = box.x + (k % columns) * (box.width / columns)
    const y = box.y + row * Math.floor(k / columns)
    const sample =
      mark === 'line'
        ? element('path', {
            d: `M${x} ${y - 3.8}h22`,
            fill: 'none',
            stroke: theme.stability[stability],
            'stroke-width': stability === 'attracting' ? 2.2 : 1.3,
            'stroke-dasharray': stabilityDashes[stability],
          })
        : element('circle', {
            cx: x + 11,
            cy: y - 3.8,
            r: 4,
            fill: stability === 'attracting' ? theme.stability[stability] : theme.paper,
            stroke: theme.stability[stability],
            'stroke-width': 1.5,
          })
    parts.push(sample, text(x + 28, y, words, { fill: theme.ink }))
  }
  return { body: group({}, parts), height: row * Math.ceil(entries.length / columns) }
}

/** Full where it attracts, half where it is a saddle, open where it repels, open and crossed where degenerate. */
export function equilibriumMark(
  x: number,
  y: number,
  stability: Stability,
  theme: SheetTheme,
  r = 4,
): string {
  const colour = theme.stability[stability]
  const disc = element('circle', {
    cx: x,
    cy: y,
    r,
    fill: stability === 'attracting' ? colour : theme.paper,
    stroke: colour,
    'stroke-width': 1.5,
  })
  if (stability === 'saddle')
    return (
      disc +
      element('path', {
        d: `M${x.toFixed(2)} ${(y - r).toFixed(2)}a${r} ${r} 0 0 0 0 ${2 * r}z`,
        fill: colour,
      })
    )
  if (stability === 'degenerate')
    return (
      disc +
      element('path', {
        d: `M${(x - r).toFixed(2)} ${y.toFixed(2)}h${2 * r}`,
        stroke: colour,
        'stroke-width': 1.2,
      })
    )
  return disc
}
