/**
 * Philox-4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011), the same integers as on the host: counter = (block,
 * stream, step low, step high), key = (seed, replica) as the host's `keyInto` makes it: the key of replica r
 * is that of replica 0 with r exclusive-or'ed onto its second word. Block b holds the words of neurons
 * 4 b ... 4 b + 3. WGSL has no 64-bit product, so its high word is put together from 16-bit halves.
 */
import { shader } from '../compose.ts'
import type { LibraryPiece } from './piece.ts'

export const philoxes = {
  mulhigh32: {
    needs: [],
    text: shader`
fn mulhigh32(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let cross = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (cross >> 16u);
}`,
    error: null,
  },
  philox32: {
    needs: ['mulhigh32'],
    text: shader`
fn philox32(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let high0 = mulhigh32(0xd2511f53u, c.x);
    let high1 = mulhigh32(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}`,
    error: null,
  },
} as const satisfies Record<string, LibraryPiece>
