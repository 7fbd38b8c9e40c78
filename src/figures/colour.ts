/**
 * Colour belongs to the data: a sequential map (viridis), a diverging one centred on 0, a cyclic one
 * for angles and a two-dimensional one for directions. The last three are drawn here in Oklab
 * (B. Ottosson, 2020), where equal distances look equal: nothing is borrowed, so nothing is licensed.
 */
import { interpolateViridis } from 'd3-scale-chromatic'

/** Red, green, blue in 0 ... 255. */
export type Rgb = readonly [number, number, number]

/** Lightness 0 ... 1, a (green to red), b (blue to yellow). */
export type Oklab = readonly [number, number, number]

const clamp = (value: number) => Math.min(1, Math.max(0, value))

function gamma(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}

/** Linear sRGB, possibly outside 0 ... 1 when the colour cannot be shown. */
export function oklabToLinear([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

export function oklabToRgb(colour: Oklab): Rgb {
  const [r, g, b] = oklabToLinear(colour)
  return [gamma(clamp(r)) * 255, gamma(clamp(g)) * 255, gamma(clamp(b)) * 255]
}

export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

export function rgbOf(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** Mixes two colours: 0 is the first. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share
  return [at(0), at(1), at(2)]
}

const viridisTable = Array.from({ length: 256 }, (_, i) => rgbOf(interpolateViridis(i / 255)))

/** Perceptually uniform from dark violet (0) to yellow (1). */
export function sequential(share: number): Rgb {
  return viridisTable[Math.round(clamp(share) * 255)]!
}

/** Blue (-1) through the page's own paper (0) to red-brown (+1); equal lightness at equal size. */
export function diverging(theme: 'light' | 'dark'): (value: number) => Rgb {
  const centre: Oklab = theme === 'light' ? [0.975, 0, 0.005] : [0.21, 0, 0]
  const ends: readonly Oklab[] = [
    [theme === 'light' ? 0.42 : 0.74, -0.045, -0.105],
    [theme === 'light' ? 0.47 : 0.74, 0.125, 0.08],
  ]
  return (value) => {
    const size = Math.min(1, Math.abs(value))
    const end = ends[value < 0 ? 0 : 1]!
    const at = (i: 0 | 1 | 2) => centre[i] + (end[i] - centre[i]) * size
    return oklabToRgb([at(0), at(1), at(2)])
  }
}

/** Lightness of the angular maps: its middle and its swing, so that both papers carry them. */
const angularLightness = { light: [0.585, 0.145], dark: [0.7, 0.12] } as const
const chroma = 0.105
const redward = 0.02
const goldenHue = 1.48

/** One tilted ellipse in Oklab: gold, rose, violet, teal; its lightness is a single cosine. */
function ellipse(parameter: number, theme: 'light' | 'dark'): Oklab {
  const [middle, swing] = angularLightness[theme]
  const hue = goldenHue - parameter
  return [middle + swing * Math.cos(parameter), redward + chroma * Math.cos(hue), chroma * Math.sin(hue)]
}

const cyclicLength = 360

/** The ellipse at equal steps of its length, so that equal angles are equal differences of colour. */
function equallySpaced(theme: 'light' | 'dark'): Oklab[] {
  const fine = 3600
  const lengths = [0]
  let previous = ellipse(0, theme)
  for (let i = 1; i <= fine; i++) {
    const next = ellipse((2 * Math.PI * i) / fine, theme)
    lengths.push(
      lengths[i - 1]! + Math.hypot(next[0] - previous[0], next[1] - previous[1], next[2] - previous[2]),
    )
    previous = next
  }
  const table: Oklab[] = []
  for (let i = 0, at = 0; i < cyclicLength; i++) {
    const wanted = (lengths[fine]! * i) / cyclicLength
    while (lengths[at + 1]! < wanted) at++
    const share = (wanted - lengths[at]!) / (lengths[at + 1]! - lengths[at]!)
    table.push(ellipse((2 * Math.PI * (at + share)) / fine, theme))
  }
  return table
}

const cyclicTables = { light: equallySpaced('light'), dark: equallySpaced('dark') }

/**
 * The cyclic map for angles (radians), in Oklab: gold at 0, rose, violet-blue at pi, teal. Equal steps
 * look equal, and its lightness rises and falls once a turn, so that the colour-blind read it too.
 */
export function cyclicLab(angle: number, theme: 'light' | 'dark'): Oklab {
  const turn = angle / (2 * Math.PI)
  const share = Number.isFinite(turn) ? turn - Math.floor(turn) : 0
  return cyclicTables[theme][Math.round(share * cyclicLength) % cyclicLength]!
}

export function cyclic(angle: number, theme: 'light' | 'dark'): Rgb {
  return oklabToRgb(cyclicLab(angle, theme))
}

/** A direction (unit vector): hue by azimuth as in the cyclic map, lighter north, darker south. */
export function directional(x: number, y: number, z: number, theme: 'light' | 'dark'): Rgb {
  const [middle, swing] = angularLightness[theme]
  const flat = Math.hypot(x, y)
  const hue = goldenHue - Math.atan2(y, x)
  return oklabToRgb([
    middle + 1.15 * swing * z,
    flat * (redward + chroma * Math.cos(hue)),
    flat * chroma * Math.sin(hue),
  ])
}

/** Inks for curves that are told apart by name: equal lightness, hues far from each other. */
export function series(index: number, theme: 'light' | 'dark'): string {
  const hues = [4.36, 0.87, 5.93, 2.53, 3.4, 1.6]
  const hue = hues[index % hues.length]!
  const strength = 0.105
  return hex(oklabToRgb([theme === 'light' ? 0.5 : 0.75, strength * Math.cos(hue), strength * Math.sin(hue)]))
}
