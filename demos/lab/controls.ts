/**
 * The numbers of an experiment that a hand may turn, section by section as a person thinks of it: read from the
 * data as written, with the defaults where it is silent. Where each stands in the text is its path.
 */
import { type Control, type Data, list, mapping, numberAt } from './control.ts'
import type { Path } from './edit.ts'
import { aligned } from './format.ts'
import { kernelControls } from './kernel-controls.ts'
import { aboveZero, fromZero } from './range.ts'
import { inputControls, unitControls } from './unit-controls.ts'

export const methods = ['euler', 'heun', 'rk4', 'exponential-euler'] as const

export interface Section {
  readonly name: 'Space' | 'Kernel' | 'Units' | 'Input' | 'Noise' | 'Run'
  /** what the section's first word means, at first sight */
  readonly gloss: string
  /** what stands beside the name while the section is folded */
  readonly brief: string
  readonly parts: readonly { readonly name: string; readonly controls: readonly Control[] }[]
}

/** Sections without a control are left out. */
export function sectionsOf(data: Data): readonly Section[] {
  const populations = Object.entries(mapping(data['populations'])).map(
    ([name, value]) => [name, mapping(value)] as const,
  )
  const several = populations.length > 1
  // what is carried along by a velocity needs weights without disorder
  const inputs = list(data['inputs']).map(mapping)
  const driven = new Set(inputs.filter((input) => 'velocity' in input).map((input) => input['to']))
  const sections: Omit<Section, 'brief'>[] = [
    {
      name: 'Space',
      gloss: 'where the neurons sit',
      parts: populations.map(([name, population]) => ({
        name: several ? name : '',
        controls: spaceControls(['populations', name], population),
      })),
    },
    {
      name: 'Kernel',
      gloss: 'how strongly each harmonic feeds itself',
      parts: list(data['connections']).map((connection, k) => {
        const { from, to } = mapping(connection)
        return {
          name: several ? `${from} to ${to}` : '',
          controls: kernelControls(['connections', k], mapping(connection), several || driven.has(to)),
        }
      }),
    },
    {
      name: 'Units',
      gloss: 'what each neuron does with its input',
      parts: populations.map(([name, population]) => ({
        name: several ? name : '',
        controls: unitControls(['populations', name], population),
      })),
    },
    {
      name: 'Input',
      gloss: 'what comes from outside',
      parts: list(data['inputs']).map((input, k) => ({
        name: several ? `to ${mapping(input)['to']}` : '',
        controls: inputControls(['inputs', k], mapping(input)),
      })),
    },
    { name: 'Noise', gloss: 'what chance adds', parts: [{ name: '', controls: noiseControls(data) }] },
    { name: 'Run', gloss: 'how time is stepped', parts: [{ name: '', controls: runControls(data) }] },
  ]
  return sections
    .map(({ name, gloss, parts }) => {
      const full = parts.filter(({ controls }) => controls.length > 0)
      const briefs = full.map(({ controls }) => briefOf(name, controls)).filter(Boolean)
      return { name, gloss, brief: [...new Set(briefs)].join(', '), parts: full }
    })
    .filter(({ parts }) => parts.length > 0)
}

/** What a section says in a few words: `T(2), 48 × 48`, `erf`, `heun, 24 replicas`. */
function briefOf(name: Section['name'], controls: readonly Control[]): string {
  const numbers = controls.filter((control) => control.kind === 'number')
  const words = controls.find((control) => control.kind === 'words')
  const choice = controls.find((control) => control.kind === 'choice')
  switch (name) {
    case 'Space':
      return [
        words?.text,
        numbers.map((n) => `${n.name === 'degree' ? 'degree ' : ''}${n.value}`).join(' × '),
      ]
        .filter(Boolean)
        .join(', ')
    case 'Units':
      return choice?.value ?? ''
    case 'Run':
      return numbers.map(({ name, value }) => `${name} ${value}`).join(', ')
    default:
      return numbers.map(({ value }) => aligned(value)).join(', ')
  }
}

function spaceControls(own: Path, population: Data): Control[] {
  const controls: Control[] = []
  const count = (at: Path, name: string, value: number, least: number, most: number) =>
    numberAt(at, name, `${name} of the space`, value, counting(value, least, most))
  const { copies, neurons } = population
  if (typeof neurons === 'number')
    controls.push(
      { kind: 'words', text: 'list' },
      numberAt([...own, 'neurons'], 'neurons', 'how many', neurons, counting(neurons, 1, 10_000)),
    )
  const path = [...own, 'space']
  const space = mapping(population['space'])
  const named = space['group'] ?? (space['sphere'] === undefined ? 'a group of its own table' : 'Sphere S²')
  const lattice = space['lattice'] === 'hexagonal' ? ', hexagonal' : ''
  if (neurons === undefined) controls.push({ kind: 'words', text: `${named}${lattice}` })
  const { samples, degree } = space
  if (typeof samples === 'number') controls.push(count([...path, 'samples'], 'samples', samples, 8, 1024))
  for (const [k, value] of list(samples).entries())
    if (typeof value === 'number')
      controls.push(count([...path, 'samples', k], `samples ${k + 1}`, value, 8, 256))
  if (typeof degree === 'number') controls.push(count([...path, 'degree'], 'degree', degree, 1, 24))
  if (typeof copies === 'number') {
    const gloss = 'neurons at each point of the space'
    controls.push(numberAt([...own, 'copies'], 'copies', gloss, copies, counting(copies, 1, 256)))
  }
  return controls
}

/** Whole numbers, as far as `most` and as far as the value. */
const counting = (value: number, least: number, most: number) =>
  ({ range: aboveZero(least, Math.max(most, value)), whole: true }) as const

function noiseControls(data: Data): Control[] {
  const noise = mapping(data['noise'])
  const named = Object.entries(noise).filter(([key]) => key !== 'sigma' && key !== 'tau_c')
  if (named.length === 0) return noiseOf(['noise'], '', noise)
  const several = named.length > 1
  return named.flatMap(([population, variables]) =>
    Object.entries(mapping(variables)).flatMap(([variable, value]) => {
      const path = ['noise', population, variable]
      const name = several ? `${population} ${variable}` : variable
      return typeof value === 'number'
        ? [sigmaOf(path, `σ of ${name}`, value)]
        : noiseOf(path, name, mapping(value))
    }),
  )
}

function noiseOf(path: Path, of: string, { sigma = 0, tau_c }: Data): Control[] {
  const name = (symbol: string) => (of === '' ? symbol : `${symbol} of ${of}`)
  const controls: Control[] = []
  if (typeof sigma === 'number') controls.push(sigmaOf([...path, 'sigma'], name('σ'), sigma))
  if (typeof tau_c === 'number')
    controls.push(numberAt([...path, 'tau_c'], name('τc'), 'correlation time of the noise', tau_c))
  return controls
}

function sigmaOf(path: Path, name: string, sigma: number): Control {
  const gloss = 'noise: standard deviation per neuron and square root of time'
  return numberAt(path, name, gloss, sigma, { range: fromZero(0.01, Math.max(10, 4 * sigma)) })
}

function runControls(data: Data): Control[] {
  const { dt = 0.05, replicas = 1, seed = 1, method = 'heun' } = mapping(data['simulation'])
  const at = (name: string) => ['simulation', name] as const
  const copies = 'copies of the network with their own chance; changing it begins anew'
  const controls: Control[] = []
  if (typeof dt === 'number') controls.push(numberAt(at('dt'), 'dt', 'time step, in the units of tau', dt))
  if (typeof replicas === 'number')
    controls.push(
      numberAt(
        at('replicas'),
        'replicas',
        copies,
        replicas,
        counting(replicas, 1, Math.max(1024, 4 * replicas)),
      ),
    )
  if (typeof seed === 'number')
    controls.push(numberAt(at('seed'), 'seed', 'of initial states and noise', seed, counting(seed, 0, 100)))
  if (typeof method === 'string')
    controls.push({
      kind: 'choice',
      path: at('method'),
      name: 'method',
      gloss: 'how a step is taken',
      value: method,
      options: methods,
    })
  return controls
}
