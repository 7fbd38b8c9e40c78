/**
 * What hands do to the running network: a brush that adds to the state for as long as it is held, and a grip that
 * carries the activity by the motion of the group that takes the grabbed point to the pointer.
 */
import { hasEvents } from '../../../src/engine/spiking/layout.ts'
import type { Live } from '../../../src/index.ts'
import { motionBetween } from '../../../src/spaces/between.ts'
import type { Hand, ViewSpec } from '../protocol.ts'
import type { View } from '../views/view.ts'
import { brushOf } from './brush.ts'

/** A view that a hand is on. */
export interface Touched {
  readonly spec: ViewSpec
  readonly view: View
}

export interface Hands {
  /** a gesture; resolves when it has been taken */
  take(live: Live, touched: Touched, hand: Hand): Promise<void>
  /** what is held down goes on for so many seconds; whether anything did */
  hold(live: Live, seconds: number): boolean
  /** lets go of everything */
  release(): void
}

interface Stroke {
  readonly kind: 'stroke'
  readonly direction: Float32Array
  readonly strength: number
  readonly replica: number
}

interface Grip {
  readonly kind: 'grip'
  readonly population: number
  readonly from: number
  readonly replica: number
  /** the state when it was grabbed: what is carried keeps its shape */
  readonly state: Float64Array
  readonly carried: Float64Array
  readonly to: number
}

/** A short touch counts as so many seconds. */
const leastTouch = 0.1
/** Radians of a turn for a pixel. */
const turnPerPixel = 0.01

export function handsOf(): Hands {
  let held: Stroke | Grip | null = null
  let last: { readonly x: number; readonly y: number } | null = null

  function brush(live: Live, touched: Touched, hand: Hand, found: Found): void {
    const { network, layout } = live
    const { space } = network.populations[found.population]!
    const size = hand.strength * unitOf(live, found.population, replicaOf(touched))
    const strength = hand.tool === 'inhibit' ? -size : size
    const direction = brushOf(layout, found.population, space, found.neuron, hand.radius)
    const replica = replicaOf(touched)
    if (held === null) live.add(direction, strength * leastTouch, replica)
    held = { kind: 'stroke', direction, strength, replica }
  }

  async function grab(live: Live, touched: Touched, { population, neuron }: Found): Promise<void> {
    const replica = replicaOf(touched)
    const state = await live.read(replica)
    held = { kind: 'grip', population, from: neuron, to: neuron, replica, state, carried: state }
  }

  function carry(live: Live, grip: Grip, { population, neuron }: Found): void {
    if (population !== grip.population || neuron === grip.to) return
    const carried = carriedTo(live, grip, neuron)
    held = { ...grip, to: neuron, carried }
    live.place(carried, grip.replica)
  }

  return {
    async take(live, touched, hand) {
      const { view } = touched
      const { tool, phase, x, y } = hand
      if (phase === 'up' || phase === 'leave') {
        held = null
        last = null
        return
      }
      if (tool === 'turn') {
        if (phase === 'move' && last !== null)
          view.camera(turnPerPixel * (x - last.x), turnPerPixel * (y - last.y), 1)
        last = { x, y }
        return
      }
      if (phase === 'move' && held === null) return
      const found = view.pick(x, y)
      if (found === null) return
      // synapses remember the activity as well, and are not carried along
      if (tool === 'drag' && hasEvents(live.layout.events)) return
      if (tool !== 'drag') brush(live, touched, hand, found)
      else if (phase === 'down') await grab(live, touched, found)
      else if (held?.kind === 'grip') carry(live, held, found)
    },
    hold(live, seconds) {
      if (held === null) return false
      if (held.kind === 'grip') live.place(held.carried, held.replica)
      else live.add(held.direction, held.strength * seconds, held.replica)
      return true
    },
    release() {
      held = null
      last = null
    },
  }
}

type Found = NonNullable<ReturnType<View['pick']>>

const replicaOf = ({ spec }: Touched): number => spec.replica

/** A strength of 1: of neurons that fire, how far apart most of them are now, in the unit of their first variable. */
function unitOf(live: Live, population: number, replica: number): number {
  if (live.backend !== 'cpu' || live.network.populations[population]!.model.spike === undefined) return 1
  const { blocks, stride } = live.layout
  const { state, size } = blocks[population]!
  const from = replica * stride + state
  const sorted = live
    .state()
    .slice(from, from + size)
    .sort()
  return sorted[Math.floor(0.9 * (size - 1))]! - sorted[Math.floor(0.1 * (size - 1))]!
}

/** Every population on the space of the grabbed one moves with it. */
function carriedTo({ network, layout }: Live, { population, from, state }: Grip, to: number): Float64Array {
  const { space } = network.populations[population]!
  const motion = motionBetween(space, from, to)
  const carried = state.slice()
  for (const [p, { state: at, size, variables }] of layout.blocks.entries()) {
    const own = network.populations[p]!.space
    if (own !== space && own.name !== space.name) continue
    for (let v = 0; v < variables; v++) {
      const begin = at + v * size
      carried.set(own.act(motion, state.subarray(begin, begin + size)), begin)
    }
  }
  return carried
}
