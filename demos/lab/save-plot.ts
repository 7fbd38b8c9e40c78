/** A plot of the margin as a file: its variables become colours, so that it stands by itself on paper. */
import { iconButton, make, save } from './dom.ts'

/** The plot with a button to save it, which is seen on hover and focus as a view's tools are. */
export function withSave(plot: SVGSVGElement, name: () => string): HTMLElement {
  const button = iconButton('picture', 'save this plot as SVG', () =>
    save(`${name()}.svg`, standalone(plot), 'image/svg+xml'),
  )
  return make('div', { class: 'saved' }, plot, button)
}

function standalone(plot: SVGSVGElement): string {
  const style = getComputedStyle(plot)
  const copy = plot.cloneNode(true) as SVGSVGElement
  const [, , width, height] = copy.getAttribute('viewBox')!.split(' ')
  copy.setAttribute('width', width!)
  copy.setAttribute('height', height!)
  copy.setAttribute('font-family', 'Inter, Helvetica, Arial, sans-serif')
  for (const dot of copy.querySelectorAll('[tabindex]')) dot.removeAttribute('tabindex')
  return new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[\w-]+)\)/g, (_, variable: string) => style.getPropertyValue(variable).trim())
}
