/**
 * Spikes that are recorded on their way to the host. The list on the device is emptied before it could be full:
 * a step adds at most as many as there are neurons, and only when so many would no longer fit the run waits to
 * learn how many there are. The device counts on past the end of its list, so that none is lost unseen.
 */
import { InputError } from '../../errors.ts'
import type { SpikeStore } from '../spiking/spikes.ts'
import { grouped } from '../units.ts'
import type { DeviceProgram } from './program.ts'
import { readBytes } from './readback.ts'

export interface Drain {
  /** steps that may be submitted before `settle` */
  readonly steps: number
  /** so many were submitted */
  sent(steps: number): void
  /** once everything submitted is done: learns the count, and hands on what there is when it is half full or asked for */
  settle(all?: boolean): Promise<void>
}

/** Bytes mapped at once. */
const mostMapped = 2 ** 26

/** `onSpikes` is given neuron and step of each, in no order; the words are gone when it returns. */
export function drainOf(
  device: GPUDevice,
  { room, perStep }: NonNullable<DeviceProgram['spikes']>,
  list: GPUBuffer,
  onSpikes: (words: Uint32Array) => void,
): Drain {
  let known = 0
  let since = 0
  return {
    get steps() {
      return Math.floor((room - known) / perStep) - since
    },
    sent(steps) {
      since += steps
    },
    async settle(all = false) {
      const [count] = new Uint32Array(await readBytes(device, list, 0, 4)) as unknown as [number]
      since = 0
      known = count
      if (count > room) throw overflow(room, count)
      if (!all && count < room / 2 && Math.floor((room - known) / perStep) >= 1) return
      for (let at = 0; at < 8 * count; at += mostMapped)
        onSpikes(new Uint32Array(await readBytes(device, list, 8 + at, Math.min(mostMapped, 8 * count - at))))
      device.queue.writeBuffer(list, 0, new Uint32Array(1))
      known = 0
    },
  }
}

export function overflow(room: number, needed: number): InputError {
  return new InputError(
    'record.quantities',
    `at most ${grouped(room)} spikes at a time, which the list on the GPU has room for`,
    `${grouped(needed)}`,
    'Run it with --backend cpu, which is the reference engine',
  )
}

/** Hands spikes on to the store, of every population by replica, step and neuron. */
export function storeSpikes(
  store: SpikeStore,
  words: Uint32Array,
  neurons: number,
  blocks: readonly { readonly rate: number; readonly size: number }[],
): void {
  const count = words.length / 2
  const order = new Uint32Array(count)
  for (let k = 0; k < count; k++) order[k] = k
  const replicaOf = (k: number) => Math.floor(words[2 * k]! / neurons)
  order.sort(
    (a, b) =>
      replicaOf(a) - replicaOf(b) || words[2 * a + 1]! - words[2 * b + 1]! || words[2 * a]! - words[2 * b]!,
  )
  const fired = new Int32Array(Math.max(1, ...blocks.map(({ size }) => size)))
  for (let k = 0; k < count; ) {
    const [first, step] = [words[2 * order[k]!]!, words[2 * order[k]! + 1]!]
    const replica = Math.floor(first / neurons)
    const p = blocks.findLastIndex(({ rate }) => rate <= first - replica * neurons)
    const begin = replica * neurons + blocks[p]!.rate
    let found = 0
    for (; k < count; k++) {
      const [neuron, when] = [words[2 * order[k]!]!, words[2 * order[k]! + 1]!]
      if (when !== step || neuron >= begin + blocks[p]!.size) break
      fired[found++] = neuron - begin
    }
    store.add(p, replica, step, fired, found)
  }
}
