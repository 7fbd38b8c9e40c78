import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { type NpyArray, readNpy, writeNpy } from '../../../src/io/npy.ts'
import { readNpz, writeNpz } from '../../../src/io/npz.ts'

const folder = mkdtempSync(join(tmpdir(), 'goldstone-npy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file made by hand from the format's description. */
function made(version: number, header: string, body: readonly number[]): Uint8Array {
  const text = `${header}\n`
  const length =
    version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  const head = [0x93, ...Buffer.from('NUMPY'), version, 0, ...length]
  return Uint8Array.from([...head, ...Buffer.from(text, version === 3 ? 'utf8' : 'latin1'), ...body])
}

const bytesOf = (data: ArrayBufferView) => [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]
const header = (type: string, shape: string, fortran = 'False') =>
  `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

describe('npy', () => {
  it('writes the bytes that the format asks for', () => {
    const bytes = writeNpy({ shape: [2, 3], data: Int32Array.of(1, 2, 3, 4, 5, 6) })
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
    expect(bytes.length).toBe(128 + 24)
    expect(bytes[127]).toBe(0x0a)
    expect(Buffer.from(bytes.subarray(10, 127)).toString().trim()).toBe(header('<i4', '(2, 3)'))
    expect([...bytes.subarray(128, 136)]).toEqual([1, 0, 0, 0, 2, 0, 0, 0])
  })

  it('reads back what it wrote, of any shape and type', () => {
    const data = fc.oneof(
      fc.float64Array({ maxLength: 40 }),
      fc.float32Array({ maxLength: 40 }),
      fc.int32Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }),
    )
    fc.assert(
      fc.property(data, fc.boolean(), (data, deep) => {
        const array: NpyArray = { shape: deep ? [data.length, 1, 1] : [data.length], data }
        const back = readNpy(writeNpy(array))
        expect(back.shape).toEqual(array.shape)
        expect(back.data.constructor).toBe(data.constructor)
        expect(bytesOf(back.data)).toEqual(bytesOf(data))
      }),
    )
  })

  it('reads a scalar, versions 2 and 3, Fortran order, and integers that fit', () => {
    const one = bytesOf(Float64Array.of(7))
    expect(readNpy(made(1, header('<f8', '()'), one))).toEqual({ shape: [], data: Float64Array.of(7) })
    expect(readNpy(made(2, header('<f8', '(1,)'), one)).data).toEqual(Float64Array.of(7))
    expect(readNpy(made(3, header('<f8', '(1,)'), one)).shape).toEqual([1])
    const columns = bytesOf(Float64Array.of(1, 4, 2, 5, 3, 6))
    expect(readNpy(made(1, header('<f8', '(2, 3)', 'True'), columns)).data).toEqual(
      Float64Array.of(1, 2, 3, 4, 5, 6),
    )
    const long = bytesOf(BigInt64Array.of(-3n, 2n ** 53n - 1n))
    expect(readNpy(made(1, header('<i8', '(2,)'), long)).data).toEqual(Float64Array.of(-3, 2 ** 53 - 1))
    expect(readNpy(made(1, header('|b1', '(2,)'), [1, 0])).data).toEqual(Uint8Array.of(1, 0))
  })

  it.each([
    ['other bytes', Uint8Array.from(Buffer.from('hello, this is text')), 'numpy.save'],
    ['big-endian numbers', made(1, header('>f8', '(1,)'), new Array(8).fill(0)), 'astype("<f8")'],
    ['complex numbers', made(1, header('<c16', '(1,)'), new Array(16).fill(0)), 'complex numbers'],
    ['objects', made(1, header('|O', '(1,)'), new Array(8).fill(0)), 'Python objects'],
    ['too few bytes', made(1, header('<f8', '(2,)'), new Array(8).fill(0)), 'expected 16 bytes'],
    ['integers beyond 2^53', made(1, header('<i8', '(1,)'), bytesOf(BigInt64Array.of(2n ** 60n))), 'float64'],
    ['a version to come', made(4, header('<f8', '(1,)'), new Array(8).fill(0)), 'version'],
  ])('refuses %s and says what to do', (_, bytes, part) => {
    expect(() => readNpy(bytes)).toThrow(InputError)
    expect(() => readNpy(bytes)).toThrow(part)
  })
})

describe('npz', () => {
  const arrays = new Map<string, NpyArray>([
    ['grid.activity', { shape: [2, 3], data: Float64Array.of(1, 2.5, -3, 0, Number.NaN, 1e300) }],
    ['time', { shape: [3], data: Float32Array.of(0, 0.5, 1) }],
    ['nothing', { shape: [0, 4], data: new Float64Array(0) }],
    ['large', { shape: [1_200_000], data: new Float64Array(1_200_000).fill(0.25) }],
  ])

  it.each([false, true])('reads back what it wrote (deflated: %s)', (deflate) => {
    const back = readNpz(writeNpz(arrays, { deflate }))
    expect([...back.keys()]).toEqual([...arrays.keys()])
    for (const [name, { shape, data }] of arrays) {
      expect(back.get(name)!.shape).toEqual(shape)
      expect(Buffer.from(bytesOf(back.get(name)!.data)).equals(Buffer.from(bytesOf(data)))).toBe(true)
    }
  })

  it('is the same file for the same arrays', () => {
    expect(Buffer.from(writeNpz(arrays)).equals(Buffer.from(writeNpz(arrays)))).toBe(true)
  })

  it('names the array that it cannot read, and refuses what is no zip', () => {
    expect(() => readNpz(Uint8Array.from([1, 2, 3]))).toThrow('npz')
  })

  it('is opened by NumPy, where there is one, and by the reader of zip files everywhere', () => {
    const path = join(folder, 'arrays.npz')
    writeFileSync(path, writeNpz(arrays))
    expect(readFileSync(path).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
    const script = `import numpy, json
a = numpy.load(${JSON.stringify(path)})
print(json.dumps({n: [list(a[n].shape), str(a[n].dtype), float(numpy.nansum(a[n]))] for n in a.files}))`
    try {
      execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' })
    } catch {
      return
    }
    const printed = execFileSync('python3', ['-c', script], { encoding: 'utf8' })
    expect(JSON.parse(printed)).toEqual({
      'grid.activity': [[2, 3], 'float64', 1e300],
      time: [[3], 'float32', 1.5],
      nothing: [[0, 4], 'float64', 0],
      large: [[1_200_000], 'float64', 300_000],
    })
  })
})
