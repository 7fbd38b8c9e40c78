/** The uniform that tells a pass which step it is in: `Clock` of program.ts, shaders/lib/clock.wgsl.ts. */
import type { Clock } from './program.ts'

const headBytes = 32

/** With so many signals behind it. */
export const clockBytes = (signals = 0): number => headBytes + 16 * Math.ceil(signals / 4)

/** Writes one clock at byte `at`. A step beyond 2^32 goes on in its high word, as on the host. */
export function writeClock(
  into: DataView,
  at: number,
  { step, stage, count, time }: Clock,
  dt: number,
  signals: ArrayLike<number> = [],
): void {
  into.setUint32(at, step % 2 ** 32, true)
  into.setUint32(at + 4, Math.floor(step / 2 ** 32), true)
  into.setUint32(at + 8, stage, true)
  into.setUint32(at + 12, count, true)
  into.setFloat32(at + 16, time, true)
  into.setFloat32(at + 20, dt, true)
  into.setFloat32(at + 24, Math.sqrt(dt), true)
  into.setFloat32(at + 28, 0, true)
  for (let k = 0; k < signals.length; k++) into.setFloat32(at + headBytes + 4 * k, signals[k]!, true)
}
