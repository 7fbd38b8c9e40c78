/**
 * Groups by their text: `C(8) x S(3)`, `Q8`, `(D(4) x T) x C(2)`. The grammar:
 * product = factor { 'x' factor };  factor = '(' product ')' | word | letter '(' integer ')'.
 */
import { InputError, quoted } from '../errors.ts'
import { alternating, cyclic, dihedral, polyhedral, product, quaternion, symmetric } from './families.ts'
import type { FiniteGroup } from './group.ts'
import { polyhedralSymbols } from './point-groups.ts'

const families: Readonly<Record<string, (n: number) => FiniteGroup>> = {
  C: cyclic,
  D: dihedral,
  S: symmetric,
  A: alternating,
}
const singles: Readonly<Record<string, () => FiniteGroup>> = {
  Q8: quaternion,
  ...Object.fromEntries(polyhedralSymbols.map((symbol) => [symbol, () => polyhedral(symbol)])),
}
const known = 'C(n), D(n), S(n), A(n), Q8, T, O, I, Td, Oh, Ih, or a product such as C(8) x S(3)'
const compact = /^(SO|SU|O|U|T|Spin)\(\d+\)$/
const aliases: Readonly<Record<string, string>> = {
  V: 'D(2)',
  V4: 'D(2)',
  K4: 'D(2)',
  Q: 'Q8',
  'Q(8)': 'Q8',
  Z: 'C(n)',
  C: 'C(n)',
  D: 'D(n)',
  S: 'S(n)',
  A: 'A(n)',
}

/** The finite group of a name. Throws InputError for what it cannot read. */
export function groupByName(text: string): FiniteGroup {
  if (typeof text !== 'string' || text.trim() === '')
    throw new InputError('', `a group: ${known}`, quoted(text))
  const tokens =
    text.match(
      /[x×*](?=[\s(A-Z]|$)|[A-Z][a-wyz]*\d*(?=[x×*][(A-Z])|[A-Za-z]+\d*\s*\(\s*[^()\s]*\s*\)|[()]|[^\s()]+/g,
    ) ?? []
  let position = 0
  const fail = (expected: string, remedy: string): never => {
    throw new InputError('', expected, quoted(text), remedy)
  }
  const parseProduct = (): FiniteGroup => {
    const factors = [parseFactor()]
    while (tokens[position] === 'x' || tokens[position] === '×' || tokens[position] === '*') {
      position++
      factors.push(parseFactor())
    }
    return product(...factors)
  }
  const parseFactor = (): FiniteGroup => {
    const token = tokens[position++]
    if (token === undefined)
      return fail(`a group after ${quoted(tokens[position - 2] ?? '')}`, `Known are ${known}`)
    if (token !== '(') return single(token.replace(/\s/g, ''))
    const inner = parseProduct()
    if (tokens[position++] !== ')') fail('a closing parenthesis', 'Balance the parentheses')
    return inner
  }
  const group = parseProduct()
  if (position < tokens.length)
    fail(
      `the end of the name or 'x' before ${quoted(tokens[position])}`,
      "Write 'x' between the factors of a product",
    )
  return group
}

function single(word: string): FiniteGroup {
  const simple = Object.hasOwn(singles, word) ? singles[word] : undefined
  if (simple !== undefined) return simple()
  const call = /^([A-Za-z]+\d*)\((.*)\)$/.exec(word)
  const family = call !== null && Object.hasOwn(families, call[1]!) ? families[call[1]!] : undefined
  if (family !== undefined) {
    if (!/^-?\d+(\.\d+)?$/.test(call![2]!))
      throw new InputError('', `${call![1]}(n) with an integer n`, word, `Write for example ${call![1]}(5)`)
    return family(Number(call![2]))
  }
  if (compact.test(word))
    throw new InputError(
      '',
      'a finite group',
      `${word}, a compact group`,
      word.startsWith('SO(3') || word.startsWith('SU')
        ? `As a space write { group: "${word}", degree: 8 }; finite rotation groups are T, O and I`
        : word.startsWith('T(')
          ? `As a space write { group: "${word}", samples: [...] }; finite is a product of C(n)`
          : `As a space write { group: "${word}", samples: 64 }; finite are C(n) and D(n)`,
    )
  const guess = suggestion(word)
  throw new InputError(
    '',
    `a group: ${known}`,
    quoted(word),
    guess === null ? '' : `Did you mean ${quoted(guess)}`,
  )
}

function suggestion(word: string): string | null {
  const capital = word[0]!.toUpperCase() + word.slice(1).toLowerCase()
  if (aliases[capital] !== undefined) return aliases[capital]
  if (singles[capital] !== undefined) return capital
  const spelled = /^(C|Z|D|S|A|Cyclic|Dihedral|Dih|Sym|Symmetric|Alt|Alternating)_?\(?(\d+)\)?$/i.exec(word)
  if (spelled === null) return null
  const letter = spelled[1]![0]!.toUpperCase()
  return `${letter === 'Z' ? 'C' : letter}(${spelled[2]})`
}
