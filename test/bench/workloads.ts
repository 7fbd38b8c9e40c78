/**
 * The five workloads, as experiments: what a user would write, loaded by the package's own verb. `full` is
 * what a data-centre GPU is measured by; the smaller sizes are the same networks with fewer replicas, steps
 * or points, for machines without a GPU, and say how they were reduced.
 *
 * W2 steps by Euler: its target is told in two Fourier transforms a step, one evaluation.
 */
import { filesFrom, type LoadedExperiment, loadExperiment, writeNpy } from '../../src/index.ts'
import { fillNormals } from '../../src/math/normal.ts'
import { streamOf } from '../../src/math/philox.ts'

export const scales = ['full', 'small', 'tiny'] as const
export type Scale = (typeof scales)[number]

export const workloadNames = ['W1', 'W2', 'W3', 'W4', 'W5'] as const
export type WorkloadName = (typeof workloadNames)[number]

interface Size {
  /** what makes the space large: points on a circle or along an axis, a degree, neurons; null where it is fixed */
  readonly points: number | null
  readonly replicas: number
  readonly steps: number
}

interface Description {
  readonly title: string
  /** what `points` counts */
  readonly counts: string
  readonly sizes: Readonly<Record<Scale, Size>>
  readonly method: 'euler' | 'heun'
  readonly space: (points: number) => object
  readonly kernel: object
}

const descriptions: Readonly<Record<WorkloadName, Description>> = {
  W1: {
    title: 'rings, two harmonics',
    counts: 'neurons',
    sizes: {
      full: { points: 256, replicas: 4096, steps: 2000 },
      small: { points: 256, replicas: 16, steps: 600 },
      tiny: { points: 64, replicas: 2, steps: 240 },
    },
    method: 'heun',
    space: (points) => ({ group: 'SO(2)', samples: points }),
    kernel: { spectrum: { '1': 2, '2': 1.5 } },
  },
  W2: {
    title: 'torus, full-band Mexican hat',
    counts: 'points along an axis',
    sizes: {
      full: { points: 1024, replicas: 1, steps: 400 },
      small: { points: 128, replicas: 1, steps: 60 },
      tiny: { points: 16, replicas: 1, steps: 20 },
    },
    method: 'euler',
    space: (points) => ({ group: 'T(2)', samples: [points, points] }),
    kernel: { 'mexican-hat': { width: 0.1, ratio: 2, surround: 0.25, amplitude: 2500 } },
  },
  W3: {
    title: 'sphere, kernel up to degree 8',
    counts: 'degrees',
    sizes: {
      full: { points: 64, replicas: 64, steps: 500 },
      small: { points: 16, replicas: 8, steps: 40 },
      tiny: { points: 9, replicas: 2, steps: 10 },
    },
    method: 'heun',
    space: (points) => ({ sphere: 2, degree: points }),
    kernel: {
      spectrum: Object.fromEntries(Array.from({ length: 9 }, (_, l) => [l, l === 0 ? -1 : 2 / l])),
    },
  },
  W4: {
    title: 'icosahedral group Ih',
    counts: 'elements',
    sizes: {
      full: { points: null, replicas: 4096, steps: 2000 },
      small: { points: null, replicas: 16, steps: 400 },
      tiny: { points: null, replicas: 2, steps: 200 },
    },
    method: 'heun',
    space: () => ({ group: 'Ih' }),
    kernel: { spectrum: { T1u: 2, Hg: 1.5 } },
  },
  W5: {
    title: 'dense measured matrix',
    counts: 'neurons',
    sizes: {
      full: { points: 4096, replicas: 32, steps: 200 },
      small: { points: 512, replicas: 8, steps: 40 },
      tiny: { points: 48, replicas: 2, steps: 10 },
    },
    method: 'heun',
    space: (points) => ({ group: `C(${points})` }),
    kernel: { matrix: 'weights.npy' },
  },
}

export const dt = 0.05

export interface Workload {
  readonly name: WorkloadName
  readonly title: string
  readonly loaded: LoadedExperiment
  readonly scale: Scale
  /** how it differs from the full one, for a person; null when it does not */
  readonly reduced: string | null
}

export async function workload(name: WorkloadName, scale: Scale, seed: number): Promise<Workload> {
  const { title, sizes, method, space, kernel } = descriptions[name]
  const { points, replicas, steps } = sizes[scale]
  const files = filesFrom(name === 'W5' ? { 'weights.npy': measuredMatrix(points!, seed) } : {})
  const loaded = await loadExperiment(
    {
      goldstone: 1,
      title: `${name} ${title}`,
      populations: { p: { space: space(points ?? 0), transfer: 'erf' } },
      connections: [{ from: 'p', to: 'p', kernel }],
      simulation: { dt, duration: dt * steps, method, replicas, seed, initial: { random: 0.5 } },
      record: { every: Math.ceil(steps / 10), quantities: ['mean', 'max'] },
    },
    { files },
  )
  return { name, title, loaded, scale, reduced: reductionOf(name, scale) }
}

/** `16 replicas instead of 4,096, 600 steps instead of 2,000`. */
function reductionOf(name: WorkloadName, scale: Scale): string | null {
  if (scale === 'full') return null
  const { counts, sizes } = descriptions[name]
  const told = (['points', 'replicas', 'steps'] as const).flatMap((key) => {
    const [now, whole] = [sizes[scale][key], sizes.full[key]]
    if (now === null || whole === null || now === whole) return []
    const what = key === 'points' ? counts : key
    return [`${now.toLocaleString('en')} ${what} instead of ${whole.toLocaleString('en')}`]
  })
  return told.join(', ')
}

/** A ring's cosine as it would be measured: with noise of its own size on every weight, as float64 .npy. */
function measuredMatrix(neurons: number, seed: number): Uint8Array {
  const data = new Float64Array(neurons * neurons)
  fillNormals(data, 0, data.length, { seed, replica: 0, step: 0, stream: streamOf('heterogeneity') })
  const [turn, noise] = [(2 * Math.PI) / neurons, 0.5 / Math.sqrt(neurons)]
  for (let i = 0; i < neurons; i++)
    for (let j = 0; j < neurons; j++) {
      const at = i * neurons + j
      data[at] = noise * data[at]! + (4 * Math.cos(turn * (i - j))) / neurons
    }
  return writeNpy({ shape: [neurons, neurons], data })
}
