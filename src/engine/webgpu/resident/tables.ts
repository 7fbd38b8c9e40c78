/** Constants of a resident pass, gathered in one buffer each for floats and for integers. */

export interface Tables {
  /** where these values begin; the same array is kept once */
  add(values: ArrayLike<number>): number
  readonly length: number
  /** all values, at least one */
  floats(): Float32Array<ArrayBuffer>
  words(): Uint32Array<ArrayBuffer>
}

export function tables(): Tables {
  const parts: ArrayLike<number>[] = []
  const starts = new Map<ArrayLike<number>, number>()
  let length = 0
  function into<T extends Float32Array | Uint32Array>(all: T): T {
    for (const part of parts) all.set(part, starts.get(part)!)
    return all
  }
  return {
    add(values) {
      const known = starts.get(values)
      if (known !== undefined) return known
      starts.set(values, length)
      parts.push(values)
      length += values.length
      return length - values.length
    },
    get length() {
      return length
    },
    floats: () => into(new Float32Array(Math.max(1, length))),
    words: () => into(new Uint32Array(Math.max(1, length))),
  }
}

/** Numbers that each replica has for itself: parameters, gains, scales. */
export interface ReplicaNumbers {
  /** where in a replica's numbers these stand, one a name, `of(index, replica)` their values */
  add(count: number, of: (index: number, replica: number) => number): number
  readonly length: number
  /** [replica][length] */
  floats(replicas: number): Float32Array<ArrayBuffer>
}

export function replicaNumbers(): ReplicaNumbers {
  const values: ((replica: number) => number)[] = []
  return {
    add(count, of) {
      for (let k = 0; k < count; k++) values.push((replica) => of(k, replica))
      return values.length - count
    },
    get length() {
      return values.length
    },
    floats(replicas) {
      const all = new Float32Array(Math.max(1, replicas * values.length))
      for (let r = 0, at = 0; r < replicas; r++) for (const value of values) all[at++] = value(r)
      return all
    },
  }
}
