/**
 * What float32 cannot hold is refused before it becomes infinity on a device: numbers of size 3.4e38 and more,
 * by their place. A number that an equation reads by itself (a parameter, dt) is refused too below 1.2e-38,
 * where it would be read as 0; entries of tables that small are as good as 0.
 */
import { InputError } from '../../errors.ts'
import type { Connection, Coupling, Network, PerReplica } from '../../model/network.ts'
import { initialState } from '../initial.ts'
import { layoutOf } from '../layout.ts'
import { parameterOf } from '../parameters.ts'
import type { DeviceProgram } from './program.ts'

/** The largest and the smallest normal number of float32. */
export const largestSingle = (2 - 2 ** -23) * 2 ** 127
export const smallestSingle = 2 ** -126

const remedy = 'The GPU computes in float32: choose other units, or run with --backend cpu'

/** Throws InputError, at its place, for the first number of a network that float32 does not hold. */
export function checkRange(network: Network): void {
  const { simulation, noise } = network
  checkNumber('simulation.dt', simulation.dt)
  checkNumber('noise.sigma', noise.sigma)
  for (const population of network.populations)
    for (const name of Object.keys(population.model.parameters))
      for (const value of Array.from(each(parameterOf(population, name)!)))
        checkNumber(`populations.${population.name}.parameters.${name}`, value)
  for (const { name, perNeuron = {} } of network.populations)
    for (const [parameter, values] of Object.entries(perNeuron))
      checkTable(`populations.${name}.parameters.${parameter}`, values)
  for (const { place, term } of network.inputs) {
    if (term.kind === 'static') checkTable(place, term.values)
    if (term.kind === 'frames') checkTable(place, term.frames)
    if (term.kind === 'poisson' || term.kind === 'spikes') checkNumber(`${place}.weight`, term.weight)
    if (term.kind === 'moving-bump') {
      checkTable(`${place}.bump.amplitude`, [term.amplitude])
      // the exponent is (cos d - 1) / width^2
      checkTable(`${place}.bump.width`, [term.width], 1 / term.width ** 2)
    }
  }
  for (const connection of network.connections) checkConnection(connection)
  checkTable('simulation.initial', initialState(network, layoutOf(network)))
}

/** Throws InputError for a number of a device program that became infinite on its way there. */
export function checkContents({ buffers }: DeviceProgram): void {
  for (const { element, contents, holds } of buffers) {
    if (element !== 'f32' || !(contents instanceof Float32Array)) continue
    const at = contents.findIndex((value) => !Number.isFinite(value))
    if (at >= 0) throw refused('simulation', `${contents[at]} as number ${at} of ${holds}`)
  }
}

function checkConnection({ place, coupling, scale }: Connection): void {
  const scales = each(scale)
  const gains =
    coupling.kind === 'kernel' ? Object.values(coupling.gains).flatMap((gain) => Array.from(each(gain))) : []
  checkTable(`${place}.scale`, scales)
  if (coupling.kind === 'kernel')
    for (const [label, gain] of Object.entries(coupling.gains))
      checkTable(`${place}.kernel.gains.${label}`, each(gain))
  let most = 0
  for (const { place: own, values } of tablesOf(coupling)) {
    checkTable(`${place}.${own}`, values)
    most = Math.max(most, largestOf(values))
  }
  const product = most * largestOf(scales) * Math.max(1, largestOf(gains))
  if (!(product <= largestSingle)) throw refused(place, `${product}, the largest weight times scale and gain`)
}

/** The numbers that a coupling was given as. */
function tablesOf(coupling: Coupling): { place: string; values: ArrayLike<number> }[] {
  switch (coupling.kind) {
    case 'matrix':
      return [{ place: 'kernel.matrix', values: coupling.weights }]
    case 'sparse': {
      const { weights } = coupling
      return [{ place: 'kernel.sparse', values: typeof weights === 'number' ? [weights] : weights }]
    }
    case 'quotient':
      return [{ place: 'kernel', values: coupling.core }]
    case 'kernel': {
      const { kernel } = coupling
      if (kernel.given === 'values') return [{ place: 'kernel.values', values: kernel.values! }]
      return [...kernel.spectrum].map(([label, values]) => ({ place: `kernel.spectrum.${label}`, values }))
    }
  }
}

const each = (value: PerReplica): ArrayLike<number> => (typeof value === 'number' ? [value] : value)

function largestOf(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

function checkNumber(place: string, value: number): void {
  checkTable(place, [value])
  if (value !== 0 && Math.abs(value) < smallestSingle) throw refused(place, String(value))
}

/** `size` stands for what is made of the number, where that is larger. */
function checkTable(place: string, values: ArrayLike<number>, size = 0): void {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) <= largestSingle && size <= largestSingle) continue
    throw refused(place, values.length === 1 ? String(values[i]) : `${values[i]} as number ${i}`)
  }
}

function refused(place: string, received: string): InputError {
  return new InputError(place, 'numbers of a size from 1.2e-38 to 3.4e38 or 0', received, remedy)
}
