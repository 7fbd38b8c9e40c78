/**
 * What the simulation's worker asks of a device, counted where every call passes: bytes mapped for reading and
 * pipelines compiled, by the engine, the views and whatever else runs here.
 */
export interface Counted {
  /** bytes mapped for reading so far */
  readonly mapped: number
  /** pipelines compiled so far */
  readonly compiled: number
}

const counted = { mapped: 0, compiled: 0 }

/** Begins to count, where there is a device to count on. */
export function countDeviceCalls(): Counted {
  if (typeof GPUBuffer === 'undefined') return counted
  const { mapAsync } = GPUBuffer.prototype
  GPUBuffer.prototype.mapAsync = function (
    this: GPUBuffer,
    mode: GPUMapModeFlags,
    offset = 0,
    size = this.size - offset,
  ) {
    if (mode === GPUMapMode.READ) counted.mapped += size
    return mapAsync.call(this, mode, offset, size)
  }
  const { prototype } = GPUDevice
  for (const name of [
    'createComputePipeline',
    'createComputePipelineAsync',
    'createRenderPipeline',
    'createRenderPipelineAsync',
  ] as const) {
    const create = prototype[name] as (this: GPUDevice, descriptor: never) => unknown
    Object.assign(prototype, {
      [name](this: GPUDevice, descriptor: never) {
        counted.compiled++
        return create.call(this, descriptor)
      },
    })
  }
  return counted
}
