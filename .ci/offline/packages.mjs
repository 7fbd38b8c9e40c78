/** The installed packages that some packages need, found through package-lock.json. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package sees its own node_modules, then those of the folders above. */
function* modulesSeenFrom(folder) {
  for (let at = folder; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1)))
    yield `${at}/node_modules/`
  yield 'node_modules/'
}

/**
 * Folders below `root` (`node_modules/...`) of these packages and of all that they depend on, as far as installed:
 * what is optional may be missing.
 */
export function closure(root, names) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const found = new Set()
  function add(from, name, optional) {
    const place = [...modulesSeenFrom(from)]
      .map((folder) => folder + name)
      .find((path) => packages[path] !== undefined)
    const isThere = place !== undefined && existsSync(join(root, place))
    if (!isThere && optional) return
    if (!isThere) throw new Error(`Package ${name} is not installed. Type: npm ci`)
    if (found.has(place)) return
    found.add(place)
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[place]
    for (const needed of Object.keys(dependencies ?? {})) add(place, needed, false)
    for (const needed of Object.keys(optionalDependencies ?? {})) add(place, needed, true)
    for (const needed of Object.keys(peerDependencies ?? {}))
      if (!peerDependenciesMeta?.[needed]?.optional) add(place, needed, false)
  }
  for (const name of names) add('', name, false)
  return [...found].sort()
}
