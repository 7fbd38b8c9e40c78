/** Links: what goes in comes out, bit for bit; what was cut, changed or made up is refused in words. */

import fc from 'fast-check'
import { deflateSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { fromPermalink, InputError, type Linked, permalink } from '../../../src/index.ts'

const text = '# A ring\ngoldstone: 1\npopulations:\n  ring: { space: { group: SO(2), samples: 64 } }\n'

/** Any float32 that is finite. */
const number = fc.float({ noNaN: true, noDefaultInfinity: true })
const linked: fc.Arbitrary<Linked> = fc.record(
  {
    text: fc.string({ unit: 'binary', maxLength: 300 }),
    views: fc.array(
      fc.record(
        {
          spec: fc.constant({ kind: 'phase', axes: 'order', replica: 0 }),
          camera: fc.record({ yaw: fc.integer(), pitch: fc.integer(), zoom: fc.integer() }),
        },
        { requiredKeys: ['spec'] },
      ),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: ['text'] },
)

describe('a permalink', () => {
  it('gives back text, views and every bit of the state', () => {
    fc.assert(
      fc.property(linked, fc.array(number, { maxLength: 200 }), fc.nat(), (content, values, step) => {
        const state = Float32Array.from(values)
        const { hash, begins } = permalink({ ...content, state, step })
        expect(begins).toBe('in its state')
        expect(hash).toMatch(/^1\.[\w-]+$/)
        const back = fromPermalink(`#${hash}`)
        expect(back.text).toBe(content.text)
        expect(back.views).toEqual(content.views)
        expect(back.step).toBe(step)
        expect(new Uint32Array(back.state!.buffer)).toEqual(new Uint32Array(state.buffer))
      }),
      { numRuns: 200 },
    )
  })

  it('keeps even half of a surrogate pair', () => {
    expect(fromPermalink(permalink({ text: 'a\ud800b' }).hash).text).toBe('a\ud800b')
  })

  it('is short: an experiment of a dozen lines in a few hundred characters', () => {
    expect(permalink({ text }).hash.length).toBeLessThan(250)
  })

  it('leaves a state out that is too large, and says that it begins anew', () => {
    const state = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i))
    const { hash, begins } = permalink({ text, state, step: 7 })
    expect(begins).toBe('anew')
    expect(fromPermalink(hash)).toEqual({ text })
    expect(permalink({ text, state, step: 7 }, { most: 300_000 }).begins).toBe('in its state')
  })

  it('refuses a state that is not finite', () => {
    expect(() => permalink({ text, state: Float32Array.of(0, Number.NaN) })).toThrow(/state\[1\].*NaN/)
  })

  it('refuses what was cut, changed, or made by another version, and says what to do', () => {
    const { hash } = permalink({ text, state: Float32Array.of(1, 2, 3), step: 1 })
    for (let end = 0; end < hash.length; end++) {
      const cut = () => fromPermalink(hash.slice(0, end))
      expect(cut).toThrow(InputError)
      expect(cut).toThrow(/Copy the whole link again/)
    }
    const other = (hash[20] === 'A' ? 'B' : 'A') + hash.slice(21)
    expect(() => fromPermalink(hash.slice(0, 20) + other)).toThrow('cut or changed')
    expect(() => fromPermalink(`2${hash.slice(1)}`)).toThrow('Update Goldstone')
    expect(fromPermalink(`${hash}.`).text).toBe(text)
    // broken by a chat, as the address bar gives it back
    const broken = new URL(`https://a.b/#${hash.slice(0, 30)} ${hash.slice(30)}">`).hash
    expect(broken).toContain('%20')
    expect(fromPermalink(broken).text).toBe(text)
  })

  it('never throws anything but InputError, whatever it is given', () => {
    const tried = (given: string) => {
      try {
        fromPermalink(given)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
      }
    }
    fc.assert(fc.property(fc.string(), tried))
    fc.assert(fc.property(fc.string(), (rest) => tried(`1.${rest}`)))
    // a right checksum on anything: JSON of another shape, lengths that lie, bytes that do not inflate
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => tried(sealed(bytes))))
    fc.assert(
      fc.property(fc.json(), (json) => {
        const inner = new TextEncoder().encode(json)
        const bytes = new Uint8Array(4 + inner.length)
        new DataView(bytes.buffer).setUint32(0, inner.length)
        bytes.set(inner, 4)
        tried(sealed(deflateSync(bytes)))
      }),
    )
  })

  it('stops unpacking a link that stands for more than it may', () => {
    const bomb = deflateSync(new Uint8Array(2 ** 25))
    expect(() => fromPermalink(sealed(bomb))).toThrow('at most')
  })
})

function sealed(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  const packed = Buffer.alloc(4 + bytes.length)
  packed.writeUInt32BE(hash >>> 0)
  packed.set(bytes, 4)
  return `1.${packed.toString('base64url')}`
}
