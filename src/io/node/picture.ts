/** SVG to PNG with resvg, in the type that the figures name: Inter, from its package. */
import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'

const require = createRequire(import.meta.url)

/** Paths of the TrueType files; resvg draws no text at all without them. */
export function interFiles(): string[] {
  return ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold'].map(
    (name) => require.resolve(`@expo-google-fonts/inter/${name}.ttf`),
  )
}

/** PNG bytes of an SVG, `width` pixels wide (2126 is 180 mm at 300 dots an inch). */
export function renderPng(svg: string, width = 2126): Uint8Array {
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontFiles: interFiles(), loadSystemFonts: false, defaultFontFamily: 'Inter' },
  })
  return renderer.render().asPng()
}
