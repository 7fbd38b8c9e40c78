/**
 * NaN and infinity, and the functions of the model language that choose, cut or round. Compilers take
 * x != x to be false, and min and max drop a NaN, so NaN is told by its bits and passed on by hand.
 */
import { shader } from '../compose.ts'
import type { LibraryPiece } from './piece.ts'

/** The bits come from a variable: a constant that is not finite is an error in WGSL. */
function constantOf(name: string, bits: string): LibraryPiece {
  const text = shader`
fn ${name}() -> f32 {
  var bits = ${bits};
  return bitcast<f32>(bits);
}`
  return { needs: [], text, error: null }
}

const exact = { relative: 0, absolute: 0 }

export const stepwise = {
  nan32: constantOf('nan32', '0x7fc00000u'),
  inf32: constantOf('inf32', '0x7f800000u'),
  isnan32: {
    needs: [],
    text: shader`
fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
    error: null,
  },
  /** neither is NaN: what a comparison must ask first, for a compiler may take it that there is none */
  ordered32: {
    needs: ['isnan32'],
    text: shader`
fn ordered32(a: f32, b: f32) -> bool {
  return !isnan32(a) && !isnan32(b);
}`,
    error: null,
  },
  above32: {
    needs: ['ordered32'],
    text: shader`
fn above32(a: f32, b: f32) -> bool {
  return ordered32(a, b) && a > b;
}`,
    error: null,
  },
  /** as in JavaScript: NaN differs from everything */
  differs32: {
    needs: ['ordered32'],
    text: shader`
fn differs32(a: f32, b: f32) -> bool {
  return !ordered32(a, b) || a != b;
}`,
    error: null,
  },
  /** whether a truth holds: whatever is not 0, NaN too */
  holds32: {
    needs: [],
    text: shader`
fn holds32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) != 0u;
}`,
    error: null,
  },
  /** y, but NaN where x is NaN */
  keep32: {
    needs: ['isnan32'],
    text: shader`
fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}`,
    error: null,
  },
  max32: {
    needs: ['keep32'],
    text: shader`
fn max32(a: f32, b: f32) -> f32 {
  return keep32(keep32(max(a, b), b), a);
}`,
    error: exact,
  },
  min32: {
    needs: ['keep32'],
    text: shader`
fn min32(a: f32, b: f32) -> f32 {
  return keep32(keep32(min(a, b), b), a);
}`,
    error: exact,
  },
  clamp32: {
    needs: ['max32', 'min32'],
    text: shader`
fn clamp32(x: f32, low: f32, high: f32) -> f32 {
  return min32(max32(x, low), high);
}`,
    error: exact,
  },
  relu32: {
    needs: ['keep32'],
    text: shader`
fn relu32(x: f32) -> f32 {
  return keep32(max(x, 0.0), x);
}`,
    error: exact,
  },
  heaviside32: {
    needs: ['keep32'],
    text: shader`
fn heaviside32(x: f32) -> f32 {
  return keep32(select(0.0, 1.0, x >= 0.0), x);
}`,
    error: exact,
  },
  sign32: {
    needs: ['keep32'],
    text: shader`
fn sign32(x: f32) -> f32 {
  return keep32(select(select(0.0, 1.0, x > 0.0), -1.0, x < 0.0), x);
}`,
    error: exact,
  },
  /** halves go up, as in JavaScript */
  round32: {
    needs: ['keep32'],
    text: shader`
fn round32(x: f32) -> f32 {
  let below = floor(x);
  return keep32(select(below, below + 1.0, x - below >= 0.5), x);
}`,
    error: exact,
  },
  sqrt32: {
    needs: ['nan32', 'keep32'],
    text: shader`
fn sqrt32(x: f32) -> f32 {
  return keep32(select(sqrt(x), nan32(), x < 0.0), x);
}`,
    error: { relative: 9, absolute: 1.1e-19 },
  },
  /**
   * a - b floor(a / b), in [0, b) or (b, 0]. The product is taken in halves of 12 bits, so that the error is
   * that of the result; a jump may be missed by as much as a / b is rounded. Where |a / b| >= 2^24 a's own
   * rounding exceeds b, and the remainder is 0.
   */
  mod32: {
    needs: ['nan32'],
    text: shader`
fn mod32(a: f32, b: f32) -> f32 {
  let size = 0x7fffffffu;
  if ((bitcast<u32>(a) & size) >= 0x7f800000u || (bitcast<u32>(b) & size) >= 0x7f800000u || b == 0.0) {
    return nan32();
  }
  let q = floor(a / b);
  if (abs(q) >= 16777216.0) {
    return 0.0;
  }
  let qHigh = bitcast<f32>(bitcast<u32>(q) & 0xfffff000u);
  let qLow = q - qHigh;
  let bHigh = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let bLow = b - bHigh;
  var rest = (((a - qHigh * bHigh) - qLow * bHigh) - qHigh * bLow) - qLow * bLow;
  rest += select(0.0, b, rest * sign(b) < 0.0);
  return select(rest, rest - b, abs(rest) >= abs(b));
}`,
    error: { relative: 2, absolute: 0 },
  },
} as const satisfies Record<string, LibraryPiece>
