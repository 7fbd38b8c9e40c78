/**
 * How each neuron departs from a state on its own, its input held: the eigenvalues of its pointwise block D.
 * Where some neurons of a population depart and others return, they rest on different branches of their own
 * equations, and there are as many such patchworks as ways to choose. Where blocks differ from point to
 * point, their eigenvalues sample a continuum that belongs to the spectrum of the network as well.
 */
import { eigenvalues } from '../math/eigenvalues.ts'
import type { Complex } from './compressed.ts'
import type { Linearisation } from './linearisation.ts'
import type { Piece } from './pieces.ts'

type Blocks = Pick<Piece, 'size' | 'variables' | 'byVariable'>

/** Of each neuron of a population V eigenvalues, Re descending, then Im. */
export function localSpectrum({ size, variables: V, byVariable }: Blocks): Complex[][] {
  const block = new Float64Array(V * V)
  return Array.from({ length: size }, (_, i) => {
    for (let k = 0; k < V * V; k++) block[k] = byVariable[k]?.[i] ?? 0
    if (V === 1) return [{ re: block[0]!, im: 0 }]
    const { re, im } = eigenvalues(block, V)
    return Array.from(re, (value, k) => ({ re: value, im: im[k]! })).sort(
      (a, b) => b.re - a.re || b.im - a.im,
    )
  })
}

/** Whether some neurons of one population depart on their own while others return. */
export function isPatchwork({ local }: Linearisation): boolean {
  return local().some(
    (neurons) => neurons.some(([first]) => first!.re > 1e-6) && neurons.some(([first]) => first!.re < -1e-6),
  )
}

/** Whether an eigenvalue lies where the blocks' own sample a continuum: in the box about one sheet of them. */
export function inContinuum({ local }: Linearisation): (value: Complex) => boolean {
  const slack = 1e-6
  const boxes = local().flatMap((neurons) =>
    (neurons[0] ?? []).map((_, v) => {
      const re = neurons.map((own) => own[v]!.re)
      const im = neurons.map((own) => own[v]!.im)
      return { re: [Math.min(...re), Math.max(...re)], im: [Math.min(...im), Math.max(...im)] } as const
    }),
  )
  const wide = boxes.filter(({ re, im }) => re[1]! - re[0]! > slack || im[1]! - im[0]! > slack)
  return (value) =>
    wide.some(
      ({ re, im }) =>
        value.re >= re[0]! - slack &&
        value.re <= re[1]! + slack &&
        value.im >= im[0]! - slack &&
        value.im <= im[1]! + slack,
    )
}
