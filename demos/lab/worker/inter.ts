/** Inter for the canvases of a worker, from the page's own files: a worker sees none of the page's styles. */
import greek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url'
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'

const files = [
  [latin, 'U+0000-00FF, U+2000-206F, U+2122, U+2191, U+2193, U+2212, U+2215'],
  [greek, 'U+0370-03FF'],
] as const

/** Resolves when words can be lettered in it; rejects where a file cannot be had. */
export async function loadInter(fonts: FontFaceSet): Promise<void> {
  const faces = files.map(
    ([file, unicodeRange]) =>
      new FontFace('Inter Variable', `url(${file})`, { weight: '100 900', unicodeRange }),
  )
  for (const face of await Promise.all(faces.map((face) => face.load()))) fonts.add(face)
}
