/** What a certificate found, as a table of few columns: one row a manifold. */
import type { Certificate, Eigenvalue } from '../../src/index.ts'
import { make } from '../lab/dom.ts'
import { significant } from '../lab/format.ts'

export function foundTable(certificate: Certificate): HTMLElement {
  const rows = certificate.manifolds.map((manifold) =>
    make(
      'tr',
      { 'data-manifold': manifold.id, 'data-stability': manifold.stability },
      make('th', { scope: 'row' }, manifold.id),
      make('td', {}, manifold.homogeneous ? 'homogeneous' : manifold.topology),
      make('td', { class: 'number' }, String(manifold.dimension)),
      make('td', { class: 'stability' }, stabilityWord(manifold.stability, manifold.index)),
      make('td', { class: 'number' }, manifold.spectrum.slice(0, 3).map(written).join('  ')),
      make('td', {}, manifold.verdict),
    ),
  )
  const head = ['', 'shape', 'dim', 'stability', 'eigenvalues', 'verdict']
  return make(
    'table',
    { class: 'found' },
    make('caption', {}, `Symmetry ${certificate.symmetry.group}`),
    make('thead', {}, make('tr', {}, ...head.map((name) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...rows),
  )
}

function stabilityWord(stability: string, index: number): string {
  return stability === 'saddle' ? `saddle, index ${index}` : stability
}

/** `−0.423 ×2`; what rounding leaves of zero is zero. */
function written({ re, im, multiplicity }: Eigenvalue): string {
  const real = Math.abs(re) < 1e-9 ? '0' : significant(re)
  const imaginary = Math.abs(im) < 1e-9 ? '' : ` ± ${significant(Math.abs(im))}i`
  return `${real}${imaginary}${multiplicity > 1 ? ` ×${multiplicity}` : ''}`
}
