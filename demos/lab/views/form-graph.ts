/** Finite groups: the Cayley graph, thin edges of each generator, vertices in the colour of their activity. */
import { cameraFrom } from './camera.ts'
import { cayleyLayout } from './cayley-layout.ts'
import type { Form, FormGround } from './form.ts'
import { linesThrough } from './form-round.ts'
import { inks, withOpacity } from './palette.ts'
import { pickDot } from './pick.ts'
import type { Extent } from './picture.ts'

/** One kind of line for each generator, as far as there are kinds. */
const dashes = [[], [5, 3], [1.5, 3], [6, 2.5, 1.5, 2.5]] as const
/** Groups of so few elements have each named. */
const named = 12

export function graphForm({ painter, values, range, space }: FormGround): Form {
  const group = space.sample!
  const layout = cayleyLayout(group)
  const at = (g: number) => [0, 1, 2].map((k) => layout.places[3 * g + k]!) as [number, number, number]
  const places = new Float32Array(4 * group.order)
  for (let g = 0; g < group.order; g++) places.set([...at(g), 1], 4 * g)
  const dots = painter.fixed(places)
  const edges = layout.edges.map(({ pairs }) =>
    painter.fixed(linesThrough(pairs.map(([a, b]) => [at(a), at(b)]))),
  )
  const camera = cameraFrom({ azimuth: 0.5, elevation: 0.42, zoom: 1 })
  const frameOf = ({ width, height }: Extent) => ({
    ...camera.frame(width, height, { centre: [0, 0, 0], radius: 1, margin: 40 }),
    fog: 0.4,
  })
  const radius = Math.min(11, Math.max(2, 42 / Math.cbrt(group.order)))
  return {
    caption: 'on the Cayley graph',
    axes: layout.edges.map(({ generator }) => group.describe(generator)),
    camera,
    compute() {},
    paint(to, extent, dark) {
      const frame = frameOf(extent)
      const { ink, quiet } = inks(dark)
      for (const [k, vertices] of edges.entries()) {
        const count = vertices.length / 4
        const dash = dashes[k % dashes.length]!
        const line = { vertices, count, first: 0, capacity: count, dash, fade: 1, ghost: 1 }
        to.lines(frame, { ...line, ink: withOpacity(quiet, 0.75), width: 1 })
      }
      const of = { values, range, faint: false }
      to.dots(frame, { places: dots, count: group.order, radius, of, rim: 1.5, ghost: 0 })
      if (group.order > named) return
      to.words(
        frame,
        Array.from({ length: group.order }, (_, g) => ({
          text: group.describe(g),
          at: at(g),
          shift: [0, radius + 9] as const,
          align: 'centre' as const,
          ink: g === group.identity ? ink : quiet,
        })),
      )
    },
    pick: (x, y, extent) => pickDot(frameOf(extent), places, Math.max(14, radius), x, y),
  }
}
