/** Parts of the report's tables: cells, heads, the mark of a stability. */
import type { Stability } from '../../analysis/report.ts'
import { stabilityDashes } from '../stability.ts'
import { element, escaped } from '../svg.ts'

const cell = (content: string, numeric: boolean): string =>
  `<td${numeric ? ' class="n"' : ''}>${content}</td>`

/** A table that scrolls sideways where the window is narrow; `numeric` columns stand to the right. */
export function tableOf(
  names: readonly string[],
  numeric: readonly number[],
  rows: readonly (readonly string[])[],
): string {
  const head = names
    .map((name, i) => `<th scope="col"${numeric.includes(i) ? ' class="n"' : ''}>${escaped(name)}</th>`)
    .join('')
  const body = rows
    .map((row) => `<tr>${row.map((content, i) => cell(content, numeric.includes(i))).join('')}</tr>`)
    .join('')
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** A short line in the colour and dashes of a stability. */
export const mark = (stability: Stability): string =>
  element(
    'svg',
    {
      class: `mark ${stability}`,
      viewBox: '0 0 28 8',
      style: 'display:inline-block;width:28px',
      'aria-hidden': 'true',
    },
    element('path', {
      d: 'M1 4h26',
      stroke: 'currentColor',
      'stroke-width': 2.2,
      'stroke-dasharray': stabilityDashes[stability],
      fill: 'none',
    }),
  )

export const markedStability = (stability: Stability): string =>
  `${mark(stability)}<span class="${stability}">${stability}</span>`
