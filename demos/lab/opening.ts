/** What the page opens with: a moving manifold, already found, turning until it is touched. */
import { at } from './dom.ts'
import { type Finding, unpacked } from './packed.ts'
import type { Shown, Stage } from './stage.ts'

/** States among the manifolds, and the activity that they are. */
export const openingViews: readonly Shown[] = [
  { spec: { kind: 'phase', axes: 'order', replica: 0 } },
  { spec: { kind: 'activity', population: 'grid', variable: 'rate', as: 'surface', replica: 0 } },
]

/** What the opening network's certificate found when this page was built. */
export async function openingFinding(): Promise<Finding> {
  const { default: address } = await import('virtual:opening-finding')
  return unpacked(new Uint8Array(await (await fetch(address)).arrayBuffer()))
}

/** Turns the first view until the stage is touched: then it is the person's. */
export function turnSlowly(stage: Stage): void {
  const [pane] = stage.views
  if (pane === undefined) return
  const radiansPerMillisecond = 1.2e-4
  let before = performance.now()
  const stop = new AbortController()
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'change'])
    at('stage').addEventListener(kind, () => stop.abort(), { signal: stop.signal })
  const turn = (now: number) => {
    if (stop.signal.aborted || !stage.views.includes(pane)) return
    if (now - before > 40) {
      pane.turn(Math.min(100, now - before) * radiansPerMillisecond, 0)
      before = now
    }
    requestAnimationFrame(turn)
  }
  requestAnimationFrame(turn)
}
