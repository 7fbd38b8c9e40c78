/** Embedded pictures: the pixels that were asked for, of few colours in a byte each. */
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import type { Rgb } from '../../../src/figures/colour.ts'
import { MOST_COLOURS, pngAddress } from '../../../src/figures/raster.ts'

const columns = 37
const rows = 23

function pictureOf(colour: (column: number, row: number) => Rgb | null) {
  const address = pngAddress(columns, rows, colour)
  const bytes = Uint8Array.from(atob(address.split(',')[1]!), (letter) => letter.charCodeAt(0))
  return decode(bytes)
}

/** `count` colours and clear pixels, no two colours alike */
const colours = (count: number) => (column: number, row: number) => {
  const k = (column + columns * row) % (count + 1)
  return k === count ? null : ([k % 256, 255 - (k % 256), 17 * Math.floor(k / 256)] as const)
}

describe('a picture', () => {
  it('of as many colours as a palette holds beside the clear one has a byte a pixel, and these pixels', () => {
    const colour = colours(MOST_COLOURS - 1)
    const { data, palette, channels } = pictureOf(colour)
    expect(channels).toBe(1)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const wanted = colour(column, row)
        const [r, g, b, alpha] = palette![data[row * columns + column]!]!
        expect(alpha).toBe(wanted === null ? 0 : 255)
        if (wanted !== null) expect([r, g, b]).toEqual([...wanted])
      }
  })

  it('of more has all four numbers a pixel, and these pixels', () => {
    const colour = colours(MOST_COLOURS)
    const { data, channels } = pictureOf(colour)
    expect(channels).toBe(4)
    for (let at = 0; at < columns * rows; at++) {
      const wanted = colour(at % columns, Math.floor(at / columns))
      expect([...data.subarray(4 * at, 4 * at + 4)]).toEqual(
        wanted === null ? [0, 0, 0, 0] : [...wanted, 255],
      )
    }
  })
})
