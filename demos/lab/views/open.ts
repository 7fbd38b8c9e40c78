/** STUB of LIVE, not committed: VIEWS replaces it. */
import type { ViewSpec, ViewWords } from '../protocol.ts'
import type { Seen, View } from './view.ts'

export function openView(
  _canvas: OffscreenCanvas,
  _spec: ViewSpec,
  _seen: Seen,
  _words: (words: ViewWords) => void,
): View {
  return {
    draw() {},
    resize() {},
    camera() {},
    pick: (x) => ({ population: 0, neuron: Math.max(0, Math.floor(x)) }),
    portrait() {},
    words: () => ({ caption: 'stub', described: '', legend: [], forms: [] }),
    picture: async () => new Uint8Array(),
    bytes: 0,
    destroy() {},
  }
}
