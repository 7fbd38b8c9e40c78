/** Activity on a surface as a strip of frames: sheets for a torus, globes for a sphere. */
import type { Rgb } from './colour.ts'
import { type Box, caption, colourBar } from './panel.ts'
import { image, pngAddress } from './raster.ts'
import { clipped, element, group, text } from './svg.ts'
import type { Theme } from './theme.ts'

export interface FilmFrame {
  readonly name: string
  /** value at a pixel of a square of `pixels` a side; null where the paper shows */
  readonly value: (column: number, row: number) => number | null
}

export interface FilmOptions {
  readonly title: string
  readonly remark: string
  readonly frames: readonly FilmFrame[]
  readonly pixels: readonly [number, number]
  readonly domain: readonly [number, number]
  readonly colour: (share: number) => Rgb
  /** a globe gets a hairline limb, a sheet a hairline frame */
  readonly shape: 'sheet' | 'globe'
  /** names of a sheet's axes, to the right and up */
  readonly axes?: readonly [string, string]
}

export function filmPanel(box: Box, options: FilmOptions, theme: Theme): string {
  const { frames, domain, pixels } = options
  const gap = 9
  const width = (box.width - gap * (frames.length - 1)) / frames.length
  const side = Math.min(width, box.height - 30)
  const step = frames.length > 1 ? (box.width - side) / (frames.length - 1) : 0
  const span = domain[1] - domain[0] || 1
  const parts = frames.map((frame, i) => {
    const place = { x: box.x + i * step, y: box.y + 14, width: side, height: side }
    const address = pngAddress(pixels[0], pixels[1], (column, row) => {
      const value = frame.value(column, row)
      return value === null || !Number.isFinite(value) ? null : options.colour((value - domain[0]) / span)
    })
    const edge =
      options.shape === 'globe'
        ? element('circle', {
            cx: place.x + side / 2,
            cy: place.y + side / 2,
            r: side / 2 - 0.25,
            fill: 'none',
            stroke: theme.quiet,
            'stroke-width': 0.5,
          })
        : element('rect', { ...place, fill: 'none', stroke: theme.quiet, 'stroke-width': 0.35 })
    const picture = image(place, address, `${options.title}, ${frame.name}`)
    return group({}, [
      options.shape === 'globe'
        ? clipped(`globe-${place.y.toFixed()}-${i}`, disc(place), [picture])
        : picture,
      edge,
      text(place.x + side / 2, place.y + side + 11, frame.name, {
        fill: theme.quiet,
        'text-anchor': 'middle',
      }),
    ])
  })
  const axes =
    options.axes === undefined
      ? []
      : [
          text(box.x, box.y + 14 + side + 11, `${options.axes[0]} →`, { fill: theme.quiet }),
          text(0, 0, `${options.axes[1]} →`, {
            fill: theme.quiet,
            transform: `translate(${(box.x - 4).toFixed(2)} ${(box.y + 14 + side).toFixed(2)}) rotate(-90)`,
          }),
        ]
  return group({}, [
    caption({ ...box, width: box.width - 100 }, options.title, options.remark, theme),
    colourBar(box.x + box.width, box.y + 6, domain, options.colour, theme),
    ...parts,
    ...axes,
  ])
}

function disc(square: Box): string {
  const radius = square.width / 2
  return element('circle', { cx: square.x + radius, cy: square.y + radius, r: radius - 0.25 })
}
