/**
 * Pipelines of a device, cached by their structure: text, entry and how the buffers are bound. Numbers stand
 * in buffers, so changing one never compiles anything; networks that share a device share its pipelines. Those that
 * were not asked for since `mostPipelines` others are let go; a run keeps its own as long as it lasts.
 */
import type { Pass } from './program.ts'
import { type Recent, recent } from './recent.ts'

/** Some ten networks' worth of the largest, a hundred resident ones. */
export const mostPipelines = 512

export interface Pipelines {
  /** The pipeline of a pass; compiled once. Rejects, as a fault of ours, for a text that does not compile. */
  of(pass: Pass): Promise<CompiledPass>
  /** pipelines compiled so far */
  readonly compilations: number
  /** what the compiler remarked about texts that it took, for a report: a clean text has none */
  readonly warnings: readonly string[]
}

export interface CompiledPass {
  readonly pipeline: GPUComputePipeline
  /** of @group(0) */
  readonly layout: GPUBindGroupLayout
  /** of @group(1), the clock by a dynamic offset; null for a pass without one */
  readonly clockLayout: GPUBindGroupLayout | null
}

const known = new WeakMap<GPUDevice, Pipelines>()

/** The one cache of a device. */
export function pipelinesOf(device: GPUDevice): Pipelines {
  const found = known.get(device)
  if (found !== undefined) return found
  const made = newPipelines(device)
  known.set(device, made)
  return made
}

function newPipelines(device: GPUDevice): Pipelines {
  const modules = recent<Promise<GPUShaderModule>>(mostPipelines)
  const layouts = new Map<string, GPUBindGroupLayout>()
  const pipelines = recent<Promise<CompiledPass>>(mostPipelines)
  const warnings: string[] = []
  let compilations = 0

  function moduleOf({ name, wgsl }: Pass): Promise<GPUShaderModule> {
    return remembered(modules, wgsl, async () => {
      device.pushErrorScope('validation')
      const module = device.createShaderModule({ label: name, code: wgsl })
      const scope = device.popErrorScope()
      const { messages } = await module.getCompilationInfo()
      await scope
      for (const message of messages) {
        if (message.type === 'info') continue
        const told = compilerSays(name, wgsl, message)
        if (message.type === 'error') throw new Error(told)
        warnings.push(told)
      }
      return module
    })
  }

  function layoutOf(access: string): GPUBindGroupLayout {
    const found = layouts.get(access)
    if (found !== undefined) return found
    const types: GPUBufferBindingType[] = [...access].map((letter) =>
      letter === 'r' ? 'read-only-storage' : 'storage',
    )
    const buffers: GPUBufferBindingLayout[] =
      access === 'clock' ? [{ type: 'uniform', hasDynamicOffset: true }] : types.map((type) => ({ type }))
    const layout = device.createBindGroupLayout({
      label: access,
      entries: buffers.map((buffer, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer })),
    })
    layouts.set(access, layout)
    return layout
  }

  async function compile(pass: Pass, access: string): Promise<CompiledPass> {
    const module = await moduleOf(pass)
    compilations++
    const layout = layoutOf(access)
    const clockLayout = pass.clock ? layoutOf('clock') : null
    const bindGroupLayouts = clockLayout === null ? [layout] : [layout, clockLayout]
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: pass.name,
        layout: device.createPipelineLayout({ bindGroupLayouts }),
        compute: { module, entryPoint: pass.entry },
      })
      return { pipeline, layout, clockLayout }
    } catch (error) {
      throw new Error(`the pass ${pass.name} (${pass.entry}) makes no pipeline: ${(error as Error).message}`)
    }
  }

  return {
    of(pass) {
      const access = pass.bindings.map((binding) => (binding.access === 'read' ? 'r' : 'w')).join('')
      const key = `${pass.entry} ${access} ${pass.clock}\n${pass.wgsl}`
      return remembered(pipelines, key, () => compile(pass, access))
    },
    get compilations() {
      return compilations
    },
    warnings,
  }
}

function compilerSays(name: string, wgsl: string, message: GPUCompilationMessage): string {
  const line = wgsl.split('\n')[message.lineNum - 1]?.trim() ?? ''
  return `the pass ${name}, line ${message.lineNum}: ${message.type}: ${message.message}: ${line}`
}

/** The entry of a key, made when it is first asked for; one that failed is made anew. */
function remembered<T>(known: Recent<Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  made.catch(() => known.delete(key))
  return made
}
