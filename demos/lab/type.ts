/** Words as type: raised and lowered digits become elements, since few fonts have all of them. */
import { inPage } from '../../src/figures/certificate/words.ts'

export function inType(words: string): DocumentFragment {
  return document.createRange().createContextualFragment(inPage(words))
}
