/** Work that is done when its result is first asked for, and never again. What throws is tried anew. */

/** `make`, called at the first use only. */
export function once<T>(make: () => T): () => T {
  let kept: { readonly value: T } | null = null
  return () => (kept ??= { value: make() }).value
}

/** `make`, called once for each label. */
export function oncePerLabel<T>(make: (label: string) => T): (label: string) => T {
  const kept = new Map<string, { readonly value: T }>()
  return (label) => keptOr(kept, label, make)
}

/** `make`, called once for each object; its result lives no longer than the object. */
export function oncePerObject<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const kept = new WeakMap<K, { readonly value: T }>()
  return (key) => keptOr(kept, key, make)
}

interface Store<K, T> {
  get(key: K): { readonly value: T } | undefined
  set(key: K, kept: { readonly value: T }): unknown
}

function keptOr<K, T>(store: Store<K, T>, key: K, make: (key: K) => T): T {
  let kept = store.get(key)
  if (kept === undefined) store.set(key, (kept = { value: make(key) }))
  return kept.value
}
