/**
 * Every number of a story is what a certificate says: `<data value="M1.gap" data-with="path=value; ...">0.845876</data>`
 * names the entry of the certificate of the experiment beside the page, with these settings. A part of `data-with`
 * without = names an attribute of <main> that holds settings.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withMathematics } from '../../demos/stories/mathematics.ts'
import { applySet } from '../../src/experiment/set.ts'
import { type Certificate, certify, loadExperiment } from '../../src/index.ts'

const folder = resolve(import.meta.dirname, '../../demos/stories')
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
const read = (...path: string[]) => readFileSync(resolve(folder, ...path), 'utf8')

interface Claim {
  /** as printed */
  readonly said: string
  /** of the certificate */
  readonly entry: string
}

/** `−0.845876` and `2.0·10⁻⁵` as a program reads them. */
const plain = (text: string) =>
  text
    .replace('−', '-')
    .replace(/·10([⁻⁰-⁹¹²³]+)/, (_, raised: string) => `e${raised.normalize('NFKC').replace('−', '-')}`)

/** The claims of a page, by the settings that they are made with. */
function claimsOf(name: string): Map<string, Claim[]> {
  const { document } = parseHTML(read(name, 'index.html'))
  const claims = new Map<string, Claim[]>()
  for (const element of document.querySelectorAll('data')) {
    const parts = (element.getAttribute('data-with') ?? '').split(';').map((part) => part.trim())
    const settings = parts
      .flatMap((part) =>
        part === '' || part.includes('=')
          ? part
          : document.querySelector('main')!.getAttribute(`data-${part}`)!.split('; '),
      )
      .filter((part) => part !== '')
      .join('; ')
    const claim = { said: plain(element.textContent!), entry: element.getAttribute('value')! }
    claims.set(settings, [...(claims.get(settings) ?? []), claim])
  }
  return claims
}

/** `M1.spectrum[0].re` of a certificate. */
function entryOf({ symmetry, manifolds }: Certificate, entry: string): number {
  const names = ['symmetry', 'sqrt2', 'sqrt3', ...manifolds.map(({ id }) => id)]
  return new Function(...names, `return ${entry}`)(symmetry, Math.SQRT2, Math.sqrt(3), ...manifolds)
}

/** Half a unit of the last digit that is printed; -0.845876, 2.0e-5, 64. */
function tolerance(said: string): number {
  const [digits, exponent = '0'] = said.split('e') as [string, string?]
  const decimals = digits.split('.')[1]?.length ?? 0
  return 0.5000001 * 10 ** (Number(exponent) - decimals)
}

/** The certificate of 8,125 neurons takes tens of seconds: test/oracles has its numbers, `npm run soak` the page's. */
const large = process.env['GOLDSTONE_FULL'] === '1' ? [] : ['so3']

const stories = names.map((name) => ({ name, claims: claimsOf(name) }))

describe.each(stories)('the story $name', ({ name, claims }) => {
  it('says numbers that certificates can answer for', () => {
    expect([...claims.values()].flat().length).toBeGreaterThanOrEqual(5)
  })

  it.each(large.includes(name) ? [] : [...claims.keys()])(
    'is right with the settings "%s"',
    async (settings) => {
      let experiment: unknown = parse(read(name, `${name}.yaml`))
      for (const setting of settings.split('; '))
        if (setting !== '') experiment = applySet(experiment, setting)
      const certificate = await certify(await loadExperiment(JSON.stringify(experiment)))
      for (const { said, entry } of claims.get(settings)!) {
        const value = entryOf(certificate, entry)
        const printed = Number(said)
        expect(Math.abs(value - printed), `${entry} is ${value}, not ${said}`).toBeLessThanOrEqual(
          // what rounding leaves of zero is told as zero
          printed === 0 ? 1e-9 : tolerance(said),
        )
      }
    },
  )

  it('has mathematics that can be typeset, and controls that its experiment knows', async () => {
    const { document } = parseHTML(withMathematics(read(name, 'index.html')))
    expect(document.querySelectorAll('.katex').length).toBeGreaterThan(2)
    expect(document.toString()).not.toContain('\\(')
    const experiment = parse(read(name, `${name}.yaml`))
    for (const input of document.querySelectorAll('input[data-set]')) {
      const [path, form] = [input.getAttribute('data-set')!, input.getAttribute('data-as') ?? '#']
      for (const bound of ['min', 'value', 'max']) {
        const written = form.replace('#', input.getAttribute(bound)!)
        await loadExperiment(JSON.stringify(applySet(experiment, `${quotedPath(path)}=${written}`)))
      }
      expect(document.querySelector(`label[for="${input.id}"]`)).not.toBeNull()
      expect(document.querySelector(`output[for="${input.id}"]`)).not.toBeNull()
    }
    for (const button of document.querySelectorAll('button[data-choose]')) {
      let chosen: unknown = experiment
      for (const part of button.getAttribute('data-choose')!.split('; ')) chosen = applySet(chosen, part)
      await loadExperiment(JSON.stringify(chosen))
    }
  })

  it('links only to what is there', () => {
    const { document } = parseHTML(read(name, 'index.html'))
    for (const link of document.querySelectorAll('a')) {
      const href = link.getAttribute('href')!
      if (href.startsWith('https://')) continue
      expect(() => read(name, href), href).not.toThrow()
    }
  })
})

/** A label such as 0,1 is one key, whatever it holds. */
function quotedPath(path: string): string {
  return path.replace(/(?<=spectrum\.).*$/, (label) => (/^\d+$/.test(label) ? label : `"${label}"`))
}
