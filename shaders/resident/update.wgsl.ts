/**
 * The methods and the noise, as src/engine/methods.ts and noise.ts have them, one neuron at a time. Where a
 * method has stages, y is the state at which the right-hand side is evaluated and x that of the step's begin;
 * the last stage leaves both at the step's end.
 *
 * A step's change is added with what rounding left out of the changes before (Kahan), for at equilibrium
 * changes are smaller than half a unit of x and would be lost altogether: docs/decisions/0011.
 *
 * Noise constants in `tables`: white: sigma sqrt(dt); coloured: those of eta in A, of n1 and n2 in A, of eta
 * and of n1 in the next eta.
 */
import {
  after,
  isFull,
  isOwn,
  kickOf,
  neuronOf,
  type PopulationText,
  placed,
  type ResidentText,
  range,
  stagesOf,
  stateOf,
  u,
} from './structure.ts'

const beginOf = (p: number, k: number, v: number): string => `x${p}_${k}_${v}`
const slopeOf = (p: number, k: number, v: number): string => `s${p}_${k}_${v}`
const lostOf = (p: number, k: number, v: number): string => `l${p}_${k}_${v}`
const memoryOf = (p: number, k: number): string => `eta${p}_${k}`

/** (e^z - 1) / z, for exponential-euler; needs exp32. Relative error below 12 * 2^-24. */
export const growth = `
fn growth(z: f32) -> f32 {
  if (abs(z) > 0.5) {
    return (exp32(z) - 1.0) / z;
  }
  return 1.0 + z / 2.0 * (1.0 + z / 3.0 * (1.0 + z / 4.0 * (1.0 + z / 5.0 * (1.0 + z / 6.0
    * (1.0 + z / 7.0 * (1.0 + z / 8.0 * (1.0 + z / 9.0)))))));
}
`

/** The normal of a neuron, as src/math/normal.ts draws it; needs philox32 and normalpair32. */
export const normalOf = `
fn normalOf(neuron: u32, stream: u32, step: u32, high: u32, key: vec2u) -> f32 {
  let words = philox32(vec4u(neuron >> 2u, stream, step, high), key);
  let pair = select(words.xy, words.zw, (neuron & 2u) != 0u);
  let normals = normalpair32(pair.x, pair.y);
  return select(normals.x, normals.y, (neuron & 1u) != 0u);
}
`

/** What a replica carries beside its state: what was lost of each number, then noise that remembers. */
export function carriedLength(s: Pick<ResidentText, 'noise' | 'stateLength' | 'neurons'>): number {
  return s.stateLength + (s.noise === 'coloured' ? s.neurons : 0)
}

const carriedAt = (s: ResidentText, first: number, p: number, k: number): string =>
  `replica * ${u(carriedLength(s))} + ${after(first, neuronOf(p, k))}`

/** Registers of the state, loaded before the first step. */
export function beginText(s: ResidentText): string[] {
  return s.populations.flatMap((population) => {
    const { index: p, variables, size, slots, stateAt, rateAt } = population
    return range(slots).flatMap((k) => {
      const mine = placed(population, k, s.threads)
      const full = isFull(population, k, s.threads)
      return [
        `let ${neuronOf(p, k)} = ${full ? mine : `min(${mine}, ${u(size - 1)})`};`,
        ...range(variables).flatMap((v) => {
          const at = `replica * ${u(s.stateLength)} + ${after(stateAt + v * size, neuronOf(p, k))}`
          const staged = stagesOf[s.method] > 1
          return [
            `var ${stateOf(p, k, v)} = state[${at}];`,
            `var ${lostOf(p, k, v)} = carried[${carriedAt(s, stateAt + v * size, p, k)}];`,
            ...(staged
              ? [`var ${beginOf(p, k, v)} = ${stateOf(p, k, v)};`, `var ${slopeOf(p, k, v)} = 0.0;`]
              : []),
          ]
        }),
        ...(s.noise === 'none' ? [] : [`var ${kickOf(p, k)} = 0.0;`]),
        ...(s.noise === 'coloured'
          ? [`var ${memoryOf(p, k)} = carried[${carriedAt(s, s.stateLength + rateAt, p, k)}];`]
          : []),
      ]
    })
  })
}

/** The state back to memory. */
export function endText(s: ResidentText): string[] {
  return s.populations.flatMap((population) => {
    const { index: p, variables, size, slots, stateAt, rateAt } = population
    return range(slots).flatMap((k) => {
      const stores = range(variables).flatMap((v) => {
        const at = `replica * ${u(s.stateLength)} + ${after(stateAt + v * size, neuronOf(p, k))}`
        return [
          `state[${at}] = ${stateOf(p, k, v)};`,
          `carried[${carriedAt(s, stateAt + v * size, p, k)}] = ${lostOf(p, k, v)};`,
        ]
      })
      if (s.noise === 'coloured')
        stores.push(`carried[${carriedAt(s, s.stateLength + rateAt, p, k)}] = ${memoryOf(p, k)};`)
      const own = isOwn(population, k, s.threads)
      return own === 'true' ? stores : [`if (${own}) {`, ...stores, '}']
    })
  })
}

/** The step's increments of the first variables, drawn at its first stage. */
export function noiseText(s: ResidentText): string[] {
  if (s.noise === 'none') return []
  const constant = (n: number) => `tables[${u(s.noiseAt + n)}]`
  // streams: 16 population + 1 (white), + 2 (second), as in src/math/philox.ts
  const purposes = s.noise === 'white' ? [1] : [1, 2]
  const draws = s.populations.flatMap(({ index: p, slots, quads }) => {
    const blocks = range(quads ? slots / 4 : 0).flatMap((q) =>
      purposes.map((purpose) => {
        const counter = `vec4u(${neuronOf(p, 4 * q)} >> 2u, ${u(16 * p + purpose)}, step, high)`
        return `let n${p}_${q}_${purpose} = normals32(philox32(${counter}, key));`
      }),
    )
    const normal = (k: number, purpose: number) =>
      quads
        ? `n${p}_${Math.floor(k / 4)}_${purpose}.${'xyzw'[k % 4]}`
        : `normalOf(${neuronOf(p, k)}, ${u(16 * p + purpose)}, step, high, key)`
    const kicks = range(slots).flatMap((k) => {
      if (s.noise === 'white') return [`${kickOf(p, k)} = ${constant(0)} * ${normal(k, 1)};`]
      const eta = memoryOf(p, k)
      return [
        '{',
        `let n1 = ${normal(k, 1)};`,
        `${kickOf(p, k)} = ${constant(0)} * ${eta} + ${constant(1)} * n1 + ${constant(2)} * ${normal(k, 2)};`,
        `${eta} = ${constant(3)} * ${eta} + ${constant(4)} * n1;`,
        '}',
      ]
    })
    return [...blocks, ...kicks]
  })
  const high = 'let high = clock.stepHigh + select(0u, 1u, step < since);'
  return stagesOf[s.method] === 1 ? [high, ...draws] : ['if (stage == 0u) {', high, ...draws, '}']
}

/** x += change. No compiler knows that `nothing` is 0, so none takes what is lost for 0. */
function carried(x: string, change: string, lost: string): string[] {
  return [
    '{',
    `let change = ${change} + ${lost};`,
    `let sum = bitcast<f32>(bitcast<u32>(${x} + change) | nothing);`,
    `${lost} = change - (sum - ${x});`,
    `${x} = sum;`,
    '}',
  ]
}

/** One variable's step, its flow in `f` and, for exponential-euler, its decay rate in `decay`. */
export function updateText(
  s: ResidentText,
  { index: p }: PopulationText,
  k: number,
  v: number,
  f: string,
  decay: string,
): string[] {
  const [y, x, slope] = [stateOf(p, k, v), beginOf(p, k, v), slopeOf(p, k, v)]
  const advance = (variable: string, change: string) => carried(variable, change, lostOf(p, k, v))
  const noisy = s.noise !== 'none' && v === 0
  const kick = noisy ? ` + ${kickOf(p, k)}` : ''
  switch (s.method) {
    case 'euler':
      return advance(y, `dt * ${f}${kick}`)
    case 'exponential-euler': {
      const factor = s.noise === 'white' ? `sqrt(growth(2.0 * dt * ${decay}))` : `growth(dt * ${decay})`
      const pushed = noisy ? ` + ${factor} * ${kickOf(p, k)}` : ''
      return advance(y, `dt * growth(dt * ${decay}) * ${f}${pushed}`)
    }
    case 'heun':
      return [
        'if (stage == 0u) {',
        `${slope} = ${f};`,
        `${y} = ${x} + dt * ${f}${kick};`,
        '} else {',
        ...advance(x, `0.5 * dt * (${slope} + ${f})${kick}`),
        `${y} = ${x};`,
        '}',
      ]
    case 'rk4':
      return [
        'if (stage == 3u) {',
        ...advance(x, `dt / 6.0 * (${slope} + ${f})`),
        `${y} = ${x};`,
        '} else {',
        `${slope} = select(${slope} + 2.0 * ${f}, ${f}, stage == 0u);`,
        `${y} = ${x} + select(0.5, 1.0, stage == 2u) * dt * ${f};`,
        '}',
      ]
  }
}
