/** How stability looks everywhere: a colour and a style of line each, so that colour is never alone. */
import type { Stability } from '../analysis/report.ts'

/** Lighter on dark paper, so that words in these colours can be read. */
export const stabilityColours: Readonly<Record<'light' | 'dark', Readonly<Record<Stability, string>>>> = {
  light: { attracting: '#1f6f8b', saddle: '#c2571a', repelling: '#8a2f4d', degenerate: '#8b7a2a' },
  dark: { attracting: '#5cb3d1', saddle: '#ec8b4f', repelling: '#dd7fa0', degenerate: '#cdb954' },
}

/** Dashes in units of the drawing; none for a solid line. */
export const stabilityDashes: Readonly<Record<Stability, string | undefined>> = {
  attracting: undefined,
  saddle: '3.5 2.5',
  repelling: '0.8 2.6',
  degenerate: '5 2 0.8 2',
}
