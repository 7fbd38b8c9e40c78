/** The uniform of every pass with a clock; the runner writes it. `step` is 64 bits wide in two words. */
import { whole } from '../compose.ts'

/** With room behind it for so many signals, see src/engine/webgpu/signals.ts. */
export function clockWith(signals: number): string {
  const vectors = signals === 0 ? '' : `\n  signals: array<vec4f, ${whole(Math.ceil(signals / 4))}>,`
  return `struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,${vectors}
}
@group(1) @binding(0) var<uniform> clock: Clock;
`
}

export const clockText = clockWith(0)

/** The k-th signal at the clock's time. */
export const signalText = (k: number): string => `clock.signals[${whole(k >> 2)}].${'xyzw'[k % 4]}`
