/** A bare page over the lab's workers: what a test asks goes through, what they tell is kept. */
import { type Certifier, openCertifier, openSimulation, type Simulation } from '../../../demos/lab/client.ts'
import type { CertifyTell, Tell } from '../../../demos/lab/protocol.ts'

export interface LabPage {
  readonly simulation: Simulation
  readonly certifier: Certifier
  readonly told: (Tell | CertifyTell)[]
  /** the next message of this kind, or the last one told already */
  hear(kind: string): Promise<unknown>
  canvas(width: number, height: number): OffscreenCanvas
}

declare global {
  interface Window {
    lab: LabPage
  }
}

const told: (Tell | CertifyTell)[] = []
const hear = async (kind: string) => {
  for (;;) {
    const found = told.findLast((message) => message.kind === kind)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const keep = (message: Tell | CertifyTell) => told.push(message)

window.lab = {
  simulation: openSimulation(keep),
  certifier: openCertifier(keep),
  told,
  hear,
  canvas(width, height) {
    const canvas = document.createElement('canvas')
    canvas.style.cssText = `width: ${width}px; height: ${height}px`
    document.body.append(canvas)
    return canvas.transferControlToOffscreen()
  },
}
