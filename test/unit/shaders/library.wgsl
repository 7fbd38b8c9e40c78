fn nan32() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}

fn inf32() -> f32 {
  var bits = 0x7f800000u;
  return bitcast<f32>(bits);
}

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn ordered32(a: f32, b: f32) -> bool {
  return !isnan32(a) && !isnan32(b);
}

fn above32(a: f32, b: f32) -> bool {
  return ordered32(a, b) && a > b;
}

fn differs32(a: f32, b: f32) -> bool {
  return !ordered32(a, b) || a != b;
}

fn holds32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) != 0u;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn max32(a: f32, b: f32) -> f32 {
  return keep32(keep32(max(a, b), b), a);
}

fn min32(a: f32, b: f32) -> f32 {
  return keep32(keep32(min(a, b), b), a);
}

fn clamp32(x: f32, low: f32, high: f32) -> f32 {
  return min32(max32(x, low), high);
}

fn relu32(x: f32) -> f32 {
  return keep32(max(x, 0.0), x);
}

fn heaviside32(x: f32) -> f32 {
  return keep32(select(0.0, 1.0, x >= 0.0), x);
}

fn sign32(x: f32) -> f32 {
  return keep32(select(select(0.0, 1.0, x > 0.0), -1.0, x < 0.0), x);
}

fn round32(x: f32) -> f32 {
  let below = floor(x);
  return keep32(select(below, below + 1.0, x - below >= 0.5), x);
}

fn sqrt32(x: f32) -> f32 {
  return keep32(select(sqrt(x), nan32(), x < 0.0), x);
}

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
}

fn ldexp32(r: f32, n: i32) -> f32 {
  let half = n >> 1u;
  let first = bitcast<f32>(bitcast<u32>(half + 127) << 23u);
  let second = bitcast<f32>(bitcast<u32>(n - half + 127) << 23u);
  return (1.0 + (r + r * r * (0.49999994 + r * (0.16666515 + r * (0.041668456 + r * (0.008369419 + r * 0.0013813142)))))) * first * second;
}

fn scaledexp32(x: f32, k: i32) -> f32 {
  let a = clamp(x, -105.0, 91.0);
  let n = floor(a * 1.442695 + 0.5);
  let r = (a - n * 0.6933594) - n * (-0.00021219444);
  return keep32(ldexp32(r, i32(n) + k), x);
}

fn exp32(x: f32) -> f32 {
  return scaledexp32(x, 0);
}

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
  let log = f + (f * z * (0.33333313 + f * ((-0.2500001) + f * (0.20002119 + f * ((-0.16667996) + f * (0.14219551 + f * ((-0.124055915) + f * (0.11888175 + f * ((-0.11675641) + f * 0.06746601)))))))) - 0.5 * z);
  return LogParts32(f32(exponent - select(0, 149, tiny)), log);
}

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
  return parts.exponent * 0.6933594 + (parts.log + parts.exponent * (-0.00021219444));
}

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
}

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
  let l = parts.log * 1.442695;
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
  return sign * ldexp32(rest * 0.6931472, i32(n));
}

fn sinh32(x: f32) -> f32 {
  if (abs(x) < 1.0) {
    let z = x * x;
    return x + x * z * (0.16666667 + z * (0.0083333505 + z * (0.00019836066 + z * 0.0000028174397)));
  }
  let e = scaledexp32(abs(x), -1);
  let y = e - 0.25 / e;
  return keep32(select(y, -y, x < 0.0), x);
}

fn cosh32(x: f32) -> f32 {
  let e = scaledexp32(abs(x), -1);
  return e + 0.25 / e;
}

fn tanh32(x: f32) -> f32 {
  let a = clamp(x, -9.02, 9.02);
  let z = a * a;
  let y = a * (1.0 + z * (0.13679914 + z * (0.003868327 + z * (0.000028007446 + z * (3.0584996e-8 + z * (-1.2203449e-11)))))) / (1.0 + z * (0.47013247 + z * (0.027245836 + z * (0.00039386298 + z * 0.0000012873658))));
  return keep32(clamp(y, -1.0, 1.0), x);
}

fn erf32(x: f32) -> f32 {
  let a = clamp(x, -3.93, 3.93);
  let z = a * a;
  let y = a * (1.1283791 + z * (0.19078386 + z * (0.05279029 + z * (0.0037796109 + z * (0.00028480872 + z * 0.0000020419716))))) / (1.0 + z * (0.50241053 + z * (0.11425754 + z * (0.01499744 + z * (0.0011652133 + z * 0.000038004087)))));
  return keep32(clamp(y, -1.0, 1.0), x);
}

fn softplus32(x: f32) -> f32 {
  let t = scaledexp32(-abs(x), 0);
  let f = t / (2.0 + t);
  let z = f * f;
  return keep32(max(x, 0.0) + 2.0 * (f + f * z * (0.33333337 + z * (0.19999439 + z * (0.14308442 + z * (0.10713828 + z * 0.12150469))))), x);
}

fn sigmoid32(x: f32) -> f32 {
  let t = scaledexp32(-abs(x), 0);
  let y = 1.0 / (1.0 + t);
  return keep32(select(t * y, y, x >= 0.0), x);
}

fn sinquarter32(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * ((-0.16666667) + z * (0.008333329 + z * ((-0.00019839327) + z * 0.0000027182373)));
}

fn cosquarter32(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (0.041666668 + z * ((-0.0013888883) + z * (0.000024799512 + z * (-2.7209543e-7)))));
}

struct Quarters32 {
  turns: i32,
  rest: f32,
}

fn quarters32(x: f32) -> Quarters32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) >= 0x7f800000u) {
    return Quarters32(0, nan32());
  }
  let n = floor(x * 0.63661975 + 0.5);
  let rest = (((x - n * 1.5703125) - n * 0.00048065186) - n * 0.0000031739473) - n * 9.920935e-10;
  return Quarters32(i32(n), clamp(rest, -0.8, 0.8));
}

fn wave32(x: f32, turns: i32) -> f32 {
  let q = quarters32(x);
  let n = q.turns + turns;
  let y = select(sinquarter32(q.rest), cosquarter32(q.rest), (n & 1) == 1);
  return keep32(select(y, -y, (n & 2) == 2), q.rest);
}

fn sin32(x: f32) -> f32 {
  return wave32(x, 0);
}

fn cos32(x: f32) -> f32 {
  return wave32(x, 1);
}

fn tan32(x: f32) -> f32 {
  let q = quarters32(x);
  let s = sinquarter32(q.rest);
  let c = cosquarter32(q.rest);
  return keep32(select(s / c, -c / s, (q.turns & 1) == 1), q.rest);
}

fn atanunit32(t: f32) -> f32 {
  let z = t * t;
  return t + t * z * ((-0.33333328) + z * (0.19999693 + z * ((-0.14280131) + z * (0.110602446 + z * ((-0.088188484) + z * (0.06759572 + z * ((-0.044946447) + z * (0.022760341 + z * ((-0.0074226377) + z * 0.0011348784)))))))));
}

fn atan32(x: f32) -> f32 {
  let a = abs(x);
  let steep = a > 1.0;
  let y = atanunit32(select(a, 1.0 / a, steep));
  let angle = select(y, 1.5707964 - y, steep);
  return keep32(select(angle, -angle, x < 0.0), x);
}

fn angle32(y: f32, x: f32) -> f32 {
  let large = max(abs(x), abs(y));
  let small = min(abs(x), abs(y));
  let scale = select(select(1.0, 1152921500000000000.0, large < 1e-30), 8.6736174e-19, large > 1e30);
  let quotient = select((small * scale) / (large * scale), 1.0, small == large);
  let a = atanunit32(select(quotient, 0.0, small == 0.0));
  let b = select(a, 1.5707964 - a, abs(y) > abs(x));
  let c = select(b, 3.1415927 - b, x < 0.0);
  return keep32(keep32(select(c, -c, y < 0.0), x), y);
}

fn asinhalf32(t: f32, z: f32) -> f32 {
  return t + t * z * (0.16666754 + z * (0.074952416 + z * (0.045477096 + z * (0.024147619 + z * 0.042218532))));
}

fn asin32(x: f32) -> f32 {
  let a = abs(x);
  if (a > 1.0) {
    return nan32();
  }
  let far = 0.5 * (1.0 - a);
  let y = select(asinhalf32(a, a * a), 1.5707964 - 2.0 * asinhalf32(sqrt(far), far), a > 0.5);
  return keep32(select(y, -y, x < 0.0), x);
}

fn acos32(x: f32) -> f32 {
  let a = abs(x);
  if (a > 1.0) {
    return nan32();
  }
  let far = 0.5 * (1.0 - a);
  let outer = 2.0 * asinhalf32(sqrt(far), far);
  let y = select(1.5707964 - asinhalf32(x, x * x), select(outer, 3.1415927 - outer, x < 0.0), a > 0.5);
  return keep32(y, x);
}

fn mulhigh32(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let cross = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (cross >> 16u);
}

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
}

fn minustwolog32(word: u32) -> f32 {
  let zeros = countLeadingZeros(word);
  let whole = zeros > 0u;
  let top = (word << (zeros & 31u)) | select(0u, 1u << ((zeros - 1u) & 31u), whole);
  let low = top < 0xb504f334u;
  let above = f32((top << 1u) | select(1u, 0u, whole));
  let below = f32(0u - top) - select(0.5, 0.0, whole);
  let e = select(-below, above, low) * 2.3283064e-10;
  let f = e / (2.0 + e);
  let z = f * f;
  let s = f32(zeros + select(0u, 1u, low));
  return s * 1.3862944 - 4.0 * (f + f * z * (0.33333337 + z * (0.19999439 + z * (0.14308442 + z * (0.10713828 + z * 0.12150469)))));
}

fn normalpair32(a: u32, b: u32) -> vec2f {
  let radius = sqrt(minustwolog32(a));
  let rest = i32(b & 0x3fffffffu) - 536870912;
  let angle = f32(2 * rest + 1) * 7.3145906e-10;
  let c = radius * cosquarter32(angle);
  let s = radius * sinquarter32(angle);
  let turned = select(vec2f(c, s), vec2f(-s, c), (b & 0x40000000u) != 0u);
  return select(turned, -turned, b >= 0x80000000u);
}

fn normals32(words: vec4u) -> vec4f {
  return vec4f(normalpair32(words.x, words.y), normalpair32(words.z, words.w));
}
