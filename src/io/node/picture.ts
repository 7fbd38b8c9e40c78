/**
 * SVG to PNG with resvg, in the type that the figures name: Inter, from its package. resvg comes as
 * WebAssembly, which every platform runs and no install option leaves out.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

const require = createRequire(import.meta.url)

/** Paths of the TrueType files; resvg draws no text at all without them. */
export function interFiles(): string[] {
  return ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold'].map(
    (name) => require.resolve(`@expo-google-fonts/inter/${name}.ttf`),
  )
}

let renderer: Promise<readonly Uint8Array[]> | null = null

/** Starts resvg once per process; the fonts it needs. */
async function started(): Promise<readonly Uint8Array[]> {
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return interFiles().map((path) => readFileSync(path))
}

/** PNG bytes of an SVG, `width` pixels wide (2126 is 180 mm at 300 dots an inch). */
export async function renderPng(svg: string, width = 2126): Promise<Uint8Array> {
  renderer ??= started()
  const image = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontBuffers: [...(await renderer)], loadSystemFonts: false, defaultFontFamily: 'Inter' },
  })
  try {
    const drawn = image.render()
    // a copy: the bytes lie in the module's memory, which the next picture moves
    const png = drawn.asPng().slice()
    drawn.free()
    return png
  } finally {
    image.free()
  }
}
