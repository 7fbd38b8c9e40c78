/** The little of SVG that figures need, as text: no document, so the same code runs in a page and in Node. */

type Attribute = string | number | undefined

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** As XML takes it: markup escaped; control characters, halves of pairs and non-characters left out. */
export function escaped(text: string): string {
  let result = ''
  for (const character of text) {
    const code = character.codePointAt(0)!
    const control = (code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 127 && code < 160)
    const half = code >= 0xd800 && code < 0xe000
    if (!control && !half && (code & 0xfffe) !== 0xfffe) result += entities[character] ?? character
  }
  return result
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

/** The content where it lies inside a shape (a `rect` or a `circle`); `id` is the clip's own in the picture. */
export function clipped(id: string, shape: string, content: readonly string[]): string {
  return element('clipPath', { id }, shape) + group({ 'clip-path': `url(#${id})` }, content)
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

/**
 * Path data of the smooth curve through the points first ... last of (x0, y0, x1, y1, ...): Catmull-Rom
 * as cubic Bezier pieces, so that pieces of one curve join without a corner.
 */
export function smoothCurve(points: ArrayLike<number>, first: number, last: number): string {
  const count = points.length / 2
  const at = (i: number, axis: 0 | 1) => points[2 * Math.max(0, Math.min(count - 1, i)) + axis]!
  let data = `M${length(at(first, 0))} ${length(at(first, 1))}`
  for (let i = first; i < last; i++) {
    const control = (end: number, sign: 1 | -1) =>
      ([0, 1] as const)
        .map((axis) => length(at(end, axis) + (sign * (at(end + 1, axis) - at(end - 1, axis))) / 6))
        .join(' ')
    data += `C${control(i, 1)} ${control(i + 1, -1)} ${length(at(i + 1, 0))} ${length(at(i + 1, 1))}`
  }
  return data
}
