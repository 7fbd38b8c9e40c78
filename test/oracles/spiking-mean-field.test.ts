/** Oracle 11 with spikes: populations of quadratic integrate-and-fire neurons beside their exact mean field, and rate models. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exactMeanField } from '../../src/analysis/mean-field.ts'
import { certifySpiking, compare, simulated } from '../../src/analysis/spiking.ts'
import { InputError } from '../../src/errors.ts'
import { networkOf } from './text.ts'

const ring = (copies: number, j1: number, duration = 12) => `
populations:
  p:
    space: { group: "SO(2)", samples: 32 }
    copies: ${copies}
    model: qif
    parameters: { eta: { distribution: lorentzian, centre: 4, width: 1, quantiles: true } }
connections: [{ from: p, to: p, kernel: { spectrum: { 0: -10, 1: ${j1} } } }]
inputs: [{ to: p, expression: cos(theta), until: 2 }]
simulation: { dt: 0.002, duration: ${duration}, method: heun }`

describe('the exact mean field', () => {
  it('is that of oracle 11: R0 and the onset', async () => {
    const mean = exactMeanField(await networkOf(ring(200, 9)))
    expect(mean.populations[0]!.model.name).toBe('qif-mean-field')
    expect(mean.populations[0]!.copies ?? 1).toBe(1)
    expect(mean.populations[0]!.parameters).toMatchObject({ eta: 4, Delta: 1, tau: 1 })
  })

  it('foretells 200 neurons a site within 5 per cent, more of them better', async () => {
    const { manifolds, spiking, notes } = await certifySpiking(await networkOf(ring(200, 9)), { starts: 4 })
    expect(spiking!.kind).toBe('exact mean field')
    expect(notes[0]).toContain('exact mean field')
    // the mean field rests at R = -1.33 too, which is told
    const impossible = manifolds.filter(({ reasons }) =>
      reasons.some((reason) => reason.includes('spikes cannot')),
    )
    expect(impossible.map(({ homogeneous, stability }) => [homogeneous, stability])).toEqual([
      [true, 'repelling'],
    ])
    const bump = manifolds.find(({ id }) => id === spiking!.manifold)!
    expect(bump).toMatchObject({ stability: 'attracting', dimension: 1, topology: 'S1' })
    expect(spiking!.error).toBeLessThan(0.05)
    const model = { network: spiking!.network, kind: spiking!.kind, said: spiking!.said }
    const error = async (copies: number) => {
      const network = await networkOf(ring(copies, 9))
      return compare(network, model, await simulated(network), manifolds).error!
    }
    const [few, many] = [await error(20), await error(800)]
    expect(few).toBeGreaterThan(spiking!.error!)
    expect(spiking!.error!).toBeGreaterThan(many)
  })

  it('has a homogeneous state below the onset alone, and spikes stay in it', async () => {
    const { spiking, manifolds, onset } = await certifySpiking(await networkOf(ring(200, 7)), { starts: 4 })
    const state = manifolds.find(({ id }) => id === spiking!.manifold)!
    expect(state).toMatchObject({ homogeneous: true, stability: 'attracting' })
    expect(spiking!.populations[0]!.predicted!.mean).toBeCloseTo(0.322055, 6)
    expect(Math.max(...onset.filter(({ at }) => at === state.id).map(({ growth }) => growth))).toBeLessThan(0)
    expect(spiking!.error).toBeLessThan(0.05)
  })

  it.each([
    [
      'a synapse',
      (text: string) => text.replace('} }]\ninputs', '}, synapse: { type: exponential, time: 1 } }]\ninputs'),
      'synapse',
    ],
    [
      'another drive',
      (text: string) => text.replace('lorentzian, centre: 4, width: 1', 'normal, mean: 4, std: 1'),
      'eta',
    ],
    ['noise', (text: string) => `${text}\nnoise: { sigma: 0.1 }`, 'noise'],
  ])('is refused with %s, in its place', async (_, change, place) => {
    const network = await networkOf(change(ring(20, 9)))
    expect(() => exactMeanField(network)).toThrow(InputError)
    expect(() => exactMeanField(network)).toThrow(place)
  })
})

describe('an effective rate model', () => {
  it('of a leaky ring has its bump, labelled approximate', async () => {
    const text = readFileSync(new URL('../../demos/spiking/ring.yaml', import.meta.url), 'utf8')
    const network = await networkOf(text.replace('goldstone: 1', '').replace('samples: 128', 'samples: 32'))
    const { spiking, manifolds } = await certifySpiking(network, { starts: 4 })
    expect(spiking!.kind).toBe('effective rate model')
    expect(spiking!.said.join(' ')).toMatch(/phi is measured at 48 inputs/)
    expect(spiking!.said.join(' ')).toMatch(/tau is 50, the synapses'/)
    const bump = manifolds.find(({ id }) => id === spiking!.manifold)!
    expect(bump).toMatchObject({ stability: 'attracting', dimension: 1 })
    expect(spiking!.error).toBeLessThan(0.25)
  })
})
