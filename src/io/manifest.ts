/**
 * The manifest of a run: everything that it takes to read its files and to run it again. Plain data;
 * format 1.
 */
import { type NpyArray, npyType } from './npy.ts'

export interface ManifestArray {
  /** name in the npz file */
  readonly name: string
  readonly file: string
  /** NumPy's, e.g. `<f8` */
  readonly dtype: string
  readonly shape: readonly number[]
  /** one name an axis: time, replica, variable, copy, neuron, label, coordinate, spike */
  readonly axes: readonly string[]
  /** names along the last axis, or along `variable` */
  readonly labels?: readonly string[]
  /** of the numbers, in the words of the experiment: its time, its state, its rate */
  readonly units: string
  readonly meaning: string
}

export interface ManifestPlan {
  /** `connections[0]`, or `inputs[1]` for the convolution of a velocity input */
  readonly connection: string
  readonly from: string
  readonly to: string
  readonly plan: string
  readonly why: string
}

export interface ManifestFile {
  readonly name: string
  readonly bytes: number
}

export interface Manifest {
  readonly format: 1
  readonly title: string
  readonly status: 'ok' | 'diverged' | 'aborted' | 'device-lost'
  /** ISO 8601, when the run began */
  readonly began: string
  readonly wallSeconds: number
  readonly versions: { readonly goldstone: string; readonly node: string }
  readonly backend: string
  readonly device: string
  readonly seed: number
  readonly steps: number
  readonly replicas: number
  readonly neurons: number
  /** SHA-256 of the resolved experiment */
  readonly hash: string
  readonly experiment: unknown
  readonly plan: readonly ManifestPlan[]
  readonly arrays: readonly ManifestArray[]
  /** every other file of the folder */
  readonly files: readonly ManifestFile[]
}

export interface DescribedArray extends NpyArray {
  readonly axes: readonly string[]
  readonly labels?: readonly string[]
}

/** Units and meaning of a recorded array by its name: `population.quantity`, `energy`, `time`. */
function told(name: string): { units: string; meaning: string } {
  const time = { units: 'time', meaning: 'time of each frame' }
  if (name === 'time') return time
  const quantity = name.slice(name.lastIndexOf('.') + 1)
  switch (quantity) {
    case 'activity':
    case 'rate':
      return { units: 'rate', meaning: 'rate r of each neuron' }
    case 'state':
      return { units: 'state', meaning: 'state variables of each neuron' }
    case 'final':
      return { units: 'state', meaning: 'state variables of each neuron at the end' }
    case 'order':
      return { units: 'state', meaning: "rms of each irrep's part of the first state variable" }
    case 'position':
      return { units: 'radians, or a unit vector or quaternion', meaning: 'position decoded from the rates' }
    case 'replica':
      return { units: 'index', meaning: 'replica of each spike; spikes are sorted by replica, time, neuron' }
    case 'neuron':
      return { units: 'index', meaning: 'neuron of each spike, [copy][site]' }
    case 'time':
      return { units: 'time', meaning: 'time of each spike' }
    case 'energy':
      return { units: 'energy', meaning: 'energy of the whole network' }
    default:
      return { units: 'rate', meaning: `${quantity} of the rate over the population` }
  }
}

/** The manifest's entry of an array. */
export function manifestArray(name: string, file: string, array: DescribedArray): ManifestArray {
  return {
    name,
    file,
    dtype: npyType(array.data),
    shape: array.shape,
    axes: array.axes,
    ...(array.labels === undefined ? {} : { labels: array.labels }),
    ...told(name),
  }
}

/** JSON with the short lists on one line each; numbers that are not finite are null. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  const flat = text.replace(
    /\[\n\s+((?:(?:-?[\d.eE+-]+|null|"[^"\n]{0,40}"),?\s+){1,12})\]/g,
    (_, items: string) => `[${items.trim().replace(/,\n\s*/g, ', ')}]`,
  )
  return `${flat}\n`
}
