/** A certificate in words and numbers, as the report says them. */
import type { Certificate, Eigenvalue, Manifold, SpikingReport } from '../../analysis/report.ts'
import { escaped } from '../svg.ts'

const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const loweredDigits = '₀₁₂₃₄₅₆₇₈₉'

/** Six decimals with a true minus, none before a zero; small numbers in powers of ten. */
export function number(value: number | null): string {
  if (value === null) return '–'
  if (value === 0) return '0'
  const size = Math.abs(value)
  return size < 1e-4 ? power(value) : value.toFixed(6).replace('-', '−')
}

/** `2.3 · 10⁻¹⁶`, for errors. */
export function power(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '∞'
  const [mantissa, exponent] = value.toExponential(1).split('e') as [string, string]
  const raised = [...String(Number(exponent))]
    .map((digit) => (digit === '-' ? '⁻' : raisedDigits[Number(digit)]))
    .join('')
  return `${mantissa.replace('-', '−')}\u202f·\u202f10${raised}`
}

export function eigenvalueWords({ re, im, multiplicity }: Eigenvalue): string {
  const real = Math.abs(re) < 1e-9 ? '0' : number(re)
  const value = Math.abs(im) < 1e-9 ? real : `${real} ${im < 0 ? '−' : '+'} ${number(Math.abs(im))} i`
  return multiplicity === 1 ? value : `${value} (× ${multiplicity})`
}

/** What the terminal says in ASCII, set as type: S¹, Z₂, ×, ⋊, θ, →, true minus signs, powers of ten. */
export function typeset(words: string): string {
  return words
    .replace(/(\d)e\+0\b/g, '$1')
    .replace(/-?\d+(?:\.\d+)?e[+-]?\d+/g, (digits) => power(Number(digits)))
    .replace(/\b(S|T|RP)(\d)\b/g, (_, name: string, digit: string) => name + raisedDigits[Number(digit)])
    .replace(
      /\bZ(\d+)\b/g,
      (_, digits: string) => `Z${[...digits].map((d) => loweredDigits[Number(d)]).join('')}`,
    )
    .replace(/theta(\d?)/g, (_, digit: string) => `θ${digit === '' ? '' : loweredDigits[Number(digit)]}`)
    .replace(/ x (?=[(A-Z])/g, ' × ')
    .replace(/(?<=[A-Z0-9₀-₉⁰¹²³⁴-⁹)]) : (?=[(A-Z])/g, ' ⋊ ')
    .replace(/->/g, '→')
    .replace(/(^|[\s(])-(?=[\dx])/g, '$1−')
    .replace(/\^-1/g, '⁻¹')
}

/** Signs that the page's fonts lack, drawn in a square of 10; the sign itself stays for who copies or listens. */
const strokes: Readonly<Record<string, string>> = {
  '⋊': 'M1.5 1.5L8.5 8.5M1.5 8.5L8.5 1.5M8.5 1.2V8.8',
  '→': 'M0.5 5H9.5M6.3 2L9.5 5L6.3 8',
  '✓': 'M1 5.6L3.8 8.6L9 1.6',
  '✗': 'M1.8 1.8L8.2 8.2M1.8 8.2L8.2 1.8',
}

export function drawn(sign: string): string {
  return `<span class="sign"><svg viewBox="0 0 10 10" aria-hidden="true"><path d="${strokes[sign]!}"/></svg><span>${sign}</span></span>`
}

/**
 * Escaped for a page: digits raised and lowered as `withScripts` has them, and signs that the page's fonts lack as
 * drawings.
 */
export const inPage = (words: string): string =>
  withScripts(escaped(words)).replace(new RegExp(`[${Object.keys(strokes).join('')}]`, 'gu'), drawn)

/** HTML with raised and lowered digits as `sup` and `sub`, since few fonts have all of them. */
export function withScripts(html: string): string {
  const plain = (digits: string, list: string) =>
    [...digits].map((c) => (c === '⁻' ? '−' : [...list].indexOf(c))).join('')
  return html
    .replace(new RegExp(`[${raisedDigits}⁻]+`, 'gu'), (digits) => `<sup>${plain(digits, raisedDigits)}</sup>`)
    .replace(
      new RegExp(`[${loweredDigits}]+`, 'gu'),
      (digits) => `<sub>${plain(digits, loweredDigits)}</sub>`,
    )
}

/** `2 × S1`, `12 points`, `point`. */
export function shapeWords({ count, components, topology }: Manifold): string {
  if (count !== null) return count > 1 ? `${count} points` : 'point'
  return typeset(components > 1 ? `${components} × ${topology}` : topology)
}

/** One plain sentence: what was found. */
export function foundWords({
  manifolds,
  search,
  spiking,
}: Pick<Certificate, 'manifolds' | 'search'> & {
  readonly spiking?: Pick<SpikingReport, 'kind'>
}): string {
  if (manifolds.length === 0) return 'No equilibrium was found.'
  const alike = new Map<string, Manifold[]>()
  for (const m of manifolds) {
    const one = `${m.stability} ${shapeOf(m, false)}`
    alike.set(one, [...(alike.get(one) ?? []), m])
  }
  const told = Array.from(alike, ([one, [m, ...others]]) =>
    others.length === 0
      ? `${article(one)} ${one}`
      : `${others.length + 1} ${m!.stability} ${shapeOf(m!, true)}`,
  )
  const shown = told.slice(0, 5)
  const more = [...alike.values()].slice(shown.length).flat().length
  const list = more > 0 ? `${shown.join(', ')} and ${more} more` : listed(shown)
  const doubtful = manifolds.filter(({ checks }) => checks.some(({ holds }) => !holds)).length
  const proof =
    doubtful === 0
      ? manifolds.length === 1
        ? 'It is certified.'
        : 'Each is certified.'
      : `${manifolds.length - doubtful} of ${manifolds.length} passed every check.`
  const cut = search.finished ? '' : ' The search was cut short: more may be there.'
  const verb =
    manifolds.length === 1
      ? 'rests on one manifold of equilibria'
      : `rests on ${manifolds.length} manifolds of equilibria`
  const what = spiking === undefined ? 'The network' : `The ${spiking.kind} of the network`
  return `${what} ${verb}: ${list}. ${proof}${cut}`
}

/** @param several whether it is told of several such manifolds */
function shapeOf({ count, components, topology, velocity }: Manifold, several: boolean): string {
  const turning = velocity === null ? '' : ', rotating'
  if (count !== null) {
    const points = count > 1 ? `${several ? 'sets' : 'set'} of ${count} points` : several ? 'points' : 'point'
    return points + turning
  }
  const one = names[topology]?.[components > 1 || several ? 1 : 0] ?? topology
  const family = several ? 'families' : 'family'
  return typeset(components > 1 ? `${family} of ${components} ${one}` : one) + turning
}

/** One and several. */
const names: Readonly<Record<string, readonly [string, string]>> = {
  S1: ['circle', 'circles'],
  T2: ['torus', 'tori'],
  S2: ['sphere', 'spheres'],
}

const article = (word: string) => (/^[aeiou]/.test(word) ? 'an' : 'a')

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
