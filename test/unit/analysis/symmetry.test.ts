/** Laws of the symmetry of a network: it commutes with f, its algebra closes, orbits obey orbit and stabiliser. */
import { describe, expect, it } from 'vitest'
import { type Flow, flowOf } from '../../../src/analysis/flow.ts'
import { newton } from '../../../src/analysis/newton.ts'
import { generatorsOf } from '../../../src/analysis/symmetry/generators.ts'
import { movedField } from '../../../src/analysis/symmetry/moved-field.ts'
import { type Symmetry, symmetryOf } from '../../../src/analysis/symmetry/symmetry.ts'
import { denseMatrix, heterogeneousCoupling, quotientCoupling } from '../../../src/model/couplings.ts'
import { kernelFromSpectrum } from '../../../src/model/kernels.ts'
import type { Connection, Input } from '../../../src/model/network.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'
import type { Coefficient, Space } from '../../../src/spaces/space.ts'
import { coupling, equations, network, rate, text } from '../engine/networks.ts'

type Spectrum = Readonly<Record<string, Coefficient>>

function made(space: Space, spectrum: Spectrum, transfer = 'erf', inputs: readonly Input[] = []) {
  const flow = flowOf(
    network({ populations: [rate(space, transfer)], connections: [coupling(space, spectrum)], inputs }),
  )
  return { space, flow, symmetry: symmetryOf(flow) }
}

function onSpace(description: SpaceDescription, spectrum: Spectrum, transfer = 'erf') {
  return made(makeSpace(description), spectrum, transfer)
}

function field(space: Space, value: (at: (name: string) => number) => number): Float64Array {
  return Float64Array.from({ length: space.size }, (_, i) =>
    value((name) => space.coordinates.get(name)![i]!),
  )
}

function generic(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin(1 + 3 * i + 0.7 * i * i))
}

function evaluated(flow: Flow, z: Float64Array): Float64Array {
  const out = new Float64Array(z.length)
  flow.evaluate(z, out)
  return out
}

function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)
}

function solved({ flow, symmetry }: { flow: Flow; symmetry: Symmetry }, start: Float64Array): Float64Array {
  const { state, converged } = newton(flow, start, { tangents: symmetry.tangents })
  expect(converged).toBe(true)
  return state
}

/** An orthonormal basis of the span. */
function gramSchmidt(
  vectors: readonly Float64Array[],
  inner: (a: Float64Array, b: Float64Array) => number,
): Float64Array[] {
  const basis: Float64Array[] = []
  for (const v of vectors) {
    const rest = basis.reduce((left, e) => left.map((x, i) => x - inner(e, left) * e[i]!), v)
    const size = Math.sqrt(inner(rest, rest))
    if (size > 1e-9 * Math.sqrt(inner(v, v))) basis.push(rest.map((x) => x / size))
  }
  return basis
}

const vv: Coefficient = { rows: 3, columns: 3, re: Float64Array.of(1, 2, -1, 2, 4, -2, -1, -2, 1), im: null }
const hexagonal = { group: 'T(2)', samples: [12, 12], lattice: 'hexagonal' } as const
const alike = { '0,0': -6, '1,0': 2, '0,1': 2, '1,-1': 2 }

/** name, space, spectrum, transfer, group, dimension, components */
const cases: [string, SpaceDescription, Spectrum, string, string, number, number][] = [
  ['ring', { group: 'SO(2)', samples: 32 }, { 1: 2 }, 'erf', 'O(2) x Z2', 1, 4],
  ['relu ring', { group: 'C(31)' }, { 0: -1, 1: 2 }, 'relu', 'O(2)', 1, 2],
  ['turning ring', { group: 'SO(2)', samples: 32 }, { 1: { re: 2, im: 0.3 } }, 'erf', 'SO(2) x Z2', 1, 2],
  [
    'two circles',
    { group: 'T(2)', samples: [24, 24] },
    { '1,0': 2, '0,1': 2 },
    'erf',
    '((O(2) x O(2)) : Z2) x Z2',
    2,
    16,
  ],
  [
    'unlike circles',
    { group: 'T(2)', samples: [24, 20] },
    { '1,0': 2, '0,1': 1 },
    'relu',
    'O(2) x O(2)',
    2,
    4,
  ],
  [
    'unlike samples',
    { group: 'T(2)', samples: [24, 20] },
    { '1,0': 2, '0,1': 2 },
    'relu',
    '(O(2) x O(2)) : Z2',
    2,
    8,
  ],
  ['one wave', { group: 'T(2)', samples: [12, 12] }, { '1,0': 2 }, 'erf', 'O(2) x Z2', 1, 4],
  ['hexagonal', hexagonal, alike, 'relu', 'T2 : D(6)', 2, 12],
  ['hexagonal, one off', hexagonal, { ...alike, '1,-1': 1 }, 'relu', 'T2 : Z2 x Z2', 2, 4],
  [
    'three circles',
    { group: 'T(3)', samples: [6, 6, 6] },
    { '1,0,0': 2, '0,1,0': 2, '0,0,1': 2 },
    'relu',
    '(O(2) x O(2) x O(2)) : S(3)',
    3,
    48,
  ],
  ['D(32)', { group: 'D(32)' }, { E1: 2 }, 'relu', '(O(2) x O(2)) : Z2', 2, 8],
  ['D(32), odd rates', { group: 'D(32)' }, { E1: 2 }, 'erf', '((O(2) x Z2) x (O(2) x Z2)) : Z2', 2, 32],
  [
    'O(2), columns apart',
    { group: 'O(2)', samples: 16 },
    { E1: { rows: 2, columns: 2, re: Float64Array.of(2, 0, 0, 1), im: null } },
    'relu',
    'O(2) x Z2',
    1,
    4,
  ],
  ['sphere', { sphere: 2, degree: 8 }, { 1: 2 }, 'erf', 'O(3) x Z2', 3, 4],
  ['SO(3)', { group: 'SO(3)', degree: 6 }, { 1: 2 }, 'erf', '((SO(3) x SO(3)) : Z2) x Z2', 6, 4],
  [
    'SO(3), an axis',
    { group: 'SO(3)', degree: 4 },
    { 1: { rows: 3, columns: 3, re: Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0, 2), im: null } },
    'relu',
    'SO(3) x O(2)',
    4,
    2,
  ],
  ['SU(2)', { group: 'SU(2)', degree: 3 }, { '1/2': 2 }, 'relu', 'O(4)', 6, 2],
  ['S(4), v v^T', { group: 'S(4)' }, { '3,1': vv }, 'tanh', 'S(4) x Z2', 0, 48],
  ['S(4), class function', { group: 'S(4)' }, { '3,1': 2 }, 'relu', '(S(4) x S(4)) : Z2', 0, 1152],
  [
    'C(8) x S(3), two parts',
    { group: 'C(8) x S(3)' },
    { '1 x 2,1': 2 },
    'relu',
    '((O(2) x S(3)) x (O(2) x S(3))) : Z2',
    2,
    288,
  ],
  [
    'C(8) x S(3), whole',
    { group: 'C(8) x S(3)' },
    { '1 x 3': 1, '1 x 2,1': 2 },
    'relu',
    'O(2) x ((S(3) x S(3)) : Z2)',
    1,
    144,
  ],
]

describe.each(cases)(
  'the symmetry of %s',
  (_, description, spectrum, transfer, group, dimension, components) => {
    const { flow, symmetry } = onSpace(description, spectrum, transfer)

    it('has its name and size', () => {
      expect(symmetry.report).toMatchObject({ group, dimension, components })
      expect(symmetry.elements).toHaveLength(components)
      expect(symmetry.generators).toHaveLength(dimension)
    })

    it('commutes with f to round-off where the sample is kept', () => {
      const z = generic(flow.length)
      const f = evaluated(flow, z)
      for (const element of symmetry.elements.slice(0, 60)) {
        if (!element.isExact) continue
        const error = farthest(evaluated(flow, symmetry.act(element, z)), symmetry.act(element, f))
        expect(error, element.name).toBeLessThan(1e-13)
      }
      expect(symmetry.report.equivarianceError).toBeLessThan(1e-14)
    })

    it('has an algebra that closes and acts by orthogonal motions', () => {
      const u = new Float64Array(flow.length)
      flow.reduced.expand(generic(flow.reduced.length), u)
      const inner = (a: Float64Array, b: Float64Array) =>
        a.reduce((sum, x, i) => sum + flow.weights[i]! * x * b[i]!, 0)
      const first = Array.from({ length: dimension }, (_value, a) => symmetry.derive(a, u))
      for (const [a, xi] of first.entries()) {
        expect(Math.abs(inner(u, xi))).toBeLessThan(1e-12 * inner(u, u))
        for (let b = 0; b < a; b++) {
          // [xi_a, xi_b] u lies in the span of the motions of u and of what they do to other vectors as well
          const ab = symmetry.derive(a, first[b]!)
          const ba = symmetry.derive(b, xi)
          const bracket = ab.map((x, i) => x - ba[i]!)
          const gram = gramSchmidt(first, inner)
          const rest = gram.reduce((left, e) => left.map((x, i) => x - inner(e, bracket) * e[i]!), bracket)
          expect(
            farthest(
              rest,
              rest.map(() => 0),
            ),
          ).toBeLessThan(1e-11)
        }
      }
    })

    it('is a group: distinct elements, products inside', () => {
      expect(new Set(symmetry.elements.map(({ key }) => key)).size).toBe(components)
      expect(symmetry.elements[0]!.name).toBe('identity')
    })

    it('has fixed spaces that f keeps', () => {
      for (const { name, project } of symmetry.fixedSpaces(8)) {
        // band-limited, for a map of a lattice need not take its highest waves to waves of the sample
        const z = new Float64Array(flow.length)
        flow.reduced.expand(generic(flow.reduced.length), z)
        project(z)
        const again = z.slice()
        project(again)
        expect(farthest(again, z), name).toBeLessThan(1e-12)
        // what the connections bring stays inside, but for rates that a quadrature does not integrate exactly
        const brought = evaluated(flow, z)
        const kept = brought.slice()
        project(kept)
        const coordinates = flow.reduced.coordinates(kept.map((x, i) => x - brought[i]!))
        expect(Math.max(...coordinates.map(Math.abs)), name).toBeLessThan(
          1e-12 + 50 * symmetry.report.aliasing,
        )
      }
    })
  },
)

describe('generators for a person', () => {
  it('name the rotation of order 6 of a hexagonal torus, and lose it with one coefficient', () => {
    const said = 'rotation of the lattice by 60 degrees, order 6'
    expect(onSpace(hexagonal, alike, 'relu').symmetry.report.generators).toContain(said)
    const off = onSpace(hexagonal, { ...alike, '1,-1': 1.999 }, 'relu').symmetry
    expect(off.report.generators).not.toContain(said)
  })
})

describe('orbit and isotropy', () => {
  it('of a ring and a torus of bumps on T(2)', () => {
    const it = onSpace({ group: 'T(2)', samples: [32, 32] }, { '1,0': 2, '0,1': 2 })
    const ring = solved(
      it,
      field(it.space, (x) => 2 * Math.cos(x('theta1') - 0.4)),
    )
    expect(it.symmetry.orbit(ring)).toEqual({ dimension: 1, components: 2, topology: 'S1', count: null })
    expect(it.symmetry.isotropy(ring)).toMatchObject({ dimension: 1, components: 8, name: 'O(2) x Z2 x Z2' })
    const torus = solved(
      it,
      field(it.space, (x) => 1.4 * (Math.cos(x('theta1') - 0.4) + Math.cos(x('theta2') - 1))),
    )
    expect(it.symmetry.orbit(torus)).toEqual({ dimension: 2, components: 1, topology: 'T2', count: null })
    const other = solved(
      it,
      field(it.space, (x) => 2 * Math.sin(x('theta2'))),
    )
    expect(it.symmetry.align(ring, other)).not.toBeNull()
    expect(it.symmetry.align(ring, torus)).toBeNull()
  })

  it('of a bump on the sphere', () => {
    const it = onSpace({ sphere: 2, degree: 12 }, { 1: 2 })
    const bump = solved(
      it,
      field(it.space, (x) => 2.7 * (0.6 * x('z') + 0.8 * x('x'))),
    )
    expect(it.symmetry.orbit(bump)).toEqual({ dimension: 2, components: 1, topology: 'S2', count: null })
    expect(it.symmetry.isotropy(bump)).toMatchObject({ name: 'O(2) x Z2', dimension: 1 })
  })

  it('is a group on a sample that spoils it, not what happens to agree within its aliasing', () => {
    const it = onSpace({ sphere: 2, degree: 16 }, { 1: 2, 2: 2 })
    expect(it.symmetry.report.aliasing).toBeGreaterThan(1e-8)
    const along = (x: (name: string) => number) => 0.6 * x('z') + 0.8 * x('x')
    const bump = solved(
      it,
      field(it.space, (x) => 2.4 * along(x)),
    )
    expect(it.symmetry.isotropy(bump)).toMatchObject({ dimension: 1 })
    // nearly a solid of revolution: rotations about its axis carry it to itself to a few parts in a million
    const bent = bump.map(
      (x, i) => x + 6e-6 * it.space.coordinates.get('x')![i]! * it.space.coordinates.get('y')![i]!,
    )
    const { components, name } = it.symmetry.isotropy(bent)
    expect(components, name).toBeLessThanOrEqual(4)
  })

  it('of the four kinds of states on SO(3), l = 1', () => {
    const it = onSpace({ group: 'SO(3)', degree: 12 }, { 1: 2 })
    const from = (...diagonal: number[]) => {
      const u = new Float64Array(9)
      for (const [i, x] of diagonal.entries()) u[4 * i] = x
      return solved(it, it.space.inverse(new Map([['1', u]])))
    }
    const one = from(1)
    expect(it.symmetry.orbit(one)).toMatchObject({ dimension: 4, components: 1, topology: '(S2 x S2)/Z2' })
    expect(it.symmetry.isotropy(one).dimension).toBe(2)
    const three = from(0.8, 0.8, 0.8)
    expect(it.symmetry.orbit(three)).toMatchObject({ dimension: 3, topology: 'SO(3)' })
    const two = from(0.8, 0.8)
    expect(it.symmetry.orbit(two)).toMatchObject({ dimension: 5, topology: '(SO(3) x SO(3))/O(2)' })
    expect(it.symmetry.align(one, two)).toBeNull()
  })

  it('count = |G| / |H| on finite groups', () => {
    const it = onSpace({ group: 'S(4)' }, { '3,1': vv }, 'tanh')
    const seen = new Set<number>()
    for (let k = 0; k < 8; k++) {
      const { state, converged } = newton(
        it.flow,
        generic(24).map((x, i) => 4 * x * Math.cos(k * i)),
        {},
      )
      if (!converged) continue
      const { count, dimension } = it.symmetry.orbit(state)
      const { components } = it.symmetry.isotropy(state)
      const images = new Set(
        it.symmetry.elements.map((e) =>
          [...it.symmetry.act(e, state)].map((x) => x.toFixed(5).replace('-0.00000', '0.00000')).join(),
        ),
      )
      expect(dimension).toBe(0)
      expect(count).toBe(images.size)
      expect(count! * components).toBe(it.symmetry.elements.length)
      seen.add(count!)
    }
    expect(seen.size).toBeGreaterThan(0)
  })
})

describe('hidden motions are found', () => {
  it.each([
    ['ring', { group: 'SO(2)', samples: 48 }, { 1: 2 }],
    ['torus', { group: 'T(2)', samples: [32, 32] }, { '1,0': 2, '0,1': 2 }],
    ['sphere', { sphere: 2, degree: 14 }, { 1: 2 }],
    ['D(32)', { group: 'D(32)' }, { E1: 2 }],
  ] as [string, SpaceDescription, Spectrum][])('%s', (_, description, spectrum) => {
    const it = onSpace(description, spectrum)
    const { labels } = it.space
    const label = Object.keys(spectrum)[0]!
    expect(labels).toContain(label)
    const u = generic(it.space.harmonic(label).copies * it.space.harmonic(label).width)
    const state = solved(it, it.space.inverse(new Map([[label, u.map((x) => 2 * x)]])))
    for (const element of [it.symmetry.elements[0]!, it.symmetry.elements.at(-1)!]) {
      const motion = Float64Array.from(it.symmetry.generators, (_value, a) => 0.9 + 1.3 * a)
      const hidden = it.symmetry.move(motion, it.symmetry.act(element, state))
      const found = it.symmetry.align(hidden, state)
      expect(found).not.toBeNull()
      const back = it.symmetry.move(found!.motion, it.symmetry.act(found!.element, hidden))
      expect(farthest(back, state)).toBeLessThan(1e-5)
    }
  })
})

describe('tangents', () => {
  it('are derivatives of the motion and null vectors of the Jacobian, for a model of two variables', () => {
    const space = makeSpace({ group: 'SO(2)', samples: 64 })
    const model = {
      state: { x: '(-x - a + I) / tau', a: '(b * r - a) / tau_a' },
      rate: 'tanh(x)',
      parameters: { tau: 1, b: 0.5, tau_a: 10 },
    }
    const flow = flowOf(
      network({ populations: [equations(space, model)], connections: [coupling(space, { 1: 3 })] }),
    )
    const symmetry = symmetryOf(flow)
    const start = new Float64Array(128)
    start.set(field(space, (x) => 2 * Math.cos(x('theta') - 0.3)))
    const state = solved({ flow, symmetry }, start)
    const [tangent] = symmetry.tangents(state)
    const h = 1e-4
    const forth = symmetry.move([h], state)
    const back = symmetry.move([-h], state)
    expect(Math.max(...state)).toBeGreaterThan(0.5)
    expect(
      farthest(
        forth.map((x, i) => (x - back[i]!) / (2 * h)),
        tangent!,
      ),
    ).toBeLessThan(1e-7)
    const image = new Float64Array(128)
    flow.linearise(state).apply(tangent!, image)
    expect(Math.max(...image.map(Math.abs))).toBeLessThan(1e-9)
  })
})

describe('several populations', () => {
  const ring = makeSpace({ group: 'SO(2)', samples: 24 })
  const between = (from: number, to: number, spectrum: Spectrum): Connection =>
    coupling(ring, spectrum, { from, to })

  it('two rings apart are two circles and their exchange', () => {
    const flow = flowOf(
      network({
        populations: [rate(ring, 'relu', 'a'), rate(ring, 'relu', 'b')],
        connections: [between(0, 0, { 1: 2 }), between(1, 1, { 1: 2 })],
      }),
    )
    expect(symmetryOf(flow).report).toMatchObject({
      group: '(O(2) x O(2)) : Z2',
      dimension: 2,
      components: 8,
    })
  })

  it('two rings joined turn together', () => {
    const flow = flowOf(
      network({
        populations: [rate(ring, 'relu', 'a'), rate(ring, 'relu', 'b')],
        connections: [between(0, 0, { 1: 2 }), between(0, 1, { 1: 1 }), between(1, 0, { 0: -1 })],
      }),
    )
    expect(symmetryOf(flow).report).toMatchObject({ group: 'O(2)', dimension: 1, components: 2 })
  })
})

describe('what breaks symmetry', () => {
  const ring = makeSpace({ group: 'C(32)' })
  const kernel = kernelFromSpectrum(ring, new Map([['1', 2]]))
  const withMatrix = (weights: Float64Array, size = 32, transfer = 'relu') => {
    const space = makeSpace({ group: `C(${size})` })
    return symmetryOf(
      flowOf(
        network({
          populations: [rate(space, transfer)],
          connections: [
            {
              place: 'connections[0]',
              from: 0,
              to: 0,
              scale: 1,
              coupling: { kind: 'matrix', rows: size, columns: size, weights },
            },
          ],
        }),
      ),
    )
  }

  it('a measured matrix that is a convolution has its whole symmetry', () => {
    expect(withMatrix(denseMatrix(kernel)).report).toMatchObject({ group: 'O(2)', dimension: 1 })
  })

  it('1 % of heterogeneity leaves none', () => {
    const { weights } = heterogeneousCoupling(kernel, { std: 0.01, seed: 1 })
    expect(withMatrix(weights).report).toMatchObject({ group: '1', dimension: 0, components: 1 })
  })

  it('a period of the weights leaves its translations', () => {
    const weights = denseMatrix(kernel).map((w, at) => {
      const [i, j] = [Math.floor(at / 32), at % 32]
      return w * (1 + 0.1 * Math.cos((Math.PI / 2) * i) * Math.cos((Math.PI / 2) * j))
    })
    expect(withMatrix(weights).report).toMatchObject({ dimension: 0, components: 32 })
  })

  it('an end point sampled twice is explained', () => {
    const n = 33
    const angle = (i: number) => -Math.PI + (2 * Math.PI * i) / (n - 1)
    const weights = Float64Array.from(
      { length: n * n },
      (_, at) => (4 / n) * Math.cos(angle(Math.floor(at / n)) - angle(at % n)),
    )
    const { report, notes } = withMatrix(weights, n)
    expect(report.dimension).toBe(0)
    expect(notes.join()).toMatch(/both -pi and pi.*32 points/)
  })

  it('an input leaves what leaves it alone', () => {
    const input = (value: (theta: number) => number): Input => ({
      place: 'inputs[0]',
      to: 0,
      from: 0,
      until: Number.POSITIVE_INFINITY,
      term: { kind: 'static', values: field(ring, (x) => value(x('theta'))) },
    })
    const group = (value: (theta: number) => number) =>
      made(ring, { 1: 2 }, 'relu', [input(value)]).symmetry.report
    expect(group((t) => 0.05 * Math.cos(t))).toMatchObject({ group: 'Z2', dimension: 0, components: 2 })
    expect(group((t) => 0.05 * Math.cos(4 * t))).toMatchObject({ group: 'D(4)', dimension: 0, components: 8 })
    expect(group(() => 1)).toMatchObject({ group: 'O(2)', dimension: 1 })
  })

  it('an input that a translation turns into its negative leaves x -> -x joined with it, where rates are odd', () => {
    const odd = (samples: number, value: (theta: number) => number) => {
      const space = makeSpace({ group: 'SO(2)', samples })
      const values = field(space, (x) => value(x('theta')))
      const term = { kind: 'static', values } as const
      const input = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY, term }
      return made(space, { 1: 2 }, 'tanh', [input]).symmetry.report
    }
    for (const samples of [64, 256]) {
      const report = odd(samples, (t) => 0.3 * Math.cos(2 * t))
      expect(report).toMatchObject({ group: 'D(4)', dimension: 0, components: 8 })
      expect(report.generators.at(-1)).toBe(
        `translation of theta by ${samples / 4}/${samples} of a turn, then x -> -x`,
      )
      expect(report.equivarianceError).toBeLessThan(1e-14)
    }
    expect(odd(64, (t) => 0.3 * Math.cos(t))).toMatchObject({ group: 'Z2 x Z2', components: 4 })
    expect(odd(64, (t) => 0.1 + 0.3 * Math.cos(2 * t))).toMatchObject({ group: 'Z2 x Z2', components: 4 })
  })
})

describe('motions of fields', () => {
  it.each<[string, SpaceDescription]>([
    ['a circle of even size', { group: 'SO(2)', samples: 8 }],
    ['a torus', { group: 'T(2)', samples: [5, 6] }],
    ['a dihedral factor', { group: 'D(4) x S(3)' }],
  ])('of %s along its circles are those of all its labels', (_, description) => {
    const space = makeSpace(description)
    const f = generic(space.size)
    for (const motion of generatorsOf(space)) {
      const byLabels = new Map<string, Float64Array>()
      for (const label of space.labels) {
        const [u, xi] = [space.forward(label, f), motion.block(label)]
        if (xi !== null)
          byLabels.set(
            label,
            u.map((_x, i) => u.reduce((sum, x, j) => sum + xi[i * u.length + j]! * x, 0)),
          )
      }
      expect(motion.field, motion.name).toBeDefined()
      expect(farthest(movedField(space, motion, f), space.inverse(byLabels))).toBeLessThan(1e-12)
    }
  })

  it('leave of a torus with an input along one angle the circle of the other', () => {
    const space = makeSpace({ group: 'T(2)', samples: [24, 24] })
    const values = field(space, (x) => 0.05 * Math.cos(x('theta1')))
    const term = { kind: 'static', values } as const
    const input = { place: 'inputs[0]', to: 0, from: 0, until: Number.POSITIVE_INFINITY, term }
    const { report } = made(space, { '1,0': 2, '0,1': 2 }, 'tanh', [input]).symmetry
    expect(report).toMatchObject({ group: 'O(2) x Z2 x Z2', dimension: 1, components: 8 })
  })
})

describe('spaces joined by a quotient', () => {
  it('a torus that drives a ring by one of its angles turns with it, and keeps its other circle', () => {
    const torus = makeSpace({ group: 'T(2)', samples: [12, 12] })
    const ring = makeSpace({ group: 'SO(2)', samples: 16 })
    const through = quotientCoupling(
      torus,
      ring,
      makeSpace({ group: 'SO(2)', samples: 16 }),
      new Map([['theta', text('theta1')]]),
      new Map([['theta', text('theta')]]),
      new Map([['1', 0.5]]),
    )
    const flow = flowOf(
      network({
        populations: [rate(torus, 'relu', 'grid'), rate(ring, 'relu', 'head')],
        connections: [
          coupling(torus, { '1,0': 2, '0,1': 1 }),
          { place: 'connections[1]', from: 0, to: 1, scale: 1, coupling: through },
        ],
      }),
    )
    const { report } = symmetryOf(flow)
    expect(report.dimension).toBe(2)
    expect(report.components).toBe(4)
    expect(report.equivarianceError).toBeLessThan(1e-14)
    expect(report.generators).toContain('translation of theta2 in grid')
  })
})
