/**
 * What WebGPU finds here, asked in a process of its own (`devices --probe`): a native library that crashes
 * takes only this process with it. Prints one JSON document.
 */

export interface AdapterReport {
  readonly name: string
  readonly vendor: string
  readonly architecture: string
  readonly backend: string
  /** true for a processor that plays a GPU: right, not fast */
  readonly software: boolean
  readonly limits: Readonly<Record<string, number>>
  readonly features: readonly string[]
}

const toldLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render/i

export async function probe(out: NodeJS.WriteStream): Promise<number> {
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  // Held until the end: the adapters die with it, and the process with them.
  const gpu: GPU | null = create([])
  const found: AdapterReport[] = []
  for (const powerPreference of ['high-performance', 'low-power'] as const) {
    const adapter = await gpu.requestAdapter({ powerPreference })
    if (adapter === null) continue
    const report = adapterReport(adapter)
    if (!found.some((other) => other.name === report.name && other.backend === report.backend))
      found.push(report)
  }
  await new Promise<void>((resolve) => out.write(`${JSON.stringify(found)}\n`, () => resolve()))
  return gpu === null ? 1 : 0
}

function adapterReport(adapter: GPUAdapter): AdapterReport {
  const { vendor, architecture, device, description } = adapter.info
  const name = description || device || vendor || 'unnamed'
  const backend = (adapter.info as { backendType?: string }).backendType ?? ''
  const fallback = (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true
  return {
    name,
    vendor,
    architecture,
    backend,
    software: fallback || softwareNames.test(`${name} ${architecture} ${description}`),
    limits: Object.fromEntries(toldLimits.map((limit) => [limit, adapter.limits[limit]])),
    features: [...adapter.features].sort(),
  }
}
