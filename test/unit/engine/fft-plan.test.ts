/** How the device's convolution is cut into line passes; no device needed. */
import { describe, expect, it } from 'vitest'
import { fftPlan, frequencies, product, radicesOf } from '../../../src/engine/webgpu/passes/fft-plan.ts'
import { placeTable, turnTable } from '../../../src/engine/webgpu/passes/fft-tables.ts'
import { rootOfUnity } from '../../../src/math/roots.ts'

const limits = { maxComputeWorkgroupStorageSize: 16384 }

describe('the plan of a convolution on the device', () => {
  it('takes 2 d - 1 passes where every axis fits', () => {
    for (const [shape, steps] of [
      [[4096], 1],
      [[1024, 1024], 2],
      [[1, 1], 1],
      [[20, 1, 30, 7], 3],
    ] as const)
      expect(fftPlan(shape, limits).steps.length).toBe(steps)
  })

  it('cuts axes that do not fit in parts that do', () => {
    for (const shape of [[8192], [2 ** 20], [10 ** 6, 3], [1009 * 4, 5000], [3 ** 12]]) {
      const { parts, lifted, steps, packing } = fftPlan(shape, limits)
      for (const [axis, lengths] of parts.entries()) {
        const halved = packing === 'packed' && axis === lifted.length - 1
        expect(product(lengths)).toBe(lifted[axis]! / (halved ? 2 : 1))
        expect(Math.max(...lengths)).toBeLessThanOrEqual(2048)
      }
      for (const { length, radices } of steps) expect(product(radices)).toBe(length)
    }
  })

  it('transforms what is real as half as many complex numbers, where it can', () => {
    expect(fftPlan([30, 20], limits)).toMatchObject({ packing: 'packed' })
    expect(fftPlan([30, 97], limits)).toMatchObject({ packing: 'packed' })
    expect(fftPlan([30, 21], limits)).toMatchObject({ packing: 'halves' })
    expect(fftPlan([21], limits)).toMatchObject({ packing: 'whole' })
    expect(fftPlan([8192], limits)).toMatchObject({ packing: 'whole' })
  })

  it('knows where the stages leave each frequency', () => {
    for (const n of [1, 2, 8, 12, 16, 60, 77, 169, 243, 2048]) {
      expect(product(radicesOf(n))).toBe(n)
      const own = frequencies(n)
      const places = placeTable(n)
      for (let k = 0; k < n; k++) expect(own[places[k]!]).toBe(k)
      // the first stage sends frequencies j modulo its radix to block j
      const radix = radicesOf(n)[0] ?? 1
      for (let place = 0; place < n; place++)
        expect(own[place]! % radix).toBe(Math.floor((place * radix) / n))
    }
  })

  it('turns the rest of a long axis by its frequency times its index', () => {
    const turns = turnTable(12, 10)
    const own = frequencies(12)
    for (let place = 0; place < 12; place++)
      for (let j = 0; j < 10; j++) {
        const { re, im } = rootOfUnity(own[place]! * j, 120)
        expect(turns[2 * (place * 10 + j)]).toBe(Math.fround(re))
        expect(turns[2 * (place * 10 + j) + 1]).toBe(Math.fround(0 - im))
      }
  })
})
