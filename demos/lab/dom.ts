/** The little of the DOM that the page needs: elements with their attributes and children in one expression. */

type Child = Node | string | null | undefined | false

/** Attributes as written in HTML; functions listen, booleans set or leave out, `class` and `style` as ever. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | null | undefined | ((event: never) => void)>
>

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return dressed(document.createElement(name), attributes, children)
}

const svgSpace = 'http://www.w3.org/2000/svg'

export function drawn<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return dressed(document.createElementNS(svgSpace, name), attributes, children)
}

function dressed<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(key, value as EventListener)
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)))
  return element
}

/** The element with that id, which the page's HTML has. */
export function at<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`The page has no element #${id}`)
  return element as T
}

const icons = {
  close: 'M4 4l8 8M12 4l-8 8',
  swap: 'M3 6h9l-2.5-2.5M13 10H4l2.5 2.5',
  picture: 'M8 2.5v7.5M5 7.5l3 3 3-3M3 13h10',
  home: 'M3 8l5-4.5L13 8M4.5 7v6h7V7',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
} as const

export type IconName = keyof typeof icons

export function icon(name: IconName): SVGSVGElement {
  const shape = drawn('path', { d: icons[name], fill: 'none', stroke: 'currentColor', 'stroke-width': 1.3 })
  shape.setAttribute('stroke-linecap', 'round')
  shape.setAttribute('stroke-linejoin', 'round')
  return drawn('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, shape)
}

/** A button that shows an icon and is called by its name. */
export function iconButton(name: IconName, called: string, act: () => void): HTMLButtonElement {
  return make(
    'button',
    { type: 'button', class: 'icon', title: called, 'aria-label': called, click: act },
    icon(name),
  )
}

/** Offers bytes as a file to be saved. */
export function save(name: string, content: Uint8Array | string, type: string): void {
  const address = URL.createObjectURL(new Blob([content as BlobPart], { type }))
  make('a', { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** `Two circles on a torus` as a file's name: `two-circles-on-a-torus`. */
export function slug(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'experiment'
  )
}
