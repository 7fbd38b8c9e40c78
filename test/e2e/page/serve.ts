/** Bundles a page of this folder as an application would and serves it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createLogger, preview } from 'vite'

export interface ServedPage {
  readonly url: string
  /** what the bundler remarked, such as a node: module that it put outside */
  readonly warnings: readonly string[]
  /** the text of all scripts of the bundle */
  readonly script: string
  close(): Promise<void>
}

export async function servePage(name: string): Promise<ServedPage> {
  const root = import.meta.dirname
  const outDir = mkdtempSync(join(tmpdir(), 'goldstone-page-'))
  const discard = () => rmSync(outDir, { recursive: true, force: true })
  const warnings: string[] = []
  const customLogger = createLogger('silent')
  const remark = (message: string) => warnings.push(message)
  Object.assign(customLogger, { warn: remark, warnOnce: remark, error: remark })
  try {
    const built = await build({
      root,
      configFile: false,
      logLevel: 'silent',
      customLogger,
      build: {
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        // of no interest to a test: the size of a chunk
        chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
        rollupOptions: { input: join(root, name), onwarn: (warning) => warnings.push(warning.message) },
      },
    })
    if (!('output' in built)) throw new Error('one bundle was asked for')
    const script = built.output.map((piece) => (piece.type === 'chunk' ? piece.code : '')).join('\n')
    const server = await preview({
      root,
      configFile: false,
      logLevel: 'silent',
      build: { outDir },
      preview: { port: 0 },
    })
    return {
      url: new URL(name, server.resolvedUrls!.local[0]!).href,
      warnings,
      script,
      async close() {
        await server.close()
        discard()
      },
    }
  } catch (error) {
    discard()
    throw error
  }
}
