/** The controls of a population's units, its model and transfer function, and of what comes to them from outside. */
import { builtInModels } from '../../src/model/built-in.ts'
import { type Control, type Data, isMapping, mapping, numberAt } from './control.ts'
import type { Path } from './edit.ts'
import { expressionType } from './format.ts'
import { symmetric } from './range.ts'
import { synapseControls } from './synapse-controls.ts'

export const transfers = ['linear', 'tanh', 'erf', 'relu', 'softplus', 'sigmoid', 'step'] as const

export function unitControls(path: Path, population: Data): Control[] {
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
  const spike = builtIn?.spike ?? mapping(own['spike'])
  const fires = mapping(spike)['when'] ?? mapping(spike)['hazard']
  if (fires !== undefined) {
    const how = mapping(spike)['when'] === undefined ? 'fires at the rate' : 'fires when'
    controls.push({ kind: 'words', text: `${how} ${expressionType(String(fires))}`, code: true })
  }
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
    else
      for (const [part, number] of Object.entries(mapping(value)))
        if (typeof number === 'number' && part !== 'seed') {
          const gloss = `${part} of the distribution of ${key} over the neurons`
          controls.push(numberAt([...path, 'parameters', key, part], `${key}, ${part}`, gloss, number))
        }
  return controls
}

export function inputControls(path: Path, input: Data): Control[] {
  const controls: Control[] = []
  const { constant } = input
  if (typeof constant === 'number') {
    const gloss = 'the same input to every neuron'
    controls.push(
      numberAt([...path, 'constant'], 'constant', gloss, constant, { range: symmetric(constant) }),
    )
  }
  if (typeof input['expression'] === 'string')
    controls.push({ kind: 'words', text: `I = ${expressionType(input['expression'])}`, code: true })
  for (const key of ['amplitude', 'width'] as const) {
    const value = mapping(input['bump'])[key]
    if (typeof value === 'number')
      controls.push(numberAt([...path, 'bump', key], `bump ${key}`, `${key} of the bump of input`, value))
  }
  const { rate, weight } = mapping(input['poisson'])
  if (typeof rate === 'string')
    controls.push({ kind: 'words', text: `Poisson spikes at the rate ${expressionType(rate)}`, code: true })
  else if (typeof rate === 'number')
    controls.push(numberAt([...path, 'poisson', 'rate'], 'rate', 'rate of the Poisson spikes', rate))
  if (typeof weight === 'number')
    controls.push(numberAt([...path, 'poisson', 'weight'], 'weight', 'what each of them brings', weight))
  controls.push(...synapseControls(path, input))
  const { velocity } = input
  const drives = Array.isArray(velocity) ? velocity.map((v, k) => [v, k] as const) : [[velocity, -1] as const]
  for (const [drive, k] of drives) {
    if (drive === undefined) continue
    const value = Number(drive)
    const name = k < 0 ? 'velocity' : `velocity ${k + 1}`
    const at = k < 0 ? [...path, 'velocity'] : [...path, 'velocity', k]
    const gloss = 'drive that carries the state along, radians per unit of time'
    if (Number.isFinite(value))
      controls.push(numberAt(at, name, gloss, value, { range: symmetric(value, 0.5) }))
    else controls.push({ kind: 'words', text: `${name} = ${expressionType(String(drive))}`, code: true })
  }
  return controls
}

function equationText(text: unknown): string {
  return isMapping(text) ? String(text['equation']) : String(text)
}
