/** The controls of a connection: its kernel's coefficients or parameters, its scale, its disorder, its synapses. */
import { type Control, type Data, list, mapping, numberAt } from './control.ts'
import type { Path } from './edit.ts'
import { expressionType } from './format.ts'
import { aboveZero, fromZero, symmetric } from './range.ts'
import { synapseControls } from './synapse-controls.ts'

/** `few`: only what the text speaks of, where there are many connections. */
export function kernelControls(path: Path, connection: Data, few: boolean): Control[] {
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
  for (const name of ['probability', 'weight'] as const) {
    const value = mapping(kernel['random'])[name]
    const gloss = name === 'weight' ? 'weight of each that is there' : 'of every weight to be there'
    const range = name === 'weight' ? {} : { range: aboveZero(Math.min(0.001, Number(value)), 1) }
    if (typeof value === 'number') controls.push(numberAt([...at, 'random', name], name, gloss, value, range))
  }
  if (typeof matrix === 'string') controls.push({ kind: 'words', text: `weights of ${matrix}` })
  const outer = connection['heterogeneity'] === undefined ? at : path
  const disorder = kernel['heterogeneity'] ?? connection['heterogeneity']
  const mismatch = mapping(disorder)['std'] ?? 0
  const scaled = kernel['scale'] === undefined ? path : at
  const scale = connection['scale'] ?? kernel['scale'] ?? (kernel['spectrum'] === undefined ? 1 : undefined)
  if (typeof scale === 'number')
    controls.push(
      numberAt([...scaled, 'scale'], 'scale', 'factor on all weights', scale, { range: symmetric(scale, 2) }),
    )
  if (typeof mismatch === 'number' && matrix === undefined && (disorder !== undefined || !few)) {
    const gloss = 'heterogeneity: standard deviation of random weights, which break the symmetry'
    const range = fromZero(0.01, Math.max(10, 4 * mismatch))
    controls.push(numberAt([...outer, 'heterogeneity', 'std'], 'disorder', gloss, mismatch, { range }))
  }
  controls.push(...synapseControls(path, connection))
  return controls
}

function coefficientControls(path: Path, label: string, value: unknown): Control[] {
  const gloss = `coefficient of the harmonic ${label}`
  if (typeof value === 'number') return [numberAt(path, label, gloss, value, { range: symmetric(value) })]
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
      ? [numberAt([...path, key], `${label}${mark}`, `${gloss}, ${word}`, part, { range: symmetric(size) })]
      : []
  })
}
