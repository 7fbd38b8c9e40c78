/**
 * What runs on a device are made of, and which of it goes together: the factors of the pairwise cover that
 * `npm test` runs and of the products that `npm run soak` runs. A new rate model or transfer joins by itself; a new
 * kind of space, operator or input is added here.
 */
import { builtInModels } from '../../../src/model/built-in.ts'
import { modelDescriptions } from '../../../src/model/models.ts'
import { transferNames } from '../../../src/model/transfer.ts'
import { angleNames, geometryOf } from '../../../src/spaces/geometry.ts'
import { makeSpace, type SpaceDescription } from '../../../src/spaces/make.ts'
import type { Space } from '../../../src/spaces/space.ts'
import { everyRow, pairsOf, pairwise, type Row } from './pairs.ts'

/** Of every pass: nothing to share, odd and prime, a workgroup and one more or less, beyond a workgroup. */
export const sizes = [1, 2, 3, 5, 7, 64, 97, 100, 243, 256, 1000, 1009, 2100] as const

const quaternions = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [1, 0, 3, 2, 5, 4, 7, 6],
  [2, 3, 1, 0, 6, 7, 5, 4],
  [3, 2, 0, 1, 7, 6, 4, 5],
  [4, 5, 7, 6, 1, 0, 2, 3],
  [5, 4, 6, 7, 0, 1, 3, 2],
  [6, 7, 4, 5, 3, 2, 1, 0],
  [7, 6, 5, 4, 2, 3, 0, 1],
]
const frobenius = [
  [1, 2, 3, 4, 0],
  [0, 2, 4, 1, 3],
]

/** One space of each kind that an experiment may name. */
const kinds: Readonly<Record<string, SpaceDescription>> = {
  'C(12)': { group: 'C(12)' },
  'C(5) x C(4)': { group: 'C(5) x C(4)' },
  'SO(2) 15': { group: 'SO(2)', samples: 15 },
  'T(1) 9': { group: 'T(1)', samples: [9] },
  'T(2) 5 x 7': { group: 'T(2)', samples: [5, 7] },
  'T(2) 7 x 7, hexagonal': { group: 'T(2)', samples: [7, 7], lattice: 'hexagonal' },
  'T(3) 3 x 4 x 2': { group: 'T(3)', samples: [3, 4, 2] },
  'O(2) 7': { group: 'O(2)', samples: 7 },
  'D(5)': { group: 'D(5)' },
  'S(4)': { group: 'S(4)' },
  'A(4)': { group: 'A(4)' },
  Q8: { group: 'Q8' },
  I: { group: 'I' },
  'C(4) x S(3)': { group: 'C(4) x S(3)' },
  generators: { generators: frobenius },
  cayley: { cayley: quaternions },
  'SO(3) 2': { group: 'SO(3)', degree: 2 },
  'SU(2) 1': { group: 'SU(2)', degree: 1 },
  'S2 4': { sphere: 2, degree: 4 },
}

/** More of the same kinds, and the cyclic group of every size. */
const more: Readonly<Record<string, SpaceDescription>> = {
  ...Object.fromEntries(['T', 'O', 'Td', 'Oh', 'Ih', 'A(5)', 'S(5)'].map((group) => [group, { group }])),
  'O(2) 10': { group: 'O(2)', samples: 10 },
  'T(2) 6 x 4': { group: 'T(2)', samples: [6, 4] },
  'SU(2) 2': { group: 'SU(2)', degree: 2 },
  'S2 7': { sphere: 2, degree: 7 },
  ...Object.fromEntries(sizes.map((n) => [`C(${n})`, { group: `C(${n})` }])),
}

const made = new Map<string, Space>()

export function spaceNamed(name: string): Space {
  const found = made.get(name) ?? makeSpace((kinds[name] ?? more[name])!)
  made.set(name, found)
  return found
}

/** The text of a model with two variables, means in its rate and, one inside another, in its equations, and the time. */
export const ownModel = 'own text'

const none = 'none'

export const factors = {
  operator: ['low-rank', 'fft', 'gather', 'dense', 'matrix', 'sparse', 'quotient'],
  space: Object.keys(kinds),
  /** as the engine chooses, resident where it fits; or streamed in any case */
  mode: ['chosen', 'streamed'],
  method: ['euler', 'heun', 'rk4', 'exponential-euler'],
  model: [
    ...modelDescriptions.map(({ name }) => name).filter((name) => builtInModels[name]!.spike === undefined),
    ownModel,
  ],
  noise: [none, 'white', 'coloured'],
  transfer: [none, ...transferNames],
  input: [none, 'constant', 'window', 'frames', 'expression', 'moving bump', 'velocity'],
  /** 9 is where matrices go by tiles */
  replicas: ['1', '3', '9'],
} as const

export type Factor = keyof typeof factors
export type Case = Row<typeof factors>

const takesTransfer = (model: string): boolean =>
  modelDescriptions.some(({ name, transfer }) => name === model && transfer)

/** Whether such a network means anything; what is not there yet hinders nothing. */
export function meaningful(row: Partial<Case>): boolean {
  const { operator, space: name, method, model, noise, transfer, input } = row
  if (method === 'rk4' && noise !== undefined && noise !== none) return false
  if (model !== undefined && transfer !== undefined && takesTransfer(model) === (transfer === none))
    return false
  // a velocity drive translates what kernels carry, in units of tau
  if (input === 'velocity' && ['matrix', 'sparse', 'quotient'].includes(operator ?? '')) return false
  if (name === undefined) return true
  const space = spaceNamed(name)
  if (operator === 'fft' && space.cyclic === null) return false
  if (operator === 'gather' && space.sample === null) return false
  const geometry = geometryOf(space)
  if (input === 'moving bump') return geometry !== 'discrete' && geometry !== 'mirror'
  return input !== 'velocity' || geometry === 'circle' || geometry === 'torus'
}

/** Every operator on every space, and every pair of all the other factors. */
export function chosenCases(): Case[] {
  const others = (Object.keys(factors) as Factor[]).filter((name) => name !== 'space')
  return pairwise(factors, meaningful, [['operator', 'space'], ...pairsOf(others)])
}

const tooLong = `C(${sizes.at(-1)})`

/**
 * Two full products: operator, space (all of them, and all sizes), mode and method; operator, model, mode,
 * method and noise. The other factors take turns. The largest size is only streamed: nine neurons a thread, written
 * out, take a software device minutes to compile where a model has three variables.
 */
export function* allCases(): Generator<Case> {
  const whole = (row: Partial<Case>) => meaningful(row) && !(row.mode === 'chosen' && row.space === tooLong)
  const { operator, mode, method, model, noise } = factors
  const space = [...factors.space, ...Object.keys(more)]
  let turn = 0
  const filled = (row: Partial<Case>): Case => {
    let filling: Record<string, string> = { ...row }
    for (const name of Object.keys(factors) as Factor[]) {
      if (name in filling) continue
      const values: readonly string[] = factors[name]
      const order = values.map((_, k) => values[(k + turn) % values.length]!)
      const value = order.find((candidate) => meaningful({ ...filling, [name]: candidate } as Partial<Case>))
      filling = { ...filling, [name]: value! }
      turn++
    }
    return filling as Case
  }
  for (const row of everyRow({ operator, space, mode, method }, whole as never))
    yield filled(row as Partial<Case>)
  for (const row of everyRow({ operator, model, mode, method, noise }, meaningful as never))
    yield filled(row as Partial<Case>)
}

/** The angles along which a velocity drive or a bump moves, and how many numbers place a bump. */
export function placesOf(space: Space): { angles: number; centre: number } {
  const angles = angleNames(space).length
  const geometry = geometryOf(space)
  return { angles, centre: geometry === 'circle' || geometry === 'torus' ? angles : 3 }
}
