/**
 * Normal random numbers by Box and Muller's transform on Philox words, step by step as on the host
 * (radius sqrt(-2 log u), angle by quadrant and rest), in float32. What would cancel is done in integers:
 * u - 1 near u = 1 and the angle's rest. See docs/decisions for the measured error against float64.
 */
import { shader } from '../compose.ts'
import { areaTangent } from './exponential.wgsl.ts'
import type { LibraryPiece } from './piece.ts'

export const normals = {
  /** -2 log u, u = (word + 1/2) / 2^32 = m 2^-s with sqrt(1/2) <= m < sqrt(2); log m = 2 atanh((m-1)/(m+1)) */
  minustwolog32: {
    needs: [],
    text: shader`
fn minustwolog32(word: u32) -> f32 {
  let zeros = countLeadingZeros(word);
  let whole = zeros > 0u;
  let top = (word << (zeros & 31u)) | select(0u, 1u << ((zeros - 1u) & 31u), whole);
  let low = top < 0xb504f334u;
  let above = f32((top << 1u) | select(1u, 0u, whole));
  let below = f32(0u - top) - select(0.5, 0.0, whole);
  let e = select(-below, above, low) * ${2 ** -32};
  let f = e / (2.0 + e);
  let z = f * f;
  let s = f32(zeros + select(0u, 1u, low));
  return s * ${2 * Math.LN2} - 4.0 * (f + f * z * ${areaTangent});
}`,
    error: null,
  },
  normalpair32: {
    needs: ['sinquarter32', 'cosquarter32', 'minustwolog32'],
    text: shader`
fn normalpair32(a: u32, b: u32) -> vec2f {
  let radius = sqrt(minustwolog32(a));
  let rest = i32(b & 0x3fffffffu) - 536870912;
  let angle = f32(2 * rest + 1) * ${Math.PI * 2 ** -32};
  let c = radius * cosquarter32(angle);
  let s = radius * sinquarter32(angle);
  let turned = select(vec2f(c, s), vec2f(-s, c), (b & 0x40000000u) != 0u);
  return select(turned, -turned, b >= 0x80000000u);
}`,
    error: null,
  },
  /** the four normals of a block's words */
  normals32: {
    needs: ['normalpair32'],
    text: shader`
fn normals32(words: vec4u) -> vec4f {
  return vec4f(normalpair32(words.x, words.y), normalpair32(words.z, words.w));
}`,
    error: { relative: 0, absolute: 4e-6 },
  },
} as const satisfies Record<string, LibraryPiece>
