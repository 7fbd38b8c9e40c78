/** The words of the experiment file, and the pieces of which its schema is made. */
import { z } from 'zod'
import type { FamilyName } from '../model/kernel-families.ts'
import type { Method, PlanName, Quantity } from '../model/network.ts'
import { LIMITS } from './defaults.ts'

export const METHODS = ['euler', 'heun', 'rk4', 'exponential-euler'] as const satisfies readonly Method[]
export const QUANTITIES = [
  'activity',
  'state',
  'rate',
  'order',
  'position',
  'energy',
  'mean',
  'max',
  'spikes',
] as const satisfies readonly Quantity[]
export const PLANS = [
  'low-rank',
  'fft',
  'gather',
  'dense',
  'sparse',
  'event',
] as const satisfies readonly PlanName[]
export const FAMILIES = ['von-mises', 'mexican-hat', 'gaussian'] as const satisfies readonly FamilyName[]
/** Kernels that are weights, between any two populations. */
export const WEIGHT_KINDS = ['matrix', 'random', 'sparse'] as const
export const KERNEL_KINDS = ['spectrum', 'expression', 'values', ...WEIGHT_KINDS, ...FAMILIES] as const
export const INPUT_KINDS = [
  'constant',
  'expression',
  'pattern',
  'bump',
  'velocity',
  'file',
  'poisson',
  'spikes',
] as const
export const SYNAPSES = ['delta', 'exponential', 'alpha', 'double-exponential'] as const
export const DISTRIBUTIONS = ['normal', 'uniform', 'lorentzian'] as const
export const INITIAL_KINDS = ['random', 'expression', 'values', 'file'] as const
export const SPACE_KINDS = ['group', 'sphere', 'generators', 'cayley'] as const

/** A name that can stand in an expression. */
export const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/
/** A population's name: also part of a path and of a file's entry. */
export const POPULATION_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/

/** What a custom issue carries, to become an InputError. */
export interface Complaint {
  readonly expected: string
  readonly received?: string
  readonly remedy?: string
}

/** Requires exactly one of `keys`, in the check and in the JSON Schema. */
export function exactlyOne<T extends z.ZodObject>(schema: T, keys: readonly string[]): T {
  return schema
    .superRefine((value, context) => {
      const present = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined)
      if (present.length === 1) return
      const params: Complaint = {
        expected: `exactly one of ${keys.join(', ')}`,
        received: present.length === 0 ? 'none of them' : present.join(' and '),
        remedy: present.length === 0 ? '' : `Keep one of the ${present.length}`,
      }
      context.addIssue({ code: 'custom', params: { ...params } })
    })
    .meta({ oneOf: keys.map((key) => ({ required: [key] })) }) as T
}

export function about<T extends z.ZodType>(schema: T, title: string, description: string): T {
  return schema.meta({ ...schema.meta(), title, description }) as T
}

export const number = z.number()
export const positive = z.number().positive()
export const seed = z.int().min(0).max(LIMITS.seed)
export const perReplica = z.union([number, z.array(number).min(1)])
export const identifier = z.string().regex(IDENTIFIER)
export const path = z.string().min(1)
export const scalarOrList = z.union([number, z.array(number).min(1)])

export const expression = about(
  z.union([z.string().min(1), number]),
  'Expression',
  'text such as "2*cos(theta)": + - * / ^, comparisons, && || !, pi, abs acos asin atan atan2 ceil clamp cos cosh ' +
    'erf exp floor heaviside log max min mod relu round sigmoid sign sin sinh softplus sqrt tan tanh where',
)
