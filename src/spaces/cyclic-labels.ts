/**
 * Labels of the harmonics of a product of circles or cyclic groups: integer vectors k, one for each
 * pair +-k. On a circle or torus entries are signed, "1,-1"; on finite groups they are residues,
 * "1 x 2", as in the character table.
 */
import { InputError, quoted } from '../errors.ts'
import { residue } from '../math/integers.ts'
import { once } from '../once.ts'

export interface CyclicLabels {
  /** every label, shortest wave vector first */
  readonly all: () => readonly string[]
  /** the wave vector of a label, -n/2 < k_i <= n/2; InputError for what is not the label of a pair */
  readonly waveVector: (label: string) => readonly number[]
}

/**
 * @param lengths n_i, the samples along each circle
 * @param finite true for labels as residues joined by " x ", false for signed entries joined by ","
 * @param squaredNorm of a wave vector, by which labels are ordered
 */
export function cyclicLabels(
  lengths: readonly number[],
  finite: boolean,
  squaredNorm: (k: readonly number[]) => number,
): CyclicLabels {
  const separator = finite ? ' x ' : ','
  const centred = (k: number, i: number): number => {
    const r = residue(k, lengths[i]!)
    return 2 * r <= lengths[i]! ? r : r - lengths[i]!
  }
  const format = (k: readonly number[]): string =>
    (finite ? k.map((entry, i) => residue(entry, lengths[i]!)) : k).map((entry) => `${entry}`).join(separator)

  return {
    all: once(() => Array.from(ordered(lengths, squaredNorm), format)),
    waveVector(label) {
      const entries = label.split(separator)
      const given = entries.map(Number)
      if (
        entries.length !== lengths.length ||
        given.some((k, i) => !Number.isSafeInteger(k) || `${k}` !== entries[i])
      )
        throw new InputError(
          '',
          `a label of ${lengths.length === 1 ? 'one integer' : `${lengths.length} integers`}, such as ` +
            `"${lengths.map((_, i) => (i === 0 ? 1 : 0)).join(separator)}"`,
          quoted(label),
        )
      const right = canonical(given.map(centred), lengths)
      if (!finite)
        for (const [i, k] of given.entries())
          if (2 * Math.abs(k) > lengths[i]!)
            throw new InputError(
              '',
              `${lengths.length === 1 ? 'a label 0 ... ' : 'entries up to '}${Math.floor(lengths[i]! / 2)}, which ${lengths[i]!} samples resolve`,
              quoted(label),
              `Take ${2 * Math.abs(k) + 1} samples or more`,
            )
      if (format(right) !== label)
        throw new InputError(
          '',
          lengths.length === 1
            ? `a label 0 ... ${Math.floor(lengths[0]! / 2)}, which stands for the pair of k and -k`
            : `the label "${format(right)}", which stands for the pair of k and -k`,
          quoted(label),
          `Write "${format(right)}"`,
        )
      return right
    },
  }
}

/** True where k and -k are the same harmonic: every entry is 0 or half its length. */
export function isSelfConjugate(k: readonly number[], lengths: readonly number[]): boolean {
  return k.every((entry, i) => entry === 0 || 2 * entry === lengths[i]!)
}

/** Of +-k the one whose first entry that is neither 0 nor half its length is positive. */
function canonical(k: readonly number[], lengths: readonly number[]): readonly number[] {
  const first = k.find((entry, i) => entry !== 0 && 2 * entry !== lengths[i]!)
  if (first === undefined || first > 0) return k
  return k.map((entry, i) => (2 * entry === lengths[i]! || entry === 0 ? entry : -entry))
}

/** Every canonical wave vector, by norm, then larger first entries first. */
function* ordered(
  lengths: readonly number[],
  squaredNorm: (k: readonly number[]) => number,
): Generator<readonly number[]> {
  const vector = (index: number): readonly number[] => {
    const k = new Array<number>(lengths.length)
    for (let i = lengths.length - 1; i >= 0; i--) {
      const n = lengths[i]!
      const r = index % n
      k[i] = 2 * r <= n ? r : r - n
      index = (index - r) / n
    }
    return k
  }
  const size = lengths.reduce((product, n) => product * n, 1)
  const norms = new Float64Array(size)
  const pairs: number[] = []
  for (let index = 0; index < size; index++) {
    const k = vector(index)
    if (canonical(k, lengths) !== k) continue
    norms[index] = squaredNorm(k)
    pairs.push(index)
  }
  const later = (a: readonly number[], b: readonly number[]): number => {
    const differing = a.findIndex((entry, i) => entry !== b[i]!)
    return b[differing]! - a[differing]!
  }
  pairs.sort((a, b) => norms[a]! - norms[b]! || later(vector(a), vector(b)))
  for (const index of pairs) yield vector(index)
}
