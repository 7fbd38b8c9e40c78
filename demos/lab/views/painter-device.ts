/**
 * Paints on WebGPU, from the network's own buffers: every sum and every mark is a pass, nothing is read back but
 * what is asked for by name. Pipelines are made once for a device, bind groups in every frame.
 */

import { binsText } from '../../../shaders/draw/bins.wgsl.ts'
import { curveText } from '../../../shaders/draw/curve.wgsl.ts'
import { normsText } from '../../../shaders/draw/norms.wgsl.ts'
import { spreadText, spreadWorkgroups } from '../../../shaders/draw/spread.wgsl.ts'
import { type ProjectShape, projectText } from '../../../shaders/project.wgsl.ts'
import { reduceText } from '../../../shaders/reduce.wgsl.ts'
import { canvasOf, slotsOf } from './device-canvas.ts'
import { paintingOn } from './device-marks.ts'
import { computePipeline } from './device-pipelines.ts'
import type { Computing, Directions, Numbers, Painter } from './painter.ts'
import { paletteNumbers } from './palette.ts'
import type { WatchedOnDevice } from './view.ts'

/** Numbers on the device: a buffer, which may be the network's own, and where in it they begin. */
export interface Held extends Numbers {
  readonly buffer: () => GPUBuffer
  readonly first: number
}

interface Projector extends Directions {
  readonly of: 'state' | 'rate'
  readonly basis: GPUBuffer
  readonly sums: GPUBuffer
  readonly project: GPUComputePipeline
  readonly reduce: GPUComputePipeline
  readonly jobs: readonly [number, number]
}

/** Points that one workgroup adds up. */
const chunk = 4096

export function devicePainter(canvas: OffscreenCanvas, device: GPUDevice, live: WatchedOnDevice): Painter {
  const page = canvasOf(canvas, device)
  const slots = slotsOf(device)
  const owned = new Set<GPUBuffer>()
  let usesRates = false

  function bufferOf(bytes: number, label: string, contents: ArrayBufferView | null = null): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
    const buffer = device.createBuffer({ label, size: Math.max(16, 16 * Math.ceil(bytes / 16)), usage })
    if (contents !== null) device.queue.writeBuffer(buffer, 0, contents as ArrayBufferView<ArrayBuffer>)
    owned.add(buffer)
    return buffer
  }

  const held = (buffer: GPUBuffer, length: number): Held => ({ length, first: 0, buffer: () => buffer })
  const palette = bufferOf(paletteNumbers.byteLength, 'palette', paletteNumbers)
  const parts = bufferOf(16 * spreadWorkgroups, 'parts of a spread')
  const answers = new Map<Numbers, GPUBuffer>()
  const waiting = new Set<Numbers>()

  function computing(encoder: GPUCommandEncoder, asked: (() => void)[]): Computing {
    const run = (
      text: string,
      entry: string,
      job: readonly [k: readonly number[], m: readonly number[], share?: number],
      buffers: readonly (GPUBuffer | null)[],
      groups: number,
    ) => {
      const pipeline = computePipeline(device, text, entry)
      const pass = encoder.beginComputePass()
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, bound(device, pipeline, [slots.job(...job), ...buffers]))
      pass.dispatchWorkgroups(groups)
      pass.end()
    }
    return {
      spread(values, range, share) {
        const { buffer, first } = values as Held
        const groups = Math.min(spreadWorkgroups, Math.ceil(values.length / 512))
        const job = [[first, values.length, groups], [], share] as const
        run(spreadText(), 'part', job, [buffer(), parts], groups)
        run(spreadText(), 'merge', job, [null, parts, (range as Held).buffer()], 1)
      },
      bins(values, grid, coarse, into, at) {
        const { buffer, first } = values as Held
        const k = [grid.rows, grid.columns, coarse.rows, coarse.columns]
        const buffers = [buffer(), (into as Held).buffer()]
        run(binsText(), 'bins', [k, [first, at]], buffers, coarse.rows * coarse.columns)
      },
      project(directions, into) {
        const { of, basis, sums, project, reduce, jobs } = directions as Projector
        const steps = [
          [project, [basis, live.buffer(of), sums], jobs[0]],
          [reduce, [sums, (into as Held).buffer()], jobs[1]],
        ] as const
        for (const [pipeline, buffers, count] of steps) {
          const pass = encoder.beginComputePass()
          pass.setPipeline(pipeline)
          pass.setBindGroup(0, bound(device, pipeline, buffers))
          const across = Math.min(count, 65535)
          pass.dispatchWorkgroups(across, Math.ceil(count / across))
          pass.end()
        }
      },
      norms(columns, widths, into, at) {
        run(normsText(widths), 'labels', [[], [at]], [(columns as Held).buffer(), (into as Held).buffer()], 1)
      },
      curve(values, strip, range, rails, into, at) {
        const { buffer, first } = values as Held
        if (first !== 0) throw new Error('a curve takes numbers of its own, not the network’s')
        const job = [
          [strip.first, strip.stride, strip.capacity, strip.count],
          [strip.offset, strip.period, at],
        ] as const
        const buffers = [buffer(), ...[range, rails, into].map((given) => (given as Held).buffer())]
        run(curveText(), 'curve', job, buffers, Math.ceil(strip.count / 64))
      },
      copy(from, at, into, to, count) {
        const source = from as Held
        const target = (into as Held).buffer()
        encoder.copyBufferToBuffer(source.buffer(), 4 * (source.first + at), target, 4 * to, 4 * count)
      },
      read(from, receive) {
        if (waiting.has(from)) return
        const bytes = 4 * from.length
        let answer = answers.get(from)
        if (answer === undefined) {
          const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
          answer = device.createBuffer({ label: 'words of a view', size: bytes, usage })
          owned.add(answer)
          answers.set(from, answer)
        }
        const ready = answer
        const source = from as Held
        encoder.copyBufferToBuffer(source.buffer(), 4 * source.first, ready, 0, bytes)
        waiting.add(from)
        asked.push(() => {
          ready.mapAsync(GPUMapMode.READ).then(
            () => {
              waiting.delete(from)
              const values = new Float32Array(ready.getMappedRange().slice(0))
              ready.unmap()
              receive(values)
            },
            // destroyed, or the device is lost: whoever lost it says so
            () => waiting.delete(from),
          )
        })
      },
    }
  }

  function projector(
    vectors: readonly Float32Array[],
    from: number,
    replica: number | null,
    of: 'state' | 'rate' = 'state',
  ): Projector {
    if (of === 'rate') usesRates = true
    const points = vectors[0]!.length
    const columns = vectors.length
    const replicas = replica === null ? live.network.simulation.replicas : 1
    const stride = of === 'rate' ? live.layout.neurons : live.layout.stateLength
    const groups = Math.ceil(columns / 4)
    const chunks = Math.ceil(points / chunk)
    const basis = new Float32Array(4 * groups * points)
    for (const [column, vector] of vectors.entries())
      for (let i = 0; i < points; i++) basis[4 * ((column >> 2) * points + i) + (column & 3)] = vector[i]!
    const shape: ProjectShape = {
      points,
      groups,
      columns,
      replicas,
      chunk,
      source: { offset: from + (replica ?? 0) * stride, stride },
      absolute: false,
      target: { offset: 0, stride: columns, pitch: columns * replicas },
    }
    const target = { offset: 0, stride: replica === null ? 4 * groups : columns }
    return {
      of,
      count: columns,
      basis: bufferOf(basis.byteLength, 'directions', basis),
      sums: bufferOf(4 * chunks * columns * replicas, 'sums of chunks'),
      project: computePipeline(device, projectText(shape), 'project'),
      reduce: computePipeline(
        device,
        reduceText({ chunks, columns, replicas, target, gains: null }),
        'reduce',
      ),
      jobs: [chunks * groups * Math.ceil(replicas / 4), columns * replicas],
    }
  }

  return {
    fixed(values) {
      const numbers = Float32Array.from(values)
      return held(bufferOf(numbers.byteLength, 'fixed', numbers), numbers.length)
    },
    room: (length) => held(bufferOf(4 * length, 'room'), length),
    write(numbers, values) {
      device.queue.writeBuffer((numbers as Held).buffer(), 0, values as Float32Array<ArrayBuffer>)
    },
    live(population, variable, replica): Held {
      const { layout, network } = live
      const block = layout.blocks[population]!
      if (variable === 'rate') {
        usesRates = true
        const first = replica * layout.neurons + block.rate
        return { length: block.size, first, buffer: () => live.buffer('rate') }
      }
      const which = network.populations[population]!.model.variables.findIndex(
        ({ name }) => name === variable,
      )
      const first = replica * layout.stateLength + block.state + which * block.size
      return { length: block.size, first, buffer: () => live.buffer('state') }
    },
    part: (numbers, first, length): Held => ({
      length,
      first: (numbers as Held).first + first,
      buffer: (numbers as Held).buffer,
    }),
    directions: projector,
    free(...given) {
      for (const one of given) {
        const buffers =
          'basis' in one ? [(one as Projector).basis, (one as Projector).sums] : [(one as Held).buffer()]
        for (const buffer of buffers) if (owned.delete(buffer)) buffer.destroy()
      }
    },
    compute(work) {
      const encoder = device.createCommandEncoder({ label: 'before a drawing' })
      const asked: (() => void)[] = []
      if (usesRates) live.rates(encoder)
      work(computing(encoder, asked))
      slots.write()
      device.queue.submit([encoder.finish()])
      for (const ask of asked) ask()
    },
    paint(dark, work) {
      page.paint(dark, (pass, size) => work(paintingOn({ device, pass, size, dark, slots, palette })), slots)
    },
    resize: page.resize,
    async picture(width, height, scale, dark, work) {
      const other = canvasOf(new OffscreenCanvas(1, 1), device)
      other.resize(width, height, scale)
      other.paint(dark, (pass, size) => work(paintingOn({ device, pass, size, dark, slots, palette })), slots)
      const blob = await other.canvas.convertToBlob({ type: 'image/png' })
      other.destroy()
      return new Uint8Array(await blob.arrayBuffer())
    },
    get bytes() {
      return [...owned].reduce((sum, buffer) => sum + buffer.size, page.bytes + slots.bytes)
    },
    destroy() {
      for (const buffer of owned) buffer.destroy()
      slots.destroy()
      page.destroy()
    },
  }
}

/** One bind group: a slot of numbers or whole buffers, in the order of the text's bindings. */
export function bound(
  device: GPUDevice,
  pipeline: GPUComputePipeline | GPURenderPipeline,
  resources: readonly (GPUBuffer | GPUBindingResource | null)[],
): GPUBindGroup {
  return device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: resources.flatMap((resource, binding) => {
      if (resource === null) return []
      return [{ binding, resource: resource instanceof GPUBuffer ? { buffer: resource } : resource }]
    }),
  })
}
