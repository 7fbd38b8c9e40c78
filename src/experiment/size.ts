/** How many points a space will have, told from its entry before anything is allocated. */
import type { SpaceEntry } from './experiment.ts'

/** N, as far as the entry alone tells; null for groups that have to be made to be counted. */
export function neuronsOf(space: SpaceEntry): number | null {
  if (space.sphere !== undefined)
    return space.degree === undefined ? null : (space.degree + 1) * (2 * space.degree + 1)
  if (space.group === undefined)
    return space.cayley && typeof space.cayley !== 'string' ? space.cayley.length : null
  const factors = space.group.split(/\s+x\s+/).map((factor) => factorOrder(factor.trim(), space))
  return factors.reduce<number | null>(
    (product, n) => (product === null || n === null ? null : product * n),
    1,
  )
}

function factorOrder(name: string, { samples, degree }: SpaceEntry): number | null {
  const points = typeof samples === 'number' ? samples : (samples?.reduce((a, b) => a * b, 1) ?? null)
  if (/^SO\(2\)$/.test(name)) return points
  if (/^O\(2\)$/.test(name)) return points === null ? null : 2 * points
  if (/^SO\(3\)$/.test(name)) return degree === undefined ? null : (degree + 1) * (2 * degree + 1) ** 2
  const match = /^([CDSAT])\((\d+)\)$/.exec(name)
  if (!match) return null
  const n = Number(match[2])
  if (match[1] === 'C') return n
  if (match[1] === 'D') return 2 * n
  if (match[1] === 'T') return typeof samples === 'number' ? samples ** n : points
  let factorial = 1
  for (let i = 2; i <= n && Number.isFinite(factorial); i++) factorial *= i
  return match[1] === 'S' ? factorial : Math.max(1, factorial / 2)
}
