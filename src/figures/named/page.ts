/** The page of a named figure: title, drawing, caption; 8-point type on 85 or 180 millimetres. */
import type { SheetTheme } from '../certificate/sheet.ts'
import { element, escaped, group, length, text } from '../svg.ts'
import { pointsPerMillimetre } from '../theme.ts'
import { broken } from '../type.ts'
import type { MadeFigure } from './named.ts'

const margin = 12
const leading = 10.5

/** Points between the margins. */
export function innerWidth(millimetres: 85 | 180): number {
  return millimetres * pointsPerMillimetre - 2 * margin
}

/** SVG text of the whole figure. */
export function drawPage(figure: MadeFigure, theme: SheetTheme): string {
  const { millimetres, title, caption } = figure
  const inner = innerWidth(millimetres)
  const width = inner + 2 * margin
  const titles = broken(title, 10.5, inner, 3)
  const top = 12 + 13 * titles.length + 8
  const below = top + figure.height + 14
  const lines = broken(caption, 8, inner, 12)
  const height = below + leading * lines.length + 4
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: `${millimetres}mm`,
      height: `${length(height / pointsPerMillimetre)}mm`,
      viewBox: `0 0 ${length(width)} ${length(height)}`,
      'font-family': 'Inter, "Helvetica Neue", Arial, sans-serif',
      'font-size': 8,
      'font-feature-settings': '"tnum"',
      role: 'img',
    },
    element('title', {}, escaped(title)),
    element('rect', { width, height, fill: theme.paper }),
    ...titles.map((line, i) =>
      text(margin, 18 + 13 * i, line, { fill: theme.ink, 'font-size': 10.5, 'font-weight': 600 }),
    ),
    group({ transform: `translate(${margin} ${top})` }, [figure.draw(theme)]),
    ...lines.map((line, i) => text(margin, below + leading * i, line, { fill: theme.quiet })),
  )}\n`
}
