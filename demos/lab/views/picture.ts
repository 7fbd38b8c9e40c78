/** What one kind of view is, to the view that holds its canvas: what it computes, paints and says. */
import type { LegendEntry, Portrait } from '../protocol.ts'
import type { Camera } from './camera.ts'
import type { Computing, Painting } from './painter.ts'
import { rangeAt } from './painter.ts'
import type { Now } from './view.ts'

/** CSS pixels of the canvas. */
export interface Extent {
  readonly width: number
  readonly height: number
}

export interface Picture {
  readonly caption: string
  readonly forms: readonly string[]
  /** null where the picture is flat */
  readonly camera: Camera | null
  /** `share` of their way that colours go now */
  compute(to: Computing, now: Now, share: number): void
  /** asks for the numbers that the words need, a few hundred bytes */
  ask(to: Computing): void
  paint(to: Painting, extent: Extent, dark: boolean): void
  pick(x: number, y: number, extent: Extent): { readonly population: number; readonly neuron: number } | null
  portrait(portrait: Portrait | null): void
  described(): string
  legend(dark: boolean): readonly LegendEntry[]
}

/** The entry of the colours that a range stands for. */
export function coloursOf(range: ArrayLike<number> | null, name: string): LegendEntry[] {
  if (range === null) return []
  const map = range[rangeAt.signed]! > 0.5 ? 'diverging' : 'sequential'
  return [{ kind: 'colours', map, from: range[rangeAt.low]!, to: range[rangeAt.high]!, name }]
}
