/** Add a multiple of one state to the states of some replicas, see shaders/add.wgsl.ts. */
import { addText, addWorkgroup } from '../../../../shaders/add.wgsl.ts'
import type { BufferSpec } from '../program.ts'
import { type Built, emptyBuffer, gamma, spread, tiny } from './pass.ts'

/** What a stroke reads: the direction, then strength (float32), first replica, how many, and numbers of each (uint32). */
export function addBuffers(length: number): BufferSpec[] {
  return [
    emptyBuffer('direction', `a direction, ${length} numbers`, length),
    emptyBuffer('stroke', 'strength, first replica, replicas, numbers of each', 4, 'u32'),
  ]
}

/** The words of `stroke`. */
export function strokeWords(
  strength: number,
  first: number,
  replicas: number,
  length: number,
): Uint32Array<ArrayBuffer> {
  const words = Uint32Array.of(0, first, replicas, length)
  new Float32Array(words.buffer)[0] = strength
  return words
}

/** Adds to `state`, `length` numbers of each of at most `replicas` replicas. */
export function addPass(length: number, replicas: number, limit?: number): Built {
  return {
    pass: {
      name: 'add',
      wgsl: addText(),
      entry: 'add',
      bindings: [
        { buffer: 'direction', access: 'read' },
        { buffer: 'stroke', access: 'read' },
        { buffer: 'state', access: 'read-write' },
      ],
      clock: false,
      workgroups: spread(Math.ceil((length * replicas) / addWorkgroup), limit),
      workgroupSize: addWorkgroup,
      workgroupBytes: 0,
      flops: 2 * length * replicas,
      bytes: 12 * length * replicas,
      barriers: 0,
    },
    twin(memory) {
      const [direction, [bits, first, count], state] = [
        memory.get('direction')!,
        memory.get('stroke') as unknown as [number, number, number],
        memory.get('state')!,
      ]
      const strength = new Float32Array(Uint32Array.of(bits).buffer)[0]!
      for (let job = 0; job < count * length; job++)
        state[first * length + job]! += strength * direction[job % length]!
    },
    bound(memory) {
      const [bits] = memory.get('stroke') as unknown as [number]
      const strength = Math.abs(new Float32Array(Uint32Array.of(bits).buffer)[0]!)
      const direction = memory.get('direction')!
      const bounds = memory
        .get('state')!
        .map((x, i) => gamma(2) * (Math.abs(x) + strength * Math.abs(direction[i % length]!)) + 2 * tiny)
      return new Map([['state', bounds]])
    },
  }
}
