/** Time and hands: the strip under the views. What goes on is told by `status` a few times a second. */
import type { Simulation } from './client.ts'
import { make } from './dom.ts'
import { bytes, counted, fixed } from './format.ts'
import { type HandChoice, tools } from './hands.ts'
import type { Status } from './protocol.ts'

export interface Transport {
  play(on?: boolean): void
  step(): void
  reset(): void
  reseed(): void
  faster(factor: number): void
  take(tool: HandChoice['tool']): void
  brush(factor: number): void
  hear(status: Status): void
  /** what computes, for the foot */
  engine(name: string): void
  /** goes at about so many units of time a second; null: as the person had it */
  pace(perSecond: number | null): void
  readonly playing: boolean
}

export interface TransportOptions {
  readonly host: HTMLElement
  /** where time, pace and engine are told */
  readonly foot: HTMLElement
  readonly simulation: Simulation
  readonly hand: HandChoice
  readonly say: (text: string) => void
  /** time steps in a press of Step */
  readonly stride: () => number
  /** as the text has it */
  readonly seed: () => number
  /** a person took another tool */
  readonly taken: (tool: HandChoice['tool']) => void
}

const speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256]

export function openTransport(options: TransportOptions): Transport {
  const { host, foot, simulation, hand, say, stride, taken } = options
  let playing = true
  let speed = 4
  /** what a person chose */
  let chosen = speed
  /** how often another seed was asked for */
  let others = 0

  const button = (name: string, title: string, act: () => void, kind = 'word') =>
    make('button', { type: 'button', class: kind, title, click: act }, name)
  const play = button('Pause', 'go on or pause (Space)', () => transport.play())
  play.classList.add('play')
  const pace = make('input', {
    type: 'range',
    min: 0,
    max: speeds.length - 1,
    step: 1,
    class: 'slider',
    'aria-label': 'speed: units of time in a second',
  })
  const paceWord = make('span', { class: 'n' })
  const time = make('span', { class: 'time n' })
  const rate = make('span', { class: 'rate n' })
  const engine = make('span', { class: 'engine' })

  const choices = tools.map(({ tool, name, gloss }) => {
    const input = make('input', { type: 'radio', name: 'hand', value: tool, checked: tool === hand.tool })
    input.addEventListener('change', () => transport.take(tool))
    return make('label', { title: gloss }, input, make('span', {}, name))
  })
  const size = range('size of the brush', 0.04, 0.6, hand.radius, (value) => {
    hand.radius = value
  })
  const strength = range('strength of the hand', 0.5, 40, hand.strength, (value) => {
    hand.strength = value
  })

  host.append(
    make(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'time' },
      play,
      button('Step', 'take one step (.)', () => transport.step()),
      button('Reset', 'begin anew (R)', () => transport.reset()),
      make(
        'label',
        { class: 'range', title: 'units of time in a second' },
        make('span', {}, 'Speed'),
        pace,
        paceWord,
      ),
    ),
    make(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'hands' },
      make('div', { class: 'hands', role: 'radiogroup', 'aria-label': 'the hand' }, ...choices),
      size,
      strength,
    ),
  )
  foot.append(time, rate, engine)

  function showPace(): void {
    pace.value = String(speeds.indexOf(speed))
    pace.setAttribute('aria-valuetext', `${speed} a second`)
    paceWord.textContent = `${speed}/s`
  }
  pace.addEventListener('input', () => chooseSpeed(speeds[Number(pace.value)]!))
  function chooseSpeed(next: number): void {
    chosen = next
    setSpeed(next)
  }
  function setSpeed(next: number): void {
    speed = next
    showPace()
    simulation.send({ kind: 'speed', perSecond: speed })
  }
  showPace()

  const transport: Transport = {
    play(on = !playing) {
      playing = on
      play.textContent = on ? 'Pause' : 'Go on'
      simulation.send({ kind: on ? 'play' : 'pause' })
    },
    step() {
      if (playing) transport.play(false)
      simulation.send({ kind: 'step', steps: stride() })
    },
    reset() {
      simulation.send({ kind: 'reset' })
      say('From the beginning')
    },
    reseed() {
      const seed = options.seed() + ++others
      simulation.send({ kind: 'reset', seed })
      say(`From the beginning, with seed ${seed}`)
    },
    faster(factor) {
      const next = speeds[speeds.indexOf(speed) + (factor > 1 ? 1 : -1)]
      if (next === undefined) return
      chooseSpeed(next)
      say(`${next} units of time a second`)
    },
    take(tool) {
      hand.tool = tool
      for (const label of choices) {
        const input = label.querySelector('input')!
        input.checked = input.value === tool
      }
      document.body.dataset['hand'] = tool
      for (const label of [size, strength])
        label.querySelector('input')!.disabled = tool === 'drag' || tool === 'turn'
      taken(tool)
    },
    brush(factor) {
      hand.radius = Math.min(0.6, Math.max(0.04, hand.radius * factor))
      const input = size.querySelector('input')!
      input.value = String(hand.radius)
      say(`Brush of ${Math.round(100 * hand.radius)} per cent of the space`)
    },
    hear(status) {
      if (status.playing !== playing) {
        playing = status.playing
        play.textContent = playing ? 'Pause' : 'Go on'
      }
      time.textContent = `t = ${fixed(status.time, 1)}`
      const pace = `${counted(status.stepsPerSecond)} steps/s${status.behind ? ', as fast as it can' : ''}`
      rate.textContent = status.playing
        ? `${pace} · ${Math.round(status.framesPerSecond)} frames/s`
        : `step ${counted(status.step)}`
      rate.title = `${bytes(status.memory)} in use`
    },
    pace(perSecond) {
      const far = (one: number) => Math.abs(Math.log(one / perSecond!))
      setSpeed(perSecond === null ? chosen : speeds.toSorted((a, b) => far(a) - far(b))[0]!)
    },
    engine(name) {
      engine.textContent = name
      engine.title = name
    },
    get playing() {
      return playing
    },
  }
  document.body.dataset['hand'] = hand.tool
  return transport
}

function range(
  gloss: string,
  from: number,
  to: number,
  value: number,
  changed: (value: number) => void,
): HTMLElement {
  const input = make('input', {
    type: 'range',
    min: from,
    max: to,
    step: 'any',
    value,
    class: 'slider',
    'aria-label': gloss,
  })
  input.addEventListener('input', () => changed(Number(input.value)))
  const word = gloss.split(' ')[0]!
  return make(
    'label',
    { class: 'range', title: gloss },
    make('span', {}, word[0]!.toUpperCase() + word.slice(1)),
    input,
  )
}
