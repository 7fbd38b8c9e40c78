/**
 * Discrete Fourier transforms of a few points, in registers: y_j = sum_k x_k exp(-2 pi i j k / r). Radices
 * 2, 4 and 8 are written out; an odd radix sums over conjugate pairs of its points. The inverse is the same
 * butterfly with its outputs read in the order 0, r - 1, ..., 1.
 */
import { shader, whole } from './compose.ts'

/** Complex arithmetic on vec2f(real, imaginary); to stand once before any butterfly. */
export const complexNumbers = shader`
fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
fn conjugate(z: vec2f) -> vec2f { return vec2f(z.x, -z.y); }
// -i z
fn quarter(z: vec2f) -> vec2f { return vec2f(z.y, -z.x); }
`

const butterfly2 = shader`
fn butterfly2(x: array<vec2f, 2>) -> array<vec2f, 2> {
  return array<vec2f, 2>(x[0] + x[1], x[0] - x[1]);
}
`

const butterfly4 = shader`
fn butterfly4(x: array<vec2f, 4>) -> array<vec2f, 4> {
  let a = x[0] + x[2];
  let b = x[0] - x[2];
  let c = x[1] + x[3];
  let d = quarter(x[1] - x[3]);
  return array<vec2f, 4>(a + c, b + d, a - c, b - d);
}
`

const butterfly8 = shader`
fn butterfly8(x: array<vec2f, 8>) -> array<vec2f, 8> {
  let b = x[1] - x[5];
  let d = x[3] - x[7];
  let even = butterfly4(array<vec2f, 4>(x[0] + x[4], x[1] + x[5], x[2] + x[6], x[3] + x[7]));
  let odd = butterfly4(array<vec2f, 4>(
    x[0] - x[4],
    ${Math.SQRT1_2} * (b + quarter(b)),
    quarter(x[2] - x[6]),
    ${Math.SQRT1_2} * (quarter(d) - d)
  ));
  return array<vec2f, 8>(even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3]);
}
`

/** y_j = e_j + o_j and y_(r-j) = e_j - o_j, where e sums cosines of x_k + x_(r-k), o sines of x_k - x_(r-k). */
function oddButterfly(radix: number): string {
  const half = Array.from({ length: (radix - 1) / 2 }, (_, k) => k + 1)
  const r = whole(radix)
  const turn = (2 * Math.PI) / radix
  const pairs = half.map((k) =>
    shader`
  let s${whole(k)} = x[${whole(k)}] + x[${whole(radix - k)}];
  let d${whole(k)} = x[${whole(k)}] - x[${whole(radix - k)}];`.trim(),
  )
  const sums = half.map((j) => {
    const cosines = half.map((k) => shader`${Math.cos(turn * ((j * k) % radix))} * s${whole(k)}`.trim())
    const sines = half.map((k) => shader`${Math.sin(turn * ((j * k) % radix))} * d${whole(k)}`.trim())
    return shader`
  let e${whole(j)} = x[0] + ${cosines.join(' + ')};
  let o${whole(j)} = quarter(${sines.join(' + ')});`.trim()
  })
  const outputs = [
    `x[0] + ${half.map((k) => `s${k}`).join(' + ')}`,
    ...half.map((j) => `e${j} + o${j}`),
    ...half.map((j) => `e${j} - o${j}`).reverse(),
  ]
  return shader`
fn butterfly${r}(x: array<vec2f, ${r}>) -> array<vec2f, ${r}> {
  ${[...pairs, ...sums].join('\n  ')}
  return array<vec2f, ${r}>(${outputs.join(', ')});
}
`
}

/** The functions butterfly2, butterfly3, ... of the given radices (2, 4, 8 or odd), each once. */
export function butterflies(radices: readonly number[]): string {
  const wanted = new Set(radices)
  if (wanted.has(8)) wanted.add(4)
  return [...wanted]
    .sort((a, b) => a - b)
    .map((r) => (r === 2 ? butterfly2 : r === 4 ? butterfly4 : r === 8 ? butterfly8 : oddButterfly(r)))
    .join('\n')
}
