/**
 * The fonts of the HTML report, in the page itself so that it looks alike wherever it is opened: Inter and Source
 * Serif 4, latin and greek letters of all weights (SIL Open Font License 1.1), 190 kB of text. Signs that they
 * lack are drawn (src/figures/certificate/words.ts).
 */
import interGreek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?inline'
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline'
import serifGreek from '@fontsource-variable/source-serif-4/files/source-serif-4-greek-wght-normal.woff2?inline'
import serif from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2?inline'

const greekLetters = 'U+0370-03FF'

const face = (family: string, url: string, range?: string) =>
  `@font-face{font-family:"${family}";src:url(${url})format("woff2");font-weight:100 900${range === undefined ? '' : `;unicode-range:${range}`}}`

export const reportFonts = [
  face('Inter', inter),
  face('Inter', interGreek, greekLetters),
  face('Source Serif 4', serif),
  face('Source Serif 4', serifGreek, greekLetters),
].join('\n')
