/**
 * The library of the device: the functions of the model language in float32 with stated error, and random
 * numbers. WGSL's own are loose
 * (its tanh may be NaN beyond 88, its cosine wrong by 5e-4), so none is called bare but abs, floor, ceil,
 * sqrt, and min, max, clamp where no NaN can be lost. NaN in is NaN out.
 */
import { circulars } from './circular.wgsl.ts'
import { exponentials } from './exponential.wgsl.ts'
import { normals } from './normal.wgsl.ts'
import { philoxes } from './philox.wgsl.ts'
import type { LibraryPiece } from './piece.ts'
import { stepwise } from './stepwise.wgsl.ts'

const pieces = { ...stepwise, ...exponentials, ...circulars, ...philoxes, ...normals } as const

/** `exp32`, `tanh32`, ...: the float32 form of the function of that name. */
export type SpecialName = keyof typeof pieces

/** Every function, in the order in which the library is written; callees stand before callers. */
export const specialNames = Object.keys(pieces) as readonly SpecialName[]

/** The bound on a function's error; null where `LibraryPiece` gives none. */
export function specialError(name: SpecialName): LibraryPiece['error'] {
  return pieces[name].error
}

/** WGSL of the named functions and of what they call, each once, in the order of `specialNames`. */
export function special(names: Iterable<SpecialName>): string {
  const wanted = new Set<string>()
  const want = (name: string): void => {
    if (wanted.has(name)) return
    if (!Object.hasOwn(pieces, name)) throw new RangeError(`no library function is called ${name}`)
    wanted.add(name)
    for (const needed of pieces[name as SpecialName].needs) want(needed)
  }
  for (const name of names) want(name)
  return specialNames
    .filter((name) => wanted.has(name))
    .map((name) => pieces[name].text)
    .join('\n')
}
