/**
 * One step of x' = f(x, t) + noise on a flat state vector, by each method. With noise, `euler` is
 * Euler-Maruyama and `heun` the stochastic Heun method; for additive noise Ito and Stratonovich agree.
 */
import { InputError } from '../errors.ts'
import type { Method } from '../model/network.ts'

/** The vector field that a method integrates. Vectors have `length` numbers. */
export interface Field {
  readonly length: number
  /** f at x[offset ...], at time (step + stage) dt, into flow[0 ...] */
  flow(
    replica: number,
    step: number,
    stage: number,
    x: Float64Array,
    offset: number,
    flow: Float64Array,
  ): void
  /** diagonal decay rates df_i/dx_i where `flow` was last evaluated; the same x, offset and stage 0 */
  decay(replica: number, step: number, x: Float64Array, offset: number, decay: Float64Array): void
}

/** Additive noise as the integral over one step: white noise gives sigma dB. */
export interface NoiseSource {
  /** all of it; or, where there are both, the parts of the state in which it is white, [from, until) */
  readonly kind: 'white' | 'coloured' | readonly (readonly number[])[]
  /** the drawn increments, in the layout of the state; zero where there is no noise */
  readonly kick: Float64Array
  /** what the next increments depend on beside their numbers, [replica][variable with such noise][neuron] */
  readonly memory?: Float64Array
  /** draws the increments of one step into `kick`; a replica's steps come in order, each once */
  draw(replica: number, step: number): void
}

/** Advances x[offset ...] from step to step + 1 in place. Allocates nothing. */
export type Stepper = (replica: number, step: number, x: Float64Array, offset: number) => void

/** At which fraction of dt each evaluation of f stands. */
export const stageFractions: Readonly<Record<Method, readonly number[]>> = {
  euler: [0],
  heun: [0, 1],
  rk4: [0, 0.5, 0.5, 1],
  'exponential-euler': [0],
}

/** Evaluations of f per step. */
export const stages: Readonly<Record<Method, number>> = { euler: 1, heun: 2, rk4: 4, 'exponential-euler': 1 }

/**
 * The stepper of a method. Throws InputError at `simulation.method` for rk4 with noise: its order is
 * that of smooth flows, and with noise it would cost twice Heun's work for the same order.
 */
export function stepper(method: Method, field: Field, dt: number, noise: NoiseSource | null): Stepper {
  switch (method) {
    case 'euler':
      return euler(field, dt, noise)
    case 'heun':
      return heun(field, dt, noise)
    case 'rk4':
      if (noise !== null) throw noiseRefused()
      return rungeKutta(field, dt)
    case 'exponential-euler':
      return exponentialEuler(field, dt, noise)
  }
}

export function noiseRefused(): InputError {
  return new InputError(
    'simulation.method',
    'a method for noisy equations: euler, heun or exponential-euler',
    '"rk4" with noise',
    'Use heun (the stochastic Heun method) or set noise.sigma to 0',
  )
}

/** x += dt f + dB. Order 1; with additive noise strong order 1 (Maruyama 1955; Milstein's term vanishes). */
function euler(field: Field, dt: number, noise: NoiseSource | null): Stepper {
  const n = field.length
  const f = new Float64Array(n)
  return (replica, step, x, offset) => {
    field.flow(replica, step, 0, x, offset, f)
    for (let i = 0; i < n; i++) x[offset + i] = x[offset + i]! + dt * f[i]!
    if (noise !== null) kick(noise, replica, step, x, offset)
  }
}

/** y = x + dt f(x) + dB;  x += dt/2 (f(x) + f(y)) + dB. Order 2; strong order 1, weak order 2 with noise. */
function heun(field: Field, dt: number, noise: NoiseSource | null): Stepper {
  const n = field.length
  const f = new Float64Array(n)
  const g = new Float64Array(n)
  const y = new Float64Array(n)
  return (replica, step, x, offset) => {
    field.flow(replica, step, 0, x, offset, f)
    for (let i = 0; i < n; i++) y[i] = x[offset + i]! + dt * f[i]!
    if (noise !== null) kick(noise, replica, step, y, 0)
    field.flow(replica, step, 1, y, 0, g)
    const half = 0.5 * dt
    for (let i = 0; i < n; i++) x[offset + i] = x[offset + i]! + half * (f[i]! + g[i]!)
    if (noise !== null) add(noise.kick, x, offset)
  }
}

/** The classical method of Kutta (1901). Order 4. */
function rungeKutta(field: Field, dt: number): Stepper {
  const n = field.length
  const f = new Float64Array(n)
  const sum = new Float64Array(n)
  const y = new Float64Array(n)
  return (replica, step, x, offset) => {
    field.flow(replica, step, 0, x, offset, f)
    for (let i = 0; i < n; i++) {
      sum[i] = f[i]!
      y[i] = x[offset + i]! + 0.5 * dt * f[i]!
    }
    field.flow(replica, step, 0.5, y, 0, f)
    for (let i = 0; i < n; i++) {
      sum[i] = sum[i]! + 2 * f[i]!
      y[i] = x[offset + i]! + 0.5 * dt * f[i]!
    }
    field.flow(replica, step, 0.5, y, 0, f)
    for (let i = 0; i < n; i++) {
      sum[i] = sum[i]! + 2 * f[i]!
      y[i] = x[offset + i]! + dt * f[i]!
    }
    field.flow(replica, step, 1, y, 0, f)
    const sixth = dt / 6
    for (let i = 0; i < n; i++) x[offset + i] = x[offset + i]! + sixth * (sum[i]! + f[i]!)
  }
}

/**
 * Rosenbrock-Euler with the diagonal of the Jacobian: x += dt phi1(lambda dt) f, phi1(z) = (e^z - 1)/z.
 * Exact for linear decay, order 1 otherwise. White noise enters as sigma sqrt(dt phi1(2 lambda dt)) xi,
 * so that x' = lambda x + sigma xi is exact in law; coloured noise, constant forcing over the step,
 * as phi1(lambda dt) times its integral.
 */
function exponentialEuler(field: Field, dt: number, noise: NoiseSource | null): Stepper {
  const n = field.length
  const f = new Float64Array(n)
  const lambda = new Float64Array(n)
  const parts = noise === null ? [] : partsOf(noise.kind, n)
  return (replica, step, x, offset) => {
    field.flow(replica, step, 0, x, offset, f)
    field.decay(replica, step, x, offset, lambda)
    let last = Number.NaN
    let phi = 1
    for (let i = 0; i < n; i++) {
      const z = dt * lambda[i]!
      if (z !== last) phi = phi1((last = z))
      x[offset + i] = x[offset + i]! + dt * phi * f[i]!
    }
    if (noise === null) return
    noise.draw(replica, step)
    for (let k = 0; k < parts.length; k++) {
      const { white, from, until } = parts[k]!
      last = Number.NaN
      let factor = 1
      for (let i = from; i < until; i++) {
        const z = dt * lambda[i]!
        if (z !== last) factor = white ? Math.sqrt(phi1(2 * (last = z))) : phi1((last = z))
        x[offset + i] = x[offset + i]! + factor * noise.kick[i]!
      }
    }
  }
}

/** The state from one end to the other, in parts of one kind of noise. */
function partsOf(kind: NoiseSource['kind'], n: number): { white: boolean; from: number; until: number }[] {
  if (typeof kind === 'string') return [{ white: kind === 'white', from: 0, until: n }]
  const parts = kind.flatMap(([from, until], k) => [
    { white: false, from: kind[k - 1]?.[1] ?? 0, until: from! },
    { white: true, from: from!, until: until! },
  ])
  return [...parts, { white: false, from: kind.at(-1)![1]!, until: n }]
}

/** (e^z - 1) / z, 1 at 0. */
export function phi1(z: number): number {
  return Math.abs(z) < 1e-8 ? 1 + 0.5 * z : Math.expm1(z) / z
}

function kick(noise: NoiseSource, replica: number, step: number, x: Float64Array, offset: number): void {
  noise.draw(replica, step)
  add(noise.kick, x, offset)
}

function add(increment: Float64Array, x: Float64Array, offset: number): void {
  for (let i = 0; i < increment.length; i++) x[offset + i] = x[offset + i]! + increment[i]!
}
