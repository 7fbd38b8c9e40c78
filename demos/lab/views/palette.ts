/** Colours of the views as numbers: the maps of src/figures in tables, papers and inks of both themes. */
import { cyclic, diverging, type Rgb, rgbOf, sequential, series } from '../../../src/figures/colour.ts'
import { stabilityColours } from '../../../src/figures/stability.ts'
import { themes } from '../../../src/figures/theme.ts'
import type { Stability } from '../../../src/index.ts'
import type { Ink } from './painter.ts'

export const maps = ['sequential', 'diverging', 'cyclic'] as const
export type MapName = (typeof maps)[number]

const steps = 256

const themeName = (dark: boolean) => (dark ? 'dark' : 'light')

/** [theme][map][step] of red, green, blue, 1, each 0 ... 1 */
export const paletteNumbers: Float32Array = new Float32Array(
  [false, true].flatMap((dark) => maps.flatMap((map) => table(map, dark))),
)

function table(map: MapName, dark: boolean): number[] {
  const theme = themeName(dark)
  const colours: Record<MapName, (share: number) => Rgb> = {
    sequential,
    diverging: (share) => diverging(theme)(2 * share - 1),
    cyclic: (share) => cyclic(2 * Math.PI * share, theme),
  }
  return Array.from({ length: steps }, (_, i) => colours[map](i / (steps - 1))).flatMap(([r, g, b]) => [
    r / 255,
    g / 255,
    b / 255,
    1,
  ])
}

/** Where the map begins in `paletteNumbers`. */
export const paletteStart = (map: MapName, dark: boolean): number =>
  4 * steps * ((dark ? 3 : 0) + maps.indexOf(map))

const inkOf = (text: string, opacity = 1): Ink => {
  const [r, g, b] = rgbOf(text)
  return [r / 255, g / 255, b / 255, opacity]
}

export const paperOf = (dark: boolean): Ink => inkOf(themes[themeName(dark)].paper)
export const inks = (dark: boolean) => {
  const { ink, quiet, rule } = themes[themeName(dark)]
  return {
    ink: inkOf(ink),
    quiet: inkOf(quiet),
    rule: inkOf(rule),
    accent: inkOf(dark ? '#4fc3bf' : '#0b6e6e'),
  }
}
export const seriesInk = (index: number, dark: boolean): Ink => inkOf(series(index, themeName(dark)))
export const stabilityInk = (stability: Stability, dark: boolean, opacity = 1): Ink =>
  inkOf(stabilityColours[themeName(dark)][stability], opacity)

/** `#rrggbb`, for a legend */
export function hexOf([r, g, b]: Ink): string {
  return `#${[r, g, b]
    .map((part) =>
      Math.round(255 * part)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

export const withOpacity = ([r, g, b]: Ink, opacity: number): Ink => [r, g, b, opacity]

/** The colour at a share of a map, as a shader takes it from the table. */
export function colourAt(map: MapName, dark: boolean, share: number): Ink {
  const at = Math.min(1, Math.max(0, share)) * (steps - 1)
  const first = Math.min(steps - 2, Math.floor(at))
  const start = paletteStart(map, dark) + 4 * first
  const mixed = (i: number) =>
    paletteNumbers[start + i]! + (paletteNumbers[start + 4 + i]! - paletteNumbers[start + i]!) * (at - first)
  return [mixed(0), mixed(1), mixed(2), 1]
}
