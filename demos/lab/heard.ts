/** What the simulation's worker says of its own accord: which engine computes, how it goes, what went wrong. */
import type { Notices } from './notices.ts'
import type { Tell } from './protocol.ts'
import type { Stage } from './stage.ts'
import type { Transport } from './transport.ts'

export interface HeardOptions {
  readonly notices: Notices
  /** parts of the page, which are there before anything is heard */
  readonly stage: () => Stage
  readonly transport: () => Transport
  /** what the person asked for */
  readonly backend: 'auto' | 'webgpu' | 'cpu'
  readonly reset: () => void
  /** asks for the GPU again */
  readonly retry: () => void
  readonly fault: (message: string) => void
}

type Engine = Pick<Extract<Tell, { kind: 'begun' }>, 'backend' | 'device'>

export function heardBy({ notices, stage, transport, backend, reset, retry, fault }: HeardOptions) {
  let engine: Engine['backend'] | null = null

  function use(next: Engine, isNew: boolean): void {
    transport().engine(next.backend === 'webgpu' ? next.device : 'reference engine')
    // a canvas that a device drew on cannot be painted on, and stays blank when the browser's GPU process has ended
    if (isNew || (engine !== null && next.backend !== engine)) stage().reopen()
    engine = next.backend
  }

  function tellWhy(why: string): void {
    notices.warn('engine', `The reference engine runs, on the processor and slower: ${why}`, {
      name: 'Try the GPU again',
      act: retry,
    })
  }

  return (told: Tell): void => {
    switch (told.kind) {
      case 'begun':
        use(told, false)
        if (told.backend === 'cpu' && backend !== 'cpu') tellWhy(told.why)
        else notices.clear('engine')
        break
      case 'status':
        transport().hear(told.status)
        break
      case 'words':
        stage().hear(told.view, told.words)
        break
      case 'diverged':
        notices.warn('diverged', told.said, { name: 'Reset', act: reset })
        break
      case 'lost':
        notices.warn('lost', `The graphics device was lost: ${told.reason}. It is being taken up again.`)
        break
      case 'recovered':
        notices.clear('lost')
        use(told, true)
        if (told.backend === 'cpu') {
          tellWhy(told.said)
          break
        }
        notices.warn('recovered', `The device is back: ${told.said}.`)
        setTimeout(() => notices.clear('recovered'), 12_000)
        break
      case 'fault':
        fault(told.message)
        break
      default:
        break
    }
  }
}
