/**
 * Stage: the equations of one population and one stage of the method, fused: flow, noise, update, and where
 * the rate needs neither mean nor time, the rates of the new state, so that an evaluation passes over memory once. The
 * inputs are set back to their constant part for what the next evaluation adds.
 */
import { shader, whole } from './compose.ts'
import type { Arrival } from './fft-line.wgsl.ts'
import {
  indented,
  loadText,
  type ModelShape,
  placesOf,
  placesText,
  type Statements,
  siteText,
} from './rates.wgsl.ts'

/** Noise of one variable. */
export interface Kick {
  readonly variable: number
  readonly coloured: boolean
  /** streams of the counter for the first and the second normal */
  readonly streams: readonly [number, number]
  /** where what it remembers lies; null: at the places of rates */
  readonly eta: { readonly offset: number; readonly stride: number } | null
  /** place of its numbers where there are several; null: there are no others */
  readonly term: number | null
}

export interface StageShape extends ModelShape {
  readonly method: 'euler' | 'heun' | 'rk4' | 'exponential-euler'
  readonly stage: number
  readonly stages: number
  /** where the slopes begin in stages[] */
  readonly slopes: number
  /** noise by variable */
  readonly kicks: readonly Kick[]
  /** a spiking population */
  readonly spiking: boolean
  /** whether neurons have inputs of their own beside their site's */
  readonly own: boolean
  /** whether the spike rule reads the inputs */
  readonly keeps: boolean
  /** variables that stay while a neuron is refractory */
  readonly clamped: readonly number[]
}

const noiseStruct = `struct Noise {
  keyLow: u32,
  keyHigh: u32,
  // sigma sqrt(dt)
  white: f32,
  // eta' = keep eta + fresh n1, its integral carried eta + along n1 + across n2
  keep: f32,
  fresh: f32,
  carried: f32,
  along: f32,
  across: f32,
}`

const normalText = (noise: string): string => `// standard normal of a point, the same that the host draws
fn normal(stream: u32, replica: u32, point: u32) -> f32 {
  let counter = vec4u(point >> 2u, stream, clock.stepLow, clock.stepHigh);
  let words = philox32(counter, vec2u(${noise}.keyLow, ${noise}.keyHigh ^ replica));
  let two = select(words.xy, words.zw, (point & 2u) != 0u);
  let pair = normalpair32(two.x, two.y);
  return select(pair.x, pair.y, (point & 1u) != 0u);
}`

const phi = `// (e^z - 1) / z
fn phi1(z: f32) -> f32 {
  if (abs(z) < 1.0) {
    let h = 0.5 * z;
    return keep32(select(exp32(h) * sinh32(h) / h, 1.0, z == 0.0), z);
  }
  return (exp32(z) - 1.0) / z;
}`

/** A buffer that a stage binds, and how its text declares it. */
export type StageBinding =
  | 'state'
  | 'rates'
  | 'inputs'
  | 'numbers'
  | 'stages'
  | 'means'
  | 'noise'
  | 'eta'
  | 'more'
  | 'own'
  | 'totals'
  | 'firing'

export interface StageUse {
  readonly name: StageBinding
  readonly written: boolean
}

/** In the order of the bindings. `fused`: the rates of the new state are made; `alone`: see `StageArrival`. */
export function stageBindings(
  { stage, stages, means, kicks, copies, named, spiking, own, keeps, clamped }: StageShape,
  fused: boolean,
  alone = false,
): StageUse[] {
  const last = stage === stages - 1
  const use = (on: boolean, name: StageBinding, written: boolean): StageUse[] =>
    on ? [{ name, written }] : []
  return [
    ...use(true, 'state', last),
    ...use(!spiking, 'rates', fused),
    ...use(!alone, 'inputs', copies === 1),
    ...use(true, 'numbers', false),
    ...use(stages > 1, 'stages', true),
    ...use(means > 0, 'means', false),
    ...use(kicks.length > 0, 'noise', false),
    ...use(
      kicks.some(({ coloured }) => coloured),
      'eta',
      last,
    ),
    ...use(named > 0, 'more', copies === 1),
    ...use(own, 'own', true),
    ...use(keeps && last, 'totals', true),
    ...use(clamped.length > 0 && last, 'firing', false),
  ]
}

/** `own` is the place of a neuron's state. */
const called = (name: StageBinding): string => (name === 'own' ? 'owned' : name)

function declarations({ kicks }: StageShape, uses: readonly StageUse[], first: number): string[] {
  const noise = kicks.some(({ term }) => term !== null) ? 'array<Noise>' : 'Noise'
  return uses.map(({ name, written }, k) => {
    const type = name === 'noise' ? noise : name === 'firing' ? 'array<u32>' : 'array<f32>'
    return `@group(0) @binding(${first + k}) var<storage, ${written ? 'read_write' : 'read'}> ${called(name)}: ${type};`
  })
}

/** What stands before the stage itself. */
function preface({ kicks, method, library, clock }: StageShape, declared: readonly string[]): string {
  return shader`
${kicks.length === 0 ? '' : noiseStruct}

${declared.join('\n')}
${clock}

${library}

${kicks.length === 0 ? '' : normalText(numbersText(kicks[0]!))}

${method === 'exponential-euler' ? phi : ''}
`
}

/** `flow` gives the equations and, for exponential Euler, the decay rates after them; `next` the new rate. */
export function stageText(shape: StageShape, flow: Statements, next: Statements | null): string {
  const { points, replicas } = shape
  return shader`
${preface(shape, declarations(shape, stageBindings(shape, next !== null), 0))}

@compute @workgroup_size(64)
fn advance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(points * replicas)}u) {
    return;
  }
${placesText(shape)}
  ${body(shape, flow, next, 'inputs[at]', true)}
}
`
}

/**
 * The stage as what is done with each sum where it arrives, in the pass that makes the sums. `alone`: nothing
 * else adds to the inputs, which then stay as they are, at their constant part.
 */
export function stageArrival(
  shape: StageShape,
  flow: Statements,
  next: Statements | null,
  alone: boolean,
): Arrival {
  const uses = stageBindings(shape, next !== null, alone)
  return {
    uses,
    text: (first) => shader`
${preface(shape, declarations(shape, uses, first))}

fn arrive(replica: u32, point: u32, sum: f32) {
${indented(placesOf(shape))}
  ${body(shape, flow, next, `${alone ? 'numbers[point]' : 'inputs[at]'} + sum`, !alone)}
}
`,
  }
}

function body(
  shape: StageShape,
  flow: Statements,
  next: Statements | null,
  total: string,
  resets: boolean,
): string {
  const { points, variables, stage, kicks } = shape
  return shader`
  let dt = clock.dt;
${loadText('x', stage === 0 ? 'state' : 'stages', variables, points)}
${stage === 0 ? '' : loadText('b', 'state', variables, points)}
${shape.spiking ? '' : '  let r = rates[at];'}
${indented(inputLines(shape, total))}
${indented(flow.lines)}
${indented(kicks.flatMap((kick) => kickLines(kick, shape)))}
${indented(Array.from({ length: variables }, (_, v) => updateText(shape, flow, v)).flat())}
${resets ? indented(resetLines(shape)) : ''}
#if ${next !== null}
${indented(next?.lines ?? [])}
  rates[at] = ${next?.results[0] ?? ''};
#endif
`
}

/** All inputs of the neuron: its site's, and its own. */
function inputLines(shape: StageShape, total: string): string[] {
  const { points, named, own, keeps, stage, stages } = shape
  const lines: string[] = []
  for (let k = 0; k <= named; k++) {
    const place = `(replica * ${whole(1 + named)}u + ${whole(k)}u) * ${whole(points)}u + point`
    const shared = k === 0 ? total : `more[${moreAt(shape, k)}]`
    lines.push(`let total${k === 0 ? '' : k} = ${shared}${own ? ` + owned[${place}]` : ''};`)
    if (own) lines.push(`owned[${place}] = 0.0;`)
    if (keeps && stage === stages - 1) lines.push(`totals[${place}] = total${k === 0 ? '' : k};`)
  }
  return lines
}

const moreAt = (shape: StageShape, k: number): string => {
  const sites = shape.points / shape.copies
  return `(replica * ${whole(shape.named)}u + ${whole(k - 1)}u) * ${whole(sites)}u + ${siteText(shape)}`
}

/** The site's inputs back to their constants; of several copies none may do it. */
function resetLines(shape: StageShape): string[] {
  const { points, copies, named } = shape
  if (copies > 1) return []
  const lines = ['inputs[at] = numbers[point];']
  for (let k = 1; k <= named; k++)
    lines.push(`more[${moreAt(shape, k)}] = numbers[${whole(k * points)}u + point];`)
  return lines
}

const numbersText = ({ term }: Kick): string => (term === null ? 'noise' : `noise[${whole(term)}]`)

/** What follows the names of one of several. */
const suffix = ({ term, variable }: Kick): string => (term === null ? '' : `_${whole(variable)}`)

function kickLines(kick: Kick, { stage, stages }: StageShape): string[] {
  const { coloured, streams, eta } = kick
  const [own, noise] = [suffix(kick), numbersText(kick)]
  const n1 = `let n1${own} = normal(${whole(streams[0])}u, replica, point);`
  if (!coloured) return [n1, `let kick${own} = ${noise}.white * n1${own};`]
  const place = eta === null ? 'at' : `${whole(eta.offset)}u + replica * ${whole(eta.stride)}u + point`
  const lines = [
    n1,
    `let n2${own} = normal(${whole(streams[1])}u, replica, point);`,
    `let old${own} = eta[${place}];`,
    `let kick${own} = ${noise}.carried * old${own} + ${noise}.along * n1${own} + ${noise}.across * n2${own};`,
  ]
  if (stage === stages - 1)
    lines.push(`eta[${place}] = ${noise}.keep * old${own} + ${noise}.fresh * n1${own};`)
  return lines
}

/** The new value `y` of one variable, stored where the next stage or step reads it. */
function updateText(shape: StageShape, { results }: Statements, v: number): string[] {
  const { method, stage, stages, points, variables, kicks, slopes, clamped } = shape
  const f = results[v]!
  const x = `x${v}`
  const base = stage === 0 ? x : `b${v}`
  const place = `own + ${whole(v * points)}u`
  const slope = `stages[${place} + ${whole(slopes)}u]`
  const kick = kicks.find(({ variable }) => variable === v)
  const kicked = kick === undefined ? '' : `kick${suffix(kick)}`
  const plus = kick === undefined ? '' : ` + ${kicked}`
  const lines: string[] = []
  switch (method) {
    case 'euler':
      lines.push(`let y${v} = ${x} + dt * ${f}${plus};`)
      break
    case 'heun':
      if (stage === 0) lines.push(`${slope} = ${f};`, `let y${v} = ${x} + dt * ${f}${plus};`)
      else lines.push(`let y${v} = ${base} + 0.5 * dt * (${slope} + ${f})${plus};`)
      break
    case 'rk4':
      if (stage === 3) lines.push(`let y${v} = ${base} + dt * (1.0 / 6.0) * (${slope} + ${f});`)
      else {
        lines.push(stage === 0 ? `${slope} = ${f};` : `${slope} += 2.0 * ${f};`)
        lines.push(`let y${v} = ${base} + ${stage === 2 ? 'dt' : '0.5 * dt'} * ${f};`)
      }
      break
    case 'exponential-euler': {
      const lambda = `dt * ${results[variables + v]!}`
      lines.push(`let z${v} = ${lambda};`)
      const factor = kick?.coloured === false ? `sqrt(phi1(2.0 * z${v}))` : `phi1(z${v})`
      const noisy = kick === undefined ? '' : ` + ${factor} * ${kicked}`
      lines.push(`let y${v} = ${x} + dt * phi1(z${v}) * ${f}${noisy};`)
    }
  }
  const last = stage === stages - 1
  if (last && clamped.includes(v)) {
    const silent = `firing[replica * ${whole(points)}u + point] > 0u`
    lines.push(`state[${place}] = select(y${v}, ${base}, ${silent});`)
  } else lines.push(`${last ? 'state' : 'stages'}[${place}] = y${v};`)
  return lines
}
