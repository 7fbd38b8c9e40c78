/** Paper, ink and type of every figure, in light and in dark. */

export interface Theme {
  readonly name: 'light' | 'dark'
  readonly paper: string
  readonly ink: string
  readonly rule: string
  readonly quiet: string
}

export const themes: { readonly light: Theme; readonly dark: Theme } = {
  light: {
    name: 'light',
    paper: '#fbfaf7',
    ink: '#1b1b1a',
    rule: '#dedad2',
    quiet: '#6d6a63',
  },
  dark: {
    name: 'dark',
    paper: '#121314',
    ink: '#ecebe7',
    rule: '#2b2d2f',
    quiet: '#9a9890',
  },
}

/** Points in 180 mm: figures are drawn in points, so that font-size 8 is 8-point type. */
export const pageWidth = 510.24
export const pointsPerMillimetre = pageWidth / 180
