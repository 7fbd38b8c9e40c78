/** A plot as a file: its variables become colours, so that it stands by itself on paper. */
import { drawn, iconButton, make, save } from './dom.ts'

/** The plot with a button to save it, which is seen on hover and focus as a view's tools are. */
export function withSave(plot: SVGSVGElement, name: () => string): HTMLElement {
  const button = iconButton('picture', 'save this plot as SVG', () =>
    save(`${name()}.svg`, standalone(plot), 'image/svg+xml'),
  )
  return make('div', { class: 'saved' }, plot, button)
}

/** Plots below one another. */
export function standalone(...plots: readonly [SVGSVGElement, ...SVGSVGElement[]]): string {
  const style = getComputedStyle(plots[0])
  let [width, height] = [0, 0]
  const parts = plots.map((plot) => {
    const { width: wide, height: tall } = plot.viewBox.baseVal
    const copy = plot.cloneNode(true) as SVGSVGElement
    for (const dot of copy.querySelectorAll('[tabindex]')) dot.removeAttribute('tabindex')
    copy.setAttribute('y', String(height))
    copy.setAttribute('width', String(wide))
    copy.setAttribute('height', String(tall))
    width = Math.max(width, wide)
    height += tall + 16
    return copy
  })
  const size = { width, height, viewBox: `0 0 ${width} ${height}` }
  const sheet = drawn('svg', { ...size, 'font-family': 'Inter, Helvetica, Arial, sans-serif' }, ...parts)
  return new XMLSerializer()
    .serializeToString(sheet)
    .replace(/var\((--[\w-]+)\)/g, (_, variable: string) => style.getPropertyValue(variable).trim())
}
