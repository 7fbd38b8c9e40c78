/** The little of SVG that figures need, as text: no document, so the same code runs in a page and in Node. */

type Attribute = string | number | undefined

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!)
}

/** A length as it is written: two decimals (a 140th of a millimetre), no trailing zeros. */
export function length(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** An element; numbers are rounded, undefined attributes left out, children are finished SVG. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  ...children: readonly string[]
): string {
  let head = `<${name}`
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) head += ` ${key}="${typeof value === 'number' ? length(value) : escaped(value)}"`
  return children.length === 0 ? `${head}/>` : `${head}>${children.join('')}</${name}>`
}

export function group(attributes: Readonly<Record<string, Attribute>>, children: readonly string[]): string {
  return element('g', attributes, ...children)
}

/** Text set with its baseline at y. */
export function text(
  x: number,
  y: number,
  content: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): string {
  return element('text', { x, y, ...attributes }, escaped(content))
}

/** Path data through the points (x0, y0, x1, y1, ...), broken where a coordinate is not finite. */
export function polyline(points: ArrayLike<number>): string {
  let data = ''
  let pen = 'M'
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i]!
    const y = points[i + 1]!
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M'
      continue
    }
    data += `${pen}${length(x)} ${length(y)}`
    pen = 'L'
  }
  return data
}
