/**
 * SVG to PNG with resvg, in the type that the figures name: Inter, from its package. resvg comes as
 * WebAssembly, which every platform runs and no install option leaves out.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Paths of the TrueType files; resvg draws no text at all without them. */
export function interFiles(): string[] {
  return ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold'].map(
    (name) => require.resolve(`@expo-google-fonts/inter/${name}.ttf`),
  )
}

interface Renderer {
  readonly Resvg: typeof import('@resvg/resvg-wasm').Resvg
  readonly fonts: readonly Uint8Array[]
}

let renderer: Promise<Renderer> | null = null

/** Loads resvg once per process, and only when there is something to draw. */
async function start(): Promise<Renderer> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm')
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return { Resvg, fonts: interFiles().map((path) => readFileSync(path)) }
}

/** PNG bytes of an SVG, `width` pixels wide (2126 is 180 mm at 300 dots an inch). */
export async function renderPng(svg: string, width = 2126): Promise<Uint8Array> {
  renderer ??= start()
  const { Resvg, fonts } = await renderer
  const image = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontBuffers: [...fonts], loadSystemFonts: false, defaultFontFamily: 'Inter' },
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
