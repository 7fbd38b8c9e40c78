/**
 * The numbers of an experiment that a hand may turn, section by section as a person thinks of it: read from the
 * data as written, with the defaults where it is silent. Where each stands in the text is its path.
 */
import { builtInModels } from '../../src/model/built-in.ts'
import type { Path } from './edit.ts'
import { aligned, expressionType } from './format.ts'
import { aboveZero, fromZero, type Range, symmetric } from './range.ts'

export interface NumberControl {
  readonly kind: 'number'
  readonly path: Path
  /** what stands before the slider: a label of an irrep, a symbol, a word */
  readonly name: string
  /** for a screen reader and a hover */
  readonly gloss: string
  readonly value: number
  readonly range: Range
  readonly whole: boolean
}

export interface ChoiceControl {
  readonly kind: 'choice'
  readonly path: Path
  readonly name: string
  readonly gloss: string
  readonly value: string
  readonly options: readonly string[]
}

/** A square matrix of coefficients: numbers without sliders. */
export interface MatrixControl {
  readonly kind: 'matrix'
  readonly path: Path
  readonly name: string
  readonly gloss: string
  readonly rows: readonly (readonly number[])[]
}

/** Something said, not turned. */
export interface Words {
  readonly kind: 'words'
  readonly text: string
  /** set as code */
  readonly code?: boolean
}

export type Control = NumberControl | ChoiceControl | MatrixControl | Words

export interface Section {
  readonly name: 'Space' | 'Kernel' | 'Units' | 'Input' | 'Noise' | 'Run'
  /** what the section's first word means, at first sight */
  readonly gloss: string
  /** what stands beside the name while the section is folded */
  readonly brief: string
  readonly parts: readonly { readonly name: string; readonly controls: readonly Control[] }[]
}

type Data = Readonly<Record<string, unknown>>

export const transfers = ['linear', 'tanh', 'erf', 'relu', 'softplus', 'sigmoid', 'step'] as const
export const methods = ['euler', 'heun', 'rk4', 'exponential-euler'] as const

/** Sections without a control are left out. */
export function sectionsOf(data: Data): readonly Section[] {
  const populations = Object.entries(mapping(data['populations'])).map(
    ([name, value]) => [name, mapping(value)] as const,
  )
  const several = populations.length > 1
  const sections: Omit<Section, 'brief'>[] = [
    {
      name: 'Space',
      gloss: 'where the neurons sit',
      parts: populations.map(([name, population]) => ({
        name: several ? name : '',
        controls: spaceControls(['populations', name, 'space'], mapping(population['space'])),
      })),
    },
    {
      name: 'Kernel',
      gloss: 'how strongly each harmonic feeds itself',
      parts: list(data['connections']).map((connection, k) => {
        const { from, to } = mapping(connection)
        return {
          name: several ? `${from} to ${to}` : '',
          controls: kernelControls(['connections', k], mapping(connection), several),
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

function spaceControls(path: Path, space: Data): Control[] {
  const controls: Control[] = []
  const named = space['group'] ?? (space['sphere'] === undefined ? 'a group of its own table' : 'Sphere S²')
  const lattice = space['lattice'] === 'hexagonal' ? ', hexagonal' : ''
  controls.push({ kind: 'words', text: `${named}${lattice}` })
  const { samples, degree } = space
  const count = (at: Path, name: string, value: number, least: number, most: number): NumberControl => ({
    kind: 'number',
    path: at,
    name,
    gloss: `${name} of the space`,
    value,
    range: aboveZero(least, Math.max(most, value)),
    whole: true,
  })
  if (typeof samples === 'number') controls.push(count([...path, 'samples'], 'samples', samples, 8, 1024))
  for (const [k, value] of list(samples).entries())
    if (typeof value === 'number')
      controls.push(count([...path, 'samples', k], `samples ${k + 1}`, value, 8, 256))
  if (typeof degree === 'number') controls.push(count([...path, 'degree'], 'degree', degree, 1, 24))
  return controls
}

/** `few`: only what the text speaks of, where there are many connections. */
function kernelControls(path: Path, connection: Data, few: boolean): Control[] {
  const kernel = mapping(connection['kernel'])
  const at = [...path, 'kernel']
  const controls: Control[] = []
  for (const [label, value] of Object.entries(mapping(kernel['spectrum'])))
    controls.push(...coefficientControls([...at, 'spectrum', label], label, value))
  for (const family of ['von-mises', 'mexican-hat', 'gaussian'])
    for (const [name, value] of Object.entries(mapping(kernel[family])))
      if (typeof value === 'number')
        controls.push(numberAt([...at, family, name], name, `${name} of the ${family} kernel`, value))
  const { expression, matrix } = kernel
  if (typeof expression === 'string')
    controls.push({ kind: 'words', text: `J = ${expressionType(expression)}`, code: true })
  if (typeof matrix === 'string') controls.push({ kind: 'words', text: `weights of ${matrix}` })
  const outer = connection['heterogeneity'] === undefined ? at : path
  const disorder = kernel['heterogeneity'] ?? connection['heterogeneity']
  const mismatch = mapping(disorder)['std'] ?? 0
  const scaled = kernel['scale'] === undefined ? path : at
  const scale = connection['scale'] ?? kernel['scale'] ?? (kernel['spectrum'] === undefined ? 1 : undefined)
  if (typeof scale === 'number')
    controls.push({
      ...numberAt([...scaled, 'scale'], 'scale', 'factor on all weights', scale),
      range: symmetric(scale, 2),
    })
  if (typeof mismatch === 'number' && matrix === undefined && (disorder !== undefined || !few))
    controls.push({
      kind: 'number',
      path: [...outer, 'heterogeneity', 'std'],
      name: 'disorder',
      gloss: 'heterogeneity: standard deviation of random weights, which break the symmetry',
      value: mismatch,
      range: fromZero(0.01, Math.max(10, 4 * mismatch)),
      whole: false,
    })
  return controls
}

function coefficientControls(path: Path, label: string, value: unknown): Control[] {
  const gloss = `coefficient of the harmonic ${label}`
  if (typeof value === 'number')
    return [{ kind: 'number', path, name: label, gloss, value, range: symmetric(value), whole: false }]
  if (Array.isArray(value)) {
    const rows = value.map((row) =>
      list(row).map((entry) => (typeof entry === 'number' ? entry : Number.NaN)),
    )
    return rows.flat().some(Number.isNaN)
      ? [{ kind: 'words', text: `${label}: a complex matrix, in the text` }]
      : [{ kind: 'matrix', path, name: label, gloss, rows }]
  }
  const { re, im } = mapping(value)
  const size = Math.max(Math.abs(Number(re ?? 0)), Math.abs(Number(im ?? 0)))
  return [
    { key: 're', word: 'cosine part', mark: '' },
    { key: 'im', word: 'sine part, which makes the bump drift', mark: ' sin' },
  ].flatMap(({ key, word, mark }): Control[] => {
    const part = mapping(value)[key]
    return typeof part === 'number'
      ? [
          {
            kind: 'number',
            path: [...path, key],
            name: `${label}${mark}`,
            gloss: `${gloss}, ${word}`,
            value: part,
            range: symmetric(size),
            whole: false,
          },
        ]
      : []
  })
}

function unitControls(path: Path, population: Data): Control[] {
  const model = population['model'] ?? 'rate'
  const builtIn = typeof model === 'string' ? builtInModels[model] : undefined
  const own = mapping(model)
  const state = builtIn?.state ?? mapping(own['state'])
  const controls: Control[] = Object.entries(state).map(([name, text]) => ({
    kind: 'words',
    text: `${name}′ = ${expressionType(equationText(text))}`,
    code: true,
  }))
  const rate = builtIn?.rate ?? own['rate']
  if (rate !== undefined && String(rate) !== Object.keys(state)[0])
    controls.push({ kind: 'words', text: `r = ${expressionType(String(rate))}`, code: true })
  const { transfer } = population
  const name = isMapping(transfer) ? transfer['name'] : transfer
  if (typeof name === 'string' && (transfers as readonly string[]).includes(name))
    controls.push({
      kind: 'choice',
      path: isMapping(transfer) ? [...path, 'transfer', 'name'] : [...path, 'transfer'],
      name: 'transfer φ',
      gloss: 'transfer function, from input to rate',
      value: name,
      options: transfers,
    })
  else if (transfer !== undefined)
    controls.push({
      kind: 'words',
      text: `φ(x) = ${expressionType(String(mapping(transfer)['expression'] ?? name))}`,
      code: true,
    })
  for (const [key, value] of Object.entries(mapping(transfer)))
    if (typeof value === 'number')
      controls.push(numberAt([...path, 'transfer', key], key, `${key} of the transfer function`, value))
  const defaults = { ...builtIn?.parameters, ...mapping(own['parameters']) }
  for (const [key, value] of Object.entries({ ...defaults, ...mapping(population['parameters']) }))
    if (typeof value === 'number')
      controls.push(numberAt([...path, 'parameters', key], key, `parameter ${key} of the model`, value))
  return controls
}

function inputControls(path: Path, input: Data): Control[] {
  const controls: Control[] = []
  if (typeof input['constant'] === 'number')
    controls.push({
      kind: 'number',
      path: [...path, 'constant'],
      name: 'constant',
      gloss: 'the same input to every neuron',
      value: input['constant'],
      range: symmetric(input['constant']),
      whole: false,
    })
  if (typeof input['expression'] === 'string')
    controls.push({ kind: 'words', text: `I = ${expressionType(input['expression'])}`, code: true })
  for (const key of ['amplitude', 'width'] as const) {
    const value = mapping(input['bump'])[key]
    if (typeof value === 'number')
      controls.push(numberAt([...path, 'bump', key], `bump ${key}`, `${key} of the bump of input`, value))
  }
  const { velocity } = input
  const drives = Array.isArray(velocity) ? velocity.map((v, k) => [v, k] as const) : [[velocity, -1] as const]
  for (const [drive, k] of drives) {
    if (drive === undefined) continue
    const value = Number(drive)
    const name = k < 0 ? 'velocity' : `velocity ${k + 1}`
    if (Number.isFinite(value))
      controls.push({
        kind: 'number',
        path: k < 0 ? [...path, 'velocity'] : [...path, 'velocity', k],
        name,
        gloss: 'drive that carries the state along, radians per unit of time',
        value,
        range: symmetric(value, 0.5),
        whole: false,
      })
    else controls.push({ kind: 'words', text: `${name} = ${expressionType(String(drive))}`, code: true })
  }
  return controls
}

function noiseControls(data: Data): Control[] {
  const { sigma = 0, tau_c } = mapping(data['noise'])
  const controls: Control[] = []
  if (typeof sigma === 'number')
    controls.push({
      kind: 'number',
      path: ['noise', 'sigma'],
      name: 'σ',
      gloss: 'noise: standard deviation per neuron and square root of time',
      value: sigma,
      range: fromZero(0.01, Math.max(10, 4 * sigma)),
      whole: false,
    })
  if (typeof tau_c === 'number')
    controls.push(numberAt(['noise', 'tau_c'], 'τc', 'correlation time of the noise', tau_c))
  return controls
}

function runControls(data: Data): Control[] {
  const simulation = mapping(data['simulation'])
  const { dt = 0.05, replicas = 1, seed = 1, method = 'heun' } = simulation
  const controls: Control[] = []
  if (typeof dt === 'number')
    controls.push(numberAt(['simulation', 'dt'], 'dt', 'time step, in the units of tau', dt))
  if (typeof replicas === 'number')
    controls.push({
      kind: 'number',
      path: ['simulation', 'replicas'],
      name: 'replicas',
      gloss: 'copies of the network with their own chance; changing it begins anew',
      value: replicas,
      range: aboveZero(1, Math.max(1024, 4 * replicas)),
      whole: true,
    })
  if (typeof seed === 'number')
    controls.push({
      kind: 'number',
      path: ['simulation', 'seed'],
      name: 'seed',
      gloss: 'of initial states and noise',
      value: seed,
      range: aboveZero(0, Math.max(100, seed)),
      whole: true,
    })
  if (typeof method === 'string')
    controls.push({
      kind: 'choice',
      path: ['simulation', 'method'],
      name: 'method',
      gloss: 'how a step is taken',
      value: method,
      options: methods,
    })
  return controls
}

/** Of unknown sign and size: above zero on a logarithmic scale, else about zero. */
function numberAt(path: Path, name: string, gloss: string, value: number): NumberControl {
  const range = value > 0 ? aboveZero(value / 20, value * 20) : symmetric(value)
  return { kind: 'number', path, name, gloss, value, range, whole: false }
}

function equationText(text: unknown): string {
  return isMapping(text) ? String(text['equation']) : String(text)
}

function isMapping(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapping(value: unknown): Data {
  return isMapping(value) ? value : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
