/** What is asked of a device while something runs: compilations, submissions, and buffers made and let go. */
export interface Asked {
  modules: number
  pipelines: number
  /** command encoders begun for steps */
  steps: number
  /** buffers made and not destroyed, and their bytes */
  buffers: number
  bytes: number
}

/** Counts from now on. */
export function counted(device: GPUDevice): Asked {
  const asked: Asked = { modules: 0, pipelines: 0, steps: 0, buffers: 0, bytes: 0 }
  const createBuffer = device.createBuffer.bind(device)
  const createCommandEncoder = device.createCommandEncoder.bind(device)
  const createShaderModule = device.createShaderModule.bind(device)
  const createComputePipeline = device.createComputePipeline.bind(device)
  const createComputePipelineAsync = device.createComputePipelineAsync.bind(device)
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor)
    const destroy = buffer.destroy.bind(buffer)
    let held = true
    asked.buffers++
    asked.bytes += descriptor.size
    buffer.destroy = () => {
      if (held) {
        asked.buffers--
        asked.bytes -= descriptor.size
      }
      held = false
      destroy()
    }
    return buffer
  }
  device.createCommandEncoder = (descriptor) => {
    if (descriptor?.label === 'steps') asked.steps++
    return createCommandEncoder(descriptor)
  }
  device.createShaderModule = (descriptor) => {
    asked.modules++
    return createShaderModule(descriptor)
  }
  device.createComputePipeline = (descriptor) => {
    asked.pipelines++
    return createComputePipeline(descriptor)
  }
  device.createComputePipelineAsync = (descriptor) => {
    asked.pipelines++
    return createComputePipelineAsync(descriptor)
  }
  return asked
}
