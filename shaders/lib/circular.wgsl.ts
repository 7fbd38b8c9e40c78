/**
 * Sine, cosine, tangent and their inverses. The angle is brought to |r| <= pi/4 by Cody and Waite's method
 * (Software Manual for the Elementary Functions, 1980): pi/2 in four parts of which three have 8 bits, so
 * that n times them is exact for |x| <= 1e5. Beyond, float32 angles are more than 0.0078 apart and the
 * result is only known to lie in [-1, 1].
 */
import { shader } from '../compose.ts'
import { horner } from './horner.ts'
import type { LibraryPiece } from './piece.ts'

/** (sin(r)/r - 1) / z, z = r^2 <= (pi/4)^2; 4.9e-12 of sin r */
const sine = horner(
  'z',
  [-0.1666666664142601, 0.008333329362238127, -0.00019839327126032653, 2.718237195460955e-6],
)
/** (cos(r) - 1 + z/2) / z^2; 1e-13 */
const cosine = horner(
  'z',
  [0.04166666662247207, -0.0013888883722267095, 2.4799511685053426e-5, -2.720954225868625e-7],
)
/** (atan(t)/t - 1) / z, z = t^2 <= 1; 3.6e-10 of atan t */
const arcTangent = horner(
  'z',
  [
    -0.33333327433353727, 0.1999969261071555, -0.142801307402254, 0.1106024454664721, -0.08818848315812149,
    0.06759572144621497, -0.04494644605514214, 0.022760341142598863, -0.007422637809737851,
    0.0011348783523914448,
  ],
)
/** (asin(t)/t - 1) / z, z = t^2 <= 1/4; 5e-9 of asin t */
const arcSine = horner(
  'z',
  [0.16666753928189393, 0.07495241782867561, 0.04547709590425752, 0.02414761928606876, 0.04221853208557408],
)

/** pi/2 = 201/128 + three more parts, the first three of 8 bits */
const quarter = partsOf(Math.PI / 2, [7, 18, 26])

function partsOf(x: number, places: readonly number[]): readonly number[] {
  const found: number[] = []
  let rest = x
  for (const place of places) {
    found.push(Math.floor(rest * 2 ** place) / 2 ** place)
    rest -= found.at(-1)!
  }
  return [...found, rest]
}

export const circulars = {
  sinquarter32: {
    needs: [],
    text: shader`
fn sinquarter32(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * ${sine};
}`,
    error: { relative: 2, absolute: 0 },
  },
  cosquarter32: {
    needs: [],
    text: shader`
fn cosquarter32(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * ${cosine});
}`,
    error: { relative: 2, absolute: 0 },
  },
  /** x = turns pi/2 + rest */
  quarters32: {
    needs: ['nan32'],
    text: shader`
struct Quarters32 {
  turns: i32,
  rest: f32,
}

fn quarters32(x: f32) -> Quarters32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) >= 0x7f800000u) {
    return Quarters32(0, nan32());
  }
  let n = floor(x * ${2 / Math.PI} + 0.5);
  let rest = (((x - n * ${quarter[0]!}) - n * ${quarter[1]!}) - n * ${quarter[2]!}) - n * ${quarter[3]!};
  return Quarters32(i32(n), clamp(rest, -0.8, 0.8));
}`,
    error: null,
  },
  /** sin(x + turns pi/2) for the quarters of x */
  wave32: {
    needs: ['keep32', 'sinquarter32', 'cosquarter32', 'quarters32'],
    text: shader`
fn wave32(x: f32, turns: i32) -> f32 {
  let q = quarters32(x);
  let n = q.turns + turns;
  let y = select(sinquarter32(q.rest), cosquarter32(q.rest), (n & 1) == 1);
  return keep32(select(y, -y, (n & 2) == 2), q.rest);
}`,
    error: null,
  },
  sin32: {
    needs: ['wave32'],
    text: shader`
fn sin32(x: f32) -> f32 {
  return wave32(x, 0);
}`,
    error: { relative: 4, absolute: 1e-9 },
  },
  cos32: {
    needs: ['wave32'],
    text: shader`
fn cos32(x: f32) -> f32 {
  return wave32(x, 1);
}`,
    error: { relative: 4, absolute: 1e-9 },
  },
  /** error: 9 2^-24 |tan x| + 1e-9 (1 + tan^2 x), the latter from the angle */
  tan32: {
    needs: ['keep32', 'sinquarter32', 'cosquarter32', 'quarters32'],
    text: shader`
fn tan32(x: f32) -> f32 {
  let q = quarters32(x);
  let s = sinquarter32(q.rest);
  let c = cosquarter32(q.rest);
  return keep32(select(s / c, -c / s, (q.turns & 1) == 1), q.rest);
}`,
    error: null,
  },
  /** atan t for 0 <= t <= 1 */
  atanunit32: {
    needs: [],
    text: shader`
fn atanunit32(t: f32) -> f32 {
  let z = t * t;
  return t + t * z * ${arcTangent};
}`,
    error: { relative: 5, absolute: 0 },
  },
  atan32: {
    needs: ['keep32', 'atanunit32'],
    text: shader`
fn atan32(x: f32) -> f32 {
  let a = abs(x);
  let steep = a > 1.0;
  let y = atanunit32(select(a, 1.0 / a, steep));
  let angle = select(y, ${Math.PI / 2} - y, steep);
  return keep32(select(angle, -angle, x < 0.0), x);
}`,
    error: { relative: 7, absolute: 0 },
  },
  /** The angle of (x, y), in (-pi, pi]; the sign of a zero is not looked at, and that of (0, 0) is 0. */
  angle32: {
    needs: ['keep32', 'atanunit32'],
    text: shader`
fn angle32(y: f32, x: f32) -> f32 {
  let large = max(abs(x), abs(y));
  let small = min(abs(x), abs(y));
  let scale = select(select(1.0, ${2 ** 60}, large < 1e-30), ${2 ** -60}, large > 1e30);
  let quotient = select((small * scale) / (large * scale), 1.0, small == large);
  let a = atanunit32(select(quotient, 0.0, small == 0.0));
  let b = select(a, ${Math.PI / 2} - a, abs(y) > abs(x));
  let c = select(b, ${Math.PI} - b, x < 0.0);
  return keep32(keep32(select(c, -c, y < 0.0), x), y);
}`,
    error: { relative: 9, absolute: 1e-37 },
  },
  /** asin t for 0 <= t <= 1/2, given z = t^2 */
  asinhalf32: {
    needs: [],
    text: shader`
fn asinhalf32(t: f32, z: f32) -> f32 {
  return t + t * z * ${arcSine};
}`,
    error: null,
  },
  asin32: {
    needs: ['nan32', 'keep32', 'asinhalf32'],
    text: shader`
fn asin32(x: f32) -> f32 {
  let a = abs(x);
  if (a > 1.0) {
    return nan32();
  }
  let far = 0.5 * (1.0 - a);
  let y = select(asinhalf32(a, a * a), ${Math.PI / 2} - 2.0 * asinhalf32(sqrt(far), far), a > 0.5);
  return keep32(select(y, -y, x < 0.0), x);
}`,
    error: { relative: 13, absolute: 0 },
  },
  acos32: {
    needs: ['nan32', 'keep32', 'asinhalf32'],
    text: shader`
fn acos32(x: f32) -> f32 {
  let a = abs(x);
  if (a > 1.0) {
    return nan32();
  }
  let far = 0.5 * (1.0 - a);
  let outer = 2.0 * asinhalf32(sqrt(far), far);
  let y = select(${Math.PI / 2} - asinhalf32(x, x * x), select(outer, ${Math.PI} - outer, x < 0.0), a > 0.5);
  return keep32(y, x);
}`,
    error: { relative: 11, absolute: 0 },
  },
} as const satisfies Record<string, LibraryPiece>
