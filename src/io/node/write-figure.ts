/** A named figure on disk: SVG and PNG on both papers, its numbers as npz, the manifest that tells them; whole or not at all. */
import { createHash } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sheetThemes } from '../../figures/certificate/sheet.ts'
import type { MadeFigure } from '../../figures/named/named.ts'
import { drawPage } from '../../figures/named/page.ts'
import { pointsPerMillimetre } from '../../figures/theme.ts'
import { writeJson } from '../manifest.ts'
import { npyType } from '../npy.ts'
import { writeNpz } from '../npz.ts'
import { version } from '../version.ts'
import { type Output, openOutput } from './output.ts'
import { renderPng } from './picture.ts'

/** Dots a point, at 300 an inch. */
const dotsPerPoint = 300 / 72

const filesOf = (name: string) =>
  ['', '-dark'].flatMap((paper) => [`${name}${paper}.svg`, `${name}${paper}.png`])

/** A folder for one figure; throws InputError at `place` as openOutput does, and where another thing of ours lies in it. */
export function openFigure(target: string, place: string, name: string): Output {
  return openOutput(target, place, ['manifest.json', `${name}.npz`, ...filesOf(name)], 'figure')
}

/** Writes every file and moves them into place; their names. Throws what the file system throws. */
export async function writeFigure(name: string, figure: MadeFigure, output: Output): Promise<string[]> {
  try {
    const { title, caption, arrays, millimetres } = figure
    const npz = writeNpz(new Map(Object.entries(arrays)))
    const files = new Map<string, string | Uint8Array>([[`${name}.npz`, npz]])
    for (const paper of ['light', 'dark'] as const) {
      const stem = `${name}${paper === 'dark' ? '-dark' : ''}`
      const svg = drawPage(figure, sheetThemes[paper])
      files.set(`${stem}.svg`, svg)
      const dots = Math.round(millimetres * pointsPerMillimetre * dotsPerPoint)
      files.set(`${stem}.png`, await renderPng(svg, dots))
    }
    for (const [file, content] of files) writeFileSync(join(output.folder, file), content)
    const manifest = {
      format: 1,
      kind: 'figure',
      figure: name,
      title,
      caption,
      versions: { goldstone: version, node: process.versions.node },
      hash: createHash('sha256').update(npz).digest('hex'),
      arrays: Object.entries(arrays).map(([array, { data, ...told }]) => ({
        name: array,
        file: `${name}.npz`,
        dtype: npyType(data),
        ...told,
      })),
      files: [...files.keys()].map((file) => ({
        name: file,
        bytes: statSync(join(output.folder, file)).size,
      })),
    }
    writeFileSync(join(output.folder, 'manifest.json'), writeJson(manifest))
    return output.keep()
  } catch (error) {
    output.discard()
    throw error
  }
}
