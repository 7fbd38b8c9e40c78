/**
 * Words as a picture: each drawn once by Canvas 2D at the resolution of the page, kept for a device. Round them stands
 * paper, which parts them from what they stand on: red is the share of the ink.
 */

/** How views letter; a worker is given Inter a moment after it begins. */
export const fontOf = (ratio: number): string =>
  `${12 * ratio}px "Inter Variable", Inter, system-ui, "Helvetica Neue", Arial, sans-serif`

export const lineHeight = 16
/** Paper round words, CSS pixels across the outline of a letter. */
export const haloWidth = 3

export interface PictureOfWords {
  readonly texture: GPUTexture
  /** the piece of the picture (0 ... 1) and its size in CSS pixels */
  of(text: string): { readonly box: readonly number[]; readonly width: number; readonly height: number }
}

interface Kept extends PictureOfWords {
  readonly ratio: number
  readonly known: ReadonlySet<string>
}

let kept = new WeakMap<GPUDevice, Kept>()
const mostWords = 160

/** After a font has come: what was lettered without it is not used again. */
export function letterAnew(): void {
  kept = new WeakMap()
}

/** A picture with at least these words. It grows as words are asked for, and begins anew when it is full. */
export function pictureOfWords(device: GPUDevice, texts: readonly string[], ratio: number): PictureOfWords {
  const found = kept.get(device)
  if (found !== undefined && found.ratio === ratio && texts.every((text) => found.known.has(text)))
    return found
  const before = found?.ratio === ratio && found.known.size < mostWords ? [...found.known] : []
  const made = pictureMade(device, [...new Set([...before, ...texts])], ratio)
  kept.set(device, made)
  return made
}

function pictureMade(device: GPUDevice, texts: readonly string[], ratio: number): Kept {
  const height = Math.ceil(lineHeight * ratio)
  const canvas = new OffscreenCanvas(1, 1)
  const context = canvas.getContext('2d')!
  const beside = haloWidth * ratio
  context.font = fontOf(ratio)
  const widths = texts.map((text) => Math.ceil(context.measureText(text).width + 2 * beside))
  canvas.width = Math.max(1, ...widths)
  canvas.height = height * texts.length
  context.font = fontOf(ratio)
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = beside
  context.strokeStyle = '#000'
  context.fillStyle = '#f00'
  for (const [i, text] of texts.entries()) {
    context.strokeText(text, beside, (i + 0.5) * height)
    context.fillText(text, beside, (i + 0.5) * height)
  }
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT
  const size = [canvas.width, canvas.height]
  const texture = device.createTexture({ label: 'words', format: 'rgba8unorm', size, usage })
  device.queue.copyExternalImageToTexture({ source: canvas }, { texture, premultipliedAlpha: true }, size)
  const places = new Map(texts.map((text, i) => [text, i]))
  return {
    texture,
    ratio,
    known: new Set(texts),
    of(text) {
      const i = places.get(text)!
      const width = widths[i]!
      const box = [0, i / texts.length, width / canvas.width, (i + 1) / texts.length]
      return { box, width: width / ratio, height: height / ratio }
    },
  }
}
