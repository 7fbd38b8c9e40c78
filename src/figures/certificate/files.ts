/** The figures of a certificate as files of their own, on both papers. */
import type { Portrait } from '../../analysis/portrait/portrait.ts'
import type { Certificate } from '../../analysis/report.ts'
import { manifoldsFigure } from './manifolds.ts'
import { sectionFigure } from './section.ts'
import { type Drawing, figureFile, type SheetTheme, sheetThemes } from './sheet.ts'
import { spectrumFigure } from './spectrum.ts'

/** Names that a certificate's figures may have; `flow` is missing where no plane holds three equilibria. */
export const figureNames: readonly string[] = ['manifolds', 'spectrum', 'flow'].flatMap((name) => [
  `${name}.svg`,
  `${name}-dark.svg`,
])

/** File name -> SVG text. */
export function certificateFigures({ manifolds }: Certificate, portrait: Portrait): Map<string, string> {
  const files = new Map<string, string>()
  if (manifolds.length === 0) return files
  const { section } = portrait
  const drawings: (readonly [string, (theme: SheetTheme) => Drawing])[] = [
    ['manifolds', (theme) => manifoldsFigure(portrait, manifolds, theme)],
    ['spectrum', (theme) => spectrumFigure(manifolds, theme)],
    ...(section === null ? [] : [['flow', (theme: SheetTheme) => sectionFigure(section, theme)] as const]),
  ]
  for (const [name, draw] of drawings)
    for (const paper of ['light', 'dark'] as const) {
      const theme = sheetThemes[paper]
      files.set(`${name}${paper === 'dark' ? '-dark' : ''}.svg`, figureFile(draw(theme), theme))
    }
  return files
}
