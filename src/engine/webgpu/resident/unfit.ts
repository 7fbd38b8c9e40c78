/** Why a network cannot be resident: thrown where it is found, a value to whoever asked. */
export class Unfit extends Error {}

/** `what` as a sentence, unless `fits`. */
export function need(fits: boolean, what: string): asserts fits {
  if (!fits) throw new Unfit(what)
}
