/** Ctrl-C: the first asks the run to stop and be kept; a second leaves at once, with nothing half-written. */

export interface Interruption {
  readonly signal: AbortSignal
  /** 130 after SIGINT, 143 after SIGTERM, 0 before */
  exitCode(): number
  /** what to undo when leaving at once */
  onLeave(undo: () => void): void
  /** from here on a first signal leaves at once too, or stops the run */
  phase(name: 'loading' | 'running'): void
  end(): void
}

export function listenForInterrupts(): Interruption {
  const controller = new AbortController()
  const undone: (() => void)[] = []
  let code = 0
  let phase: 'loading' | 'running' = 'loading'
  const leave = () => {
    for (const undo of undone) undo()
    process.exit(code)
  }
  const hear = (number: number) => () => {
    const second = code !== 0
    code = number
    if (phase === 'loading' || second) leave()
    controller.abort()
  }
  const onInt = hear(130)
  const onTerm = hear(143)
  process.on('SIGINT', onInt)
  process.on('SIGTERM', onTerm)
  return {
    signal: controller.signal,
    exitCode: () => code,
    onLeave: (undo) => undone.push(undo),
    phase: (name) => {
      phase = name
    },
    end() {
      process.off('SIGINT', onInt)
      process.off('SIGTERM', onTerm)
    },
  }
}
