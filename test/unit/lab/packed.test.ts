/** A finding in few bytes: states come back as they were, and a family of states costs little more than its span. */
import { describe, expect, it } from 'vitest'
import { packed, unpacked } from '../../../demos/lab/packed.ts'
import { portraitOf } from '../../../demos/lab/worker/portrait.ts'
import { certify, loadExperiment } from '../../../src/index.ts'

const ring = `
goldstone: 1
populations: { ring: { space: { group: "SO(2)", samples: 64 }, transfer: erf } }
connections: [{ from: ring, to: ring, kernel: { spectrum: { "1": 2 } } }]
certify: { starts: 4 }
`

describe('a packed finding', () => {
  it('gives back every state to float32, in a few kilobytes', async () => {
    const loaded = await loadExperiment(ring)
    const certificate = await certify(loaded)
    const portrait = await portraitOf(loaded.network, certificate, new AbortController().signal)
    const bytes = packed({ certificate, portrait })
    const back = unpacked(bytes)
    expect(back.certificate.manifolds.map(({ verdict }) => verdict)).toEqual(
      certificate.manifolds.map(({ verdict }) => verdict),
    )
    const count = portrait.bodies.flatMap(({ strands }) => strands.flat()).length
    expect(count).toBeGreaterThan(20)
    const states = 4 * 64 * count
    const words = JSON.stringify(certificate.manifolds.map(({ state: _, ...rest }) => rest)).length
    expect(bytes.length - words).toBeLessThan(states / 3)
    for (const [k, { state }] of certificate.manifolds.entries())
      expectNear(back.certificate.manifolds[k]!.state, state)
    const strandsOf = ({ bodies }: typeof portrait) => bodies.flatMap(({ strands }) => strands.flat())
    for (const [k, state] of strandsOf(portrait).entries()) expectNear(strandsOf(back.portrait)[k]!, state)
  })

  it('keeps states that span all there is, and a mesh', () => {
    const states = Array.from({ length: 6 }, (_, k) =>
      Float32Array.from({ length: 5 }, (_, i) => Math.sin(3 * k * k + 7 * i)),
    )
    const body = {
      id: 'M1',
      stability: 'saddle',
      shape: 'surface',
      pinned: false,
      strands: [states],
    } as const
    const portrait = { bodies: [{ ...body, mesh: { rows: 2, columns: 3, states } }] }
    const certificate = { manifolds: [] } as never
    const back = unpacked(packed({ certificate, portrait })).portrait.bodies[0]!
    for (const [k, state] of back.mesh!.states.entries()) expectNear(state, states[k]!)
    expect(back.mesh!.rows).toBe(2)
  })
})

function expectNear(a: ArrayLike<number>, b: ArrayLike<number>): void {
  expect(a.length).toBe(b.length)
  for (let i = 0; i < b.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(2e-6 * 3)
}
