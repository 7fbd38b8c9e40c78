/** Numbers for a person: a true minus, tabular decimals, powers of ten only where decimals would hide the number. */

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `0.423`, `−12.0`, `2.1·10⁻⁷`: `digits` significant ones. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e6) {
    const text = Number(value.toPrecision(digits)).toString()
    return minus(text)
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string]
  const power = [...String(Number(exponent))].map((c) => (c === '-' ? '⁻' : raised[Number(c)])).join('')
  return `${minus(String(Number(mantissa)))}·10${power}`
}

/** Fixed decimals, so that a column aligns on its point. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? (0).toFixed(decimals) : minus(text)
}

/** Three decimals where they say all of the number, so that a column aligns on its point; else what it takes. */
export function aligned(value: number): string {
  const says = Math.abs(Number(value.toFixed(3)) - value) <= 1e-9 * Math.max(1, Math.abs(value))
  return says && Math.abs(value) < 1e5 ? fixed(value, 3) : significant(value, 4)
}

const letters: Readonly<Record<string, string>> = {
  ...{ tau: 'τ', phi: 'φ', theta: 'θ', alpha: 'α', beta: 'β', gamma: 'γ', sigma: 'σ', omega: 'ω', pi: 'π' },
}

/** An expression as type: `−x + I`, τ, φ; its meaning as it was. */
export function expressionType(text: string): string {
  return text
    .replace(/[A-Za-z]+(?=\d|_|\b)/g, (word) => letters[word] ?? word)
    .replace(/(?<![eE])-/g, '−')
    .replace(/\s*\*\s*/g, ' ')
}

/** Sentences as type: `cos θ`, `π / 2`, `J0 = −2`; hyphens stay. */
export function proseType(text: string): string {
  return text.replace(/\b[a-z]+\b/g, (word) => letters[word] ?? word).replace(/(?<=^|[\s(])-(?=\d)/g, '−')
}

/** `1,200`, `3.4 million`. */
export function counted(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} billion`
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} million`
  return Math.round(value).toLocaleString('en')
}

/** `640 kB`, `1.2 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let power = 0
  let size = value
  while (size >= 1000 && power < units.length - 1) {
    size /= 1000
    power++
  }
  return `${power === 0 || size >= 100 ? Math.round(size) : size.toPrecision(2)} ${units[power]}`
}

/** What a person may type: true minus, decimal comma, spaces, `2·10⁻⁴` as it is shown; null for what is no number. */
export function numberFrom(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^−/, '-')
    .replace(/\s/g, '')
    .replace(/^(-?\d*),(\d+)$/, '$1.$2')
    .replace(/[·*]10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_, power: string) => `e${lowered(power)}`)
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

const lowered = (power: string): string =>
  [...power].map((c) => (c === '⁻' ? '-' : String(raised.indexOf(c)))).join('')

function minus(text: string): string {
  return text.replace('-', '−')
}
