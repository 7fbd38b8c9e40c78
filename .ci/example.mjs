/** Runs a script of demos/examples as it is, on any Node that the package takes: `npm run -s example -- ring`. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const folder = join(import.meta.dirname, '..', 'demos', 'examples')
const names = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [name.slice(0, -3)] : []))
const [name] = process.argv.slice(2)
if (name !== undefined && names.includes(name))
  await runnerImport(join(folder, `${name}.ts`), { configFile: false, logLevel: 'error' })
else {
  process.stderr.write(`Which example? ${names.join(', ')}\n`)
  process.exitCode = 2
}
