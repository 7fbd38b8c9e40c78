/**
 * Real lines of even length n = 2 h as h complex numbers z_j = x_(2j) + i x_(2j+1). With w = exp(-2 pi i / n)
 * and Z the transform of z, frequencies come in pairs (k, h - k), Z_h = Z_0:
 *
 *     E = (Z_k + conj Z_(h-k)) / 2,   T = i w^k (Z_k - conj Z_(h-k)) / 2,   X_k = E - T,   X_(h-k) = conj(E + T),
 *
 * and back E = (X_k + conj X_(h-k)) / 2, T = (conj X_(h-k) - X_k) / 2, D = i conj(w^k) T, Z_k = E - D,
 * Z_(h-k) = conj(E + D). One thread does both of a pair. `places[k]` is where the digit-reversed tile has
 * frequency k.
 */
import { shader, whole } from './compose.ts'
import { arrive } from './fft-ends.wgsl.ts'
import type { FftLine } from './fft-line.wgsl.ts'

/** Functions between Z and X of one pair. */
export const untangling = shader`
struct Both { near: vec2f, far: vec2f }
// (Z_k, Z_(h-k)) -> (X_k, X_(h-k))
fn untangle(z: Both, w: vec2f) -> Both {
  let e = 0.5 * (z.near + conjugate(z.far));
  let t = -quarter(0.5 * multiply(w, z.near - conjugate(z.far)));
  return Both(e - t, conjugate(e + t));
}
// (X_k, X_(h-k)) -> (Z_k, Z_(h-k))
fn tangle(x: Both, w: vec2f) -> Both {
  let e = 0.5 * (x.near + conjugate(x.far));
  let d = -quarter(0.5 * multiply(conjugate(w), conjugate(x.far) - x.near));
  return Both(e - d, conjugate(e + d));
}
`

/** A loop over the pairs of every lane; `body` sees the line, k, and the places of both in the tile. */
function eachPair({ length, lanes }: FftLine, name: string, body: string): string {
  const pairs = Math.floor(length / 2) + 1
  return shader`
fn ${name}(first: u32, thread: u32) {
  for (var task = thread; task < ${whole(pairs * lanes)}u; task += SIZE) {
    let lane = task / ${whole(pairs)}u;
    let k = task % ${whole(pairs)}u;
    let line = first + lane;
    if (line < LINES) {
      let near = places[k % LENGTH] * LANES + lane;
      let far = places[(LENGTH - k) % LENGTH] * LANES + lane;
      ${body}
    }
  }
}
`
}

export function packedSpectrumStore(line: FftLine): string {
  return eachPair(
    line,
    'store',
    shader`
      let x = untangle(Both(tile[near], tile[far]), roots[k]);
      spectrum[line * (LENGTH + 1u) + k] = x.near;
      spectrum[line * (LENGTH + 1u) + LENGTH - k] = x.far;`.trim(),
  )
}

export function packedSpectrumLoad(line: FftLine): string {
  return eachPair(
    line,
    'load',
    shader`
      let start = line * (LENGTH + 1u);
      let z = tangle(Both(spectrumIn[start + k], spectrumIn[start + LENGTH - k]), roots[k]);
      tile[near] = z.near;
      tile[far] = z.far;`.trim(),
  )
}

export function packedProduct(line: FftLine): string {
  return eachPair(
    line,
    'product',
    shader`
      let x = untangle(Both(tile[near], tile[far]), roots[k]);
      let y = Both(multiply(x.near, multiplier[k]), multiply(x.far, multiplier[LENGTH - k]));
      let z = tangle(y, roots[k]);
      tile[near] = z.near;
      tile[far] = z.far;`.trim(),
  )
}

/** A loop over the tile along the lines; `body` sees the replica, the row's index and the first real's. */
function eachNeighbours(name: string, body: string): string {
  return shader`
fn ${name}(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {
    let line = first + task / LENGTH;
    let at = task % LENGTH * LANES + task / LENGTH;
    let replica = line / OUTER;
    let element = 2u * (task % LENGTH);
    ${body}
  }
}
`
}

export const packedRealLoad = eachNeighbours(
  'load',
  shader`
    let start = replica * RATE_STRIDE + RATE_OFFSET + line % OUTER * READ + element;
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z.x = rates[start];
      if (element + 1u < READ) { z.y = rates[start + 1u]; }
    }
    tile[at] = z;`.trim(),
)

export function packedRealStore(line: FftLine): string {
  return eachNeighbours(
    'store',
    shader`
    let point = line % OUTER * WRITE + element;
    if (line < LINES && element < WRITE) {
      let gain = gains[replica * GAIN_STRIDE + GAIN_OFFSET];
      ${arrive(line, 'point', 'gain * tile[at].x')}
      if (element + 1u < WRITE) { ${arrive(line, 'point + 1u', 'gain * tile[at].y')} }
    }`.trim(),
  )
}
