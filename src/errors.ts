/**
 * The one error of misuse. Bad input is told as: where, what was expected, what came, what to do.
 * Numerical outcomes (diverged, aborted) are values, never this.
 */
export class InputError extends Error {
  override readonly name = 'InputError'

  /**
   * @param place path in the input, e.g. `populations.grid.space.samples[1]`; '' when not yet known
   * @param expected what would have been right, as a noun phrase without a full stop
   * @param received what came, quoted where it is text
   * @param remedy what to do, an imperative sentence without a full stop; '' when `expected` says it all
   */
  constructor(
    readonly place: string,
    readonly expected: string,
    readonly received: string,
    readonly remedy = '',
  ) {
    super(
      `${place === '' ? '' : `${place}: `}expected ${expected}, received ${received}${remedy === '' ? '' : `. ${remedy}`}`,
    )
  }

  /** The same complaint, placed under `prefix` of the input. */
  at(prefix: string): InputError {
    if (this.place === '') return new InputError(prefix, this.expected, this.received, this.remedy)
    const joint = this.place.startsWith('[') ? '' : '.'
    return new InputError(`${prefix}${joint}${this.place}`, this.expected, this.received, this.remedy)
  }
}

/** Runs `action`; an InputError that it throws is placed under `place`. */
export function placed<T>(place: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof InputError ? error.at(place) : error
  }
}

/** A key as a piece of a place: as it is where it is plain, else in double quotes. */
export function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
}

/** A value as it is quoted in a message: short, never multi-line. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number') return String(value)
  if (ArrayBuffer.isView(value))
    return `an array of ${(value as unknown as ArrayLike<number>).length} numbers`
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
