/**
 * Where Newton begins: a homogeneous state plus a band-limited random field on the irreps that the network
 * knows, of all sizes between a tenth and ten times that of the states already found. Philox, so that
 * a seed is one search.
 */
import { fillNormals } from '../../math/normal.ts'
import { fillUniforms, streams } from '../../math/philox.ts'
import type { Flow } from '../flow.ts'
import { norm, scale } from '../vectors.ts'

export interface RandomStarts {
  /** the index-th start; `size` is the typical norm of a state's departure from a homogeneous one */
  at(index: number, size: number): Float64Array
}

/** @param bases states to depart from, in turn; the zero state when there is none */
export function randomStarts(flow: Flow, bases: readonly Float64Array[], seed: number): RandomStarts {
  const { layout, reduced, weights } = flow
  const free = reduced.length === 0
  const numbers = new Float64Array(free ? layout.neurons : reduced.length)
  const field = new Float64Array(layout.neurons)
  const uniform = new Float64Array(1)
  return {
    at(index, size) {
      const draw = { seed, replica: index, stream: streams.starts }
      fillNormals(numbers, 0, numbers.length, { ...draw, step: 0 })
      fillUniforms(uniform, 0, 1, { ...draw, step: 1 })
      if (free) field.set(numbers)
      else {
        field.fill(0)
        reduced.expand(numbers, field)
      }
      const departure = new Float64Array(flow.length)
      for (const block of layout.blocks)
        departure.set(field.subarray(block.rate, block.rate + block.size), block.state)
      const length = norm(weights, departure)
      if (length > 0) scale(departure, (size * 10 ** (2 * uniform[0]! - 1)) / length)
      const base = bases.length === 0 ? null : bases[index % bases.length]!
      if (base !== null) for (let i = 0; i < departure.length; i++) departure[i]! += base[i]!
      return departure
    },
  }
}
