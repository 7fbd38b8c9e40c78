/** Where paths on the command line begin, and where this package lies. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The caller's folder. `npm run` changes into the package's folder first and leaves the caller's in
 * INIT_CWD; that counts only while we are still where npm put us.
 */
export function callerFolder(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): string {
  const { INIT_CWD, npm_lifecycle_event, npm_package_json } = env
  const underNpm =
    npm_lifecycle_event !== undefined && npm_package_json !== undefined && dirname(npm_package_json) === cwd
  return underNpm && INIT_CWD !== undefined && INIT_CWD !== '' ? INIT_CWD : cwd
}

export function fromCaller(path: string): string {
  return resolve(callerFolder(), path)
}

/** A path as the caller would write it, the shorter of relative and absolute. */
export function shown(path: string): string {
  const short = relative(callerFolder(), path)
  return short !== '' && short.length < path.length && !short.startsWith('../../..') ? short : path
}

/** The folder of this package, whether run from its sources or built. */
export function packageFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const file = join(at, 'package.json')
    if (
      existsSync(file) &&
      (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'goldstone'
    )
      return at
    if (dirname(at) === at) throw new Error('The package.json of goldstone is missing above its code')
  }
}
