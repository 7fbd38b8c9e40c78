/** What a certificate found, as a table of few columns: one row a manifold. */
import { eigenvalueWords, shapeWords, typeset } from '../../src/figures/certificate/words.ts'
import { stabilityDashes } from '../../src/figures/stability.ts'
import type { Certificate, Manifold } from '../../src/index.ts'
import { make } from '../lab/dom.ts'
import { sample } from '../lab/legend.ts'
import { inType } from '../lab/type.ts'

export function foundTable({
  symmetry,
  manifolds,
}: Pick<Certificate, 'symmetry' | 'manifolds'>): HTMLElement {
  const head = ['manifold', 'dim', 'stability', 'largest eigenvalues', 'verdict']
  return make(
    'table',
    { class: 'found' },
    make('caption', {}, inType(`Found now. Symmetry ${typeset(symmetry.group)}`)),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        ...head.map((name) => make('th', { scope: 'col', title: name === 'dim' && 'dimension' }, name)),
      ),
    ),
    make('tbody', {}, ...manifolds.map(rowOf)),
  )
}

function rowOf(manifold: Manifold): HTMLElement {
  const { id, dimension, stability, index, spectrum, verdict, homogeneous } = manifold
  const dash = (stabilityDashes[stability] ?? '').split(' ').filter(Boolean).map(Number)
  return make(
    'tr',
    { 'data-manifold': id, 'data-stability': stability },
    make('th', { scope: 'row' }, inType(`${id}: ${homogeneous ? 'all alike' : shapeWords(manifold)}`)),
    make('td', { class: 'n' }, String(dimension)),
    make(
      'td',
      { class: stability },
      sample(`var(--${stability})`, dash),
      ` ${stability}${stability === 'saddle' ? `, ${index} unstable` : ''}`,
    ),
    make('td', { class: 'n' }, inType(spectrum.slice(0, 2).map(eigenvalueWords).join(',  '))),
    make('td', {}, inType(typeset(verdict))),
  )
}
