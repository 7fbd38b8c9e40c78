/** Rates: what every neuron of one population transmits, from its state. */
import { shader, whole } from './compose.ts'

/** Where one population lies, and the statements of its model (see src/model/wgsl.ts). */
export interface ModelShape {
  readonly points: number
  readonly variables: number
  readonly replicas: number
  readonly state: { readonly offset: number; readonly stride: number }
  readonly rate: { readonly offset: number; readonly stride: number }
  /** points are [copy][site] */
  readonly copies: number
  /** named inputs beside I, one number a site each */
  readonly named: number
  /** parameters of one replica; they stand in numbers[] after one constant a site for every input */
  readonly parameters: number
  /** slots of means of one replica; 0 where there are none */
  readonly means: number
  readonly library: string
  readonly clock: string
}

export interface Statements {
  readonly lines: readonly string[]
  readonly results: readonly string[]
}

/** Where the invocation stands: job -> replica, point, and the places of its numbers. */
export function placesText(shape: ModelShape): string {
  const points = whole(shape.points)
  return indented([`let replica = job / ${points}u;`, `let point = job % ${points}u;`, ...placesOf(shape)])
}

/** The places of the numbers of `point` of `replica`. */
export function placesOf(shape: ModelShape): string[] {
  const { points, copies, named, state, rate, parameters, means } = shape
  const sites = points / copies
  const site = siteText(shape)
  const lines = [
    `let own = ${whole(state.offset)}u + replica * ${whole(state.stride)}u + point;`,
    `let at = ${whole(rate.offset)}u + replica * ${whole(rate.stride)}u + ${site};`,
  ]
  if (parameters > 0) lines.push(`let p = ${whole(sites * (1 + named))}u + replica * ${whole(parameters)}u;`)
  if (means > 0) lines.push(`let m = replica * ${whole(means)}u;`)
  return lines
}

/** The site of a point. */
export const siteText = ({ points, copies }: ModelShape): string =>
  copies === 1 ? 'point' : `point % ${whole(points / copies)}u`

/** `let x0 = state[...]; ...` of every variable. */
export function loadText(prefix: string, array: string, variables: number, points: number): string {
  return Array.from(
    { length: variables },
    (_, v) => `  let ${prefix}${v} = ${array}[own + ${whole(v * points)}u];`,
  ).join('\n')
}

export const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n')

export function ratesText(shape: ModelShape, rate: Statements, timed: boolean): string {
  const { points, variables, replicas, means, library, clock } = shape
  return shader`
@group(0) @binding(0) var<storage, read> state: array<f32>;
// one constant a point, then the parameters of every replica
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> rates: array<f32>;
#if ${means > 0}
@group(0) @binding(3) var<storage, read> means: array<f32>;
#endif
#if ${timed}
${clock}
#endif

${library}

@compute @workgroup_size(64)
fn transmit(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let job = 64u * (workgroup.x + workgroup.y * count.x) + lane;
  if (job >= ${whole(points * replicas)}u) {
    return;
  }
${placesText(shape)}
${loadText('x', 'state', variables, points)}
${indented(rate.lines)}
  rates[at] = ${rate.results[0]!};
}
`
}
