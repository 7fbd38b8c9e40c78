/** Directions at a state: what they are named after is what the Jacobian does with them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linearised } from '../../../src/analysis/directions.ts'
import { flowOf } from '../../../src/analysis/flow.ts'
import { meshOf } from '../../../src/analysis/portrait/samples.ts'
import { symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { largest, norm } from '../../../src/analysis/vectors.ts'
import { loadExperiment } from '../../../src/index.ts'

const text = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../demos/experiments', `${name}.yaml`), 'utf8')
const { network } = await loadExperiment(text('two-circles-on-a-torus').replace('[48, 48]', '[24, 24]'))
const flow = flowOf(network)
const { coordinates } = network.populations[0]!.space
const [a, b] = [coordinates.get('theta1')!, coordinates.get('theta2')!]

describe('directions', () => {
  const known = linearised(network)
  // near the saddle, whose two amplitudes are equal
  const saddle = known.at(
    a.map((x, i) => 1.5 * Math.cos(x) + 1.5 * Math.cos(b[i]! - 1)),
    true,
  )

  it('are eigenvectors of norm 1, along the manifold, off it and back to it', () => {
    const jacobian = flow.linearise(saddle.state)
    const image = new Float64Array(flow.length)
    for (const { vector, eigenvalue } of saddle.directions) {
      expect(norm(flow.weights, vector)).toBeCloseTo(1, 12)
      jacobian.apply(vector, image)
      expect(largest(image.map((x, i) => x - eigenvalue.re * vector[i]!))).toBeLessThan(1e-6)
    }
    expect(saddle.directions.map(({ kind }) => kind).slice(0, 3)).toEqual(['tangent', 'tangent', 'unstable'])
    expect(saddle.directions.map(({ name }) => name)).toContain('along the manifold, translation of theta2')
    expect(saddle.directions[2]!.eigenvalue.re).toBeGreaterThan(0.1)
    expect(saddle.directions.at(-1)!.eigenvalue.re).toBeLessThan(0)
  })

  it('are named by the irrep in which they lie', () => {
    const { directions } = known.at(new Float64Array(flow.length), false)
    expect(directions.map(({ kind }) => kind)).toEqual(new Array(4).fill('unstable'))
    expect(directions[3]!.name).toMatch(/^unstable.*\(4 of 4\)$/)
    const stripes = known.at(
      a.map((x) => 2 * Math.cos(x)),
      true,
    )
    const names = stripes.directions.map(({ name }) => name)
    expect(names[0]).toBe('along the manifold, translation of theta1')
    expect(names).toContain('transverse, slowest, 0,1 (1 of 2)')
  })

  it('refuse a state that is none, and one near which nothing rests', () => {
    expect(() => known.at(new Float64Array(3), true)).toThrow('state')
  })
})

describe('a mesh', () => {
  it('covers a torus by equilibria and closes on itself', () => {
    const { state } = linearised(network).at(
      a.map((x, i) => 1.5 * Math.cos(x) + 1.5 * Math.cos(b[i]!)),
      true,
    )
    const mesh = meshOf(flow, symmetryOf(flow), state, 6)!
    expect([mesh.rows, mesh.columns, mesh.states.length]).toEqual([7, 7, 49])
    const velocity = new Float64Array(flow.length)
    for (const vertex of mesh.states) {
      flow.evaluate(vertex, velocity)
      expect(largest(velocity)).toBeLessThan(1e-9)
    }
    const at = (row: number, column: number) => mesh.states[7 * row + column]!
    expect(largest(at(6, 2).map((x, i) => x - at(0, 2)[i]!))).toBeLessThan(1e-9)
    expect(largest(at(4, 6).map((x, i) => x - at(4, 0)[i]!))).toBeLessThan(1e-9)
    expect(largest(at(3, 2).map((x, i) => x - at(0, 0)[i]!))).toBeGreaterThan(0.5)
  })

  it('covers a sphere from pole to pole', async () => {
    const round = await loadExperiment(text('sphere'))
    const own = flowOf(round.network)
    const z = round.network.populations[0]!.space.coordinates.get('z')!
    const { state } = linearised(round.network).at(
      z.map((x) => 2 * x),
      true,
    )
    const mesh = meshOf(own, symmetryOf(own), state, 4)!
    const at = (row: number, column: number) => mesh.states[5 * row + column]!
    for (const column of [1, 3])
      expect(largest(at(0, column).map((x, i) => x - at(0, 0)[i]!))).toBeLessThan(1e-8)
    expect(largest(at(4, 1).map((x, i) => x + state[i]!))).toBeLessThan(1e-6)
    expect(largest(at(2, 0).map((x, i) => x - at(2, 2)[i]!))).toBeGreaterThan(0.5)
  })
})
