/** The uniform of every pass with a clock; the runner writes it. `step` is 64 bits wide in two words. */
export const clockText = `struct Clock {
  stepLow: u32,
  stepHigh: u32,
  stage: u32,
  count: u32,
  time: f32,
  dt: f32,
  root: f32,
  pad: f32,
}
@group(1) @binding(0) var<uniform> clock: Clock;
`
