/**
 * The beat of the worker: one frame at a time, at the rate of the display where a worker has its clock, else by a
 * timer. A frame's work may take longer than the display's: the next begins when it is done.
 */
export interface Frames {
  /** of a second, measured */
  readonly rate: number
  /** frames so far */
  readonly count: number
  start(): void
  stop(): void
}

/**
 * Milliseconds after which the display's clock is taken to stand, and of a timer in its place until it goes again:
 * Chromium forgets what a worker asks of it while a GPU process that ended is replaced, often for good.
 */
const patience = 250
const instead = 18

/** `frame` is given the seconds since the one before, at most `longest`, and says when its work is done. */
export function framesOf(frame: (seconds: number) => Promise<void>, longest = 0.1): Frames {
  const own = globalThis as Partial<AnimationFrameProvider>
  let stands = own.requestAnimationFrame === undefined
  function next(then: () => void): void {
    const asked = own.requestAnimationFrame?.(() => {
      stands = false
      clearTimeout(timer)
      then()
    })
    const timer = setTimeout(
      () => {
        stands = true
        if (asked !== undefined) own.cancelAnimationFrame!(asked)
        then()
      },
      stands ? instead : patience,
    )
  }

  let running = false
  /** grows at every start: what an earlier one asked for is dropped */
  let turn = 0
  let before = 0
  let rate = 0
  let count = 0

  function ask(own: number): void {
    next(() => {
      if (running && own === turn) beat(own)
    })
  }

  function beat(own: number): void {
    const now = performance.now()
    const seconds = (now - before) / 1000
    before = now
    count++
    if (seconds > 0) rate += 0.1 * (1 / seconds - rate)
    frame(Math.min(seconds, longest)).then(() => ask(own))
  }

  return {
    get rate() {
      return running ? rate : 0
    },
    get count() {
      return count
    },
    start() {
      if (running) return
      running = true
      before = performance.now()
      ask(++turn)
    },
    stop() {
      running = false
    },
  }
}
