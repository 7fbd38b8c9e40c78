/** What a device is able to do, and how one is asked for: the same in Node and in a page. */

/** The limits that plans and passes depend on; plain data, so that programs are made without a device. */
export interface DeviceLimits {
  readonly maxComputeInvocationsPerWorkgroup: number
  /** bytes of var<workgroup> */
  readonly maxComputeWorkgroupStorageSize: number
  readonly maxComputeWorkgroupsPerDimension: number
  /** bytes */
  readonly maxStorageBufferBindingSize: number
  /** bytes */
  readonly maxBufferSize: number
  readonly maxStorageBuffersPerShaderStage: number
  /** true when the text may say `enable subgroups;` */
  readonly subgroups: boolean
}

const asked = [
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[]

/** Features that passes use where they are offered. */
const welcome = ['subgroups', 'timestamp-query'] as const

/** What to ask of an adapter: all that it offers of what the engine uses. A device gets no more than asked. */
export function deviceDescriptor(adapter: GPUAdapter): GPUDeviceDescriptor {
  const limits = asked.filter((name) => typeof adapter.limits[name] === 'number')
  return {
    label: 'goldstone',
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
    requiredFeatures: welcome.filter((name) => adapter.features.has(name)),
  }
}

/** The limits of a device, as plain data. */
export function limitsOf(device: GPUDevice): DeviceLimits {
  const { limits, features } = device
  return {
    maxComputeInvocationsPerWorkgroup: Math.min(
      limits.maxComputeInvocationsPerWorkgroup,
      limits.maxComputeWorkgroupSizeX,
    ),
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
    maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    subgroups: features.has('subgroups'),
  }
}

/** The name of an adapter for a person, e.g. `NVIDIA H100 PCIe`. */
export function adapterName({ description, device, architecture, vendor }: GPUAdapterInfo): string {
  return description || device || architecture || vendor || 'unnamed'
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render/i

/** True for a processor that plays a GPU: right, not fast. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = info
  return (
    isFallbackAdapter === true || softwareNames.test(`${vendor} ${architecture} ${device} ${description}`)
  )
}
