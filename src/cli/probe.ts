/**
 * What WebGPU finds here, asked in a process of its own (`devices --probe`): a native library that crashes
 * takes only this process with it. Prints one JSON document.
 */
import { openGpu } from '../io/node/gpu.ts'

export async function probe(out: NodeJS.WriteStream): Promise<number> {
  const gpu = await openGpu()
  const found = (await gpu.adapters()).map(({ report }) => report)
  await new Promise<void>((resolve) => out.write(`${JSON.stringify(found)}\n`, () => resolve()))
  gpu.close()
  return 0
}
