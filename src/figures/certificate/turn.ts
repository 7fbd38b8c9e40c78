/**
 * A scene of lines in three dimensions, turned and laid flat, orthographic. `turned` holds all it needs: the
 * report carries its text, so that a drag redraws what was drawn here.
 */

export interface Scene {
  /** sets of polylines of (x, y, z, ...) about the origin, within the unit ball or nearly so, in units of `unit` */
  readonly sets: readonly (readonly (readonly number[])[])[]
  readonly unit: number
  readonly paths: readonly {
    /** a number in `sets` */
    readonly set: number
    /** which side of the origin's own depth is drawn */
    readonly half: 'all' | 'near' | 'far'
  }[]
  readonly axes: readonly { readonly direction: readonly number[]; readonly width: number }[]
  /** words beside a point, left out where they would touch others */
  readonly labels: readonly { readonly at: readonly number[]; readonly width: number }[]
  readonly centre: readonly [number, number]
  readonly radius: number
  /** left and right of what words may cover */
  readonly room: readonly [number, number]
}

export interface Turned {
  /** path data, one a path of the scene */
  readonly paths: readonly string[]
  readonly axes: readonly {
    readonly d: string
    readonly x: number
    readonly y: number
    readonly anchor: 'start' | 'middle' | 'end'
    readonly shown: boolean
  }[]
  readonly labels: readonly { readonly x: number; readonly y: number; readonly shown: boolean }[]
}

/** Elevation and azimuth of the eye in radians. */
export function turned(scene: Scene, azimuth: number, elevation: number): Turned {
  const ca = Math.cos(azimuth)
  const sa = Math.sin(azimuth)
  const ce = Math.cos(elevation)
  const se = Math.sin(elevation)
  const right = (x: number, y: number) => -sa * x + ca * y
  const up = (x: number, y: number, z: number) => ce * z - se * (ca * x + sa * y)
  const near = (x: number, y: number, z: number) => ce * (ca * x + sa * y) + se * z
  const put = (value: number) => String(Math.round(100 * value) / 100)
  const paths = scene.paths.map(({ set, half }) => {
    let d = ''
    for (const line of scene.sets[set]!) {
      let isDown = false
      let before = ''
      for (let i = 0; i + 2 < line.length; i += 3) {
        const x = scene.unit * line[i]!
        const y = scene.unit * line[i + 1]!
        const z = scene.unit * line[i + 2]!
        const depth = near(x, y, z)
        const inHalf = half === 'all' || (half === 'near' ? depth >= -1e-9 : depth < -1e-9)
        const at = `${put(scene.centre[0] + scene.radius * right(x, y))} ${put(scene.centre[1] - scene.radius * up(x, y, z))}`
        if (inHalf) {
          // a line that comes from the other half begins where it left that
          if (!isDown) d += before === '' ? `M${at}` : `M${before}L${at}`
          else d += `L${at}`
        }
        isDown = inHalf
        before = at
      }
      // a single point is a line of no length, which a round cap makes a dot
      if (line.length === 3 && isDown) d += 'h0'
    }
    return d
  })
  const reach = 1.14
  const names: { x: number; y: number; anchor: 'start' | 'middle' | 'end'; width: number; size: number }[] =
    []
  const lines = scene.axes.map(({ direction, width }) => {
    const [x, y, z] = [direction[0]!, direction[1]!, direction[2]!]
    const across = right(x, y)
    const along = up(x, y, z)
    const size = Math.hypot(across, along)
    const dx = reach * scene.radius * across
    const dy = -reach * scene.radius * along
    const anchor = Math.abs(across) < 0.35 * size ? 'middle' : across > 0 ? 'start' : 'end'
    const gap = 6 / (size || 1)
    let px = scene.centre[0] + dx + (anchor === 'middle' ? 0 : gap * across)
    const low = scene.room[0] + (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2)
    const high = scene.room[1] - (anchor === 'end' ? 0 : anchor === 'start' ? width : width / 2)
    px = Math.min(high, Math.max(low, px))
    const py = scene.centre[1] + dy - 1.6 * gap * along + 4
    names.push({ x: px, y: py, anchor, width, size })
    const d = `M${put(scene.centre[0] - dx)} ${put(scene.centre[1] - dy)}L${put(scene.centre[0] + dx)} ${put(scene.centre[1] + dy)}`
    return size < 0.1 ? '' : d
  })
  const left = (k: number) => {
    const { x, anchor, width } = names[k]!
    return anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  }
  const axes = names.map(({ x, y, anchor, width, size }, k) => {
    // of two names that would touch, the one whose axis is seen longer stays
    const hidden = names.some(
      (other, j) =>
        j !== k &&
        (other.size > size || (other.size === size && j < k)) &&
        Math.abs(other.y - y) < 14 &&
        left(j) < left(k) + width + 4 &&
        left(k) < left(j) + other.width + 4,
    )
    return { d: lines[k]!, x, y, anchor, shown: size >= 0.1 && !hidden }
  })
  const taken = axes.flatMap(({ y, shown }, k) => (shown ? [{ x: left(k), y, width: names[k]!.width }] : []))
  const labels = scene.labels.map(({ at, width }) => {
    const x = scene.centre[0] + scene.radius * right(at[0]!, at[1]!) + 7
    const y = scene.centre[1] - scene.radius * up(at[0]!, at[1]!, at[2]!) - 5
    const shown = taken.every(
      (other) => Math.abs(other.y - y) >= 13 || other.x > x + width + 3 || x > other.x + other.width + 3,
    )
    if (shown) taken.push({ x, y, width })
    return { x, y, shown }
  })
  return { paths, axes, labels }
}
