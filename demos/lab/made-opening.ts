/**
 * What `certify` finds of the opening experiment, computed when the page is built, not each time it is opened. The
 * page says so, and certifies anew when it is asked to.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { certify, loadExperiment } from '../../src/index.ts'
import { packed } from './packed.ts'
import { portraitOf } from './worker/portrait.ts'

/** The module `virtual:opening-finding` exports the address of the bytes. */
const name = 'virtual:opening-finding'

export function openingFinding(root: string): Plugin {
  let isBuild = false
  return {
    name: 'opening-finding',
    config(_, { command }) {
      isBuild = command === 'build'
    },
    resolveId: (id) => (id === name ? `\0${name}` : null),
    async load(id) {
      if (id !== `\0${name}`) return null
      const loaded = await loadExperiment(readFileSync(join(root, 'lab', 'opening.yaml'), 'utf8'))
      const certificate = await certify(loaded)
      const portrait = await portraitOf(loaded.network, certificate, new AbortController().signal)
      const bytes = packed({ certificate, portrait })
      if (!isBuild)
        return `export default 'data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}'`
      const file = this.emitFile({ type: 'asset', name: 'opening.bin', source: bytes })
      return `export default import.meta.ROLLUP_FILE_URL_${file}`
    },
  }
}
