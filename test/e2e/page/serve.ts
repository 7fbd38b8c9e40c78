/** Bundles a page, of this folder unless said, as an application would and serves it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createLogger, preview } from 'vite'

export interface ServedPage {
  readonly url: string
  /** what the bundler remarked */
  readonly warnings: readonly string[]
  /** modules of Node that it put outside, by an empty module that throws when used; it does not remark them */
  readonly externalized: readonly string[]
  close(): Promise<void>
}

export async function servePage(name: string, root = import.meta.dirname): Promise<ServedPage> {
  const outDir = mkdtempSync(join(tmpdir(), 'goldstone-page-'))
  const discard = () => rmSync(outDir, { recursive: true, force: true })
  const warnings: string[] = []
  const inWorkers: string[] = []
  const customLogger = createLogger('silent')
  const remark = (message: string) => warnings.push(message)
  Object.assign(customLogger, { warn: remark, warnOnce: remark, error: remark })
  try {
    const built = await build({
      root,
      configFile: false,
      logLevel: 'silent',
      customLogger,
      worker: {
        format: 'es',
        plugins: () => [{ name: 'seen', moduleParsed: ({ id }) => void inWorkers.push(id) }],
      },
      build: {
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        // of no interest to a test: the size of a chunk
        chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
        rollupOptions: {
          input: join(root, name),
          onwarn: (warning) => warnings.push(warning.message),
          // nor how long a busy machine took over a plugin
          checks: { pluginTimings: false },
        },
      },
    })
    if (!('output' in built)) throw new Error('one bundle was asked for')
    const inPage = built.output.flatMap((piece) => (piece.type === 'chunk' ? Object.keys(piece.modules) : []))
    const modules = [...new Set([...inPage, ...inWorkers])]
    if (modules.length < 100)
      throw new Error(`a bundle of only ${modules.length} modules: ${modules.join(', ')}`)
    const externalized = modules.filter((id) => /^__vite-browser-external|^node:/.test(id))
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
      externalized,
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
