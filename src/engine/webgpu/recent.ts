/** What was used lately: a map of so many entries at most, of which the one that was left longest makes room. */
export interface Recent<V> {
  /** the entry, which counts as a use */
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

export function recent<V extends {}>(most: number): Recent<V> {
  // in the order of their last use
  const entries = new Map<string, V>()
  const put = (key: string, value: V): void => {
    entries.delete(key)
    entries.set(key, value)
  }
  return {
    get(key) {
      const found = entries.get(key)
      if (found !== undefined) put(key, found)
      return found
    },
    set(key, value) {
      put(key, value)
      if (entries.size > most) entries.delete(entries.keys().next().value!)
    },
    delete: (key) => void entries.delete(key),
  }
}
