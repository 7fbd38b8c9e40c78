/** Fields of colour as one embedded PNG image: a heat map is a picture, not a hundred thousand rectangles. */
import { encode } from 'fast-png'
import type { Rgb } from './colour.ts'
import { element } from './svg.ts'

/** Colours of a PNG palette. */
export const MOST_COLOURS = 256

/**
 * A picture of pixels: `colour(column, row)` is null where the paper shows through; a fourth number is how opaque it
 * is, 255 if absent. Of few colours it holds a palette and a byte a pixel.
 */
export function pngAddress(
  columns: number,
  rows: number,
  colour: (column: number, row: number) => Rgb | readonly number[] | null,
): string {
  const data = new Uint8Array(columns * rows * 4)
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at += 4) {
      const pixel = colour(column, row)
      if (pixel === null) continue
      data[at] = pixel[0]!
      data[at + 1] = pixel[1]!
      data[at + 2] = pixel[2]!
      data[at + 3] = pixel[3] ?? 255
    }
  const image = indexed(data) ?? { data, channels: 4 }
  const bytes = encode({ width: columns, height: rows, depth: 8, ...image }, { zlib: { level: 9 } })
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return `data:image/png;base64,${btoa(text)}`
}

/** Pixels as numbers of a palette, the clear one first; null where there are too many colours. */
function indexed(pixels: Uint8Array) {
  const words = new Uint32Array(pixels.buffer)
  const clear = 0
  const numbers = new Map([[clear, 0]])
  const data = new Uint8Array(words.length)
  for (const [at, word] of words.entries()) {
    const known = numbers.get(word)
    const number = known ?? numbers.size
    if (known === undefined) {
      if (number === MOST_COLOURS) return null
      numbers.set(word, number)
    }
    data[at] = number
  }
  const parts = new Uint8Array(Uint32Array.from(numbers.keys()).buffer)
  const palette = Array.from(numbers, (_, k) => Array.from(parts.subarray(4 * k, 4 * k + 4)))
  return { data, channels: 1, palette }
}

/** The picture stretched over a box, its pixels left sharp. */
export function image(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  address: string,
  label: string,
): string {
  return element('image', {
    ...box,
    href: address,
    preserveAspectRatio: 'none',
    'image-rendering': 'optimizeSpeed',
    role: 'img',
    'aria-label': label,
  })
}
