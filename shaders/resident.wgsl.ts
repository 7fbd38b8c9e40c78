/**
 * A whole network in one workgroup: workgroup = replica, each thread holds the state of its neurons in
 * registers and takes `clock.count` steps. Neuron i of a population is that of thread i mod T, in slot i div T
 * (with noise four in a row, see `quads`); a population's slots are its own, so nothing branches on the
 * population. Threads beyond the last neuron repeat it, and neither store nor add to a sum.
 *
 * One turn of the loop is one evaluation of the right-hand side; the first of a step also looks for divergence
 * and records what is due, and the last turn does nothing else. Numbers stand in buffers: equal structures give equal texts.
 */
import { shader } from './compose.ts'
import { clockWith } from './lib/clock.wgsl.ts'
import {
  leadersText,
  reduction,
  reductionBarriers,
  reductionSpace,
  subgroupsText,
} from './lib/reduce.wgsl.ts'
import { drivenText } from './resident/input.wgsl.ts'
import { lookBegin, lookBytes, lookShared, lookText } from './resident/look.wgsl.ts'
import {
  heldBases,
  heldColumns,
  operatorBarriers,
  operatorSpace,
  operatorText,
} from './resident/operators.wgsl.ts'
import { recordBarriers, recordSpace, recordText } from './resident/record.wgsl.ts'
import {
  after,
  inSlot,
  type Level,
  neuronOf,
  owned,
  type PopulationText,
  type ResidentText,
  range,
  rateOf,
  stagesOf,
  u,
} from './resident/structure.ts'
import { transformText } from './resident/transform.wgsl.ts'
import { beginText, endText, growth, noiseText, normalOf, updateText } from './resident/update.wgsl.ts'

/** The key of the replica's noise, where there is noise. */
function keyText(s: ResidentText): string[] {
  if (s.noise === 'none') return []
  const at = `${u(s.keysAt)} + 2u * replica`
  return [`let key = vec2u(indices[${at}], indices[${at} + 1u]);`]
}

/** What stands at @group(0), in the order of the bindings; those after `found` where they are used. */
export function residentBindings(s: ResidentText): readonly string[] {
  return [
    'state',
    'carried',
    'numbers',
    'tables',
    'indices',
    'found',
    ...(s.record === null ? [] : ['frames']),
  ]
}

const declared: Readonly<Record<string, string>> = {
  state: 'storage, read_write> state: array<f32>',
  carried: 'storage, read_write> carried: array<f32>',
  numbers: 'storage, read> numbers: array<f32>',
  tables: 'storage, read> tables: array<f32>',
  indices: 'storage, read> indices: array<u32>',
  found: 'storage, read_write> found: array<atomic<u32>>',
  frames: 'storage, read_write> frames: array<f32>',
}

type Phase = 'rateLevels' | 'flowLevels'

/** How many reductions each level of a phase has, over all populations. */
function levelsOf(s: ResidentText, phase: Phase): number[] {
  const depth = Math.max(0, ...s.populations.map((p) => p[phase].length))
  return range(depth).map((level) =>
    s.populations.reduce((count, p) => count + (p[phase][level]?.names.length ?? 0), 0),
  )
}

/** workgroupBarrier() calls of one evaluation of the right-hand side. */
export function evaluationBarriers(s: ResidentText): number {
  const levels = levelsOf(s, 'rateLevels').length + levelsOf(s, 'flowLevels').length
  return levels * reductionBarriers(s.subgroups) + operatorBarriers(s)
}

/** workgroupBarrier() calls of one frame. */
export { recordBarriers }

function sharedArrays(s: ResidentText): [string, number][] {
  const sums = [...levelsOf(s, 'rateLevels'), ...levelsOf(s, 'flowLevels')].reduce(
    (total, count) => total + 2 * reductionSpace(s.threads, s.subgroups, count),
    0,
  )
  return Object.entries({
    ...operatorSpace(s),
    ...(sums === 0 ? {} : { sums }),
    ...recordSpace(s),
  })
}

/** Bytes of var<workgroup>. */
export function residentBytes(s: ResidentText): number {
  return (
    sharedArrays(s).reduce((bytes, [, length]) => bytes + 16 * Math.ceil(length / 4), lookBytes) +
    (usesSubgroups(s) ? 4 * s.threads : 0)
  )
}

/** Without a sum over threads there is nothing to enable them for. */
function usesSubgroups(s: ResidentText): boolean {
  const reduces = levelsOf(s, 'rateLevels').length + levelsOf(s, 'flowLevels').length > 0
  return (s.columns > 0 && s.sections === null) || (s.subgroups && reduces)
}

export function residentShader(s: ResidentText): string {
  const bindings = residentBindings(s)
  const subgroups = usesSubgroups(s)
  return shader`
#if ${subgroups}
enable subgroups;
#endif
${clockWith(s.signalRoom)}
${bindings.map((name, binding) => `@group(0) @binding(${binding}) var<${declared[name]};`).join('\n')}

${sharedArrays(s)
  .map(([name, length]) => `var<workgroup> ${name}: array<f32, ${length}>;`)
  .join('\n')}
${lookShared}
#if ${subgroups}
${leadersText(s.threads)}
#endif
#if ${s.signals > 0}
${signalAt(s)}
#endif

${s.library}
${transformText(s)}
#if ${s.method === 'exponential-euler'}
${growth}
#endif
#if ${s.noise !== 'none'}
${normalOf}
#endif
@compute @workgroup_size(${String(s.threads)})
fn main(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let replica = group.x + groups.x * group.y;
  if (replica >= arrayLength(&state) / ${u(s.stateLength)}) {
    return;
  }
  let own = replica * ${u(s.numbers)};
  let dt = clock.dt;
  // the clock of a resident pass says stage 0
  let nothing = clock.stage;
${indented(1, [...keyText(s), ...beginText(s), ...constants(s), ...heldBases(s), ...heldColumns(s), ...lookBegin, ...(subgroups ? subgroupsText(s.threads) : [])])}
  let turns = ${u(stagesOf[s.method])} * clock.count;
  for (var turn = 0u; turn <= turns; turn++) {
    let stage = turn % ${u(stagesOf[s.method])};
    let since = turn / ${u(stagesOf[s.method])};
    let step = clock.stepLow + since;
${indented(2, lookText(s))}
${indented(2, rates(s))}
${indented(2, recordText(s))}
    if (turn == turns) {
      break;
    }
${indented(2, [...noiseText(s), ...evaluation(s)])}
  }
${indented(1, endText(s))}
}
`
}

/** A function of time at a turn. */
const signalAt = ({ signals }: ResidentText): string => `
fn signalAt(turn: u32, k: u32) -> f32 {
  let place = turn * ${u(signals)} + k;
  return clock.signals[place / 4u][place % 4u];
}`

/** Parameters, and constant input where there is any. */
function constants(s: ResidentText): string[] {
  return s.populations.flatMap((population) => {
    const { index: p, slots, driveAt, weightsAt, parameters } = population
    const read = (name: string, at: number | null) =>
      at === null
        ? []
        : range(slots).map((k) => `let ${name}${p}_${k} = tables[${after(at, neuronOf(p, k))}];`)
    return [...parameters, ...read('weight', weightsAt), ...read('drive', driveAt)]
  })
}

/** Rates of all neurons, after the reductions in them. */
function rates(s: ResidentText): string[] {
  return [
    ...range(levelsOf(s, 'rateLevels').length).flatMap((level) => reductions(s, 'rateLevels', level)),
    ...s.populations.flatMap((population) => {
      const { index: p, slots, rate } = population
      return [
        ...rate.uniform,
        ...range(slots).flatMap((k) => [
          `var ${rateOf(p, k)} = 0.0;`,
          ...inSlot(population, k, [...rate.local, `${rateOf(p, k)} = ${rate.results[0]};`], false),
        ]),
      ]
    }),
  ]
}

/** Input, connections, equations, update. */
function evaluation(s: ResidentText): string[] {
  return [
    ...s.populations.flatMap(drivenText),
    ...operatorText(s),
    ...range(levelsOf(s, 'flowLevels').length).flatMap((level) => reductions(s, 'flowLevels', level)),
    ...s.populations.flatMap((population) => {
      const { flow, slots, variables } = population
      const { uniform, local, results } = flow
      return [
        ...uniform,
        ...range(slots).flatMap((k) =>
          inSlot(population, k, [
            ...local,
            ...range(variables).flatMap((v) => [
              `let f${v} = ${results[v]};`,
              ...(results.length > variables ? [`let decay${v} = ${results[variables + v]};`] : []),
            ]),
            ...range(variables).flatMap((v) => updateText(s, population, k, v, `f${v}`, `decay${v}`)),
          ]),
        ),
      ]
    }),
  ]
}

/** One level of reductions of all populations, together. */
function reductions(s: ResidentText, phase: Phase, level: number): string[] {
  const earlier = [
    ...levelsOf(s, 'rateLevels').slice(0, phase === 'rateLevels' ? level : undefined),
    ...(phase === 'rateLevels' ? [] : levelsOf(s, 'flowLevels').slice(0, level)),
  ]
  const space = (count: number) => reductionSpace(s.threads, s.subgroups, count)
  const at = earlier.reduce((total, count) => total + 2 * space(count), 0)
  const count = levelsOf(s, phase)[level]!
  const taken = s.populations.flatMap((population) => {
    const found = population[phase][level]
    return found === undefined ? [] : [{ population, found }]
  })
  const names = taken.flatMap(({ found }) => found.names)
  return [
    ...taken.flatMap(({ population, found }) => shares(s, population, found, phase === 'flowLevels')),
    ...reduction({
      threads: s.threads,
      subgroups: s.subgroups,
      names,
      array: 'sums',
      at: `${u(at)} + (turn & 1u) * ${u(space(count))}`,
    }).split('\n'),
    ...taken.flatMap(({ found }) => found.names.map((name, j) => `${name} *= ${found.factors[j]};`)),
  ]
}

/** Each thread's own share of a level's sums. */
function shares(s: ResidentText, population: PopulationText, level: Level, inFlow: boolean): string[] {
  const { index: p, slots, weightsAt } = population
  return [
    ...level.uniform,
    ...level.names.map((name) => `var ${name} = 0.0;`),
    ...range(slots).flatMap((k) =>
      inSlot(
        population,
        k,
        [
          ...level.local,
          ...level.names.map((name, j) => {
            const value = weightsAt === null ? level.results[j]! : `weight${p}_${k} * ${level.results[j]}`
            return `${name} += ${owned(population, k, s.threads, value)};`
          }),
        ],
        inFlow,
      ),
    ),
  ]
}

/** Lines with two spaces for each open brace. */
function indented(depth: number, lines: readonly string[]): string {
  let level = depth
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => {
      const text = line.trim()
      if (text.startsWith('}')) level--
      const placed = `${'  '.repeat(level)}${text}`
      const opens = text.endsWith('{') ? 1 : 0
      level += opens
      return placed
    })
    .join('\n')
}
