/**
 * Bodies in three dimensions: the torus as a surface of revolution, the sphere as a globe, rotations as a ball of
 * their vectors (axis times angle).
 */
import { geometryOf, quaternionsOf } from '../../../src/spaces/geometry.ts'
import { cameraFrom, type Stand } from './camera.ts'
import { depthOrder } from './depth-order.ts'
import type { Form, FormGround } from './form.ts'
import type { Ink, Numbers } from './painter.ts'
import { inks, paperOf, withOpacity } from './palette.ts'
import { pickDot, pickMesh } from './pick.ts'
import type { Extent } from './picture.ts'

const home: Stand = { azimuth: 0.9, elevation: 0.55, zoom: 1 }
const centre = [0, 0, 0] as const
type Point = readonly [number, number, number]

/** Thin lines on a body, one after the other; lengths so far begin at 0 with each. */
export function linesThrough(lines: readonly (readonly Point[])[]): Float32Array {
  const out: number[] = []
  for (const line of lines) {
    let length = 0
    for (const [i, [x, y, z]] of line.entries()) {
      const before = line[i - 1]
      if (before !== undefined) length += Math.hypot(x - before[0], y - before[1], z - before[2])
      out.push(x, y, z, length)
    }
  }
  return Float32Array.from(out)
}

const turn = (pieces: number, at: (angle: number) => Point): Point[] =>
  Array.from({ length: pieces + 1 }, (_, i) => at((2 * Math.PI * i) / pieces))

/** Lines all of one kind, whole. */
const lineOf = (vertices: Numbers, ink: Ink, width: number, ghost: number) => ({
  vertices,
  count: vertices.length / 4,
  first: 0,
  capacity: vertices.length / 4,
  ink,
  width,
  dash: [],
  fade: 1,
  ghost,
})

interface Body {
  readonly caption: string
  readonly axes: readonly string[]
  readonly rows: number
  readonly columns: number
  /** place, row and column of the grid at a vertex of the mesh */
  readonly vertex: (row: number, column: number) => readonly [...Point, number, number]
  readonly wraps: readonly [boolean, boolean]
  readonly lines: readonly (readonly Point[])[]
  readonly names: readonly { readonly text: string; readonly at: Point }[]
  readonly radius: number
}

function bodyForm({ painter, values, range, space }: FormGround, body: Body): Form {
  const { rows, columns } = body
  const grid = { rows: space.shape[0]!, columns: space.shape[1]! }
  const mesh = new Float32Array(5 * rows * columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j
      const [x, y, z, row, column] = body.vertex(i, j)
      mesh.set([x, y, z, row], 4 * at)
      mesh[4 * rows * columns + at] = column
    }
  const vertices = painter.fixed(mesh)
  const lines = painter.fixed(linesThrough(body.lines))
  const camera = cameraFrom(home)
  const frameOf = ({ width, height }: Extent) => ({
    ...camera.frame(width, height, { centre, radius: body.radius, margin: 26 }),
    fog: 0.16,
  })
  return {
    caption: body.caption,
    axes: body.axes,
    camera,
    compute() {},
    paint(to, extent, dark) {
      const frame = frameOf(extent)
      to.mesh(frame, { vertices, mesh: { rows, columns }, of: { values, grid, wraps: body.wraps, range } })
      const { ink, quiet } = inks(dark)
      to.lines(frame, lineOf(lines, dark ? withOpacity(ink, 0.2) : withOpacity(paperOf(dark), 0.3), 1, 0))
      to.words(
        frame,
        body.names.map(({ text, at }) => ({ text, at, shift: [0, 0], align: 'centre', ink: quiet })),
      )
    },
    pick(x, y, extent) {
      const found = pickMesh(frameOf(extent), mesh, rows, columns, x, y)
      if (found === null) return null
      const nearest = (at: number, n: number, wraps: boolean) =>
        wraps ? ((Math.round(at) % n) + n) % n : Math.min(n - 1, Math.max(0, Math.round(at)))
      return (
        nearest(found[0], grid.rows, body.wraps[0]) * grid.columns +
        nearest(found[1], grid.columns, body.wraps[1])
      )
    },
  }
}

const tube = 0.46

/** theta1 round the axis, theta2 round the tube, 0 on the outer rim. */
export function tubeForm(ground: FormGround): Form {
  const { space } = ground
  const [n1, n2] = [space.shape[0]!, space.shape[1]!]
  const [rows, columns] = [73, 37]
  const at = (a: number, b: number): Point => [
    (1 + tube * Math.cos(b)) * Math.cos(a),
    (1 + tube * Math.cos(b)) * Math.sin(a),
    tube * Math.sin(b),
  ]
  const whole = 2 * Math.PI
  const steps = (count: number) => Array.from({ length: count }, (_, k) => (whole * k) / count)
  return bodyForm(ground, {
    caption: 'on the torus',
    axes: ['θ₁', 'θ₂'],
    rows,
    columns,
    vertex(i, j) {
      const [a, b] = [i / (rows - 1), j / (columns - 1)]
      return [...at(whole * a, whole * b), a * n1, b * n2]
    },
    wraps: [true, true],
    lines: [
      ...steps(12).map((a) => turn(48, (b) => at(a, b))),
      ...steps(8).map((b) => turn(120, (a) => at(a, b))),
    ],
    names: [],
    radius: 1 + tube,
  })
}

/** The pole up; values read between the rows of the sample, beyond its last row that row's. */
export function globeForm(ground: FormGround): Form {
  const { space } = ground
  const [n1, n2] = [space.shape[0]!, space.shape[1]!]
  const polar = space.coordinates.get('theta')!
  const nodes = Array.from({ length: n1 }, (_, i) => polar[i * n2]!)
  const [rows, columns] = [41, 81]
  const at = (theta: number, phi: number): Point => [
    Math.sin(theta) * Math.cos(phi),
    Math.sin(theta) * Math.sin(phi),
    Math.cos(theta),
  ]
  const whole = 2 * Math.PI
  const along = (theta: number): number => {
    const after = nodes.findIndex((node) => node >= theta)
    if (after <= 0) return after === 0 ? 0 : n1 - 1
    return after - (nodes[after]! - theta) / (nodes[after]! - nodes[after - 1]!)
  }
  return bodyForm(ground, {
    caption: 'on the sphere',
    axes: ['x', 'y', 'z'],
    rows,
    columns,
    vertex(i, j) {
      const [theta, phi] = [(Math.PI * i) / (rows - 1), (whole * j) / (columns - 1)]
      return [...at(theta, phi), along(theta), (phi / whole) * n2]
    },
    wraps: [false, true],
    lines: [
      ...[1, 2, 3, 4, 5].map((k) => turn(96, (phi) => at((Math.PI * k) / 6, phi))),
      ...[0, 1, 2, 3, 4, 5].map((k) => turn(96, (theta) => at(theta, (Math.PI * k) / 6))),
    ],
    names: [{ text: 'z', at: [0, 0, 1.1] }],
    radius: 1.08,
  })
}

/** Axis times angle, as a share of the largest angle: pi in SO(3), where opposite points are one, 2 pi in SU(2). */
export function ballForm({ painter, values, range, space }: FormGround): Form {
  const spin = geometryOf(space) === 'spin'
  const q = quaternionsOf(space)
  const places = new Float32Array(4 * space.size)
  for (let i = 0; i < space.size; i++) {
    const sign = !spin && q[4 * i + 3]! < 0 ? -1 : 1
    const [x, y, z, w] = [0, 1, 2, 3].map((k) => sign * q[4 * i + k]!) as [number, number, number, number]
    const size = Math.hypot(x, y, z)
    const share = (2 * Math.atan2(size, w)) / ((spin ? 2 : 1) * Math.PI)
    const scale = size > 1e-12 ? share / size : 0
    places.set([scale * x, scale * y, scale * z, 1], 4 * i)
  }
  const dots = painter.fixed(places)
  const sorted = depthOrder(places)
  const globe = painter.fixed(
    linesThrough([
      turn(96, (a) => [Math.cos(a), Math.sin(a), 0]),
      turn(96, (a) => [Math.cos(a), 0, Math.sin(a)]),
      turn(96, (a) => [0, Math.cos(a), Math.sin(a)]),
    ]),
  )
  const camera = cameraFrom(home)
  const frameOf = ({ width, height }: Extent) => ({
    ...camera.frame(width, height, { centre, radius: 1.04, margin: 28 }),
    fog: 0.35,
  })
  // as wide as half the distance of neighbours in the ball, and never a speck
  const spacing = (4.19 / space.size) ** (1 / 3)
  return {
    caption: spin ? 'in the ball of SU(2)' : 'in the ball of rotations',
    axes: ['x', 'y', 'z'],
    camera,
    compute() {},
    paint(to, extent, dark) {
      const frame = frameOf(extent)
      const { ink, quiet } = inks(dark)
      to.lines(frame, lineOf(globe, withOpacity(ink, 0.22), 1, 1))
      const turned = sorted(frame)
      if (turned !== null) painter.write(dots, turned)
      const radius = Math.min(9, Math.max(1.1, 0.5 * spacing * frame.scale))
      const of = { values, range, faint: true }
      to.dots(frame, { places: dots, count: space.size, radius, of, rim: 0.7, ghost: 0 })
      const names = ['x', 'y', 'z'].map((text, i) => {
        const at = [0, 0, 0] as [number, number, number]
        at[i] = 1.09
        return { text, at, shift: [0, 0] as const, align: 'centre' as const, ink: quiet }
      })
      to.words(frame, names)
    },
    pick: (x, y, extent) => pickDot(frameOf(extent), places, 14, x, y),
  }
}
