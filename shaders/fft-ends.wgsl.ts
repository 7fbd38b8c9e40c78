/**
 * How a line pass begins and ends: `load` fills the tile from memory and `store` empties it, in the order
 * of memory (along the lines where they are contiguous, across them where they are not); in between, `product`
 * multiplies by the kernel's spectrum, which lies as the spectrum does, digit-reversed along every axis.
 */
import { shader, whole } from './compose.ts'
import type { FftLine } from './fft-line.wgsl.ts'

/** A loop over the tile in the order of memory; `body` sees lane, position, and the line's outer and i. */
function eachPoint(line: FftLine, name: string, body: string): string {
  return shader`
fn ${name}(first: u32, thread: u32) {
  for (var task = thread; task < TILE; task += SIZE) {
#if ${line.inner > 1}
    let lane = task % LANES;
    let position = task / LANES;
#else
    let lane = task / LENGTH;
    let position = task % LENGTH;
#endif
    let line = first + lane;
    let outer = line / INNER;
    let i = line % INNER;
    let element = position * INNER + i;
    let at = position * LANES + lane;
    ${body}
  }
}
`
}

/** w^(k j) of a part of a long axis: this part's frequency k, the rest's index j; laid out [position][rest]. */
function turn({ rest, inner }: FftLine): string {
  return `turns[position * ${whole(rest)}u + i / ${whole(inner / rest)}u]`
}

export function spectrumLoad(line: FftLine): string {
  const name = line.inPlace ? 'spectrum' : 'spectrumIn'
  const turned = line.direction === 'inverse' && line.rest > 1
  return eachPoint(
    line,
    'load',
    shader`
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z = ${name}[outer * READ + element];
    }
    tile[at] = ${turned ? `multiply(z, conjugate(${turn(line)}))` : 'z'};`.trim(),
  )
}

export function spectrumStore(line: FftLine): string {
  const turned = line.direction === 'forward' && line.rest > 1
  return eachPoint(
    line,
    'store',
    shader`
    if (line < LINES && element < WRITE) {
      spectrum[outer * WRITE + element] = ${turned ? `multiply(tile[at], ${turn(line)})` : 'tile[at]'};
    }`.trim(),
  )
}

/**
 * The product by the multiplier between the last forward and the first inverse stage, whose points are the
 * same: one function does all three in registers.
 */
export function product(line: FftLine): string {
  const radix = line.radices.at(-1) ?? 1
  const r = whole(radix)
  const points = Array.from({ length: radix }, (_, k) => k)
  const place = (k: number) => (k === 0 ? 'tile[at]' : `tile[at + ${k * line.lanes}u]`)
  const array = (values: readonly string[]) => `array<vec2f, ${radix}>(${values.join(', ')})`
  const transform = radix === 1 ? '' : `butterfly${radix}`
  const products = points.map((k) => `multiply(x[${k}], multiplier[factor + ${k * line.inner}u])`)
  const results = points.map((k) => `${place(k)} = y[${(radix - k) % radix}];`)
  return shader`
fn product(first: u32, thread: u32) {
  for (var task = thread; task < ${whole((line.length / radix) * line.lanes)}u; task += SIZE) {
    let position = task / LANES * ${r}u;
    let at = position * LANES + task % LANES;
    let line = first + task % LANES;
    if (line < LINES) {
      let factor = line / INNER % OUTER * (LENGTH * INNER) + position * INNER + line % INNER;
      let x = ${transform}(${array(points.map(place))});
      let y = ${transform}(${array(products)});
      ${results.join('\n      ')}
    }
  }
}
`
}

/** Rates as complex numbers whose imaginary part is zero. */
export function wholeLoad(line: FftLine): string {
  return eachPoint(
    line,
    'load',
    shader`
    var z = vec2f(0.0);
    if (line < LINES && element < READ) {
      z.x = rates[outer / OUTER * RATE_STRIDE + RATE_OFFSET + outer % OUTER * READ + element];
    }
    tile[at] = z;`.trim(),
  )
}

export function wholeStore(line: FftLine): string {
  return eachPoint(
    line,
    'store',
    shader`
    if (line < LINES && element < WRITE) {
      let replica = outer / OUTER;
      let gain = gains[replica * GAIN_STRIDE + GAIN_OFFSET];
      let point = outer % OUTER * WRITE + element;
      ${arrive(line, 'point', 'gain * tile[at].x')}
    }`.trim(),
  )
}

/** What becomes of the sum at a point of `replica`. */
export function arrive({ arrival }: FftLine, point: string, sum: string): string {
  if (arrival !== null) return `arrive(replica, ${point}, ${sum});`
  return `input[replica * INPUT_STRIDE + INPUT_OFFSET + ${point}] += ${sum};`
}

/** Rows of odd length n, imaginary part zero: frequencies 0 ... (n - 1) / 2 are kept. */
export function halfStore(line: FftLine): string {
  return eachHalf(line, 'store', 'spectrum[at] = tile[place * LANES + lane];')
}

export function halfLoad(line: FftLine): string {
  return eachHalf(
    line,
    'load',
    shader`
      tile[place * LANES + lane] = spectrumIn[at];
      if (k > 0u) { tile[places[LENGTH - k] * LANES + lane] = conjugate(spectrumIn[at]); }`.trim(),
  )
}

function eachHalf({ length, lanes }: FftLine, name: string, body: string): string {
  const half = (length + 1) / 2
  return shader`
fn ${name}(first: u32, thread: u32) {
  for (var task = thread; task < ${whole(half * lanes)}u; task += SIZE) {
    let lane = task / ${whole(half)}u;
    let k = task % ${whole(half)}u;
    if (first + lane < LINES) {
      let place = places[k];
      let at = (first + lane) * ${whole(half)}u + k;
      ${body}
    }
  }
}
`
}

/** Where the rates, the input and the gains lie. */
export function realDeclarations({ rates, input, gains, arrival }: FftLine): string {
  return [
    ...(rates === null ? [] : span('RATE', rates)),
    ...(input === null || arrival !== null ? [] : span('INPUT', input)),
    ...(input === null ? [] : span('GAIN', gains)),
  ].join('\n')
}

function span(name: string, { stride, offset }: { stride: number; offset: number }): string[] {
  return [`const ${name}_STRIDE = ${whole(stride)}u;`, `const ${name}_OFFSET = ${whole(offset)}u;`]
}
