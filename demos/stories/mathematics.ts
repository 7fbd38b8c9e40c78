/**
 * Typesets \( ... \) and \[ ... \] of the stories while they are built: readers get finished mathematics (with MathML
 * beside it for a screen reader), no script and no flash. Powers of ten in the text are raised. A formula that KaTeX
 * does not take ends the build.
 */
import katex from 'katex'
import { withScripts } from '../../src/figures/certificate/words.ts'

export function withMathematics(html: string): string {
  const set = (formula: string, displayMode: boolean) =>
    katex.renderToString(entities(formula.trim()), { displayMode, throwOnError: true, strict: 'error' })
  return withScripts(html)
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, formula: string) => set(formula, true))
    .replace(/\\\(([\s\S]+?)\\\)/g, (_, formula: string) => set(formula, false))
}

function entities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** For Vite: the pages of demos/stories alone. */
export const mathematics = {
  name: 'mathematics-of-stories',
  transformIndexHtml: {
    order: 'pre' as const,
    handler: (html: string, { path }: { path: string }) =>
      path.includes('/stories/') ? withMathematics(html) : html,
  },
}
