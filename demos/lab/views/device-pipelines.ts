/** Pipelines of a device by their text and entries: made when they are first asked for, shared by every view. */

interface Made {
  readonly modules: Map<string, GPUShaderModule>
  readonly computing: Map<string, GPUComputePipeline>
  readonly drawing: Map<string, GPURenderPipeline>
}

const known = new WeakMap<GPUDevice, Made>()

function madeOn(device: GPUDevice): Made {
  const found = known.get(device)
  if (found !== undefined) return found
  const made: Made = { modules: new Map(), computing: new Map(), drawing: new Map() }
  known.set(device, made)
  return made
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

const moduleOf = (device: GPUDevice, code: string): GPUShaderModule =>
  remembered(madeOn(device).modules, code, () => device.createShaderModule({ code }))

export function computePipeline(device: GPUDevice, text: string, entryPoint: string): GPUComputePipeline {
  return remembered(madeOn(device).computing, `${entryPoint}\n${text}`, () =>
    device.createComputePipeline({ layout: 'auto', compute: { module: moduleOf(device, text), entryPoint } }),
  )
}

/** Samples to a pixel: the rims of surfaces are smooth; lines and dots are so by themselves. */
export const samples = 4

export interface DrawingKind {
  readonly text: string
  readonly vertex: string
  readonly fragment: string
  readonly topology: 'triangle-strip' | 'triangle-list'
  /** of what is painted before: `over` everything, `before` what stands behind it, `behind` what hides it */
  readonly stands: 'over' | 'before' | 'behind'
  readonly writesDepth: boolean
  readonly writesColour: boolean
}

const compares = { over: 'always', before: 'less-equal', behind: 'greater' } as const

export function drawingPipeline(device: GPUDevice, kind: DrawingKind): GPURenderPipeline {
  const { text, vertex, fragment, topology, stands, writesDepth, writesColour } = kind
  const key = [vertex, fragment, topology, stands, writesDepth, writesColour, text].join('\n')
  return remembered(madeOn(device).drawing, key, () => {
    const module = moduleOf(device, text)
    const blend: GPUBlendState = {
      color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' },
      alpha: { srcFactor: 'one', dstFactor: 'one-minus-src-alpha' },
    }
    const format = navigator.gpu.getPreferredCanvasFormat()
    return device.createRenderPipeline({
      layout: 'auto',
      vertex: { module, entryPoint: vertex },
      fragment: {
        module,
        entryPoint: fragment,
        targets: [{ format, blend, writeMask: writesColour ? GPUColorWrite.ALL : 0 }],
      },
      primitive: { topology },
      depthStencil: {
        format: 'depth24plus',
        depthCompare: compares[stands],
        depthWriteEnabled: writesDepth,
      },
      multisample: { count: samples },
    })
  })
}
