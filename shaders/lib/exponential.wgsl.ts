/**
 * exp, log, powers, and what is made of them: hyperbolic functions, softplus, sigmoid, erf. Coefficients are
 * minimax fits of relative error (below 2e-8), named by the series that they stand for. Arguments are
 * clamped to where the result still changes, and results overflow to infinity only where the truth does.
 */
import { shader } from '../compose.ts'
import { horner } from './horner.ts'
import type { LibraryPiece } from './piece.ts'

/** (e^r - 1 - r) / r^2, |r| <= log(2) / 2; 3.3e-9 of e^r */
const exponential = horner(
  'r',
  [0.4999999305049144, 0.16666514789120687, 0.04166845683325214, 0.008369419043302061, 0.0013813142359093604],
)
/** (log(1 + f) - f + f^2/2) / f^3, sqrt(1/2) <= 1 + f <= sqrt(2); 7.5e-10 of log(1 + f) */
const logarithm = horner(
  'f',
  [
    0.3333331260280238, -0.25000009603652346, 0.2000211873222747, -0.16667995667167243, 0.14219550907787817,
    -0.1240559141626203, 0.11888174601150847, -0.11675641306534273, 0.06746601322482632,
  ],
)
/** (atanh(f)/f - 1) / z, z = f^2 <= 1/9; 1.1e-10 of atanh f */
export const areaTangent = horner(
  'z',
  [0.333333378110193, 0.19999438869510047, 0.14308442447359745, 0.10713828441759624, 0.12150469027683253],
)
/** (sinh(x)/x - 1) / z, z = x^2 <= 1; 5.6e-11 of sinh x */
const hyperbolicSine = horner(
  'z',
  [0.16666666488717835, 0.008333350598076387, 0.00019836066245636626, 2.8174396512662227e-6],
)
/** tanh(x)/x = P(z)/Q(z), z = x^2, |x| <= 9.02; 1.3e-9 */
const tangentAbove = horner(
  'z',
  [
    0.9999999986909328, 0.13679914494229475, 0.00386832704905721, 2.8007446062588374e-5,
    3.0584995734202005e-8, -1.2203449280771597e-11,
  ],
)
const tangentBelow = horner(
  'z',
  [1, 0.4701324655458712, 0.027245836195122563, 0.00039386299333528624, 1.2873657616345657e-6],
)
/** erf(x)/x = P(z)/Q(z), z = x^2, |x| <= 3.93; 1.9e-8 */
const errorAbove = horner(
  'z',
  [
    1.128379145352353, 0.1907838559251309, 0.05279029054436068, 0.003779610755607657, 0.0002848087152996131,
    2.0419715415416645e-6,
  ],
)
const errorBelow = horner(
  'z',
  [1, 0.5024105095698735, 0.114257533877948, 0.0149974401968766, 0.0011652132417287102, 3.800408880657272e-5],
)

/** log 2 in two parts; the first has 9 bits, so that whole multiples of it are exact */
const log2High = 0.693359375
const log2Low = Math.LN2 - log2High

export const exponentials = {
  /** 2^n e^r for |r| <= log(2) / 2, -200 <= n <= 200, without an overflow on the way */
  ldexp32: {
    needs: [],
    text: shader`
fn ldexp32(r: f32, n: i32) -> f32 {
  let half = n >> 1u;
  let first = bitcast<f32>(bitcast<u32>(half + 127) << 23u);
  let second = bitcast<f32>(bitcast<u32>(n - half + 127) << 23u);
  return (1.0 + (r + r * r * ${exponential})) * first * second;
}`,
    error: null,
  },
  /** 2^k e^x for small k */
  scaledexp32: {
    needs: ['keep32', 'ldexp32'],
    text: shader`
fn scaledexp32(x: f32, k: i32) -> f32 {
  let a = clamp(x, -105.0, 91.0);
  let n = floor(a * ${1 / Math.LN2} + 0.5);
  let r = (a - n * ${log2High}) - n * ${log2Low};
  return keep32(ldexp32(r, i32(n) + k), x);
}`,
    error: null,
  },
  exp32: {
    needs: ['scaledexp32'],
    text: shader`
fn exp32(x: f32) -> f32 {
  return scaledexp32(x, 0);
}`,
    error: { relative: 3, absolute: 1.2e-38 },
  },
  /** x = 2^exponent e^log with |log| <= log(2) / 2, for 0 < x < infinity; subnormal numbers by their bits */
  logparts32: {
    needs: [],
    text: shader`
struct LogParts32 {
  exponent: f32,
  log: f32,
}

fn logparts32(x: f32) -> LogParts32 {
  let given = bitcast<u32>(x);
  let tiny = given < 0x00800000u;
  let bits = select(given, bitcast<u32>(f32(given)), tiny);
  let exponent = bitcast<i32>(bits - 0x3f3504f3u) >> 23u;
  let f = bitcast<f32>(bits - (bitcast<u32>(exponent) << 23u)) - 1.0;
  let z = f * f;
  let log = f + (f * z * ${logarithm} - 0.5 * z);
  return LogParts32(f32(exponent - select(0, 149, tiny)), log);
}`,
    error: null,
  },
  log32: {
    needs: ['nan32', 'inf32', 'isnan32', 'logparts32'],
    text: shader`
fn log32(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (bits == 0x7f800000u || isnan32(x)) {
    return x;
  }
  if ((bits & 0x7fffffffu) == 0u) {
    return -inf32();
  }
  if (bits > 0x80000000u) {
    return nan32();
  }
  let parts = logparts32(x);
  return parts.exponent * ${log2High} + (parts.log + parts.exponent * ${log2Low});
}`,
    error: { relative: 3, absolute: 0 },
  },
  /** a^n by squaring; relative error (|n| + 5) 2^-24 while 1e-37 <= |a^n| <= 1e37 */
  powi32: {
    needs: [],
    text: shader`
fn powi32(a: f32, n: i32) -> f32 {
  var power = 1.0;
  var square = a;
  for (var left = u32(abs(n)); left > 0u; left >>= 1u) {
    if ((left & 1u) == 1u) {
      power *= square;
    }
    square *= square;
  }
  return select(power, 1.0 / power, n < 0);
}`,
    error: null,
  },
  /**
   * a^b = 2^(b e) e^(b l), a = 2^e e^l: b e is split into 12-bit halves, so that only b l is rounded: relative
   * error (6 + 4 min(|b|, |b log2 a|)) 2^-24. The sign of a zero is not looked at: 0^-1 = infinity.
   */
  pow32: {
    needs: ['nan32', 'inf32', 'isnan32', 'ldexp32', 'logparts32'],
    text: shader`
fn pow32(a: f32, b: f32) -> f32 {
  if (b == 0.0) {
    return 1.0;
  }
  if (isnan32(a) || isnan32(b) || (a < 0.0 && floor(b) != b)) {
    return nan32();
  }
  let sign = select(1.0, -1.0, a < 0.0 && 2.0 * floor(0.5 * b) != b);
  let size = bitcast<u32>(a) & 0x7fffffffu;
  if (size == 0u || size == 0x7f800000u) {
    return select(0.0, sign * inf32(), (size == 0u) == (b < 0.0));
  }
  let parts = logparts32(abs(a));
  let l = parts.log * ${1 / Math.LN2};
  let s = b * (parts.exponent + l);
  if (isnan32(s)) {
    return s;
  }
  if (abs(s) > 152.0) {
    return select(0.0, sign * inf32(), s > 0.0);
  }
  let n = floor(s + 0.5);
  let high = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let rest = ((high * parts.exponent - n) + (b - high) * parts.exponent) + b * l;
  return sign * ldexp32(rest * ${Math.LN2}, i32(n));
}`,
    error: null,
  },
  sinh32: {
    needs: ['keep32', 'scaledexp32'],
    text: shader`
fn sinh32(x: f32) -> f32 {
  if (abs(x) < 1.0) {
    let z = x * x;
    return x + x * z * ${hyperbolicSine};
  }
  let e = scaledexp32(abs(x), -1);
  let y = e - 0.25 / e;
  return keep32(select(y, -y, x < 0.0), x);
}`,
    error: { relative: 5, absolute: 1.2e-38 },
  },
  cosh32: {
    needs: ['scaledexp32'],
    text: shader`
fn cosh32(x: f32) -> f32 {
  let e = scaledexp32(abs(x), -1);
  return e + 0.25 / e;
}`,
    error: { relative: 5, absolute: 0 },
  },
  tanh32: {
    needs: ['keep32'],
    text: shader`
fn tanh32(x: f32) -> f32 {
  let a = clamp(x, -9.02, 9.02);
  let z = a * a;
  let y = a * ${tangentAbove} / ${tangentBelow};
  return keep32(clamp(y, -1.0, 1.0), x);
}`,
    error: { relative: 10, absolute: 1.2e-38 },
  },
  erf32: {
    needs: ['keep32'],
    text: shader`
fn erf32(x: f32) -> f32 {
  let a = clamp(x, -3.93, 3.93);
  let z = a * a;
  let y = a * ${errorAbove} / ${errorBelow};
  return keep32(clamp(y, -1.0, 1.0), x);
}`,
    error: { relative: 11, absolute: 1.2e-38 },
  },
  /** max(x, 0) + log(1 + t), t = e^-|x|, log(1 + t) = 2 atanh(t / (2 + t)) */
  softplus32: {
    needs: ['keep32', 'scaledexp32'],
    text: shader`
fn softplus32(x: f32) -> f32 {
  let t = scaledexp32(-abs(x), 0);
  let f = t / (2.0 + t);
  let z = f * f;
  return keep32(max(x, 0.0) + 2.0 * (f + f * z * ${areaTangent}), x);
}`,
    error: { relative: 9, absolute: 2.4e-38 },
  },
  /** 1 / (1 + e^-x), both sides to full relative accuracy */
  sigmoid32: {
    needs: ['keep32', 'scaledexp32'],
    text: shader`
fn sigmoid32(x: f32) -> f32 {
  let t = scaledexp32(-abs(x), 0);
  let y = 1.0 / (1.0 + t);
  return keep32(select(t * y, y, x >= 0.0), x);
}`,
    error: { relative: 8, absolute: 1.2e-38 },
  },
} as const satisfies Record<string, LibraryPiece>
