/** Activity over time as a heat map: time runs right, neurons run up, one replica. */
import type { Rgb } from './colour.ts'
import { axisLeft, type Box, caption, colourBar, timeAxis } from './panel.ts'
import { image, pngAddress } from './raster.ts'
import { linearScale } from './scale.ts'
import { group } from './svg.ts'
import type { Theme } from './theme.ts'
import { widthOf } from './type.ts'

export interface HeatOptions {
  readonly title: string
  readonly remark: string
  readonly times: ArrayLike<number>
  /** values[frame * rows + row]; row 0 is drawn at the bottom */
  readonly values: ArrayLike<number>
  readonly rows: number
  readonly domain: readonly [number, number]
  /** colour of a share 0 ... 1 of the domain */
  readonly colour: (share: number) => Rgb
  /** whether neighbouring rows are alike */
  readonly smooth: boolean
  /** marks of the vertical axis, in rows 0 ... rows */
  readonly marks: readonly (readonly [number, string])[]
}

/** Picture cells a point: no finer than it is seen, or colours would be mixed that are no values. */
const cellsPerPoint = 2

/** Where neighbouring rows have nothing in common and not all can be drawn. */
const coarseCellsPerPoint = 1

export function heatPanel(box: Box, options: HeatOptions, theme: Theme): string {
  const { times, values, rows, domain } = options
  const frames = times.length
  const left = Math.max(22, 8 + Math.max(...options.marks.map(([, name]) => widthOf(name, 8))))
  const plot = { x: box.x + left, y: box.y + 16, width: box.width - left, height: box.height - 32 }
  const columns = Math.min(frames, Math.floor(plot.width * cellsPerPoint))
  const cells = plot.height * (options.smooth ? cellsPerPoint : coarseCellsPerPoint)
  const lines = rows <= plot.height * cellsPerPoint ? rows : Math.floor(cells)
  const sampled = 2 * lines < rows ? `${lines} of ${rows} neurons` : ''
  const remark = [options.remark, sampled].filter((part) => part !== '').join('; ')
  const span = domain[1] - domain[0] || 1
  const address = pngAddress(columns, lines, (column, line) => {
    const frame = Math.min(frames - 1, Math.floor(((column + 0.5) * frames) / columns))
    const row = Math.min(rows - 1, Math.floor(((lines - line - 0.5) * rows) / lines))
    const value = values[frame * rows + row]!
    return Number.isFinite(value) ? options.colour((value - domain[0]) / span) : null
  })
  const x = linearScale([times[0] ?? 0, times[frames - 1] ?? 1], [plot.x, plot.x + plot.width])
  const y = linearScale([0, rows], [plot.y + plot.height, plot.y])
  return group({}, [
    caption({ ...box, width: box.width - 100 }, options.title, remark, theme),
    colourBar(box.x + box.width, box.y + 6, domain, options.colour, theme),
    image(plot, address, options.title),
    timeAxis(plot, x, theme, 6),
    axisLeft(plot, y, theme, { values: options.marks }),
  ])
}
