/**
 * Tolerant references: a picture as a grid of grey levels, held against the one kept in a file of this folder with
 * room for another driver's rounding. GOLDSTONE_PICTURES=write keeps new ones: look at the pictures before.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decode } from 'fast-png'
import { expect } from 'vitest'

const write = process.env['GOLDSTONE_PICTURES'] === 'write'
const full = process.env['GOLDSTONE_FULL'] === '1' || write
const [columns, rows] = [12, 8]

export const sizes = [
  [390, 844],
  [1280, 800],
  [2560, 1440],
] as const

/** Every width, of the themes every other one from `turn` on; all of both where everything is asked for. */
export const widthsAndThemes = (turn: number) =>
  sizes.flatMap(([width, height], k) =>
    ([false, true] as const)
      .filter((dark) => full || dark === ((turn + k) % 2 === 1))
      .map((dark) => ({ width, height, dark, key: `${width} ${dark ? 'dark' : 'light'}` })),
  )

export interface Pictures {
  /** new ones are kept: what was asked for must have been painted when they are taken */
  readonly writes: boolean
  /** takes it again until it looks as the one that is kept, for half a minute at most */
  expect(key: string, take: () => Promise<Uint8Array>): Promise<void>
  /** once all are taken */
  keep(): void
}

export function picturesIn(name: string): Pictures {
  const file = resolve(import.meta.dirname, name)
  const kept: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  const made: Record<string, string> = {}
  return {
    writes: write,
    async expect(key, take) {
      const look = async () => thumbnail(await take(), columns, rows)
      if (write) {
        made[key] = hex(await look())
        return
      }
      expect(kept[key], key).toBeDefined()
      const truth = levels(kept[key]!)
      // it is not bare: an eighth of its cells has ink
      const ink = mean(truth.slice(1))
      expect(truth.slice(1).filter((level) => level > 8).length, key).toBeGreaterThan((columns * rows) / 8)
      // a frame after a change; a bare picture is `ink` away, the other theme 230
      await expect
        .poll(async () => distance(await look(), truth), { timeout: 30_000, interval: 100, message: key })
        .toBeLessThan(2 + ink / 5)
    },
    keep() {
      if (write) writeFileSync(file, `${JSON.stringify({ ...kept, ...made }, null, 2)}\n`)
    },
  }
}

const hex = (levels: readonly number[]) => levels.map((level) => level.toString(16).padStart(2, '0')).join('')
const levels = (text: string) => Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))
const mean = (cells: readonly number[]) => cells.reduce((sum, level) => sum + level, 0) / cells.length

/** Mean difference of the cells, and all of it between one paper and another. */
const distance = ([paper, ...cells]: readonly number[], [other, ...others]: readonly number[]) =>
  Math.abs(paper! - other!) + mean(cells.map((level, i) => Math.abs(level - others[i]!)))

/**
 * Grey levels 0 ... 255: that of the paper, which most pixels have, and over a grid of cells, row by row, how far from
 * it a pixel of the cell gets. Thin lines and dots count as much as surfaces.
 */
function thumbnail(png: Uint8Array, columns: number, rows: number): number[] {
  const { data, width, height, channels } = decode(png)
  const grey = Float64Array.from({ length: width * height }, (_, i) => {
    const at = channels * i
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  })
  const counts = new Uint32Array(256)
  for (const level of grey) counts[Math.round(level)]!++
  const paper = counts.indexOf(Math.max(...counts))
  const cells = new Float64Array(columns * rows)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)
      cells[cell] = Math.max(cells[cell]!, Math.abs(grey[y * width + x]! - paper))
    }
  return [paper, ...Array.from(cells, Math.round)]
}
