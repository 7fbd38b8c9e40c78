/** Streamlines of a plane vector field, evenly spread: a line ends where another one already runs. */

export interface Field {
  /** the square [-1, 1] x [-1, 1], count x count nodes, x runs fastest */
  readonly count: number
  readonly x: Float64Array
  readonly y: Float64Array
}

const LANES = 26
const STEP = 0.012
const MOST = 420

/** Each line as (x0, y0, x1, y1, ...), along the flow. */
export function streamlines(field: Field): Float64Array[] {
  const taken = new Int32Array(LANES * LANES).fill(-1)
  const lane = (v: number) => Math.min(LANES - 1, Math.max(0, Math.floor(((v + 1) / 2) * LANES)))
  const top = largestSpeed(field)
  const lines: Float64Array[] = []
  for (const [x, y] of seeds()) {
    if (taken[lane(y) * LANES + lane(x)]! >= 0) continue
    const id = lines.length
    const own: number[] = []
    const half = (sign: 1 | -1): number[] => {
      const points: number[] = []
      let [px, py] = [x, y]
      for (let k = 0; k < MOST; k++) {
        const [vx, vy] = middle(field, px, py, sign)
        const speed = Math.hypot(vx, vy)
        if (!(speed > 1e-3 * top)) break
        px += (sign * STEP * vx) / speed
        py += (sign * STEP * vy) / speed
        if (Math.abs(px) > 1 || Math.abs(py) > 1) break
        const cell = lane(py) * LANES + lane(px)
        if (taken[cell]! >= 0 && taken[cell] !== id) break
        taken[cell] = id
        own.push(cell)
        points.push(px, py)
      }
      return points
    }
    taken[lane(y) * LANES + lane(x)] = id
    const back = half(-1)
    const forth = half(1)
    const line: number[] = []
    for (let k = back.length - 2; k >= 0; k -= 2) line.push(back[k]!, back[k + 1]!)
    line.push(x, y, ...forth)
    if (line.length / 2 < 14) {
      // too short to be read: its lanes are free again
      for (const cell of own) taken[cell] = -1
      continue
    }
    lines.push(Float64Array.from(line))
  }
  return lines
}

/** From the middle outwards in both axes, so that lines begin where the eye looks first. */
function* seeds(): Generator<readonly [number, number]> {
  const count = 17
  const at = (k: number) => -1 + (2 * (k + 0.5)) / count
  const cells: [number, number][] = []
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) cells.push([at(i), at(j)])
  cells.sort((a, b) => Math.hypot(...a) - Math.hypot(...b) || a[0] - b[0] || a[1] - b[1])
  yield* cells
}

/** The direction half a step on: the midpoint rule. */
function middle(field: Field, x: number, y: number, sign: 1 | -1): readonly [number, number] {
  const [vx, vy] = interpolated(field, x, y)
  const speed = Math.hypot(vx, vy) || 1
  return interpolated(field, x + (sign * STEP * vx) / speed / 2, y + (sign * STEP * vy) / speed / 2)
}

function interpolated({ count, x: fx, y: fy }: Field, x: number, y: number): readonly [number, number] {
  const clamp = (v: number) => Math.min(count - 1.000001, Math.max(0, ((v + 1) / 2) * (count - 1)))
  const [a, b] = [clamp(x), clamp(y)]
  const [i, j] = [Math.floor(a), Math.floor(b)]
  const [u, v] = [a - i, b - j]
  const at = (f: Float64Array) =>
    (1 - v) * ((1 - u) * f[j * count + i]! + u * f[j * count + i + 1]!) +
    v * ((1 - u) * f[(j + 1) * count + i]! + u * f[(j + 1) * count + i + 1]!)
  return [at(fx), at(fy)]
}

function largestSpeed({ x, y }: Field): number {
  let most = 0
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.hypot(x[i]!, y[i]!))
  return most
}
