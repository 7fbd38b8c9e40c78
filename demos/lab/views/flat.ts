/** Flat pictures: a box on the canvas, words at pixels of it, and the marks of an angle that goes round along a side. */
import { flatFrame } from './camera.ts'
import type { FieldSpec, Frame, Ink, WordSpec } from './painter.ts'
import { inks } from './palette.ts'
import type { Extent } from './picture.ts'

/** CSS pixels. */
export type Box = FieldSpec['box']

/** The frame of a box on a canvas of which nothing is cut off. */
export function boxFrame(box: Box, { width, height }: Extent): Frame {
  return { ...flatFrame(box), clip: [0, 0, width, height] }
}

export const isInside = ([left, top, right, bottom]: Box, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom

/** A grid from its first number on, drawn whole: no cell is paper, no row is turned, no cell stands out. */
export const wholeField = {
  first: 0,
  turned: 0,
  cells: Number.MAX_SAFE_INTEGER,
  hexagon: null,
} satisfies Partial<FieldSpec>

/** Beside a place in CSS pixels, or about it. */
export function wordAt(text: string, x: number, y: number, align: WordSpec['align'], ink: Ink): WordSpec {
  return { text, at: [x, y, 0], fixed: true, shift: [0, 0], align, ink }
}

/** Marks along the lower side of a box, and the name of what runs there between the last two. */
export function marksBelow(
  [left, , right, bottom]: Box,
  marks: readonly string[],
  name: string,
  dark: boolean,
): WordSpec[] {
  const { quiet, ink } = inks(dark)
  const at = (share: number) => left + (right - left) * share
  return [
    ...marks.map((text, i) => wordAt(text, at(i / (marks.length - 1)), bottom + 14, 'centre', quiet)),
    wordAt(name, at(0.75), bottom + 14, 'centre', ink),
  ].filter(({ text }) => text !== '')
}

/** The same along its left side, from below or, `down`, from above. */
export function marksBeside(
  [left, top, , bottom]: Box,
  marks: readonly string[],
  name: string,
  dark: boolean,
  down = false,
): WordSpec[] {
  const { quiet, ink } = inks(dark)
  const at = (share: number) => (down ? top + (bottom - top) * share : bottom - (bottom - top) * share)
  return [
    ...marks.map((text, i) => wordAt(text, left - 8, at(i / (marks.length - 1)), 'right', quiet)),
    wordAt(name, left - 8, at(0.75), 'right', ink),
  ].filter(({ text }) => text !== '')
}

export const wholeTurn = ['0', 'π', '2π'] as const
