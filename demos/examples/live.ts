/** A network that goes on while it is touched: pushed along its ring it stays, pushed across it comes back. */
import { live, loadExperiment } from '../../src/index.ts'

const experiment = (c: number) =>
  loadExperiment(`
goldstone: 1
populations:
  ring: { space: { group: SO(2), samples: 64 }, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: ${c} } } }
simulation: { dt: 0.05, initial: { expression: "2.386*cos(theta)" } }
`)
const ring = await live(await experiment(2))
const angles = Array.from({ length: 64 }, (_, i) => (2 * Math.PI * i) / 64)

async function tell(what: string): Promise<void> {
  await ring.advance(400)
  const x = await ring.read(0)
  const [a, b] = [Math.cos, Math.sin].map((wave) => angles.reduce((s, t, i) => s + (x[i]! * wave(t)) / 32, 0))
  const amplitude = Math.hypot(a!, b!).toFixed(4)
  console.log(
    `t = ${ring.time.toFixed(0)}  at ${Math.atan2(b!, a!).toFixed(4)} rad, amplitude ${amplitude}: ${what}`,
  )
}
await tell('at rest')
ring.add(angles.map(Math.sin), 1)
await tell('pushed along the ring, it stays there')
ring.add(angles.map(Math.cos), 1)
await tell('kicked at 0')
await ring.change((await experiment(3)).network)
await tell('another coefficient, the same place')
ring.destroy()
