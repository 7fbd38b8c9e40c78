/** The marks of a painting as draws of a render pass. */
import { dotsText } from '../../../shaders/draw/dots.wgsl.ts'
import { fieldText } from '../../../shaders/draw/field.wgsl.ts'
import { linesText } from '../../../shaders/draw/lines.wgsl.ts'
import { meshText } from '../../../shaders/draw/mesh.wgsl.ts'
import { wordsText } from '../../../shaders/draw/words.wgsl.ts'
import type { Size, Slots } from './device-canvas.ts'
import { type DrawingKind, drawingPipeline } from './device-pipelines.ts'
import { haloWidth, pictureOfWords } from './device-words.ts'
import type { Frame, Grid, Ink, Numbers, Painting } from './painter.ts'
import { isCubic } from './painter.ts'
import { bound, type Held } from './painter-device.ts'
import { paperOf } from './palette.ts'

interface Ground {
  readonly device: GPUDevice
  readonly pass: GPURenderPassEncoder
  readonly size: Size
  readonly dark: boolean
  readonly slots: Slots
  readonly palette: GPUBuffer
}

const paper: Ink = [0, 0, 0, 0]
const strip = { topology: 'triangle-strip', writesDepth: false, writesColour: true } as const

export function paintingOn({ device, pass, size, dark, slots, palette }: Ground): Painting {
  const theme = dark ? 1 : 0
  const bufferOf = (numbers: Numbers) => (numbers as Held).buffer()

  function slot(frame: Frame, ink: Ink, abc: readonly number[], whole: readonly number[]): GPUBufferBinding {
    const floats = new Float32Array(44)
    floats.set(frame.matrix)
    floats.set(frame.clip, 16)
    floats.set(paperOf(dark), 20)
    floats.set(ink, 24)
    floats.set([size.width, size.height, size.ratio, frame.fog], 28)
    floats.set(abc, 32)
    return slots.draw(floats, whole)
  }

  function draw(
    kind: DrawingKind,
    resources: readonly (GPUBuffer | GPUBindingResource | null)[],
    vertices: number | GPUBuffer,
    instances = 1,
  ): void {
    const pipeline = drawingPipeline(device, kind)
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, bound(device, pipeline, resources))
    if (typeof vertices === 'number') pass.draw(vertices, instances)
    else {
      pass.setIndexBuffer(vertices, 'uint32')
      pass.drawIndexed(vertices.size / 4)
    }
  }

  return {
    field(frame, spec) {
      const { grid, place, wraps, smooth, hexagon } = spec
      const bits =
        (wraps[0] ? 1 : 0) +
        (wraps[1] ? 2 : 0) +
        (smooth[0] ? 4 : 0) +
        (smooth[1] ? 8 : 0) +
        (isCubic(spec.grid, smooth) ? 16 : 0)
      const [a, b, c, d, e, f] = place
      const abc = [...spec.box, a, b, c, spec.cells - 0.5, d, e, f, hexagon === null ? 0 : 1]
      const values = spec.values as Held
      const whole = [
        ...[grid.rows, grid.columns, values.first + spec.first, spec.turned],
        ...[bits, 0, theme],
      ]
      const ink: Ink = hexagon === null ? paper : [...hexagon, 0]
      const numbers = slot(frame, ink, abc, whole)
      const kind = {
        text: fieldText(),
        vertex: 'spread',
        fragment: 'paint',
        stands: 'over',
        ...strip,
      } as const
      draw(kind, [numbers, palette, bufferOf(spec.range), values.buffer()], 4)
    },
    mesh(frame, { vertices, mesh, of }) {
      const corners = trianglesOf(device, mesh)
      const text = meshText()
      const common = { text, vertex: 'span', topology: 'triangle-list', stands: 'before' } as const
      const [, , x, , , , y, , , , z] = frame.matrix
      const abc = [mesh.rows, frame.scale / Math.max(1e-9, Math.hypot(x!, y!, z!))]
      if ('values' in of) {
        const values = of.values as Held
        const bits =
          (of.wraps[0] ? 1 : 0) + (of.wraps[1] ? 2 : 0) + 12 + (isCubic(of.grid, [true, true]) ? 16 : 0)
        const whole = [of.grid.rows, of.grid.columns, values.first, 0, bits, mesh.columns, theme, 0]
        const numbers = slot(frame, paper, abc, whole)
        const kind = { ...common, fragment: 'byValue', writesDepth: true, writesColour: true }
        draw(kind, [numbers, palette, bufferOf(of.range), values.buffer(), bufferOf(vertices)], corners)
        return
      }
      const numbers = slot(frame, of.ink, abc, [0, 0, 0, 0, 0, mesh.columns, theme, 0])
      const resources = [numbers, null, null, null, bufferOf(vertices)]
      const fragment = 'byInk'
      draw({ ...common, fragment, writesDepth: true, writesColour: false }, resources, corners)
      draw({ ...common, fragment, writesDepth: false, writesColour: true }, resources, corners)
    },
    dots(frame, { places, count, first = 0, radius, of, rim, ghost }) {
      const text = dotsText()
      const faint = 'values' in of && of.faint
      for (const stands of ghost > 0 ? (['behind', 'before'] as const) : (['before'] as const)) {
        const opacity = stands === 'behind' ? ghost : 1
        const writesDepth = stands === 'before' && !faint
        const common = { ...strip, text, fragment: 'paint', stands, writesDepth }
        const abc = [radius, rim, opacity, faint ? 1 : 0]
        if ('values' in of) {
          const values = of.values as Held
          const numbers = slot(frame, paper, abc, [0, 0, values.first, 0, first, 0, theme, 0])
          const resources = [numbers, palette, bufferOf(of.range), values.buffer(), bufferOf(places)]
          draw({ ...common, vertex: 'byValue' }, resources, 4, count)
        } else if ('phase' in of) {
          const numbers = slot(
            frame,
            [0, 0, 0, of.opacity],
            [...abc, ...of.phase],
            [0, 0, 0, 0, first, 0, theme],
          )
          const resources = [numbers, palette, null, null, bufferOf(places)]
          draw({ ...common, vertex: 'byPhase' }, resources, 4, count)
        } else {
          const numbers = slot(frame, of.ink, abc, [0, 0, 0, 0, first])
          draw({ ...common, vertex: 'byInk' }, [numbers, null, null, null, bufferOf(places)], 4, count)
        }
      }
    },
    lines(frame, { vertices, count, first, capacity, ink, width, dash, fade, ghost }) {
      if (count < 2) return
      const text = linesText()
      for (const stands of ghost > 0 ? (['behind', 'before'] as const) : (['before'] as const)) {
        const opacity = stands === 'behind' ? ghost : 1
        const abc = [width, fade, opacity, frame.scale, ...dash]
        const numbers = slot(frame, ink, abc, [count, first, capacity])
        const kind = { ...strip, text, vertex: 'stretch', fragment: 'paint', stands }
        draw(kind, [numbers, bufferOf(vertices)], 4, count - 1)
      }
    },
    words(frame, specs) {
      if (specs.length === 0) return
      const picture = pictureOfWords(
        device,
        specs.map(({ text }) => text),
        size.ratio,
      )
      const sampler = samplerOf(device)
      const kind = {
        ...strip,
        text: wordsText(),
        vertex: 'write',
        fragment: 'paint',
        stands: 'over',
      } as const
      for (const spec of specs) {
        const { box, width, height } = picture.of(spec.text)
        const beside =
          spec.align === 'left' ? -haloWidth : spec.align === 'right' ? haloWidth - width : -width / 2
        const abc = [
          ...[spec.shift[0] + beside, spec.shift[1] - height / 2, width, height],
          ...box,
          ...[...spec.at, spec.fixed === true ? 1 : 0],
        ]
        draw(kind, [slot(frame, spec.ink, abc, []), picture.texture.createView(), sampler], 4)
      }
    },
  }
}

const samplers = new WeakMap<GPUDevice, GPUSampler>()

function samplerOf(device: GPUDevice): GPUSampler {
  const found = samplers.get(device)
  if (found !== undefined) return found
  const made = device.createSampler({ magFilter: 'nearest', minFilter: 'nearest' })
  samplers.set(device, made)
  return made
}

const triangles = new WeakMap<GPUDevice, Map<string, GPUBuffer>>()

/** The corners of two triangles for each quad of a mesh, made once for each shape of mesh. */
function trianglesOf(device: GPUDevice, { rows, columns }: Grid): GPUBuffer {
  const known = triangles.get(device) ?? new Map<string, GPUBuffer>()
  triangles.set(device, known)
  const found = known.get(`${rows} ${columns}`)
  if (found !== undefined) return found
  const corners: number[] = []
  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j + 1 < columns; j++) {
      const at = i * columns + j
      corners.push(at, at + 1, at + columns, at + columns, at + 1, at + columns + 1)
    }
  const usage = GPUBufferUsage.INDEX | GPUBufferUsage.COPY_DST
  const made = device.createBuffer({ label: 'triangles', size: 4 * corners.length, usage })
  device.queue.writeBuffer(made, 0, Uint32Array.from(corners))
  known.set(`${rows} ${columns}`, made)
  return made
}
